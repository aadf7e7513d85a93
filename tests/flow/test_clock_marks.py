"""Steps 1, 2 and 5 around command: facts of other rooms mark the clock, and hold an incident open."""

from datetime import timedelta

import pytest

from sizao.ground.command import actions as command
from sizao.ground.command import queries as incidents
from sizao.ground.command.errors import CasesStillOpen
from sizao.ground.command.types import GroupKind
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.editions import ZoneKind
from sizao.kernel.words import Words
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans_of
from sizao.measures.screening import actions as screening
from sizao.measures.screening.types import NewPoint, NewResult, NewSample, Purpose, RoundState, SubjectKind, Value
from sizao.measures.zones import actions as zones
from sizao.measures.zones import queries as drawn
from sizao.measures.zones.types import EvidenceKind, NewZone
from sizao.oversight.notices import actions as notices
from sizao.oversight.notices.types import NewNotice
from sizao.oversight.reports import actions as reports
from sizao.oversight.reports.rules import TZ
from sizao.spine.outbox import actions as outbox
from sizao.spine.outbox.apps import load_flow
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries
from sizao.trace.cases.types import Classification, NewCase, NewStay, ProposedContact

YIXING, WANSHI = parse("320282"), parse("320282109")
HOUR = timedelta(hours=1)


@pytest.fixture
def incident(by, at):
    load_flow()
    title = Words("宜兴一例", "One case in Yixing")
    found = command.open_incident(title=title, disease="covid-19", area=YIXING, reported_at=at, by=by, at=at)
    command.stand_up(incident_id=found, by=by, at=at)
    outbox.drain()
    return found


def marks(incident):
    return incidents.marks(incident)


def declare(incident, by, at, kind=ZoneKind.LOCKDOWN):
    new = NewZone(kind, Words("宿舍区", "Dormitory"), WANSHI, incident, "感染者住处")
    zone = zones.propose(new=new, by=by, at=at)
    zones.declare(zone_id=zone, by=by, at=at)
    outbox.drain()
    return zone


def person(by, at):
    return registry.add_persons(persons=[NewPerson(WANSHI)], by=by, at=at)[0]


def test_opening_marks_the_report(by, at, incident):
    assert marks(incident)["direct_report"] == at
    assert marks(incident)["coordination"] == at


def test_a_zone_of_a_town_marks_the_countys_clock_and_finishes_its_task(by, at, incident):
    declare(incident, by, at + 2 * HOUR)
    assert marks(incident)["zones_published"] == at + 2 * HOUR
    task = next(each for each in incidents.tasks(incident_id=incident) if each.milestone == "zones_published")
    assert not task.is_open


def test_points_rounds_and_notices_mark_their_milestones(by, at, incident):
    declare(incident, by, at + HOUR)
    points = [NewPoint(Words("点", "Point"), WANSHI, at + HOUR)]
    screening.open_points(points=points, incident_id=incident, by=by, at=at + HOUR)
    round_id = screening.start_round(
        incident_id=incident, area=WANSHI, number=1, name=Words("一", "One"), by=by, at=at + HOUR
    )
    screening.end_round(round_id=round_id, state=RoundState.CLEARED, by=by, at=at + 5 * HOUR)
    new = NewNotice(parse("3202"), YIXING, Words("通告", "Notice"), "正文", incident_id=incident)
    notices.issue(new=new, by=by, at=at + 3 * HOUR)
    outbox.drain()
    found = marks(incident)
    assert found["sampling_points_ready"] == at + HOUR
    assert found["lockdown_first_round"] == at + 5 * HOUR
    assert "controlled_first_round" not in found
    assert found["communication"] == at + 3 * HOUR


def test_a_round_elsewhere_does_not_do_for_the_zones(by, at, incident):
    declare(incident, by, at + HOUR)
    elsewhere = screening.start_round(
        incident_id=incident, area=parse("320282107"), number=1, name=Words("一", "One"), by=by, at=at + HOUR
    )
    screening.end_round(round_id=elsewhere, state=RoundState.CLEARED, by=by, at=at + 5 * HOUR)
    outbox.drain()
    assert "lockdown_first_round" not in marks(incident)


def test_contacts_are_moved_when_every_approved_one_is_placed(by, at, incident):
    case = NewCase(person_id=person(by, at), area=WANSHI, reported_at=at, classification=Classification.CONFIRMED)
    cases.report_case(incident_id=incident, case=case, by=by, at=at)
    proposals = [ProposedContact(person_id=person(by, at), area=WANSHI, last_exposure_at=at - HOUR) for _ in range(2)]
    ids = cases.propose_contacts(incident_id=incident, proposals=proposals, by=by, at=at).contact_ids
    cases.approve_contacts(contact_ids=ids, by=by, at=at)
    [first] = followup.begin_plans(contact_ids=ids[:1], by=by, at=at).plan_ids
    place = NewPlace(Words("酒店", "Hotel"), PlaceKind.QUARANTINE_SITE, WANSHI)
    site = registry.add_place(place=place, by=by, at=at)
    followup.record_placement(plan_ids=[first], place_id=site, by=by, at=at + HOUR)
    outbox.drain()
    assert "contacts_moved" not in marks(incident), "the other approved one is nowhere yet"


