"""Contacts with PostgreSQL: propose, merge, approve many at once, reject, hand over, become a case, release."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sizao.kernel.actors import Actor
from sizao.kernel.editions import ContactClass
from sizao.spine.outbox import queries as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.models import Contact
from sizao.trace.cases.types import Classification, ContactState, NewCase
from tests.integration.cases.conftest import BINHU, WANSHI, YIXING

pytestmark = pytest.mark.django_db
S = ContactState


def told(incident_id, name):
    return [each.body for each in outbox.timeline(incident_id, names=[f"trace.cases.{name}"])]


def test_a_proposal_carries_class_situation_clause_and_evidence(propose, people, incident_id, case_id):
    receipt = propose(people(1)[0], situation="household", minutes=600, place_id=None)
    (contact_id,) = receipt.contact_ids
    found = queries.contact(contact_id)
    assert (found.status, found.contact_class) == (S.PROPOSED, ContactClass.CLOSE)
    assert found.clause.edition_id.startswith("cn-covid-ed8") and found.clause.words.zh
    assert found.basis[0]["minutes"] == 600 and found.source_case_id == case_id
    assert told(incident_id, "contacts-proposed")[0]["contact_ids"] == [str(contact_id)]
    (edge,) = queries.exposures(contact_id=contact_id)
    assert edge.source_case_id == case_id and edge.minutes == 600


def test_several_proposals_of_one_person_make_one_contact(propose, people, case_id, incident_id, by, at):
    person, other = people(2)
    first = propose(person, contact_class=ContactClass.GENERAL, hours=30)
    second = propose(person, person, other, situation="household", hours=20)
    assert (first.created, first.merged) == (1, 0)
    assert (second.created, second.merged) == (1, 2)
    found = queries.contact(first.contact_ids[0])
    assert found.contact_class is ContactClass.CLOSE
    assert found.last_exposure_at == at - timedelta(hours=20)
    assert len(found.basis) == 2 and len(queries.exposures(person_id=person)) == 2


def test_a_secondary_contact_is_tied_to_the_close_one(propose, people, by, at):
    close, secondary = people(2)
    first = propose(close)
    second = propose(secondary, source_person_id=close, source_case_id=None)
    found = queries.contact(second.contact_ids[0])
    assert found.contact_class is ContactClass.SECONDARY
    assert found.linked_contact_id == first.contact_ids[0]
    (edge,) = queries.exposures(person_id=secondary)
    assert edge.source_contact_id == first.contact_ids[0] and edge.source_case_id is None


def test_who_is_a_case_already_gets_the_edge_only(propose, people, incident_id, by, at):
    person = people(1)[0]
    new = NewCase(person_id=person, area=WANSHI, reported_at=at, sampled_at=at, classification=Classification.CONFIRMED)
    actions.report_case(incident_id=incident_id, case=new, by=by, at=at)
    receipt = propose(person)
    assert receipt.contact_ids == (None,) and receipt.already_cases == 1
    assert len(queries.exposures(person_id=person)) == 1
    assert queries.contacts(incident_id) == []


def test_many_are_approved_in_one_decision_with_one_fact(propose, people, incident_id, by, at):
    receipt = propose(*people(30))
    decided = actions.approve_contacts(contact_ids=receipt.contact_ids, by=by, at=at, reason="met the case")
    assert set(decided.done) == set(receipt.contact_ids) and decided.refused == ()
    assert queries.counts(incident_id).contacts_of(ContactClass.CLOSE, S.APPROVED) == 30
    (event,) = told(incident_id, "contacts-approved")
    assert len(event["contact_ids"]) == 30
    assert [each.state.value for each in queries.contact_statuses(receipt.contact_ids[0])] == ["approved", "proposed"]


def test_the_refused_stay_as_they_are_and_say_why(propose, people, case_id, by, at):
    good, early = people(2)
    ids = (*propose(good).contact_ids, *propose(early, hours=24 * 6).contact_ids)
    decided = actions.approve_contacts(contact_ids=ids, by=by, at=at)
    assert decided.done == ids[:1]
    (refused,) = decided.refused
    assert refused.id == ids[1] and isinstance(refused.error, errors.ExposureOutsideWindow)
    assert queries.contact(ids[1]).status is S.PROPOSED
    with pytest.raises(errors.ExposureOutsideWindow):
        actions.approve_contacts(contact_ids=ids[1:], by=by, at=at)
    with pytest.raises(errors.NothingSelected):
        actions.approve_contacts(contact_ids=[], by=by, at=at)


def test_a_rejected_contact_comes_back_only_with_a_later_exposure(propose, people, incident_id, by, at):
    person = people(1)[0]
    contact_id = propose(person, hours=30).contact_ids[0]
    with pytest.raises(errors.ReasonMissing):
        actions.reject_contacts(contact_ids=[contact_id], reason="no", by=by, at=at)
    actions.reject_contacts(contact_ids=[contact_id], reason="was away that day", by=by, at=at)
    assert propose(person, hours=30).merged == 1
    assert queries.contact(contact_id).status is S.REJECTED
    assert propose(person, hours=3).reopened == 1
    assert queries.contact(contact_id).status is S.PROPOSED


def test_an_area_counts_those_who_were_not_turned_down_by_then(propose, people, incident_id, by, at):
    first, *_others = propose(*people(3)).contact_ids
    later = at + timedelta(hours=2)
    actions.reject_contacts(contact_ids=[first], reason="was away that day", by=by, at=later)
    assert queries.contacts_by_area(incident_id, at) == {WANSHI: 3}
    assert queries.contacts_by_area(incident_id, later) == {WANSHI: 2}


def test_a_contact_who_falls_ill_becomes_a_case(propose, people, incident_id, by, at):
    person = people(1)[0]
    contact_id = propose(person).contact_ids[0]
    actions.approve_contacts(contact_ids=[contact_id], by=by, at=at)
    new = NewCase(
        person_id=person, area=WANSHI, reported_at=at, sampled_at=at, classification=Classification.ASYMPTOMATIC
    )
    case = actions.report_case(incident_id=incident_id, case=new, by=by, at=at)
    assert queries.contact(contact_id).status is S.BECAME_CASE
    (event,) = told(incident_id, "contact-became-case")
    assert event["case_id"] == str(case.case_id)


def test_a_contact_whose_case_is_ruled_out_is_proposed_again(propose, people, incident_id, by, at):
    person = people(1)[0]
    contact_id = propose(person).contact_ids[0]
    new = NewCase(person_id=person, area=WANSHI, reported_at=at, sampled_at=at, classification=Classification.CONFIRMED)
    case = actions.report_case(incident_id=incident_id, case=new, by=by, at=at)
    given = {"to": Classification.NOT_A_CASE, "reason": "sample mixed up"}
    actions.classify_case(case_id=case.case_id, by=by, at=at, **given)
    assert queries.contact(contact_id).status is S.PROPOSED
    assert told(incident_id, "contacts-proposed")[-1]["contact_ids"] == [str(contact_id)]


def test_a_stricter_class_binds_only_after_approval(propose, people, incident_id, by, at):
    close, other = people(2)
    propose(close)
    contact_id = propose(other, source_person_id=close, source_case_id=None).contact_ids[0]
    actions.approve_contacts(contact_ids=[contact_id], by=by, at=at)
    assert propose(other, situation="household").reopened == 1
    found = queries.contact(contact_id)
    assert (found.status, found.contact_class) == (S.PROPOSED, ContactClass.CLOSE)


def test_lost_found_handed_over_and_released(propose, people, by, at):
    ids = propose(*people(2)).contact_ids
    with pytest.raises(errors.ReasonMissing):
        actions.mark_lost(contact_ids=ids[:1], reason="", by=by, at=at)
    actions.mark_lost(contact_ids=ids[:1], reason="three calls, nobody at the address", by=by, at=at)
    actions.mark_found(contact_ids=ids[:1], by=by, at=at)
    assert queries.contact(ids[0]).status is S.PROPOSED
    actions.approve_contacts(contact_ids=ids[:1], by=by, at=at)
    actions.mark_lost(contact_ids=ids[:1], reason="left without notice", by=by, at=at)
    actions.mark_found(contact_ids=ids[:1], by=by, at=at)
    assert queries.contact(ids[0]).status is S.APPROVED
    with pytest.raises(errors.ContactStepNotAllowed):
        actions.mark_released(contact_ids=ids[1:], by=by, at=at)
    actions.mark_released(contact_ids=ids[:1], by=by, at=at)
    actions.hand_over_contacts(contact_ids=ids[1:], reason="lives in Suzhou", by=by, at=at)
    assert [queries.contact(each).status for each in ids] == [S.RELEASED, S.HANDED_OVER]


@pytest.mark.parametrize("ending", ["released", "rejected"])
def test_a_stricter_class_of_the_same_meeting_opens_what_had_ended(propose, people, by, at, ending):
    """A secondary contact was let go; then the linked contact turns positive: somebody has to decide, no row changes alone."""
    [who] = people(1)
    [found] = propose(who, contact_class=ContactClass.SECONDARY).contact_ids
    if ending == "released":
        actions.approve_contacts(contact_ids=[found], by=by, at=at)
        actions.mark_released(contact_ids=[found], by=by, at=at)
    else:
        actions.reject_contacts(contact_ids=[found], reason="seated apart", by=by, at=at)
    assert propose(who, contact_class=ContactClass.SECONDARY).reopened == 0, "the same again asks nothing"
    assert propose(who, contact_class=ContactClass.CLOSE).reopened == 1
    assert (queries.contact(found).status, queries.contact(found).contact_class) == (S.PROPOSED, ContactClass.CLOSE)


def test_the_area_that_found_a_contact_and_the_area_that_manages_it_both_see_it(propose, people, incident_id):
    propose(people(1, BINHU)[0], area=BINHU)
    for area, seen in ((BINHU, 1), (YIXING, 1)):
        with scope.acting(Actor("officer", role="epidemiologist", area=area)):
            assert len(queries.contacts()) == seen
    with scope.acting(Actor("officer", role="epidemiologist", area=BINHU + 10**13)):
        assert queries.contacts() == []


def test_an_officer_of_the_county_approves_under_her_own_area(propose, people, incident_id, at):
    ids = propose(*people(3)).contact_ids
    officer = Actor("officer", role="epidemiologist", area=YIXING)
    with scope.acting(officer):
        actions.approve_contacts(contact_ids=ids, by=officer, at=at)
        assert {each.status for each in queries.contacts()} == {S.APPROVED}


def test_a_contact_of_somebody_elses_area_cannot_be_touched(propose, people, at):
    ids = propose(*people(1)).contact_ids
    stranger = Actor("stranger", role="epidemiologist", area=BINHU)
    with scope.acting(stranger), pytest.raises(errors.ContactNotFound):
        actions.approve_contacts(contact_ids=ids, by=stranger, at=at)


def test_the_database_refuses_a_contact_of_itself_and_a_second_one(propose, people, by):
    contact_id = propose(people(1)[0]).contact_ids[0]
    with pytest.raises(IntegrityError, match="not_of_itself"), transaction.atomic():
        Contact.objects.filter(pk=contact_id).update(linked_contact_id=contact_id)
    row = Contact.objects.get(pk=contact_id)
    with pytest.raises(IntegrityError, match="once_per_incident"), transaction.atomic():
        Contact.objects.create(
            incident_id=row.incident_id, person_id=row.person_id, contact_class="close", area=WANSHI,
            area_source=WANSHI, last_exposure_at=row.last_exposure_at, proposed_at=row.proposed_at, edition_id="x",
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="status_known"), transaction.atomic():
        Contact.objects.filter(pk=contact_id).update(status="perhaps")


def test_the_chain_of_an_incident_is_drawn_and_listed(propose, people, case_id, incident_id, by, at):
    contact_ids = propose(*people(3)).contact_ids
    person = people(1)[0]
    new = NewCase(
        person_id=person, area=WANSHI, reported_at=at, sampled_at=at, onset_at=at - timedelta(hours=1),
        classification=Classification.CONFIRMED, external_id="SK_2",
    )  # fmt: skip
    actions.report_case(incident_id=incident_id, case=new, by=by, at=at)
    propose(person, hours=40)
    actions.reject_contacts(contact_ids=contact_ids[:1], reason="was away that day", by=by, at=at)
    chain = queries.chain(incident_id)
    assert chain.generations == {1: 1, 2: 1}
    assert len(chain.nodes) == 4
    first, second = queries.chains_table(chain)
    assert (first.contacts, first.offspring) == (2, 1)
    assert (second.label, second.source) == ("SK_2", first.label)
    assert [each.total for each in queries.curve(incident_id)] == [1]
    assert len(queries.chain(incident_id, as_of=at - timedelta(days=1)).nodes) == 2
