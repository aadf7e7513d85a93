"""Calls from the list to the end of the ladder: shared, opened, reached, handed over; the answer is a daily check."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from sizao.flow.step0_intake import enrol
from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.areas import parse, printed
from sizao.kernel.phones import synthetic_phone
from sizao.kernel.words import Words
from sizao.measures.calls import actions, queries
from sizao.measures.calls.errors import AnswerContradicts, CallClosed, NobodyCalls, NotYourCall, TooEarly
from sizao.measures.calls.types import CallOutcome, CallPurpose, CallState
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.measures.followup.types import CheckOutcome, CheckSource, NewCheck
from sizao.oversight.board.queries import my_work
from sizao.spine.accounts.types import Role
from sizao.spine.audit import queries as audit
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as cases_queries
from sizao.trace.cases.types import ContactState, NewCase, ProposedContact
from tests.integration.cases.conftest import WANSHI, YIXING, incident_id, people

__all__ = ["incident_id", "people"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def contacts(incident_id, by, at):
    """Three approved contacts with telephones."""
    identities = [NewIdentity(name="王安例", phone=synthetic_phone(8000 + each)) for each in range(3)]
    persons = enrol([(each, NewPerson(WANSHI)) for each in identities], by=by, at=at)
    proposals = [
        ProposedContact(person_id=each, area=WANSHI, last_exposure_at=at - timedelta(days=1)) for each in persons
    ]
    receipt = cases.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at)
    return cases.approve_contacts(contact_ids=receipt.contact_ids, by=by, at=at).done


@pytest.fixture
def shared(contacts, incident_id, by, at):
    """Their first interviews, shared between two callers."""
    for user in (71, 72):
        actions.enter_caller(user_id=user, name=f"外呼员{user}", languages=["zh"], area=YIXING, by=by, at=at)
    assert actions.plan(incident_id=incident_id, purpose=CallPurpose.INTERVIEW, by=by, at=at) == 3
    return [*queries.mine(71), *queries.mine(72)]


def tracer(user: int) -> Actor:
    return Actor(f"外呼员{user}", ActorKind.PERSON, user, Role.TRACER.value, YIXING)


def test_a_caller_finds_the_calls_to_make_now_in_my_work_but_not_at_night(shared, at, acting):
    acting(tracer(71))
    midday = at.replace(hour=5) + timedelta(days=1)  # one in the afternoon in China
    work = {each.key: each for each in my_work(tracer(71), midday)}
    assert work["calls"].number == len(queries.mine(71)) > 0
    assert "calls" not in {each.key for each in my_work(tracer(71), midday + timedelta(hours=12))}


def test_calls_are_shared_evenly_and_never_made_twice(shared, incident_id, by, at):
    assert sorted(each.load for each in queries.callers()) == [1, 2]
    assert actions.plan(incident_id=incident_id, purpose=CallPurpose.INTERVIEW, by=by, at=at) == 0


def test_who_waits_for_a_stricter_class_or_a_later_day_is_called_as_before(contacts, incident_id, by, at):
    known = cases_queries.contact(contacts[0])
    again = ProposedContact(person_id=known.person_id, area=WANSHI, last_exposure_at=at)
    cases.propose_contacts(incident_id=incident_id, proposals=[again], by=by, at=at)
    assert cases_queries.contact(known.id).status is ContactState.PROPOSED
    actions.enter_caller(user_id=71, name="外呼员71", languages=["zh"], area=YIXING, by=by, at=at)
    assert actions.plan(incident_id=incident_id, purpose=CallPurpose.DAILY, by=by, at=at) == 3
    assert known.id in {each.contact_id for each in queries.mine(71)}


def test_nobody_is_called_whose_approval_was_taken_back(incident_id, people, by, at):
    proposals = [
        ProposedContact(person_id=each, area=WANSHI, last_exposure_at=at - timedelta(days=1)) for each in people(2)
    ]
    ids = cases.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at).contact_ids
    decision = cases.approve_contacts(contact_ids=ids, by=by, at=at).decision_id
    outbox.drain()
    actions.enter_caller(user_id=71, name="外呼员71", languages=["zh"], area=YIXING, by=by, at=at)
    assert actions.plan(incident_id=incident_id, purpose=CallPurpose.INTERVIEW, by=by, at=at) == 2
    first = queries.mine(71)[0]
    cases.undo_decision(decision_id=decision, by=by, at=at + timedelta(minutes=3))
    outbox.drain()
    assert queries.mine(71) == []
    with pytest.raises(CallClosed):
        actions.open_number(call_id=first.id, by=tracer(71), at=at + timedelta(minutes=4))


def test_who_was_released_and_is_only_proposed_again_is_not_called(contacts, incident_id, by, at):
    outbox.drain()
    actions.enter_caller(user_id=71, name="外呼员71", languages=["zh"], area=YIXING, by=by, at=at)
    assert actions.plan(incident_id=incident_id, purpose=CallPurpose.DAILY, by=by, at=at) == 3
    gone = cases_queries.contact(contacts[0])
    cases.mark_released(contact_ids=[gone.id], by=by, at=at)
    again = ProposedContact(person_id=gone.person_id, area=WANSHI, last_exposure_at=at)
    cases.propose_contacts(incident_id=incident_id, proposals=[again], by=by, at=at)
    outbox.drain()
    assert cases_queries.contact(gone.id).status is ContactState.PROPOSED
    assert gone.id not in {each.contact_id for each in queries.mine(71)}
    assert actions.plan(incident_id=incident_id, purpose=CallPurpose.DAILY, by=by, at=at) == 0
    cases.approve_contacts(contact_ids=[gone.id], by=by, at=at)
    assert actions.plan(incident_id=incident_id, purpose=CallPurpose.DAILY, by=by, at=at) == 1


def test_without_callers_nothing_is_planned(contacts, incident_id, by, at):
    with pytest.raises(NobodyCalls):
        actions.plan(incident_id=incident_id, purpose=CallPurpose.DAILY, by=by, at=at)


def test_calls_of_one_who_left_go_to_the_others(shared, by, at):
    actions.enter_caller(user_id=71, name="外呼员71", languages=["zh"], area=YIXING, is_present=False, by=by, at=at)
    actions.share(by=by, at=at)
    assert len(queries.mine(72)) == 3 and queries.mine(71) == []


def test_a_county_takes_no_call_out_of_the_hands_of_the_citys_callers(contacts, incident_id, acting, by, at):
    actions.enter_caller(user_id=70, name="市级外呼员", languages=["zh"], area=parse("3202"), by=by, at=at)
    assert actions.plan(incident_id=incident_id, purpose=CallPurpose.INTERVIEW, by=by, at=at) == 3
    county = Actor("宜兴综合组", ActorKind.PERSON, 60, Role.COORDINATOR.value, YIXING)
    acting(county)
    actions.enter_caller(user_id=71, name="外呼员71", languages=["zh"], area=YIXING, by=county, at=at)
    assert actions.share(by=county, at=at) == 0
    assert len(queries.mine(70)) == 3 and queries.mine(71) == []


def test_the_number_opens_for_the_one_who_has_the_call_and_is_logged(shared, acting, at):
    first = queries.mine(71)[0]
    acting(tracer(71))
    number = actions.open_number(call_id=first.id, by=tracer(71), at=at)
    assert number.startswith("161") and len(number) == 11
    with pytest.raises(NotYourCall):
        actions.open_number(call_id=first.id, by=tracer(72), at=at)
    assert any(row.action == "identity.reveal" and row.allowed for row in audit.of_person(first.person_id, 10))


def test_the_ladder_ends_at_the_door(shared, by, at):
    command.ensure_headquarters(area=YIXING, by=by, at=at)
    first, moment = queries.mine(71)[0], at
    for tried in range(queries.ladder().tries):
        found = actions.record(call_id=first.id, outcome=CallOutcome.NO_ANSWER, by=tracer(71), at=moment)
        assert found.attempts == tried + 1
        if found.state is CallState.RETRY:
            with pytest.raises(TooEarly):
                actions.record(call_id=first.id, outcome=CallOutcome.BUSY, by=tracer(71), at=moment)
        moment = found.next_at
    assert found.state is CallState.HANDED_OVER
    with pytest.raises(CallClosed):
        actions.record(call_id=first.id, outcome=CallOutcome.WELL, by=tracer(71), at=moment)
    outbox.drain()
    tasks = [each.title.zh for each in commanded.tasks(open_only=True)]
    assert any("上门核查" in each and "4 次" in each for each in tasks)
    assert [each.id for each in queries.unreached()] == [first.id]


def test_another_language_goes_to_whoever_speaks_it(shared, by, at):
    actions.enter_caller(user_id=73, name="外呼员73", languages=["en"], area=YIXING, by=by, at=at)
    first = queries.mine(71)[0]
    actions.record(call_id=first.id, outcome=CallOutcome.LANGUAGE, language="en", by=tracer(71), at=at)
    actions.share(by=by, at=at)
    assert [each.id for each in queries.mine(73)] == [first.id]


def test_an_answer_is_the_daily_check(shared, by, at):
    first = queries.mine(71)[0]
    followup.begin_plans(contact_ids=[first.contact_id], by=by, at=at)
    [plan] = plans.plans(contact_ids=[first.contact_id])
    due = next(each for each in plans.checks(plan.id) if each.opens_at <= at + timedelta(days=1) < each.due_at)
    moment = at + timedelta(days=1)
    actions.record(call_id=first.id, outcome=CallOutcome.WELL, by=tracer(71), at=moment)
    outbox.drain()
    assert plans.check(due.id).outcome is CheckOutcome.WELL
    assert queries.call(first.id).state is CallState.REACHED


def test_a_temperature_told_on_the_phone_decides_the_check(contacts, incident_id, by, at):
    actions.enter_caller(user_id=71, name="外呼员71", languages=["zh"], area=YIXING, by=by, at=at)
    followup.begin_plans(contact_ids=contacts, by=by, at=at)
    actions.plan(incident_id=incident_id, purpose=CallPurpose.DAILY, by=by, at=at)
    [first, *_] = queries.mine(71)
    moment = at + timedelta(days=1)
    given = {"answers": {"temperature": "39.5", "symptoms": "no"}, "outcome": CallOutcome.WELL}
    actions.record(call_id=first.id, by=tracer(71), at=moment, **given)
    outbox.drain()
    [done] = _done(first)
    assert (done.outcome, str(done.temperature)) == (CheckOutcome.SYMPTOM, "39.5")


def _done(found):
    [plan] = plans.plans(contact_ids=[found.contact_id])
    return [each for each in plans.checks(plan.id) if each.done_at is not None]


def test_symptoms_told_when_no_check_is_owed_are_a_check_of_their_own(shared, by, at):
    first = queries.mine(71)[0]
    followup.begin_plans(contact_ids=[first.contact_id], by=by, at=at)
    [plan] = plans.plans(contact_ids=[first.contact_id])
    for each in plans.checks(plan.id):
        if each.opens_at <= at < each.due_at:
            followup.record_check(check=NewCheck(check_id=each.id, outcome=CheckOutcome.WELL), by=by, at=at)
    actions.record(call_id=first.id, outcome=CallOutcome.SYMPTOM, by=tracer(71), at=at)
    outbox.drain()
    assert [each.source for each in _done(first) if each.outcome is CheckOutcome.SYMPTOM] == [CheckSource.CALL]


def test_symptoms_told_by_whoever_has_no_plan_are_a_task(shared, by, at):
    command.ensure_headquarters(area=YIXING, by=by, at=at)
    first = queries.mine(71)[0]
    outbox.drain()
    followup.break_off_contacts(contact_ids=[first.contact_id], reason="handed to the county", by=by, at=at)
    actions.record(call_id=first.id, outcome=CallOutcome.SYMPTOM, by=tracer(71), at=at)
    outbox.drain()
    assert any("told of symptoms on the phone" in each.title.en for each in commanded.tasks(open_only=True))


def test_whoever_is_called_for_one_incident_is_not_called_for_the_other_too(shared, contacts, incident_id, by, at):
    other = command.open_incident(
        title=Words("另一起", "Another"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
    )
    persons = [each.person_id for each in cases_queries.contacts_by_id(contacts).values()]
    last = at - timedelta(days=1)
    proposals = [ProposedContact(person_id=each, area=WANSHI, last_exposure_at=last) for each in persons]
    receipt = cases.propose_contacts(incident_id=other, proposals=proposals, by=by, at=at)
    cases.approve_contacts(contact_ids=receipt.contact_ids, by=by, at=at)
    assert actions.plan(incident_id=other, purpose=CallPurpose.INTERVIEW, by=by, at=at) == 0


def test_steps_are_written_once(shared, by):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM calls_callstep")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens(shared, signed_in, language):
    desk = signed_in(Role.EPIDEMIOLOGIST, "320282", language)
    for path in ("", "all/", "callers/", "plan/", "unreached/", f"{shared[0].id}/"):
        assert desk.get(f"/calls/{path}").status_code == 200, path
    assert desk.post(f"/calls/{shared[0].id}/number/").status_code == 409


def test_a_caller_works_through_a_call_in_the_browser(contacts, incident_id, signed_in, staff, by, at):
    desk = signed_in(Role.EPIDEMIOLOGIST, "320282", "zh-hans")
    me = int(desk.session["_auth_user_id"])
    assert desk.post("/calls/callers/", {"account": f"{me}", "languages": "zh", "is_present": "on"}).status_code == 302
    planned = desk.post("/calls/plan/", {"incident": f"{incident_id}", "purpose": "interview"})
    assert planned.status_code == 302
    [first, *_] = queries.mine(me)
    shown = desk.post(f"/calls/{first.id}/number/")
    assert shown.status_code == 200 and b"161" in shown.content
    assert b"<b>161" not in desk.get(f"/calls/{first.id}/").content
    assert desk.post(f"/calls/{first.id}/record/", {"outcome": "call_back"}).status_code == 422
    assert "下次拨打" in desk.get(f"/calls/{first.id}/").content.decode()
    assert desk.post(f"/calls/{first.id}/record/", {"outcome": "symptom"}).status_code == 302
    assert "下次拨打" not in desk.get(f"/calls/{first.id}/").content.decode(), "a call that is over has none"


def test_the_interface_does_the_same(contacts, incident_id, signed_in, by, at):
    desk = signed_in(Role.EPIDEMIOLOGIST, "320282", "zh-hans")
    me = int(desk.session["_auth_user_id"])
    actions.enter_caller(user_id=me, name="甲", languages=["zh"], area=YIXING, by=by, at=at)
    body = {"incident_id": f"{incident_id}", "purpose": "daily"}
    assert desk.post("/api/v1/calls/plan", body, content_type="application/json").json() == {"done": 3}
    assert desk.post("/api/v1/calls/share", {}, content_type="application/json").json() == {"done": 0}
    rows = desk.get("/api/v1/calls/mine").json()
    there = f"/api/v1/calls/{rows[0]['id']}/tries"
    given = {"outcome": "wrong_number", "reason": "本人要求夜间联系"}
    made = desk.post(there, given, content_type="application/json")
    assert made.json()["state"] == "handed_over"
    assert [each["id"] for each in desk.get("/api/v1/calls/unreached").json()] == [rows[0]["id"]]
    assert desk.get("/api/v1/calls/ladder").json()["tries"] == 4


def door_tasks():
    return [each for each in commanded.tasks(open_only=True) if each.detail.startswith("call ")]


def give_up(found, at):
    """The ladder ends at once with a wrong number."""
    actor = tracer(found.caller_id)
    actions.record(call_id=found.id, outcome=CallOutcome.WRONG_NUMBER, by=actor, at=at)
    outbox.drain()


@pytest.mark.parametrize("end", ["released", "became_case", "rejected", "handed_over"])
def test_nobody_is_called_or_visited_any_more_who_needs_no_call(shared, incident_id, by, at, end):
    waiting, handed, other = shared
    give_up(handed, at)
    assert [each.detail for each in door_tasks()] == [f"call {handed.id}"] and len(queries.unreached()) == 1
    for each in (waiting, handed):
        if end == "became_case":
            case = NewCase(person_id=each.person_id, area=WANSHI, reported_at=at)
            made = cases.report_case(incident_id=incident_id, case=case, by=by, at=at).case_id
            if cases_queries.contact(each.contact_id).status is not ContactState.BECAME_CASE:
                cases.contact_became_case(contact_id=each.contact_id, case_id=made, by=by, at=at)
    ids = [waiting.contact_id, handed.contact_id]
    if end == "released":
        cases.mark_released(contact_ids=ids, by=by, at=at)
    elif end == "rejected":
        cases.reject_contacts(contact_ids=ids, reason="不符合密接判定条件", by=by, at=at)
    elif end == "handed_over":
        cases.hand_over_contacts(contact_ids=ids, reason="移交外地管理", by=by, at=at)
    outbox.drain()
    states = {each: queries.call(each.id).state for each in shared}
    assert states == {waiting: CallState.CLOSED, handed: CallState.CLOSED, other: CallState.WAITING}
    assert queries.unreached() == [] and door_tasks() == []
    assert actions.close(contact_ids=ids, reason="again", by=by, at=at) == 0


def test_who_was_visited_at_the_door_is_off_the_list(shared, by, at):
    give_up(shared[0], at)
    [task] = door_tasks()
    command.complete_task(task_id=task.id, evidence="已上门见到本人", by=by, at=at)
    outbox.drain()
    assert queries.call(shared[0].id).state is CallState.CLOSED and queries.unreached() == []
    assert "网格" in queries.steps(shared[0].id)[0].note


def test_a_call_is_walked_through_in_the_browser_and_its_answers_are_kept(
    shared, incident_id, by, at, signed_in, staff
):
    """The caller sees the edition's figures, answers the questions, and a contradiction keeps what was typed."""
    user = staff(Role.TRACER.value, "320282", name="walker").pk
    actions.enter_caller(user_id=user, name="walker", languages=["zh"], area=YIXING, by=by, at=at)
    for other in (71, 72):
        actions.enter_caller(user_id=other, name="away", languages=["zh"], area=YIXING, is_present=False, by=by, at=at)
    actions.share(by=by, at=at)
    call = queries.mine(user)[0]
    walker = Actor("walker", ActorKind.PERSON, user, Role.TRACER.value, YIXING)
    lines = queries.script(call, at, area=Words("宜兴市", "Yixing"), name="王*").lines
    assert any("集中隔离医学观察" in each.words.zh and each.clause for each in lines)
    with pytest.raises(AnswerContradicts):
        actions.record(call_id=call.id, outcome=CallOutcome.WELL, answers={"symptoms": "yes"}, by=walker, at=at)
    answers = {"symptoms": "no", "household": "3", "where": "在家"}
    actions.record(call_id=call.id, outcome=CallOutcome.WELL, answers=answers, by=walker, at=at)
    tried = next(each for each in queries.steps(call.id) if each.outcome is CallOutcome.WELL)
    assert tried.answers == answers


