"""A list from its arrival to its end: sifted, routed, claimed, answered, sent back, carried over, and how true it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from sizao.flow.step0_intake import enrol
from sizao.ground.command import actions as command
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level, parse, printed
from sizao.kernel.phones import synthetic_phone
from sizao.kernel.words import Words
from sizao.measures.referrals import actions, queries
from sizao.measures.referrals.errors import ListKnown, NobodyNamed, NotPlaced
from sizao.measures.referrals.types import Drop, NewList, Outcome, Priority, SourceKind, State, StepKind
from sizao.measures.screening import actions as screening
from sizao.measures.screening.types import NewResult, NewSample, Purpose, SubjectKind, Value
from sizao.spine.accounts.types import Role
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import ProposedContact
from tests.integration.cases.conftest import incident_id, people

__all__ = ["incident_id", "people"]

pytestmark = pytest.mark.django_db
TZ = ZoneInfo("Asia/Shanghai")
YIXING, WANSHI, HEQIAO = parse("320282"), parse("320282109"), parse("320282107")


def new(sender="南京市疾控中心", **more) -> NewList:
    return NewList(kind=SourceKind.CITY, sender=sender, received_at=datetime(2021, 12, 11, 16, 0, tzinfo=TZ), **more)


@pytest.fixture
def village(by) -> tuple[int, str]:
    """A village of Wanshi and its name."""
    found = registry.areas_at(Level.COMMUNITY, WANSHI)[-1]
    return found.code, found.words.zh


def table(rows) -> bytes:
    lines = ["姓名,联系电话,现住址,末次接触时间"]
    return "\n".join([*lines, *(",".join(row) for row in rows)]).encode()


def receive(rows, by, at, **more):
    return actions.receive(new=new(**more), content=table(rows), filename="list.csv", by=by, at=at, area=YIXING)


@pytest.fixture
def three(by, at, village):
    """Three people: one with a whole address, one with the town's alone, one without."""
    rows = [
        ("王安例", synthetic_phone(9001), f"宜兴市万石镇{village[1]}8号", "2021-12-09"),
        ("李宁例", synthetic_phone(9002), "和桥镇", ""),
        ("张和例", synthetic_phone(9003), "不详", ""),
    ]
    return receive(rows, by, at)


def test_a_list_enters_the_vault_and_is_routed(three, village):
    first, second, third = queries.requests_of(three.id)
    assert (first.state, first.area) == (State.ROUTED, village[0])
    assert (second.state, second.area) == (State.ROUTED, HEQIAO)
    assert (third.state, third.area) == (State.UNPLACED, YIXING)
    assert first.since == date(2021, 12, 9)
    masked = identity.masked([first.person_id])[first.person_id]
    assert masked.name.startswith("王") and "安" not in masked.name
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM referrals_request r UNION ALL SELECT l::text FROM referrals_arrivedlist l")
        assert not any("王安例" in text or synthetic_phone(9001) in text for (text,) in cursor.fetchall())


def test_the_same_list_is_not_entered_twice(three, by, at, village):
    rows = [("王安例", synthetic_phone(9001), f"宜兴市万石镇{village[1]}8号", "2021-12-09"),
            ("李宁例", synthetic_phone(9002), "和桥镇", ""), ("张和例", synthetic_phone(9003), "不详", "")]  # fmt: skip
    with pytest.raises(ListKnown):
        receive(rows, by, at)
    with pytest.raises(NobodyNamed):
        actions.receive(new=new(), content=b"hello\nworld", filename="a.txt", by=by, at=at, area=YIXING)


def test_known_people_are_sifted_out_with_the_reason(three, incident_id, by, at, village):
    first = queries.requests_of(three.id)[0]
    managed = queries.requests_of(three.id)[1]
    contact = ProposedContact(person_id=managed.person_id, area=HEQIAO, last_exposure_at=at - timedelta(days=1))
    receipt = cases.propose_contacts(incident_id=incident_id, proposals=[contact], by=by, at=at)
    cases.approve_contacts(contact_ids=receipt.contact_ids, by=by, at=at)
    rows = [
        ("王安例", synthetic_phone(9001), "万石镇", ""), ("李宁例", synthetic_phone(9002), "和桥镇", ""),
        ("赵云例", synthetic_phone(9004), "和桥镇", ""), ("赵云例", synthetic_phone(9004), "和桥镇二路", ""),
    ]  # fmt: skip
    found = queries.requests_of(receive(rows, by, at, sender="某酒店").id)
    assert [each.drop for each in found] == [Drop.ASKED, Drop.MANAGED, None, Drop.REPEATED]
    assert found[0].person_id == first.person_id and found[0].drop_note == three.number


