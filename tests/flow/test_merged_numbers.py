"""Two numbers turn out to be one person: cases, contacts, plans and counts follow, and parting gives everything back."""

from datetime import timedelta

import pytest

from sizao.ground.command import actions as command
from sizao.ground.command import queries as incidents
from sizao.ground.identity import actions as vault
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel.areas import parse
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.measures.calls import actions as calls
from sizao.measures.calls import queries as called
from sizao.measures.calls.types import CallPurpose
from sizao.measures.followup import queries as plans
from sizao.measures.followup.types import OPEN_PLANS
from sizao.spine.outbox import actions as outbox
from sizao.spine.outbox.apps import load_flow
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries
from sizao.trace.cases.errors import NothingToJoin
from sizao.trace.cases.types import Classification, ContactState, NewCase, ProposedContact

YIXING, WANSHI = parse("320282"), parse("320282109")
DAY = timedelta(days=1)
REASON = "身份证号录入有误,经核对为同一人"
APPROVED, REJECTED = ContactState.APPROVED, ContactState.REJECTED


@pytest.fixture
def incident(by, at):
    load_flow()
    title = Words("宜兴一例", "One case in Yixing")
    found = command.open_incident(title=title, disease="covid-19", area=YIXING, reported_at=at, by=by, at=at)
    command.stand_up(incident_id=found, by=by, at=at)
    outbox.drain()
    return found


@pytest.fixture
def people(by, at):
    return registry.add_persons(persons=[NewPerson(WANSHI)] * 3, by=by, at=at)


def ill(person, incident, by, at, classification=Classification.CONFIRMED):
    case = NewCase(
        person_id=person, area=WANSHI, reported_at=at, onset_at=at - DAY, classification=classification
    )  # fmt: skip
    return cases.report_case(incident_id=incident, case=case, by=by, at=at)


def proposed(person, incident, by, at, days=1, **more):
    given = ProposedContact(person_id=person, area=WANSHI, last_exposure_at=at - days * DAY, **more)
    return cases.propose_contacts(incident_id=incident, proposals=[given], by=by, at=at)


def approved(person, incident, by, at, days=1, **more):
    [contact] = proposed(person, incident, by, at, days, **more).contact_ids
    cases.approve_contacts(contact_ids=[contact], by=by, at=at)
    outbox.drain()
    return contact


def merged(survivor, other, by, at):
    link = vault.merge(survivor=survivor, merged=other, reason=REASON, by=by, at=at)
    outbox.drain()
    return link


def parted(link, by, at):
    vault.part(merge_id=link, reason=REASON, by=by, at=at)
    outbox.drain()


def joined(person, incident, by, at):
    found = cases.join_records(incident_id=incident, person_id=person, by=by, at=at)
    outbox.drain()
    return found


def open_plans(*contacts):
    return {each.contact_id for each in plans.plans(contact_ids=contacts, states=OPEN_PLANS)}


def asked(incident):
    return [each for each in incidents.tasks(incident_id=incident, open_only=True) if "One person" in each.title.en]


def states(*contacts):
    found = queries.contacts_by_id(contacts)
    return [found[each].status for each in contacts]


def test_two_plans_of_one_person_are_asked_about_joined_and_parted_again(by, at, incident, people):
    one, other, _ = people
    first, second = approved(one, incident, by, at), approved(other, incident, by, at, days=2)
    assert open_plans(first, second) == {first, second}
    link = merged(one, other, by, at)
    [task] = asked(incident)
    assert all(each.number in task.title.zh for each in queries.contacts_by_id([first, second]).values())
    assert states(first, second) == [APPROVED, APPROVED], "no plan ends before a person approves"
    joined(other, incident, by, at)
    assert states(first, second) == [APPROVED, REJECTED]
    assert open_plans(first, second) == {first}
    assert queries.counts(incident).contacts == {(ContactClass.CLOSE, APPROVED): 1, (ContactClass.CLOSE, REJECTED): 1}
    assert asked(incident) == []
    parted(link, by, at + DAY)
    assert states(first, second) == [APPROVED, APPROVED]
    assert open_plans(first, second) == {first, second}


def test_calls_of_the_record_that_is_set_aside_stop(by, at, incident, people):
    one, other, _ = people
    approved(one, incident, by, at), approved(other, incident, by, at, days=2)
    calls.enter_caller(user_id=1, name="话务员", languages=["zh"], area=YIXING, by=by, at=at)
    assert calls.plan(incident_id=incident, purpose=CallPurpose.DAILY, by=by, at=at) == 2
    merged(one, other, by, at)
    joined(one, incident, by, at)
    assert called.with_call(incident, CallPurpose.DAILY) == {one}