def test_a_team_is_formed_on_the_page_and_its_callers_take_its_area(contacts, incident_id, by, at, signed_in, staff):
    manager = signed_in("coordinator", "320282")
    assert manager.post("/calls/callers/", {"team_name": "甲镇小组", "team_area": printed(WANSHI)}).status_code == 302
    [team] = queries.teams()
    near, far = (staff(Role.TRACER.value, "320282", name=name).pk for name in ("near", "far"))
    given = {"account": str(near), "languages": "zh", "is_present": "on", "team": str(team.id)}
    assert manager.post("/calls/callers/", given).status_code == 302
    actions.enter_caller(user_id=far, name="far", languages=["zh"], area=YIXING, by=by, at=at)
    actions.plan(incident_id=incident_id, purpose=CallPurpose.INTERVIEW, by=by, at=at)
    assert (len(queries.mine(near)), len(queries.mine(far))) == (3, 0)
    [team] = queries.teams()
    assert (team.callers, team.present, team.load) == (1, 1, 3)
    stranger = signed_in("coordinator", "320211")
    assert stranger.get("/api/v1/calls/teams").json() == []


def spoken(call, at) -> dict[str, tuple[str, str]]:
    """What the script says now, by line, with the edition cited beside it."""
    lines = queries.script(call, at, area=Words("宜兴市", "Yixing"), name="王*").lines
    return {each.key: (each.words.zh, each.clause.edition_id if each.clause else "") for each in lines}