def test_who_is_managed_or_asked_for_another_disease_is_asked_for_the_lists_own(incident_id, by, at):
    rows = [("王安例", synthetic_phone(9001), "万石镇", ""), ("李宁例", synthetic_phone(9002), "和桥镇", "")]
    measles = command.open_incident(
        title=Words("麻疹疫情", "Measles"), disease="measles", area=YIXING, reported_at=at, by=by, at=at
    )
    managed, _asked = queries.requests_of(receive(rows, by, at, sender="某校", incident_id=measles).id)
    contact = ProposedContact(person_id=managed.person_id, area=WANSHI, last_exposure_at=at - timedelta(days=1))
    receipt = cases.propose_contacts(incident_id=measles, proposals=[contact], by=by, at=at)
    cases.approve_contacts(contact_ids=receipt.contact_ids, by=by, at=at)

    def drops(**more):
        return [each.drop for each in queries.requests_of(receive(rows, by, at, **more).id)]

    assert drops(sender="某酒店", incident_id=incident_id) == [None, None]
    assert drops(sender="某航司", incident_id=measles) == [Drop.MANAGED, Drop.ASKED]
    assert drops(sender="某铁路") == [Drop.MANAGED, Drop.ASKED]


def test_claimed_answered_and_how_true(three, by, at):
    first, second, third = queries.requests_of(three.id)
    assert actions.claim(request_ids=[first.id, second.id], by=by, at=at) == 2
    with pytest.raises(NotPlaced):
        actions.claim(request_ids=[third.id], by=by, at=at)
    actions.answer(request_id=first.id, outcome=Outcome.MANAGED, by=by, at=at)
    actions.answer(request_id=second.id, outcome=Outcome.CLEARED, by=by, at=at)
    tally = queries.tally(three.id, at)
    assert (tally.answered, tally.true, tally.precision, tally.unplaced) == (2, 1, 50, 1)
    assert [each.tally.precision for each in queries.sources(at)] == [50]


def test_a_wrong_address_finds_the_right_area_by_itself(three, by, at, village):
    second = queries.requests_of(three.id)[1]
    note = f"实际住万石镇{village[1]}"
    actions.answer(request_id=second.id, outcome=Outcome.NOT_HERE, note=note, by=by, at=at)
    outbox.drain()
    moved = queries.request(second.id)
    assert (moved.state, moved.area, moved.claimed_at) == (State.ROUTED, village[0], None)
    kinds = [each.kind for each in queries.steps(second.id)]
    assert kinds == [StepKind.ROUTED, StepKind.RETURNED, StepKind.CLAIMED, StepKind.ROUTED, StepKind.RECEIVED]
    assert registry.persons([moved.person_id])[moved.person_id].area_site == village[0]


def test_a_worker_sends_back_what_is_not_in_the_village_and_never_sees_the_neighbours(
    three, village, signed_in, by, at
):
    grid = signed_in(Role.GRID_WORKER, printed(village[0]), "zh-hans")
    first, second, _ = queries.requests_of(three.id)
    assert grid.get(f"/referrals/{second.id}/").status_code == 404
    assert grid.post("/referrals/claim/", {"picked": str(first.id)}).status_code == 302
    gone = grid.post(f"/referrals/{first.id}/answer/", {"outcome": "not_here", "note": "实际住和桥镇"})
    assert gone.status_code == 302
    outbox.drain()
    assert queries.request(first.id).area == HEQIAO


def test_the_day_ends_with_reasons(three, by, at):
    first, second, third = queries.requests_of(three.id)
    now = datetime(2021, 12, 11, 22, 0, tzinfo=TZ)
    actions.answer(request_id=first.id, outcome=Outcome.MANAGED, by=by, at=now - timedelta(hours=1))
    actions.carry(request_ids=[second.id], reason="夜间无人应门", by=by, at=now)
    lines = {each.area: each for each in queries.day(date(2021, 12, 11), now, YIXING)}
    assert (lines[WANSHI].opened, lines[WANSHI].closed, lines[WANSHI].carried) == (1, 1, 0)
    assert lines[HEQIAO].reasons == {"夜间无人应门": 1} and lines[HEQIAO].silent == 0
    assert lines[YIXING].silent == 1 and queries.uncarried(date(2021, 12, 11), now) == [third.id]


def test_steps_are_written_once(three, by):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM referrals_step")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens(three, signed_in, by, at, language):
    desk = signed_in(Role.DATA_OFFICER, "320282", language)
    first = queries.requests_of(three.id)[0]
    for path in (
        "",
        "lists/",
        "lists/new/",
        f"lists/{three.id}/",
        "sources/",
        "day/",
        "day/?on=2021-12-11",
        f"{first.id}/",
    ):
        assert desk.get(f"/referrals/{path}").status_code == 200, path
    assert desk.get("/referrals/day/?on=nonsense").status_code == 404
    translation.activate("zh-hans")


