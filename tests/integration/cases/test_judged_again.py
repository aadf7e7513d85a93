"""People under management for whom something stricter or later is found: what was approved binds until somebody decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sizao.kernel.editions import ContactClass
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.measures.followup.errors import JudgementWaits
from sizao.measures.followup.types import OPEN_PLANS
from sizao.spine.outbox import actions as outbox
from sizao.spine.outbox import queries as facts
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.actions import deciding
from sizao.trace.cases.models import Contact, ContactDecision
from sizao.trace.cases.queries.contacts import with_held
from sizao.trace.cases.types import ContactState

pytestmark = pytest.mark.django_db
S = ContactState
HOUR = timedelta(hours=1)


def told(incident_id, name):
    return [each.body for each in facts.timeline(incident_id, names=[f"trace.cases.{name}"])]


@pytest.fixture
def approved(propose, people, by, at):
    """Somebody approved as a close contact, exposed thirty hours ago."""
    person = people(1)[0]
    contact_id = propose(person, hours=30).contact_ids[0]
    actions.approve_contacts(contact_ids=[contact_id], by=by, at=at)
    outbox.drain()
    return queries.contact(contact_id)


@pytest.fixture
def raised(propose, people, by, at):
    """As they stood before: an approved contact of a contact whom an interview proposes as a close one, a day later."""
    close, other = people(2)
    propose(close)
    contact_id = propose(other, source_person_id=close, source_case_id=None, hours=30).contact_ids[0]
    actions.approve_contacts(contact_ids=[contact_id], by=by, at=at)
    outbox.drain()
    before = queries.contact(contact_id)
    assert propose(other, situation="household").reopened == 1
    return before


def test_an_exposure_on_a_later_day_waits_for_a_decision(approved, propose, incident_id, at):
    propose(approved.person_id, hours=3)
    found = queries.contact(approved.id)
    assert (found.status, found.held_as.last_exposure_at) == (S.PROPOSED, approved.last_exposure_at)
    assert told(incident_id, "contacts-reexposed")[0]["contact_ids"] == [str(approved.id)]
    assert queries.held_while_waiting(incident_id, at) == {ContactClass.CLOSE: 1}


def test_a_later_hour_of_the_same_day_asks_nobody_for_a_decision(approved, propose, incident_id):
    propose(approved.person_id, hours=29.5)
    assert queries.contact(approved.id).status is S.APPROVED
    assert told(incident_id, "contacts-reexposed") == []


def test_no_day_moves_before_a_later_exposure_is_approved(approved, propose, by, at):
    before = plans.plan_of_contact(approved.id)
    propose(approved.person_id, hours=3)
    outbox.drain()
    assert plans.plan_of_contact(approved.id).end_on == before.end_on
    actions.approve_contacts(contact_ids=[approved.id], by=by, at=at)
    outbox.drain()
    assert plans.plan_of_contact(approved.id).end_on > before.end_on


def test_a_stricter_class_keeps_what_was_approved_until_it_is_approved(raised, by, at):
    found = queries.contact(raised.id)
    assert (found.contact_class, found.held_as.contact_class) == (ContactClass.CLOSE, ContactClass.SECONDARY)
    actions.approve_contacts(contact_ids=[raised.id], by=by, at=at)
    assert queries.contact(raised.id).held_as is None


def test_rejecting_what_is_stricter_leaves_what_was_approved(raised, incident_id, by, at):
    actions.reject_contacts(contact_ids=[raised.id], reason="another person of that name", by=by, at=at)
    found = queries.contact(raised.id)
    assert (found.status, found.contact_class, found.clause) == (S.APPROVED, ContactClass.SECONDARY, raised.clause)
    assert (found.last_exposure_at, found.linked_contact_id) == (raised.last_exposure_at, raised.linked_contact_id)
    outbox.drain()
    assert told(incident_id, "contacts-rejected") == []
    assert plans.plan_of_contact(raised.id).state in OPEN_PLANS


def test_rejecting_both_what_is_new_and_what_is_stricter_decides_each(raised, propose, people, by, at):
    [new] = propose(people(1)[0]).contact_ids
    done = actions.reject_contacts(contact_ids=[new, raised.id], reason="another person of that name", by=by, at=at)
    assert set(done.done) == {new, raised.id}
    assert [queries.contact(each).status for each in (new, raised.id)] == [S.REJECTED, S.APPROVED]


def test_a_decision_on_people_under_management_is_not_undone(raised, by, at):
    done = actions.approve_contacts(contact_ids=[raised.id], by=by, at=at)
    with pytest.raises(errors.HasConsequences):
        actions.undo_decision(decision_id=done.decision_id, by=by, at=at)


@pytest.mark.parametrize("is_present", [True, False])
def test_whoever_waits_for_a_stricter_class_stays_on_the_meters(raised, incident_id, at, is_present):
    assert plans.meters(incident_id, at, is_present=is_present)[2].should == 1


def test_whoever_waits_for_a_stricter_class_is_not_released(raised, by, at):
    plan = plans.plan_of_contact(raised.id)
    with pytest.raises(JudgementWaits) as refused:
        followup.release_plan(plan_id=plan.id, by=by, at=at + timedelta(days=40))
    assert refused.value.code == "followup.judgement_waits"
    assert plans.release_decision(plan.id, at + timedelta(days=40)).clause is not None


def test_who_turns_up_after_something_stricter_was_found_waits_for_a_decision(approved, propose, by, at):
    actions.mark_lost(contact_ids=[approved.id], reason="left without notice", by=by, at=at)
    propose(approved.person_id, hours=3)
    assert queries.contact(approved.id).status is S.LOST
    actions.mark_found(contact_ids=[approved.id], by=by, at=at)
    assert queries.contact(approved.id).status is S.PROPOSED


def test_who_is_approved_again_after_waiting_came_in_on_no_second_day(approved, propose, incident_id, by, at):
    propose(approved.person_id, hours=3)
    actions.approve_contacts(contact_ids=[approved.id], by=by, at=at + timedelta(days=1))
    hour = timedelta(hours=1)
    assert queries.turned(incident_id, at - hour, at + hour).contacts_into(S.APPROVED) == 1
    assert queries.turned(incident_id, at + hour, at + timedelta(days=2)).contacts_into(S.APPROVED) == 0


def test_an_approval_that_was_taken_back_holds_nobody(propose, people, incident_id, by, at):
    [contact_id] = propose(people(1)[0], hours=30).contact_ids
    done = actions.approve_contacts(contact_ids=[contact_id], by=by, at=at)
    actions.undo_decision(decision_id=done.decision_id, by=by, at=at + timedelta(minutes=1))
    hour = timedelta(hours=1)
    assert queries.turned(incident_id, at - hour, at + hour).contacts_into(S.APPROVED) == 0
    assert queries.held_while_waiting(incident_id, at + hour) == {}


def test_page_and_api_say_what_is_held_why_a_decision_waits_and_how_the_contact_is_known(approved, propose, signed_in):
    propose(approved.person_id, hours=3, found_by="trace")
    browser = signed_in("epidemiologist", "320282")
    found = browser.get(f"/api/v1/contacts/{approved.id}").json()
    assert (found["status"], found["waits_because"]) == ("proposed", ["later"])
    assert found["held_as"]["contact_class"] == "close" and found["known_through"] == ["interview", "trace"]
    shown = browser.get(f"/cases/contacts/{approved.id}/").content.decode()
    assert "A later exposure was found" in shown and "Interview, Trace" in shown
    assert "Interview, Trace" in browser.get("/cases/contacts/").content.decode()


def test_nothing_waits_for_whoever_is_approved_as_they_stand(approved, signed_in):
    found = signed_in("epidemiologist", "320282").get(f"/api/v1/contacts/{approved.id}").json()
    assert (found["held_as"], found["waits_because"], found["known_through"]) == (None, [], ["interview"])


@pytest.fixture
def gone(raised, by, at):
    """Who waits for a close contact's class, approved as a contact of a contact, and is not found any more."""
    done = actions.mark_lost(contact_ids=[raised.id], reason="left without notice", by=by, at=at + HOUR)
    outbox.drain()
    return raised, done.decision_id


