"""Two officers press at the same moment: whoever comes second waits, sees what was done, and nothing is done twice or lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Refused, Stale
from sizao.kernel.words import Words
from sizao.spine.outbox.models import EventRow
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions
from sizao.trace.cases.errors import CaseChanged
from sizao.trace.cases.models import Case, Contact, ContactStatus, Exposure
from sizao.trace.cases.types import Classification, ContactState, NewCase, NewExposure, ProposedContact
from tests.integration.cases.conftest import WANSHI, YIXING

MANY = 60
OFFICERS = [Actor.system("first"), Actor.system("second")]


@pytest.fixture
def proposed(transactional_db, at):
    """Contacts that wait for approval, committed, so that two connections see them."""
    by = OFFICERS[0]
    with scope.acting(by):
        incident = command.open_incident(
            title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
        )
        index, *others = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * (MANY + 1), by=by, at=at)
        case = NewCase(
            person_id=index, area=WANSHI, reported_at=at, sampled_at=at - timedelta(hours=2),
            classification=Classification.ASYMPTOMATIC,
        )  # fmt: skip
        source = actions.report_case(incident_id=incident, case=case, by=by, at=at).case_id
        one = ProposedContact(person_id=0, area=WANSHI, last_exposure_at=at - timedelta(days=1), source_case_id=source)
        proposals = [replace(one, person_id=each) for each in others]
        return actions.propose_contacts(incident_id=incident, proposals=proposals, by=by, at=at).contact_ids


def both(act):
    """What two threads came to that began together: an answer or a refusal each."""
    together = Barrier(2)

    def begin(officer):
        try:
            with scope.acting(officer):
                together.wait(30)
                return act(officer)
        except (Refused, Stale) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(begin, OFFICERS))


def rows(state):
    with scope.acting(OFFICERS[0]):
        return Counter(ContactStatus.objects.filter(state=state).values_list("contact_id", flat=True))


def test_two_approvals_of_the_same_people_approve_each_once(proposed, at):
    """The lists run in opposite order: whoever locks row by row as they come would wait for the other for ever."""

    def approve(officer):
        order = proposed if officer is OFFICERS[0] else tuple(reversed(proposed))
        return actions.approve_contacts(contact_ids=order, reason="", by=officer, at=at)

    found = both(approve)
    done = [each for each in found if not isinstance(each, Refused)]
    assert sorted(len(each.done) for each in done) in ([0, MANY], [MANY])
    assert set(rows("approved").values()) == {1} and len(rows("approved")) == MANY
    with scope.acting(OFFICERS[0]):
        told = EventRow.objects.filter(name="trace.cases.contacts-approved").values_list("body__contact_ids", flat=True)
        assert sorted(each for ids in told for each in ids) == sorted(str(each) for each in proposed)


def test_an_approval_and_a_rejection_leave_each_contact_as_its_newest_row_says(proposed, at):
    def decide(officer):
        act = actions.approve_contacts if officer is OFFICERS[0] else actions.reject_contacts
        return act(contact_ids=proposed, reason="两人同时判定", by=officer, at=at)

    both(decide)
    with scope.acting(OFFICERS[0]):
        states = dict(Contact.objects.values_list("id", "status"))
        newest = {row.contact_id: row.state for row in ContactStatus.objects.order_by("id")}
    assert states == newest and len(set(states.values())) == 1, "one decision stands for all of them"
    assert set(states.values()) <= {ContactState.APPROVED, ContactState.REJECTED}
    assert max(Counter([*rows("approved").elements(), *rows("rejected").elements()]).values()) <= 2


@pytest.fixture
def outbreak(transactional_db, at):
    """An incident with one case, and somebody who is nothing yet; committed."""
    by = OFFICERS[0]
    with scope.acting(by):
        incident = command.open_incident(
            title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
        )
        index, person = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * 2, by=by, at=at)
        source = actions.report_case(incident_id=incident, case=new_case(index, at), by=by, at=at).case_id
        return incident, source, person


def new_case(person, at):
    return NewCase(
        person_id=person, area=WANSHI, reported_at=at, sampled_at=at - timedelta(hours=2),
        classification=Classification.ASYMPTOMATIC,
    )  # fmt: skip


def test_two_reports_of_one_person_make_one_case_and_the_second_is_told(outbreak, at):
    incident, _, person = outbreak
    receipts = both(lambda by: actions.report_case(incident_id=incident, case=new_case(person, at), by=by, at=at))
    assert len({each.case_id for each in receipts}) == 1
    assert sorted(each.is_new for each in receipts) == [False, True]


def test_two_proposals_of_one_person_make_one_contact_with_the_evidence_of_both(outbreak, at):
    incident, source, person = outbreak

    def propose(by):
        one = ProposedContact(
            person_id=person, area=WANSHI, last_exposure_at=at - timedelta(days=1), source_case_id=source, note=by.name
        )
        return actions.propose_contacts(incident_id=incident, proposals=[one], by=by, at=at)

    assert len({each.contact_ids for each in both(propose)}) == 1
    with scope.acting(OFFICERS[0]):
        assert {each["note"] for each in Contact.objects.get(person_id=person).basis} == {"first", "second"}
        told = EventRow.objects.filter(name="trace.cases.contacts-proposed").count()
        assert told <= 2


def test_who_is_reported_while_somebody_proposes_them_is_no_open_contact(outbreak, at):
    incident, source, person = outbreak
    one = ProposedContact(
        person_id=person, area=WANSHI, last_exposure_at=at - timedelta(days=1), source_case_id=source
    )  # fmt: skip

    def act(by):
        if by is OFFICERS[0]:
            return actions.report_case(incident_id=incident, case=new_case(person, at), by=by, at=at)
        return actions.propose_contacts(incident_id=incident, proposals=[one], by=by, at=at)

    both(act)
    with scope.acting(OFFICERS[0]):
        assert set(Contact.objects.filter(person_id=person).values_list("status", flat=True)) <= {"became_case"}
        assert Exposure.objects.filter(person_id=person).count() == 1


def test_two_officers_on_one_case_lose_no_update(outbreak, at):
    """The second is told which version there is and what was changed; the first's change stands."""
    _, source, _ = outbreak
    changes = {OFFICERS[0].name: {"external_id": "A-1"}, OFFICERS[1].name: {"vaccine_doses": 2}}
    found = both(lambda by: actions.amend_case(case_id=source, changes=changes[by.name], revision=1, by=by, at=at))
    refused = [each for each in found if isinstance(each, Stale)]
    assert [type(each) for each in refused] == [CaseChanged]
    with scope.acting(OFFICERS[0]):
        row = Case.objects.get(pk=source)
        assert row.revision == 2 and (row.external_id, row.vaccine_doses) in {("A-1", None), ("", 2)}


def test_two_exposures_recorded_at_once_are_one_edge(outbreak, at):
    incident, source, person = outbreak
    edge = NewExposure(
        person_id=person,
        area=WANSHI,
        source_case_id=source,
        start=at - timedelta(hours=3),
        until=at - timedelta(hours=2),
    )
    found = both(lambda by: actions.record_exposures(incident_id=incident, exposures=[edge], by=by, at=at))
    assert sorted(each.recorded for each in found) == [0, 1]