def test_a_letter_is_pasted_and_an_empty_one_refused(signed_in, by, at):
    desk = signed_in(Role.DATA_OFFICER, "320282", "zh-hans")
    given = {
        "kind": "city",
        "sender": "常州市",
        "priority": "urgent",
        "text": f"1. 王安例,男,电话{synthetic_phone(9009)},现住和桥镇",
    }
    made = desk.post("/referrals/lists/new/", given)
    assert made.status_code == 302
    assert "王安例" not in desk.get(made["Location"]).content.decode()
    assert desk.post("/referrals/lists/new/", given | {"text": " "}).status_code == 422
    assert desk.post("/referrals/lists/new/", given).status_code == 422


def test_the_interface_does_the_same(signed_in, by, at):
    desk = signed_in(Role.DATA_OFFICER, "320282", "zh-hans")
    body = {"kind": "hotel", "sender": "某酒店", "priority": Priority.URGENT, "text": table(
        [("王安例", synthetic_phone(9010), "和桥镇", ""), ("李宁例", synthetic_phone(9011), "", "")]).decode()}  # fmt: skip
    made = desk.post("/api/v1/referrals", body, content_type="application/json")
    assert made.status_code == 201 and made.json()["tally"]["unplaced"] == 1
    list_id = made.json()["id"]
    rows = desk.get(f"/api/v1/referrals/{list_id}/requests").json()
    there = f"/api/v1/referrals/requests/{rows[1]['id']}"
    assert desk.post(f"{there}/route", {"area": printed(WANSHI)}, content_type="application/json").status_code == 200
    assert desk.post("/api/v1/referrals/requests/claim", {"request_ids": [rows[0]["id"]]}, content_type="application/json").json() == {"done": 1}  # fmt: skip
    answered = desk.post(f"/api/v1/referrals/requests/{rows[0]['id']}/answer", {"outcome": "refused"}, content_type="application/json")  # fmt: skip
    assert answered.status_code == 422
    assert desk.get("/api/v1/referrals/sources").json()[0]["sender"] == "某酒店"
    assert desk.get("/api/v1/referrals").json()[0]["tally"]["rows"] == 2
    assert desk.post("/api/v1/referrals/requests/carry", {"request_ids": [rows[0]["id"]], "reason": "电话无人接"}, content_type="application/json").json() == {"done": 1}  # fmt: skip
    assert desk.get("/api/v1/referrals/days/2021-12-11").status_code == 200


def sampled(person, taken, incident, by, at):
    """A released negative of a person, taken for an incident or for none."""
    sample = NewSample(SubjectKind.PERSON, WANSHI, taken, Purpose.RISK_PEOPLE, person_id=person, incident_id=incident)
    [made] = screening.take_samples(samples=[sample], by=by, at=taken)
    [result] = screening.enter_results(results=[NewResult(made, Value.NEGATIVE, taken)], by=by, at=taken)
    screening.release_results(result_ids=[result], by=Actor.system("second"), at=at)


def test_a_negative_spares_only_for_the_lists_disease_after_its_day_and_within_the_follow_up(incident_id, by, at):
    rows = [
        (f"{name}例", synthetic_phone(9100 + n), "万石镇", "2021-12-05") for n, name in enumerate(("王", "李", "张"))
    ]
    enrolled = enrol(
        [(NewIdentity(row[0], phone=row[1], address=row[2]), NewPerson(area_residence=WANSHI)) for row in rows],
        by=by,
        at=at,
    )
    after, same_day = datetime(2021, 12, 7, 9, tzinfo=TZ), datetime(2021, 12, 5, 22, tzinfo=TZ)
    sampled(enrolled[0], after, incident_id, by, at)
    sampled(enrolled[1], same_day, incident_id, by, at)
    sampled(enrolled[2], after, None, by, at)
    found = queries.requests_of(receive(rows, by, at, incident_id=incident_id).id)
    assert [each.drop for each in found] == [Drop.TESTED, None, None]
    assert found[0].drop_note.startswith("12-07 09:00 · cn-covid")


def test_a_list_of_no_incident_spares_nobody_by_a_test(incident_id, by, at):
    rows = [("王安例", synthetic_phone(9110), "万石镇", "2021-12-05")]
    identity_of = NewIdentity(rows[0][0], phone=rows[0][1], address=rows[0][2])
    [person] = enrol([(identity_of, NewPerson(area_residence=WANSHI))], by=by, at=at)
    sampled(person, datetime(2021, 12, 7, 9, tzinfo=TZ), incident_id, by, at)
    assert [each.drop for each in queries.requests_of(receive(rows, by, at).id)] == [None]