def standing(contact_id, incident_id, moment):
    """The class that binds: by the meters' counts of today and of a moment, by the report, and by the plan."""
    [(kind, _edition, state)] = queries.contacts_held(incident_id, [S.APPROVED, S.LOST])
    then = queries.held_at(incident_id, moment)[contact_id]
    row = with_held(Contact.objects.filter(pk=contact_id), "now", moment).get()
    assert (state, kind) == (then.state, then.contact_class) == (row.now, row.now_class)
    return kind, queries.approved(incident_id, moment)[contact_id], plans.plan_of_contact(contact_id).contact_class


def test_who_is_not_found_stays_in_the_class_that_was_approved(gone, incident_id, at):
    contact, _decision = gone
    assert set(standing(contact.id, incident_id, at + 2 * HOUR)) == {ContactClass.SECONDARY}
    assert queries.contact(contact.id).held_as.contact_class is ContactClass.SECONDARY


def test_evidence_about_who_is_not_found_binds_nothing_before_it_is_approved(propose, people, incident_id, by, at):
    close, other = people(2)
    propose(close)
    [contact_id] = propose(other, source_person_id=close, source_case_id=None, hours=30).contact_ids
    actions.approve_contacts(contact_ids=[contact_id], by=by, at=at)
    outbox.drain()
    actions.reject_contacts(
        contact_ids=[queries.contacts(person_ids=[close])[0].id], reason="another name", by=by, at=at
    )
    actions.mark_lost(contact_ids=[contact_id], reason="left without notice", by=by, at=at)
    outbox.drain()
    propose(other, situation="household")
    assert queries.contact(contact_id).contact_class is ContactClass.CLOSE
    assert set(standing(contact_id, incident_id, at + 2 * HOUR)) == {ContactClass.SECONDARY}


