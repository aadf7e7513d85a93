"""Data scenes: nothing comes in before two people switched one on, and nothing that it does not state."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from sizao.ground.presence import actions, errors, queries
from sizao.ground.presence.models import Batch, QuarantinedVisit, Visit
from sizao.ground.presence.types import ActKind, ActStep, NewAct, NewVisit, QuarantineReason, RowShape, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Role
from sizao.spine.audit.models import Access

YIXING, JIANGYIN = areas.parse("320282"), areas.parse("320281")
SCENE, HUB = "crowded-venue-scan", "transport-hub-passages"
SECOND = Actor.system("commander")
DAY = datetime(2021, 12, 1, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(by, at):
    kinds = (
        ("market", PlaceKind.MARKET, YIXING),
        ("school", PlaceKind.SCHOOL, YIXING),
        ("away", PlaceKind.MARKET, JIANGYIN),
    )
    ids = registry.add_places(
        places=[NewPlace(words=Words(name, name), kind=kind, area=area) for name, kind, area in kinds], by=by, at=at
    )
    persons = registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * 3, by=by, at=at)
    return dict(zip(("market", "school", "away"), ids, strict=True)) | {"persons": persons}


def proposed(by, at, **changed):
    new = NewAct(
        kind=ActKind.SCENE,
        area=YIXING,
        scene=SCENE,
        reason="万石疫情",
        basis="宜防指〔演示〕41号",
        until=date(2021, 12, 31),
    )
    return actions.propose_act(new=replace(new, **changed), by=by, at=at)


@pytest.fixture
def on(by, at):
    act = proposed(by, at)
    actions.approve_act(act_id=act, by=SECOND, at=at)
    return act


def rows(world, place="market", number=3, start=DAY, **more):
    persons = world["persons"][:number]
    table = {
        "person": [str(each) for each in persons], "place": [str(world[place])] * len(persons),
        "start": [start.isoformat()] * len(persons), "until": [(start + HOUR).isoformat()] * len(persons),
    }  # fmt: skip
    return pa.table({**table, **{name: [value] * len(persons) for name, value in more.items()}})


def send(world, by, at, scene=SCENE, shape=RowShape.VISITS, **how):
    return actions.receive_batch(rows=rows(world, **how), shape=shape, by=by, at=at, scene=scene)


def test_a_scene_takes_nothing_before_a_second_person_approved_it(world, by, at):
    act = proposed(by, at)
    with pytest.raises(errors.SceneNotOn):
        send(world, by, at)
    with pytest.raises(errors.OwnAct):
        actions.approve_act(act_id=act, by=by, at=at)
    actions.approve_act(act_id=act, by=SECOND, at=at)
    with pytest.raises(errors.ActDecided):
        actions.approve_act(act_id=act, by=SECOND, at=at)
    assert send(world, by, at).accepted == 3
    assert set(Visit.objects.values_list("source", "grade")) == {("venue_scan", "claimed")}
    assert Batch.objects.get().scene == SCENE


def test_off_rejected_and_past_its_last_day_it_takes_nothing(world, by, at, on):
    assert send(world, by, at).accepted == 3
    with pytest.raises(errors.SceneNotOn):
        send(world, by, datetime(2022, 1, 1, 0, tzinfo=UTC))
    actions.end_scene(act_id=on, reason="疫情结束", by=by, at=at)
    with pytest.raises(errors.SceneNotOn):
        send(world, by, at, start=DAY + HOUR)
    again = proposed(by, at)
    actions.reject_act(act_id=again, reason="不必要", by=SECOND, at=at)
    with pytest.raises(errors.SceneNotOn):
        send(world, by, at, start=DAY + HOUR)
    assert Visit.objects.count() == 3


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"place": "away"}, QuarantineReason.SCENE_OFF), ({"place": "school"}, QuarantineReason.SCENE_PLACE),
        ({"source": "hotel"}, QuarantineReason.SCENE_SOURCE), ({"grade": "recorded"}, QuarantineReason.SCENE_GRADE),
    ],
)  # fmt: skip
def test_rows_that_a_scene_may_not_take_are_told_and_kept_nowhere(world, by, at, on, how, reason):
    receipt = send(world, by, at, **how)
    assert (receipt.accepted, dict(receipt.quarantined), receipt.is_whole) == (0, {reason: 3}, True)
    assert receipt.lines == ((1, reason), (2, reason), (3, reason))
    assert not Visit.objects.exists() and not QuarantinedVisit.objects.exists()
    assert queries.came_in(SCENE).turned_away == 3


def test_a_column_that_is_not_stated_and_another_shape_refuse_the_batch(world, by, at, on):
    with pytest.raises(errors.SceneColumn, match="phone"):
        send(world, by, at, phone="13900000000")
    with pytest.raises(errors.SceneShape):
        send(world, by, at, shape=RowShape.HOTEL)
    with pytest.raises(errors.SceneUnknown):
        send(world, by, at, scene="everything")
    assert not Batch.objects.exists() and not Visit.objects.exists()


def test_a_scene_is_proposed_with_its_paper_and_an_end_and_once_at_a_time(by, at, on):
    for changed, refusal in (
        ({"until": None}, errors.UntilNeeded), ({"until": date(2022, 12, 31)}, errors.UntilNeeded), ({"until": date(2021, 12, 1)}, errors.UntilNeeded),
        ({"basis": " "}, errors.WhyNeeded), ({"scene": "no-such"}, errors.SceneUnknown), ({}, errors.SceneOnAlready),
    ):  # fmt: skip
        with pytest.raises(refusal):
            proposed(by, at, **changed)
    assert proposed(by, at, area=JIANGYIN)


def test_visits_of_a_scene_go_when_its_own_time_is_over_and_others_of_the_source_stay(world, by, at, on):
    send(world, by, at)
    other = NewVisit(
        person_id=world["persons"][0],
        place_id=world["school"],
        start=DAY,
        until=DAY + HOUR,
        source=VisitSource.VENUE_SCAN,
    )
    actions.record_visits(visits=[other], by=by, at=at)
    actions.end_scene(act_id=on, reason="疫情结束", by=by, at=at)
    days = queries.scene(SCENE).retention_days
    assert actions.expire(at=DAY + timedelta(days=days)) == []
    [gone] = actions.expire(at=DAY + timedelta(days=days + 1))
    assert (gone.scene, gone.tail_rows) == (SCENE, 3)
    assert [row.place for row in Visit.objects.all()] == [world["school"]]


def test_visits_of_a_scene_go_from_the_lake_too_and_all_of_it_can_be_deleted_before_time(world, by, at, on):
    send(world, by, at)
    send(world, by, at, start=DAY + timedelta(days=3))
    actions.seal_days(at=DAY + timedelta(days=1), closes_after=HOUR)
    assert (queries.standing().rows, Visit.objects.count()) == (3, 3)
    new = NewAct(kind=ActKind.DELETE, area=YIXING, scene=SCENE, reason="场景用途已了", basis="宜防指〔演示〕52号")
    act = actions.propose_act(new=new, by=by, at=at)
    assert queries.act(act).preview == {"tail": 3, "lake": 3, "aside": 0}
    actions.approve_act(act_id=act, by=SECOND, at=at)
    [gone] = actions.carry_out_deletions(at=at)
    assert (gone.tail_rows, gone.lake_rows, gone.scene) == (3, 3, SCENE)
    assert queries.standing().rows == 0 and not Visit.objects.exists()


def test_a_changed_file_takes_nothing_until_it_is_signed_again(world, by, at, on, settings, tmp_path):
    settings.SIZAO_HOME = tmp_path
    own = tmp_path / "scenes" / "own.toml"
    own.parent.mkdir()
    shipped = Path(actions.__file__).parents[1] / "data" / "scenes" / f"{SCENE}.toml"
    own.write_text(shipped.read_text("utf-8").replace(f'"{SCENE}"', '"own-scene"'), "utf-8")
    act = proposed(by, at, scene="own-scene")
    actions.approve_act(act_id=act, by=SECOND, at=at)
    assert send(world, by, at, scene="own-scene").accepted == 3
    own.write_text(own.read_text("utf-8").replace("retention_days = 7", "retention_days = 6"), "utf-8")
    with pytest.raises(errors.SceneChanged):
        send(world, by, at, scene="own-scene")
    own.unlink()
    assert [each.scene for each in actions.expire(at=DAY + timedelta(days=9))] == ["own-scene"], "signed is what counts"


def test_who_looked_at_the_places_of_a_scene_stands_on_its_page(world, by, at, on, signed_in):
    send(world, by, at)
    client = signed_in(Role.EPIDEMIOLOGIST, "320282", "zh-hans")
    assert client.get(f"/presence/places/{world['market']}/").status_code == 200
    assert Access.objects.filter(reason=f"scene {SCENE}", action="presence.place_visits").count() == 1
    body = client.get(f"/presence/scenes/{SCENE}/").content.decode()
    assert "presence.place_visits" in body and "人员密集场所扫码" in body


def test_the_doors_switch_a_scene_on_with_two_people(world, signed_in, by, at):
    officer, commander = signed_in(Role.DATA_OFFICER, "320282"), signed_in(Role.COMMANDER, "320282")
    today = datetime.now(UTC).date()
    form = {"area": "320282", "until": str(today + timedelta(days=20)), "reason": "演示", "basis": "演示〔1〕号"}
    made = officer.post(f"/presence/scenes/{SCENE}/switch-on/", form)
    assert made.status_code == 302
    act = queries.acts(ActKind.SCENE)[0]
    assert made.headers["Location"] == f"/presence/acts/{act.id}/"
    assert officer.post(f"/presence/acts/{act.id}/approve/").status_code == 403
    assert commander.post(f"/presence/acts/{act.id}/approve/").status_code == 302
    assert queries.act(act.id).step is ActStep.APPROVED
    [shown] = [each for each in commander.get("/api/v1/presence/scenes").json() if each["id"] == SCENE]
    assert shown["on"][0]["area"] == "320282000000" and shown["makes_only_leads"] is True
    assert (
        officer.post(
            f"/api/v1/presence/acts/{act.id}/end", {"reason": "演示结束"}, content_type="application/json"
        ).status_code
        == 200
    )
    assert commander.get(f"/api/v1/presence/scenes/{SCENE}").json()["on"] == []


def test_no_row_of_a_scene_is_put_aside_the_receipt_names_it(world, by, at, on):
    bad = rows(world)
    bad = bad.set_column(bad.column_names.index("start"), "start", pa.array(["never"] * bad.num_rows))
    named = actions.receive_batch(rows=bad, shape=RowShape.VISITS, by=by, at=at, scene=SCENE)
    assert named.quarantined == {QuarantineReason.BAD_TIME: bad.num_rows}
    assert not QuarantinedVisit.objects.exists()
    actions.receive_batch(rows=bad, shape=RowShape.VISITS, by=by, at=at)
    assert QuarantinedVisit.objects.count() == bad.num_rows