def contacts_of(incident, number, by, at):
    given = [ProposedContact(person_id=person(by, at), area=WANSHI, last_exposure_at=at - HOUR) for _ in range(number)]
    ids = cases.propose_contacts(incident_id=incident, proposals=given, by=by, at=at).contact_ids
    cases.approve_contacts(contact_ids=ids, by=by, at=at)
    outbox.drain()
    return ids


def placed(ids, by, at):
    place = NewPlace(Words("酒店", "Hotel"), PlaceKind.QUARANTINE_SITE, WANSHI)
    site = registry.add_place(place=place, by=by, at=at)
    plans = [each.id for each in plans_of.plans(contact_ids=ids)]
    followup.record_placement(plan_ids=plans, place_id=site, by=by, at=at)
    outbox.drain()


def step(incident, key, at):
    table = incidents.with_progress(incident, incidents.clock(incident, at))
    return next(each for each in table if each.milestone == key)


def test_contacts_approved_within_the_limit_are_to_be_moved_too(by, at, incident):
    first = contacts_of(incident, 2, by, at)
    placed(first, by, at + HOUR)
    assert marks(incident)["contacts_moved"] == at + HOUR, "everybody known so far is in place"
    more = contacts_of(incident, 3, by, at + 2 * HOUR)
    assert "contacts_moved" not in marks(incident)
    row = step(incident, "contacts_moved", at + 2 * HOUR)
    assert row.actual_at is None and (row.progress.done, row.progress.owed) == (2, 5)
    placed(more[:2], by, at + 3 * HOUR)
    assert step(incident, "contacts_moved", at + 3 * HOUR).progress.done == 4
    cases.mark_lost(contact_ids=more[2:], reason="电话地址均查无此人,已转公安协查", by=by, at=at + 4 * HOUR)
    outbox.drain()
    placed(contacts_of(incident, 1, by, at + 4 * HOUR), by, at + 5 * HOUR)
    assert marks(incident)["contacts_moved"] == at + 5 * HOUR, "the one not found has a stated reason"
    assert incidents.marks(incident, at + HOUR)["contacts_moved"] == at + HOUR, "what the evening showed stays"
    contacts_of(incident, 1, by, at + 9 * HOUR)
    assert "contacts_moved" in marks(incident), "after its limit the clock has said what it had to say"


def test_the_last_contact_that_is_not_found_lets_the_clock_stop(by, at, incident):
    ids = contacts_of(incident, 2, by, at)
    placed(ids[:1], by, at + HOUR)
    assert "contacts_moved" not in marks(incident)
    cases.mark_lost(contact_ids=ids[1:], reason="电话地址均查无此人,已转公安协查", by=by, at=at + 2 * HOUR)
    outbox.drain()
    assert marks(incident)["contacts_moved"] == at + 2 * HOUR


def test_what_a_person_stated_is_not_taken_back(by, at, incident):
    placed(contacts_of(incident, 1, by, at), by, at + HOUR)
    command.mark(incident_id=incident, key="contacts_moved", actual_at=at + 2 * HOUR, by=by, at=at + 2 * HOUR)
    contacts_of(incident, 1, by, at + 3 * HOUR)
    assert marks(incident)["contacts_moved"] == at + 2 * HOUR


def test_the_trajectory_is_known_with_the_last_day_of_the_last_case(by, at, incident):
    def stay(case, back, until):
        told = NewStay(start=at - timedelta(days=back), until=at - timedelta(days=until), place_text="宿舍")
        cases.record_stays(case_id=case, stays=[told], by=by, at=at + HOUR)
        outbox.drain()

    def ill():
        new = NewCase(
            person_id=person(by, at), area=WANSHI, reported_at=at, onset_at=at - timedelta(days=1), isolated_at=at,
            classification=Classification.CONFIRMED,
        )  # fmt: skip
        return cases.report_case(incident_id=incident, case=new, by=by, at=at).case_id

    one, other = ill(), ill()
    outbox.drain()
    stay(one, 1, 0.5)
    assert "trajectory" not in marks(incident), "one row is not the days of the window"
    stay(one, 9, 0)
    assert step(incident, "trajectory", at + HOUR).progress.done == 1
    assert "trajectory" not in marks(incident), "the other case is owed"
    task = next(each for each in incidents.tasks(incident_id=incident, open_only=True) if each.case_id == other)
    command.complete_task(task_id=task.id, evidence="流调完成", by=by, at=at + 2 * HOUR)
    outbox.drain()
    assert marks(incident)["trajectory"] == at + 2 * HOUR
    ill()
    outbox.drain()
    assert "trajectory" not in marks(incident), "a third case within the four hours owes its trajectory"