def test_that_somebody_is_not_found_is_taken_back_and_what_waited_waits_again(gone, incident_id, by, at):
    contact, decision_id = gone
    assert queries.may_undo(decision_id, at + HOUR)
    actions.undo_decision(decision_id=decision_id, by=by, at=at + HOUR + timedelta(minutes=5))
    outbox.drain()
    found = queries.contact(contact.id)
    assert (found.status, found.contact_class) == (S.PROPOSED, ContactClass.CLOSE)
    assert found.held_as.contact_class is ContactClass.SECONDARY
    assert queries.held_at(incident_id, at + 3 * HOUR)[contact.id].state is S.APPROVED
    assert queries.held_while_waiting(incident_id, at + 3 * HOUR) == {ContactClass.SECONDARY: 1}
    assert queries.approved(incident_id, at + 3 * HOUR) == {contact.id: ContactClass.SECONDARY}
    assert plans.plan_of_contact(contact.id).state in OPEN_PLANS


def test_a_record_that_was_set_aside_comes_back_with_what_was_approved_of_it(raised, incident_id, by, at):
    deciding.set_aside(contact_ids=[raised.id], joined_with=1, reason="one person", by=by, at=at + HOUR)
    aside = queries.contact(raised.id)
    assert (aside.status, aside.held_as) == (S.REJECTED, None)
    assert queries.approved(incident_id, at + HOUR) == {}
    [decision_id] = ContactDecision.objects.filter(joined_with=1).values_list("id", flat=True)
    deciding.put_back(decision_id=decision_id, reason="two people after all", by=by, at=at + 2 * HOUR)
    found = queries.contact(raised.id)
    assert (found.status, found.contact_class) == (S.PROPOSED, ContactClass.CLOSE)
    assert found.held_as.contact_class is ContactClass.SECONDARY
    assert queries.approved(incident_id, at + 2 * HOUR) == {raised.id: ContactClass.SECONDARY}
    assert queries.held_at(incident_id, at + 2 * HOUR)[raised.id].state is S.APPROVED


def test_a_record_set_aside_that_is_met_again_holds_nothing_approved(raised, propose, by, at):
    deciding.set_aside(contact_ids=[raised.id], joined_with=1, reason="one person", by=by, at=at + HOUR)
    propose(raised.person_id, hours=-3)
    found = queries.contact(raised.id)
    assert (found.status, found.held_as) == (S.PROPOSED, None)
