"""People under follow-up report for themselves: the code, the door that tells nothing, their own plan and no other."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from sizao.flow.step0_intake import enrol
from sizao.ground.command import queries as command
from sizao.ground.identity.queries import proof
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import NewPerson
from sizao.kernel.codes import CLIENT_TRIES
from sizao.kernel.documents import DocumentKind
from sizao.measures.followup import actions, errors, queries
from sizao.measures.followup.models import Check, Invitation, Knock, Plan
from sizao.measures.followup.pages import self_report
from sizao.measures.followup.types import CheckOutcome, CheckSource
from sizao.measures.followup.types.invitations import InvitationState, OwnReport
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import ProposedContact
from tests.integration.cases.conftest import WANSHI

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]

BORN = date(1988, 4, 2)
NUMBERS = ("110101199003074514", "110101199003078179")


@pytest.fixture
def plan_ids(incident_id, case_id, by, at):
    """Two contacts with documents, one known by the date of birth, one by a phone alone."""
    new = [NewIdentity(name=f"某{n}", document_kind=DocumentKind.CITIZEN_ID, document_number=n) for n in NUMBERS]
    new += [NewIdentity(name="某丙", birth_date=BORN), NewIdentity(name="某丁", phone="13800000000")]
    persons = enrol([(each, NewPerson(area_residence=WANSHI)) for each in new], by=by, at=at)
    proposals = [
        ProposedContact(
            person_id=each, area=WANSHI, last_exposure_at=at - timedelta(days=1), source_case_id=case_id
        )
        for each in persons
    ]  # fmt: skip
    receipt = cases.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at)
    done = cases.approve_contacts(contact_ids=receipt.contact_ids, by=by, at=at).done
    made = actions.begin_plans(contact_ids=done, by=by, at=at).plan_ids
    order = {plan.person_id: plan.id for plan in queries.plans(ids=made)}
    return [order[person] for person in persons]


@pytest.fixture
def phone():
    return Client(headers={"accept-language": "en"})


def enter(phone, code, answer, **more):
    return phone.post("/self/enter/", {"code": code, "answer": answer, **more})


def let_in(phone, plan_id, by, at, answer=NUMBERS[0][-4:]):
    made = actions.invite(plan_id=plan_id, by=by, at=at)
    assert enter(phone, made.code, answer).status_code == 302
    return made


def test_a_code_and_one_thing_only_they_know_open_the_own_plan(phone, plan_ids, by, at):
    made = let_in(phone, plan_ids[0], by, at)
    cookie = phone.cookies[self_report.COOKIE]
    assert cookie["httponly"] and cookie["path"] == "/self/" and cookie["samesite"] == "Lax"
    kept = Invitation.objects.get(pk=made.id)
    assert made.code.replace("-", "") not in kept.code_digest and cookie.value != kept.session_digest
    text = phone.get("/self/").content.decode()
    plan = queries.plan(plan_ids[0])
    assert plan.number in text and f"of {plan.day_on(plan.end_on)}" in text and "When it ends" in text
    assert not any(queries.plan(each).number in text for each in plan_ids[1:])
    assert "<script" not in text and "style=" not in text and len(text) < 60_000


def test_letters_that_sound_alike_and_a_date_of_birth_are_understood(phone, plan_ids, by, at):
    made = actions.invite(plan_id=plan_ids[2], by=by, at=at)
    assert enter(phone, f" {made.code.lower().replace('0', 'o').replace('1', 'l')} ", "1988-04-02").status_code == 302


def test_whatever_is_wrong_the_door_says_the_same(phone, plan_ids, by, at, moment):
    made = actions.invite(plan_id=plan_ids[0], by=by, at=at)
    used = let_in(Client(), plan_ids[1], by, at, NUMBERS[1][-4:])
    ended = actions.invite(plan_id=plan_ids[2], by=by, at=at)
    actions.end_invitation(plan_id=plan_ids[2], by=by, at=at)
    wrong = [
        ("ABCD-EFGH", NUMBERS[0][-4:], ""), (made.code, "0000", ""), (made.code, NUMBERS[1][-4:], ""),
        (used.code, NUMBERS[1][-4:], ""), (ended.code, "19880402", ""), (made.code, NUMBERS[0][-4:], used.handle),
        ("", "", ""), (made.code, "", ""),
    ]  # fmt: skip
    said = set()
    for code, answer, handle in wrong:
        found = enter(phone, code, answer, handle=handle)
        text = re.sub(r"<input[^>]*>", "", found.content.decode())
        said.add((found.status_code, text))
        assert self_report.COOKIE not in phone.cookies
    assert len(said) == 1 and "does not match" in said.pop()[1]
    moment["at"] = at + timedelta(hours=73)
    assert enter(phone, made.code, NUMBERS[0][-4:]).status_code == 422, "unused for three days"


def test_wrong_answers_pause_a_code_and_then_end_it(plan_ids, by, at, moment):
    made = actions.invite(plan_id=plan_ids[0], by=by, at=at)
    right = NUMBERS[0][-4:]
    for _ in range(5):
        assert enter(Client(), made.code, "9999").status_code == 422
    assert queries.invitation_of(plan_ids[0], at).state is InvitationState.PAUSED
    assert enter(Client(), made.code, right).status_code == 422, "the right answer does not help during the pause"
    moment["at"] = at + timedelta(minutes=16)
    for _ in range(4):
        assert enter(Client(), made.code, "9999").status_code == 422
    assert queries.invitation_of(plan_ids[0], moment["at"]).state is InvitationState.ENDED
    moment["at"] = at + timedelta(hours=1)
    assert enter(Client(), made.code, right).status_code == 422
    refused = Access.objects.filter(action="followup.self_refused")
    assert refused.count() == 10 and not any(each.allowed for each in refused)


def test_an_address_that_guesses_is_stopped_whatever_it_types(phone, plan_ids, by, at, moment):
    made = actions.invite(plan_id=plan_ids[0], by=by, at=at)
    for _ in range(CLIENT_TRIES):
        enter(phone, "AAAA-AAAA", "0000")
    stopped = enter(phone, made.code, NUMBERS[0][-4:])
    assert stopped.status_code == 422 and "quarter of an hour" in stopped.content.decode()
    assert Knock.objects.count() == CLIENT_TRIES and "127.0.0.1" not in str(list(Knock.objects.values()))
    moment["at"] = at + timedelta(minutes=16)
    assert enter(phone, made.code, NUMBERS[0][-4:]).status_code == 302


def test_a_code_lets_in_one_phone_once_and_ends_with_the_next_code(phone, plan_ids, by, at):
    made = let_in(phone, plan_ids[0], by, at)
    assert enter(Client(), made.code, NUMBERS[0][-4:]).status_code == 422
    actions.invite(plan_id=plan_ids[0], by=by, at=at)
    assert "Enter the code" in phone.get("/self/").content.decode()
    assert phone.post("/self/report/", {"outcome": "well"}).status_code == 302
    assert not Check.objects.filter(source=CheckSource.SELF).exists()


def test_it_all_ends_with_the_plan(phone, plan_ids, by, at):
    let_in(phone, plan_ids[0], by, at)
    actions.break_off_plans(plan_ids=[plan_ids[0]], reason="转为病例或移交", by=by, at=at)
    assert "Enter the code" in phone.get("/self/").content.decode()
    assert queries.invitation_of(plan_ids[0], at).state is InvitationState.EXPIRED


def test_the_second_answer_is_asked_for_again_after_a_day_and_after_leaving(phone, plan_ids, by, at, moment):
    let_in(phone, plan_ids[0], by, at)
    phone.post("/self/leave/")
    assert "Is it you?" in phone.get("/self/").content.decode()
    assert phone.post("/self/prove/", {"answer": "0000"}).status_code == 422
    assert phone.post("/self/prove/", {"answer": NUMBERS[0][-4:]}).status_code == 302
    moment["at"] = at + timedelta(hours=25)
    assert "Is it you?" in phone.get("/self/").content.decode()
    check = queries.checks(plan_ids[0])[0]
    phone.post("/self/report/", {"check_id": str(check.id), "outcome": "well"})
    assert queries.check(check.id).source is CheckSource.OFFICER, "nothing is taken from a phone that is not proved"


def test_a_report_is_a_daily_check_marked_as_their_own_and_counts_once(phone, plan_ids, by, at):
    let_in(phone, plan_ids[0], by, at)
    check = next(each for each in queries.checks(plan_ids[0]) if each.opens_at <= at < each.due_at)
    body = {"check_id": str(check.id), "temperature": "36.6", "outcome": "well"}
    for _ in range(2):
        assert phone.post("/self/report/", body).headers["Location"] == "/self/?said=well"
    done = queries.check(check.id)
    assert (done.outcome, done.source) == (CheckOutcome.WELL, CheckSource.SELF)
    assert "Reported by the person" in phone.get("/self/").content.decode()
    wrong = phone.post("/self/report/", {"check_id": str(check.id), "temperature": "93", "outcome": "symptom"})
    assert wrong.status_code == 422 and "cannot be right" in wrong.content.decode()


def test_fever_and_symptoms_raise_the_same_event_and_late_symptoms_need_no_open_check(phone, plan_ids, by, at):
    let_in(phone, plan_ids[0], by, at)
    check = next(each for each in queries.checks(plan_ids[0]) if each.opens_at <= at < each.due_at)
    phone.post("/self/report/", {"check_id": str(check.id), "temperature": "36.5", "outcome": "well"})
    for _ in range(2):
        told = phone.post("/self/report/", {"outcome": "symptom", "symptoms": ["cough"], "temperature": "38.1"})
        assert told.headers["Location"] == "/self/?said=symptom"
    extra = queries.checks(plan_ids[0])
    assert sum(each.outcome is CheckOutcome.SYMPTOM for each in extra) == 1
    outbox.drain()
    tasks = [each for each in command.tasks(open_only=True) if queries.plan(plan_ids[0]).number in each.title.zh]
    assert len(tasks) == 1 and "症状" in tasks[0].title.zh
    assert not queries.release_decision(plan_ids[0], at + timedelta(days=30)).allowed


def test_another_persons_check_is_not_there(plan_ids, by, at):
    theirs = queries.checks(plan_ids[1])[0]
    with pytest.raises(errors.CheckNotFound):
        actions.report_own(plan_id=plan_ids[0], told=OwnReport(theirs.id, CheckOutcome.WELL), by=by, at=at)


def test_the_database_shows_a_session_one_person_and_no_area(phone, plan_ids, by, at):
    let_in(phone, plan_ids[0], by, at)
    with scope.acting(self_report.DOOR):
        session = queries.session_of(phone.cookies[self_report.COOKIE].value, at)
    with scope.acting(self_report._own(session)):
        assert list(Plan.objects.values_list("pk", flat=True)) == [plan_ids[0]]
        assert set(Check.objects.values_list("plan", flat=True)) == {plan_ids[0]}


def test_a_review_is_asked_for_once_becomes_a_task_and_is_answered_on_the_page(phone, plan_ids, signed_in, by, at):
    let_in(phone, plan_ids[0], by, at)
    for _ in range(2):
        phone.post("/self/review/", {"text": "末次接触日期有误,应为前一天"})
    outbox.drain()
    number = queries.plan(plan_ids[0]).number
    mine = [each for each in command.tasks(open_only=True) if number in each.title.zh]
    assert len(mine) == 1 and len(queries.reviews(plan_ids[0])) == 1
    officer = signed_in("epidemiologist")
    page = officer.get(f"/followup/plans/{plan_ids[0]}/").content.decode()
    assert "末次接触日期有误" in page
    assert officer.post(f"/followup/plans/{plan_ids[0]}/answer/", {"answer": "已核实,日期无误"}).status_code == 302
    outbox.drain()
    assert not [each for each in command.tasks(open_only=True) if number in each.title.zh]
    assert "已核实" in phone.get("/self/").content.decode()
    assert phone.post("/self/review/", {"text": "短"}).status_code == 422


def test_an_officer_gives_out_a_code_once_and_ends_it(signed_in, phone, plan_ids, by, at):
    officer = signed_in("grid_worker")
    shown = officer.post(f"/followup/plans/{plan_ids[0]}/invite/").content.decode()
    code = re.search(r'kpi-value">([0-9A-Z]{4}-[0-9A-Z]{4})<', shown)[1]
    assert code not in re.findall(r'src="data:[^"]*"', shown)[0]
    handle = Invitation.objects.get().handle
    assert phone.get(f"/self/{handle}/").status_code == 200 and phone.get("/self/H-NOBODY000/").status_code == 200
    assert code not in officer.get(f"/followup/plans/{plan_ids[0]}/").content.decode()
    assert enter(phone, code, NUMBERS[0][-4:], handle=handle).status_code == 302
    officer.post(f"/followup/plans/{plan_ids[0]}/uninvite/")
    assert "Enter the code" in phone.get("/self/").content.decode()
    shown = officer.get(f"/followup/plans/{plan_ids[3]}/").content.decode()
    assert (
        "date of birth" in shown
        and '<button class="btn btn-refused" type="button" disabled aria-describedby="why-codenew"' in shown
    )
    refused = officer.post(f"/followup/plans/{plan_ids[3]}/invite/")
    assert refused.status_code == 409 and "date of birth" in refused.content.decode()


@pytest.mark.parametrize(("answer", "right"), [("4514", True), ("451", False), ("19900307", True), ("", False)])
def test_the_vault_compares_and_tells_nothing_else(plan_ids, answer, right):
    person = queries.plan(plan_ids[0]).person_id
    assert proof.proves(person, answer) is right
    assert not proof.proves(0, answer) and not proof.proves(person, "\x00")


def test_the_page_speaks_chinese(plan_ids, by, at):
    phone = Client(headers={"accept-language": "zh-hans"})
    let_in(phone, plan_ids[0], by, at)
    text = phone.get("/self/").content.decode()
    assert "解除" in text and "健康监测" in text and "Temperature" not in text