def test_the_event_report_waits_until_it_is_filed(by, at, incident):
    assert "event_report" not in marks(incident), "opening an incident reports nothing to anybody"
    later = at + timedelta(days=1)
    reports.file_report(incident_id=incident, on=at.astimezone(TZ).date(), by=by, at=later)
    outbox.drain()
    assert marks(incident)["event_report"] == later


def test_the_first_mark_stays(by, at, incident):
    declare(incident, by, at + 2 * HOUR)
    declare(incident, by, at + 4 * HOUR, ZoneKind.CONTROLLED)
    assert marks(incident)["zones_published"] == at + 2 * HOUR


def test_a_released_positive_of_a_person_is_reported_as_a_suspected_case(by, at, incident):
    who = person(by, at)
    new = NewSample(SubjectKind.PERSON, WANSHI, at, Purpose.ROUND, incident_id=incident, person_id=who)
    ids = screening.take_samples(samples=[new], by=by, at=at)
    entered = screening.enter_results(results=[NewResult(ids[0], Value.POSITIVE, at + HOUR)], by=by, at=at + HOUR)
    screening.release_results(result_ids=entered, by=Actor.system("second"), at=at + HOUR)
    outbox.drain()
    (case,) = queries.cases(incident)
    assert (case.person_id, case.classification, case.sampled_at) == (who, Classification.SUSPECTED, at)


def test_a_positive_of_somebody_who_was_ruled_out_asks_to_judge_anew(by, at, incident):
    """Ruled out for a sample mixed up, positive again: a case that stays as it is must not swallow the result."""
    who = person(by, at)
    case = NewCase(person_id=who, area=WANSHI, reported_at=at, classification=Classification.SUSPECTED)
    known = cases.report_case(incident_id=incident, case=case, by=by, at=at).case_id
    cases.classify_case(case_id=known, to=Classification.NOT_A_CASE, reason="样本混淆,复检阴性", by=by, at=at)
    outbox.drain()
    before = {each.id for each in incidents.tasks(incident_id=incident)}
    new = NewSample(SubjectKind.PERSON, WANSHI, at, Purpose.ROUND, incident_id=incident, person_id=who)
    ids = screening.take_samples(samples=[new], by=by, at=at)
    entered = screening.enter_results(results=[NewResult(ids[0], Value.POSITIVE, at + HOUR)], by=by, at=at + HOUR)
    screening.release_results(result_ids=entered, by=Actor.system("second"), at=at + HOUR)
    outbox.drain()
    [asked] = [each for each in incidents.tasks(incident_id=incident) if each.id not in before]
    assert queries.case(known).number in asked.title.zh and asked.group_kind == GroupKind.INVESTIGATION
    assert len(queries.cases(incident)) == 1


def test_positive_spots_ask_one_question_per_place(by, at, incident):
    place = registry.add_place(place=NewPlace(Words("宿舍", "Lodging"), PlaceKind.HOME, WANSHI), by=by, at=at)
    new = [
        NewSample(SubjectKind.ENVIRONMENT, WANSHI, at, Purpose.CASE, incident_id=incident, place_id=place, spot=str(n))
        for n in range(3)
    ]
    ids = screening.take_samples(samples=new, by=by, at=at)
    entered = screening.enter_results(results=[NewResult(each, Value.POSITIVE, at) for each in ids], by=by, at=at)
    screening.release_results(result_ids=entered, by=Actor.system("second"), at=at)
    outbox.drain()
    asked = [each for each in incidents.tasks(incident_id=incident) if "Lodging" in each.title.en]
    assert [each.group_kind for each in asked] == [GroupKind.INVESTIGATION.value]


def test_a_new_infection_is_recorded_with_the_zones_and_asked_about(by, at, incident):
    zone = declare(incident, by, at)
    case = NewCase(
        person_id=person(by, at), area=WANSHI, reported_at=at + HOUR, classification=Classification.CONFIRMED
    )
    cases.report_case(incident_id=incident, case=case, by=by, at=at + HOUR)
    outbox.drain()
    assert drawn.evidence(zone)[EvidenceKind.REPORT].moment == at + HOUR
    assert any(
        each.title.en.endswith("settle the zones' last exposure again")
        for each in incidents.tasks(incident_id=incident)
    )
    assert marks(incident)["verification"] == at + HOUR


def test_an_incident_stays_open_while_rooms_above_hold_something(by, at, incident):
    zone = declare(incident, by, at)
    for each in incidents.tasks(incident_id=incident, open_only=True):
        command.cancel_task(task_id=each.id, reason="演示", by=by, at=at)
    with pytest.raises(CasesStillOpen, match="zones are not lifted"):
        command.close_incident(incident_id=incident, reason="全部解除", by=by, at=at)
    assert drawn.zone(zone).is_in_force
