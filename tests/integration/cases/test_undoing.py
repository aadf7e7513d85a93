"""Thousands decided on at once: seen before it is done, taken back while nobody has acted on it, refused afterwards."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from sizao.kernel.actors import Actor, ActorKind
from sizao.measures.calls import actions as calls
from sizao.measures.calls import queries as called
from sizao.measures.calls.types import CallOutcome, CallPurpose
from sizao.measures.followup import queries as plans
from sizao.measures.followup.types import PlanState
from sizao.spine import clock
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.models import ContactDecision
from sizao.trace.cases.types import Classification, ContactState, NewCase, ProposedContact
from tests.integration.cases.conftest import WANSHI, YIXING

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
APPROVED, PROPOSED, REJECTED = ContactState.APPROVED, ContactState.PROPOSED, ContactState.REJECTED


@pytest.fixture
def proposed(incident_id, people, by, at):
    """Proposed contacts of an infected case: ``proposed(3)``."""

    def propose(number):
        index, *others = people(number + 1)
        case = NewCase(
            person_id=index, area=WANSHI, reported_at=at, sampled_at=at - timedelta(hours=2),
            classification=Classification.ASYMPTOMATIC,
        )  # fmt: skip
        case_id = actions.report_case(incident_id=incident_id, case=case, by=by, at=at).case_id
        proposals = [
            ProposedContact(
                person_id=each, area=WANSHI, last_exposure_at=at - timedelta(days=1), source_case_id=case_id
            )
            for each in others
        ]
        return actions.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at).contact_ids

    return propose


def states(ids):
    return {each.status for each in queries.contacts_by_id(ids).values()}


def plan_states(ids):
    return sorted(each.state for each in plans.plans(contact_ids=ids))


def test_an_approval_is_taken_back_with_the_plans_it_began(proposed, by, at):
    ids = proposed(3)
    decided = actions.approve_contacts(contact_ids=ids, by=by, at=at).decision_id
    outbox.drain()
    assert plan_states(ids) == [PlanState.ACTIVE] * 3
    undone = actions.undo_decision(decision_id=decided, by=by, at=at + MINUTE, reason="选错了名单")
    assert set(undone.done) == set(ids) and states(ids) == {PROPOSED}
    outbox.drain()
    assert plan_states(ids) == [PlanState.BROKEN_OFF] * 3
    told = [each.state.value for each in queries.contact_statuses(ids[0])]
    assert told == ["proposed", "approved", "proposed"], "rows are added, none is taken away"
    with pytest.raises(DatabaseError), transaction.atomic():
        ContactDecision.objects.filter(pk=decided).delete()
    actions.approve_contacts(contact_ids=ids, by=by, at=at + 2 * MINUTE)
    outbox.drain()
    assert plan_states(ids) == [PlanState.ACTIVE] * 3 + [PlanState.BROKEN_OFF] * 3


def test_an_undoing_that_overtakes_the_worker_leaves_no_plan(proposed, by, at):
    ids = proposed(2)
    decided = actions.approve_contacts(contact_ids=ids, by=by, at=at).decision_id
    actions.undo_decision(decision_id=decided, by=by, at=at + MINUTE)
    outbox.drain()
    assert plan_states(ids) == []


def test_a_withdrawal_that_is_undone_is_followed_up_again(proposed, by, at):
    kept, withdrawn = proposed(2)
    actions.approve_contacts(contact_ids=[withdrawn], by=by, at=at)
    outbox.drain()
    decided = actions.reject_contacts(contact_ids=[kept, withdrawn], reason="日期填写有误", by=by, at=at).decision_id
    outbox.drain()
    actions.undo_decision(decision_id=decided, by=by, at=at + MINUTE)
    outbox.drain()
    assert (queries.contact(kept).status, queries.contact(withdrawn).status) == (PROPOSED, APPROVED)
    assert plan_states([withdrawn]) == [PlanState.ACTIVE, PlanState.BROKEN_OFF]


def test_it_is_refused_when_it_is_late_repeated_or_overtaken(proposed, by, at):
    ids = proposed(3)
    first = actions.approve_contacts(contact_ids=ids[:1], by=by, at=at).decision_id
    with pytest.raises(errors.TooLateToUndo):
        actions.undo_decision(decision_id=first, by=by, at=at + 11 * MINUTE)
    undoing = actions.undo_decision(decision_id=first, by=by, at=at + MINUTE).decision_id
    for decision, refusal in ((first, errors.AlreadyUndone), (undoing, errors.UndoingItself)):
        with pytest.raises(refusal):
            actions.undo_decision(decision_id=decision, by=by, at=at + MINUTE)
    second = actions.approve_contacts(contact_ids=ids[1:], by=by, at=at).decision_id
    actions.mark_lost(contact_ids=ids[1:2], reason="多次电话不通", by=by, at=at)
    with pytest.raises(errors.DecidedSince):
        actions.undo_decision(decision_id=second, by=by, at=at + MINUTE)
    assert states(ids[2:]) == {APPROVED}, "the whole of it or nothing"


def test_it_is_refused_once_somebody_was_called_or_checked(proposed, incident_id, by, at):
    ids = proposed(2)
    decided = actions.approve_contacts(contact_ids=ids, by=by, at=at).decision_id
    outbox.drain()
    calls.enter_caller(user_id=71, name="外呼员", languages=["zh"], area=YIXING, by=by, at=at)
    calls.plan(incident_id=incident_id, purpose=CallPurpose.INTERVIEW, by=by, at=at)
    assert queries.may_undo(decided, at + MINUTE), "being on a list is no consequence yet"
    caller = Actor("外呼员", ActorKind.PERSON, 71, "tracer", YIXING)
    calls.record(call_id=called.mine(71)[0].id, outcome=CallOutcome.NO_ANSWER, by=caller, at=at + MINUTE)
    with pytest.raises(errors.HasConsequences) as refused:
        actions.undo_decision(decision_id=decided, by=by, at=at + 2 * MINUTE)
    assert refused.value.words.zh == "已产生后果,不能撤销:已打开号码或拨打电话(1 人)。请说明理由后变更。"


def decision_link(text):
    return re.search(r'href="(/cases/contacts/decisions/[0-9a-f-]+/)"', text)


@pytest.mark.parametrize(
    ("language", "undo", "late"),
    [("en", "Undo the whole decision", "within 10 minutes"), ("zh-hans", "撤销整批决定", "10 分钟内")],
)
def test_the_officer_sees_the_decision_and_takes_it_back(signed_in, proposed, monkeypatch, language, undo, late):
    ids, browser = proposed(3), signed_in("epidemiologist", language=language)
    given = {"picked": [str(each) for each in ids], "step": "approve", "reason": "同桌就餐"}
    assert browser.post("/cases/contacts/decide/", given).status_code == 302
    link = decision_link(browser.get("/cases/contacts/").content.decode())[1]
    shown = browser.get(link).content.decode()
    assert undo in shown and "同桌就餐" in shown and f'action="{link}undo/"' in shown
    now = clock.now()
    monkeypatch.setattr("sizao.spine.accounts.middleware.clock.now", lambda: now + 11 * MINUTE)
    too_late = browser.get(link).content.decode()
    assert late in too_late and "undo/" not in too_late
    assert browser.post(f"{link}undo/").status_code == 409
    assert decision_link(browser.get("/cases/contacts/").content.decode()) is None
    monkeypatch.setattr("sizao.spine.accounts.middleware.clock.now", lambda: now + MINUTE)
    assert browser.post(f"{link}undo/", {"reason": "选错"}).status_code == 302
    assert states(ids) == {PROPOSED}
    assert browser.post(f"{link}undo/").status_code == 409


def test_the_api_gives_the_id_by_which_it_is_undone(signed_in, proposed):
    ids, browser = proposed(2), signed_in("epidemiologist")

    def post(address, body):
        answer = browser.post(address, json.dumps(body), content_type="application/json")
        return answer.status_code, json.loads(answer.content)

    given = {"contact_ids": [str(each) for each in ids], "step": "reject", "reason": "未接触病例"}
    status, said = post("/api/v1/contact-decisions", given)
    assert status == 200 and states(ids) == {REJECTED}
    address = f"/api/v1/contact-decisions/{said['decision_id']}/undoing"
    assert post(address, {"reason": "名单有误"})[0] == 200 and states(ids) == {PROPOSED}
    status, said = post(address, {})
    assert (status, said["code"]) == (409, "cases.already_undone")


@pytest.mark.slow
def test_five_thousand_are_seen_decided_and_undone(signed_in, proposed):
    proposed(5000)
    browser = signed_in("epidemiologist")
    listed = browser.get("/cases/contacts/?status=proposed").content.decode()
    assert "all of this list: 5,000 people" in listed
    every = {"every": "status=proposed", "step": "approve", "case": ""}
    preview = browser.post("/cases/contacts/confirm/", every).content.decode()
    assert "Affects 5,000 people" in preview and "Lighter options of the same edition" in preview
    picked = re.findall(r'name="picked" value="([^"]+)"', preview)
    assert len(picked) == 5000
    given = {"picked": picked, "step": "approve", "reason": "全员同场"}
    assert browser.post("/cases/contacts/decide/", given).status_code == 302
    link = decision_link(browser.get("/cases/contacts/").content.decode())[1]
    assert browser.post(f"{link}undo/").status_code == 302
    assert states(list(queries.contacts_by_id(picked))) == {PROPOSED}