def test_the_script_follows_the_plan_that_was_extended_or_moved_not_the_edition_alone(shared, incident_id, by, at):
    """Who was told fourteen days and three more hears of all of them, when the next test is, and why."""
    outbox.drain()
    actions.plan(incident_id=incident_id, purpose=CallPurpose.DAILY, by=by, at=at)
    call = next(each for each in queries.mine(71) if each.purpose is CallPurpose.DAILY)
    [plan] = plans.plans(contact_ids=[call.contact_id])
    days, ends = plan.day_on(plan.end_on), plan.end_on
    before = spoken(call, at)
    assert f"共 {days} 天" in before["day"][0] and "extended" not in before
    followup.extend_plan(plan_id=plan.id, days=3, reason="同住人新近确诊", by=by, at=at, test_days=[2])
    after = spoken(call, at)
    assert f"共 {days + 3} 天" in after["day"][0]
    end, test = ends + timedelta(days=3), ends + timedelta(days=2)
    assert f"{end.month}月{end.day}日" in after["extended"][0] and "同住人新近确诊" in after["extended"][0]
    late = spoken(call, at + timedelta(days=days))
    assert f"{test.month}月{test.day}日" in late["next_test"][0], "the test of the extension is the next one then"
    interview = next(each for each in [*queries.mine(71), *queries.mine(72)] if each.contact_id == call.contact_id)
    assert f"{end.month}月{end.day}日" in spoken(interview, at)["regime"][0]
    followup.move_plans(plan_ids=[plan.id], reason="改按第九版", by=by, at=at, edition_id="cn-covid-ed9")
    moved = spoken(call, at)
    assert moved["day"][1] == "cn-covid-ed9" and "共 13 天" in moved["day"][0]