def test_one_person_under_two_numbers_is_called_once(by, at, incident, people):
    one, other, _ = people
    approved(one, incident, by, at), approved(other, incident, by, at, days=2)
    merged(one, other, by, at)
    calls.enter_caller(user_id=1, name="话务员", languages=["zh"], area=YIXING, by=by, at=at)
    assert calls.plan(incident_id=incident, purpose=CallPurpose.DAILY, by=by, at=at) == 1
    assert calls.plan(incident_id=incident, purpose=CallPurpose.DAILY, by=by, at=at) == 0


def test_what_the_other_record_asks_beyond_is_proposed_and_the_running_plan_goes_on(by, at, incident, people):
    one, other, _ = people
    first, second = approved(one, incident, by, at, days=3), proposed(other, incident, by, at).contact_ids[0]
    merged(one, other, by, at)
    joined(one, incident, by, at)
    [kept] = queries.contacts_by_id([first]).values()
    assert kept.status is ContactState.PROPOSED and kept.last_exposure_at == at - DAY
    assert kept.held_as is not None and kept.held_as.last_exposure_at == at - 3 * DAY
    assert open_plans(first, second) == {first}


def test_two_cases_of_one_person_count_once_until_they_are_parted(by, at, incident, people):
    one, other, third = people
    first, second = ill(one, incident, by, at), ill(other, incident, by, at + DAY)
    contact = approved(third, incident, by, at + DAY, source_case_id=second.case_id)
    link = merged(other, one, by, at + DAY)
    joined(one, incident, by, at + DAY)
    kinds = queries.counts(incident).by_classification
    assert kinds == {Classification.CONFIRMED: 1, Classification.NOT_A_CASE: 1}
    assert queries.case(first.case_id).classification is Classification.CONFIRMED, "the first report is kept"
    assert states(contact) == [APPROVED]
    assert not any("ruled out" in each.title.en for each in incidents.tasks(incident_id=incident))
    parted(link, by, at + 2 * DAY)
    assert queries.counts(incident).by_classification == {Classification.CONFIRMED: 2}


def test_the_contact_of_an_infected_person_becomes_that_case(by, at, incident, people):
    one, other, _ = people
    case, contact = ill(one, incident, by, at), approved(other, incident, by, at)
    link = merged(one, other, by, at)
    joined(other, incident, by, at)
    assert states(contact) == [ContactState.BECAME_CASE] and open_plans(contact) == set()
    assert queries.counts(incident).by_classification == {Classification.CONFIRMED: 1}
    parted(link, by, at + DAY)
    assert states(contact) == [APPROVED] and open_plans(contact) == {contact}
    assert not queries.case(case.case_id).is_closed


def test_a_new_fact_about_a_merged_number_makes_no_second_record(by, at, incident, people):
    one, other, third = people
    known = ill(one, incident, by, at)
    merged(one, other, by, at)
    again = ill(other, incident, by, at + DAY)
    assert (again.case_id, again.is_new) == (known.case_id, False)
    contact = approved(third, incident, by, at)
    fourth = registry.add_persons(persons=[NewPerson(WANSHI)], by=by, at=at)[0]
    merged(fourth, third, by, at)
    assert proposed(fourth, incident, by, at, days=0).contact_ids == (contact,)
    assert proposed(other, incident, by, at).contact_ids == (None,), "a case of the incident under the other number"


def test_parting_before_anything_was_joined_takes_the_task_back(by, at, incident, people):
    one, other, _ = people
    approved(one, incident, by, at), approved(other, incident, by, at)
    link = merged(one, other, by, at)
    parted(link, by, at + DAY)
    assert asked(incident) == []
    with pytest.raises(NothingToJoin):
        cases.join_records(incident_id=incident, person_id=one, by=by, at=at + DAY)


def test_both_pages_show_it_and_one_button_joins(by, at, incident, people, signed_in):
    one, other, _ = people
    first, second = approved(one, incident, by, at), approved(other, incident, by, at, days=2)
    client = signed_in("epidemiologist", language="zh")
    page = client.get(f"/cases/contacts/{second}/").content.decode()
    assert "Join into one" not in page and "合并为一份" not in page
    merged(one, other, by, at)
    page = client.get(f"/cases/contacts/{second}/").content.decode()
    assert "合并为一份" in page and queries.contact(first).number in page
    assert client.post(f"/cases/contacts/{second}/join/").headers["Location"].endswith(f"/cases/contacts/{first}/")
    assert states(first, second) == [APPROVED, REJECTED]
    assert client.post(f"/cases/contacts/{second}/join/").status_code == 409
