"""Holds with an end and a second person, and a day that is deleted before its time: gone from tail, lake and index."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from sizao.ground.presence import actions, errors, queries
from sizao.ground.presence.models import QuarantinedVisit, Visit
from sizao.ground.presence.types import ActKind, ActStep, NewAct, NewVisit, RowShape, SealKind, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Role
from sizao.spine.audit.models import Access
from sizao.traceback.lake import Lake
from sizao.traceback.segments import visits_in

YIXING, JIANGYIN = areas.parse("320282"), areas.parse("320281")
SECOND = Actor.system("commander")
DAY = datetime(2021, 11, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def places(by, at):
    new = [
        NewPlace(words=Words(f"市场{n}", f"Market {n}"), kind=PlaceKind.MARKET, area=area)
        for n, area in enumerate((YIXING, JIANGYIN))
    ]
    return registry.add_places(places=new, by=by, at=at)


@pytest.fixture
def known(by, at, places):
    """Ten days in two counties: a scan of an hour and a hotel night over midnight of Beijing; the first five days sealed."""
    [person] = registry.add_persons(persons=[NewPerson(area_residence=YIXING)], by=by, at=at)
    visits = [
        NewVisit(person_id=person, place_id=place, start=DAY + (24 * day + start) * HOUR,
                 until=DAY + (24 * day + start + length) * HOUR, source=source)
        for day in range(10) for place in places
        for start, length, source in ((2, 1, VisitSource.VENUE_SCAN), (14, 6, VisitSource.HOTEL))
    ]  # fmt: skip
    actions.record_visits(visits=visits, by=by, at=at)
    actions.seal_days(at=DAY + timedelta(days=5, hours=1), closes_after=HOUR)
    assert (queries.standing().rows, Visit.objects.count()) == (20, 20)


def act(by, at, kind=ActKind.HOLD, **given):
    given = {"until": date(2021, 12, 31)} if kind is ActKind.HOLD and "until" not in given else given
    new = NewAct(kind=kind, **{"area": YIXING, "reason": "审计取证", "basis": "宜审〔演示〕3号", **given})
    return actions.propose_act(new=new, by=by, at=at)


def sealed(column):
    lake = Lake(queries.root() / queries.standing().folder)
    return [value for file in lake.files("by_place") for value in visits_in(file)[column].to_pylist()]


def test_a_hold_spares_its_own_area_until_its_last_day(known, by, at, places):
    held = act(by, at)
    assert queries.holds(at) == [], "nothing is held before a second person signs"
    with pytest.raises(errors.OwnAct):
        actions.approve_act(act_id=held, by=by, at=at)
    actions.approve_act(act_id=held, by=SECOND, at=at)
    [shown] = queries.holds(at)
    assert (shown.area, shown.until) == (YIXING, datetime(2021, 12, 31, 16, tzinfo=UTC))
    gone = actions.expire(at=DAY + timedelta(days=40))
    assert sum(each.tail_rows + each.lake_rows for each in gone) == 20
    assert set(sealed("place")) == {places[0]} == set(Visit.objects.values_list("place", flat=True))
    assert actions.expire(at=DAY + timedelta(days=40)) == [], "what is held asks for no new generation"
    after = datetime(2021, 12, 31, 16, tzinfo=UTC)
    assert sum(each.tail_rows + each.lake_rows for each in actions.expire(at=after)) == 20


def test_a_hold_is_lifted_by_two_people_and_stands_until_then(known, by, at):
    held = act(by, at)
    actions.approve_act(act_id=held, by=SECOND, at=at)
    lift = act(by, at, ActKind.LIFT, of=held, reason="审计完成")
    assert len(queries.holds(at)) == 1
    actions.approve_act(act_id=lift, by=SECOND, at=at)
    assert queries.holds(at) == [] and queries.act(held).step is ActStep.ENDED
    with pytest.raises(errors.HoldUnknown):
        act(by, at, ActKind.LIFT, of=held)


def test_a_second_hold_of_an_area_ends_neither_by_its_last_day_nor_by_being_lifted(known, by, at):
    first, second = act(by, at), act(by, at, until=date(2021, 12, 20))
    for each in (first, second):
        actions.approve_act(act_id=each, by=SECOND, at=at)
    assert len(queries.holds(at)) == 2
    after = datetime(2021, 12, 20, 16, tzinfo=UTC)
    assert [each.until for each in queries.holds(after)] == [datetime(2021, 12, 31, 16, tzinfo=UTC)]
    lift = act(by, at, ActKind.LIFT, of=second, reason="警方取证完成")
    actions.approve_act(act_id=lift, by=SECOND, at=at)
    assert len(queries.holds(at)) == 1 and queries.act(first).is_on(at)


def test_an_approved_deletion_waits_while_a_hold_signed_after_it_is_on(known, by, at):
    deed, held = act(by, at, ActKind.DELETE, day=date(2021, 11, 22)), act(by, at)
    for each in (deed, held):
        actions.approve_act(act_id=each, by=SECOND, at=at)
    assert actions.carry_out_deletions(at=at) == [] and queries.act(deed).step is ActStep.APPROVED
    after = datetime(2021, 12, 31, 16, tzinfo=UTC)
    assert [each.lake_rows for each in actions.carry_out_deletions(at=after)] == [3]


def test_a_hold_has_an_end_no_later_than_the_policy_says_and_belongs_to_who_proposes_it(by, at):
    longest = queries.keeping_terms().hold.days
    today = at.astimezone(UTC).date()
    assert act(by, at, until=today + timedelta(days=longest))
    for until in (None, today + timedelta(days=longest + 1), today - timedelta(days=1)):
        with pytest.raises(errors.UntilNeeded, match=str(longest)):
            act(by, at, until=until)
    with pytest.raises(errors.OutsideArea):
        act(Actor.system("neighbour", JIANGYIN), at)


def test_a_day_is_deleted_for_good_as_two_people_signed_it(known, by, at, places):
    """The civil day of the 22nd: its scan, its own night, and the night that reached into it; of one county alone."""
    deed = act(by, at, ActKind.DELETE, day=date(2021, 11, 22))
    assert queries.act(deed).preview == {"tail": 0, "lake": 3, "aside": 0}
    assert actions.carry_out_deletions(at=at) == []
    actions.approve_act(act_id=deed, by=SECOND, at=at)
    before = queries.standing().folder
    [gone] = actions.carry_out_deletions(at=at)
    assert (gone.why, gone.tail_rows, gone.lake_rows, gone.area) == (SealKind.DELETE, 0, 3, YIXING)
    assert actions.carry_out_deletions(at=at) == []
    assert queries.act(deed).step is ActStep.DONE
    begin, end = (datetime(2021, 11, day, 16, tzinfo=UTC) for day in (21, 22))
    touching = [
        place for place, start, until in zip(sealed("place"), sealed("start"), sealed("until"), strict=True)
        if start < end and until > begin
    ]  # fmt: skip
    assert touching == [places[1]] * 3
    actions.sweep(at=at)
    assert [each.name for each in queries.root().glob("g*")] == [queries.standing().folder] != [before]
    [said] = Lake(queries.root() / queries.standing().folder).deletions
    assert said["rows"] == 3 and said["span"] and said["places"] == 1
    assert Access.objects.filter(action="presence.deleted", area=YIXING).count() == 1


def test_a_day_of_one_source_goes_from_the_tail_and_what_was_put_aside_with_it(known, by, at):
    rows = pa.table({"person": ["7"], "place": ["nowhere"], "passed_at": ["2021-11-27 09:00"]})
    actions.receive_batch(rows=rows, shape=RowShape.CHECKPOINT, by=Actor.system("post", YIXING), at=at)
    hotels = act(by, at, ActKind.DELETE, day=date(2021, 11, 27), source=VisitSource.HOTEL)
    assert queries.act(hotels).preview == {"tail": 2, "lake": 0, "aside": 0}
    whole = act(by, at, ActKind.DELETE, day=date(2021, 11, 27))
    assert queries.act(whole).preview == {"tail": 3, "lake": 0, "aside": 1}
    for each in (hotels, whole):
        actions.approve_act(act_id=each, by=SECOND, at=at)
    assert [each.tail_rows for each in actions.carry_out_deletions(at=at)] == [2, 1]
    assert not QuarantinedVisit.objects.exists()


def test_nothing_is_deleted_that_is_held_or_that_is_not_over_or_named(known, by, at):
    for given, refusal in (({"day": at.date()}, errors.DayAhead), ({}, errors.NothingNamed)):
        with pytest.raises(refusal):
            act(by, at, ActKind.DELETE, **given)
    actions.approve_act(act_id=act(by, at), by=SECOND, at=at)
    deed = act(by, at, ActKind.DELETE, day=date(2021, 11, 22))
    with pytest.raises(errors.HeldBack):
        actions.approve_act(act_id=deed, by=SECOND, at=at)


def test_the_doors_show_what_would_go_before_it_is_proposed(known, signed_in, by, at):
    officer, commander = signed_in(Role.DATA_OFFICER, "320282"), signed_in(Role.COMMANDER, "320282")
    form = {"area": "320282", "day": "2021-11-22", "reason": "误采", "basis": "演示〔2〕号"}
    shown = officer.post("/presence/acts/delete/", form)
    assert shown.status_code == 200 and not queries.acts()
    assert 'name="seen" value="' in shown.content.decode()
    seen = shown.context["stamp"]
    assert officer.post("/presence/acts/delete/", {**form, "seen": seen}).status_code == 302
    [deed] = queries.acts()
    assert deed.preview["lake"] == 3
    page = commander.get(f"/presence/acts/{deed.id}/").content.decode()
    assert f"/presence/acts/{deed.id}/approve/" in page
    assert commander.post(f"/presence/acts/{deed.id}/reject/", {"reason": "不必要"}).status_code == 302
    assert queries.act(deed.id).step is ActStep.REJECTED
    assert officer.get("/presence/acts/").status_code == officer.get("/presence/retention/").status_code == 200
    assert officer.get("/presence/acts/hold/").status_code == 200


def test_rows_of_a_deleted_day_are_told_to_the_sender_and_not_taken_again(known, by, at, places):
    deed = act(by, at, ActKind.DELETE, day=date(2021, 11, 22), source=VisitSource.HOTEL)
    actions.approve_act(act_id=deed, by=SECOND, at=at)
    assert actions.carry_out_deletions(at=at)
    person = sealed("person")[0]

    def sent(place, day, source):
        begin = datetime(2021, 11, day, 1, tzinfo=UTC)
        new = NewVisit(person_id=person, place_id=place, start=begin, until=begin + HOUR, source=source)
        receipt = actions.record_visits(visits=[new], by=by, at=at)
        return receipt.recorded, {each.value for each in receipt.quarantined}

    assert sent(places[0], 22, VisitSource.HOTEL) == (0, {"day_deleted"})
    assert sent(places[0], 22, VisitSource.CHECKPOINT) == (1, set())
    assert sent(places[0], 23, VisitSource.HOTEL) == (1, set())
    assert sent(places[1], 22, VisitSource.HOTEL) == (1, set()), "the neighbour's day was not deleted"


@pytest.mark.parametrize(("language", "said"), [("en", "Nothing is deleted yet"), ("zh-hans", "尚未删除")])
def test_a_deletion_that_waits_for_a_hold_says_so(known, by, at, signed_in, language, said):
    deed = act(by, at, ActKind.DELETE, day=date(2021, 11, 22))
    actions.approve_act(act_id=deed, by=SECOND, at=at)
    path, browser = f"/presence/acts/{deed}/", signed_in(Role.COMMANDER, "320282", language)
    assert said not in browser.get(path).content.decode()
    actions.set_hold(is_on=True, reason="审计", by=by, at=at, area=YIXING, until=datetime(2099, 1, 1, tzinfo=UTC))
    assert said in browser.get(path).content.decode()
