"""Cases with PostgreSQL: report, classify, amend, close, and what the constraints refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from sizao.kernel.actors import Actor
from sizao.spine.outbox import queries as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.models import Case, CaseStatus, Stay
from sizao.trace.cases.types import Classification, NewCase, NewExposure, NewStay, Outcome, ProposedContact
from tests.integration.cases.conftest import BINHU, WANSHI, YIXING

pytestmark = pytest.mark.django_db
C = Classification


def told(incident_id):
    return [each.name.removeprefix("trace.cases.") for each in outbox.timeline(incident_id)]


@pytest.fixture
def case_id(incident_id, people, by, at):
    new = NewCase(person_id=people(1)[0], area=WANSHI, reported_at=at, sampled_at=at - timedelta(hours=2))
    return actions.report_case(incident_id=incident_id, case=new, by=by, at=at).case_id


def test_a_reported_case_has_its_status_and_announces_itself(case_id, incident_id, by):
    found = queries.case(case_id)
    assert found.classification is C.SUSPECTED and found.number.startswith("C-")
    assert found.edition_id.startswith("cn-covid-ed8")
    (status,) = queries.statuses(case_id)
    assert status.value == "suspected" and status.by == by.name and status.clause is None
    assert told(incident_id)[-1] == "case-reported"


def test_the_same_person_is_a_case_only_once(case_id, incident_id, people, by, at):
    person, new = queries.case(case_id).person_id, people(1)[0]
    cases = [NewCase(person_id=each, area=WANSHI, reported_at=at) for each in (person, new, new)]
    again, other, twice = actions.report_cases(incident_id=incident_id, cases=cases, by=by, at=at)
    assert (again.case_id, again.is_new) == (case_id, False)
    assert other.is_new and twice.case_id == other.case_id
    assert Case.objects.count() == 2


def test_confirming_tells_once_that_tracing_may_start(case_id, incident_id, by, at):
    actions.classify_case(case_id=case_id, to=C.ASYMPTOMATIC, by=by, at=at)
    actions.classify_case(case_id=case_id, to=C.CONFIRMED, by=by, at=at)
    assert told(incident_id).count("case-confirmed") == 1
    assert told(incident_id).count("case-classified") == 2
    assert [each.value for each in queries.statuses(case_id)] == ["confirmed", "asymptomatic", "suspected"]
    assert queries.statuses(case_id)[0].clause.edition_id.startswith("cn-covid-ed8")
    actions.classify_case(case_id=case_id, to=C.NOT_A_CASE, by=by, at=at, reason="two laboratories disagree")
    assert told(incident_id)[-1] == "case-ruled-out"
    assert queries.case(case_id).classification is C.NOT_A_CASE


def test_a_refused_step_leaves_no_trace(case_id, incident_id, by, at):
    before = told(incident_id)
    with pytest.raises(errors.ReasonMissing):
        actions.classify_case(case_id=case_id, to=C.NOT_A_CASE, by=by, at=at)
    assert told(incident_id) == before and len(queries.statuses(case_id)) == 1


def test_status_rows_are_written_once(case_id):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        CaseStatus.objects.filter(case_id=case_id).update(classification="confirmed")


def test_versions_keep_what_changed_and_an_old_one_is_stale(case_id, by, at):
    onset = at - timedelta(days=2)
    actions.amend_case(case_id=case_id, changes={"onset_at": onset, "severity": "mild"}, revision=1, by=by, at=at)
    assert (queries.case(case_id).revision, queries.case(case_id).onset_at) == (2, onset)
    (version,) = queries.revisions(case_id)
    assert version.changes["severity"] == ["unknown", "mild"]
    with pytest.raises(errors.CaseChanged):
        actions.amend_case(case_id=case_id, changes={"severity": "severe"}, revision=1, by=by, at=at)
    assert actions.amend_case(case_id=case_id, changes={"severity": "mild"}, revision=2, by=by, at=at) is None
    assert queries.case(case_id).revision == 2


def test_moving_the_onset_rejudges_the_contacts(case_id, incident_id, people, by, at):
    inside, outside = people(2)
    moments = {inside: at - timedelta(hours=30), outside: at - timedelta(days=4)}
    for person, moment in moments.items():
        actions.propose_contacts(
            incident_id=incident_id,
            proposals=[ProposedContact(person_id=person, area=WANSHI, last_exposure_at=moment, source_case_id=case_id)],
            by=by,
            at=at,
        )
    moved = actions.amend_case(case_id=case_id, changes={"onset_at": at - timedelta(days=3)}, revision=1, by=by, at=at)
    assert len(moved.entering) == 1 and moved.leaving == ()
    assert queries.contact(moved.entering[0]).person_id == outside
    assert told(incident_id)[-1] == "case-dates-changed"


def test_the_trajectory_is_kept_in_order_and_refuses_empty_rows(case_id, by, at):
    first = NewStay(start=at - timedelta(hours=9), until=at - timedelta(hours=8), vehicle="G590", seat="05车12A")
    second = NewStay(start=at - timedelta(hours=5), until=at - timedelta(hours=1), place_text="building site")
    ids = actions.record_stays(case_id=case_id, stays=[second, first], by=by, at=at)
    assert [each.vehicle for each in queries.stays(case_id)] == ["G590", ""]
    actions.remove_stay(case_id=case_id, stay_id=ids[0], by=by, at=at)
    assert len(queries.stays(case_id)) == 1
    [removed] = queries.removed_stays(case_id)
    assert (removed.stay.id, removed.stay.place_text, removed.stay.start) == (ids[0], "building site", second.start)
    assert queries.case(case_id).revision == 1, "nobody who fills in the form is sent back for it"
    for bad in (NewStay(start=at, until=at, place_text="x"), NewStay(start=at, until=at + timedelta(hours=1))):
        with pytest.raises(errors.StayEmpty):
            actions.record_stays(case_id=case_id, stays=[bad], by=by, at=at)


def test_a_case_closes_when_its_contacts_are_done_with(case_id, incident_id, people, by, at):
    person = people(1)[0]
    proposal = ProposedContact(person_id=person, area=WANSHI, last_exposure_at=at, source_case_id=case_id)
    receipt = actions.propose_contacts(incident_id=incident_id, proposals=[proposal], by=by, at=at)
    actions.amend_case(case_id=case_id, changes={"outcome": Outcome.RECOVERED.value}, revision=1, by=by, at=at)
    with pytest.raises(errors.ContactsOpen):
        actions.close_case(case_id=case_id, by=by, at=at)
    actions.reject_contacts(contact_ids=receipt.contact_ids, reason="never met the case", by=by, at=at)
    actions.close_case(case_id=case_id, by=by, at=at)
    assert queries.case(case_id).is_closed
    with pytest.raises(errors.CaseIsClosed):
        actions.classify_case(case_id=case_id, to=C.CONFIRMED, by=by, at=at)


def test_a_case_of_another_area_does_not_exist(case_id):
    with scope.acting(Actor("officer", role="epidemiologist", area=BINHU)):
        with pytest.raises(errors.CaseNotFound):
            queries.case(case_id)
        assert queries.cases() == [] and CaseStatus.objects.count() == 0
    with scope.acting(Actor("officer", role="epidemiologist", area=YIXING)):
        assert len(queries.cases()) == 1


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"classification": "maybe"}, "classification_known"),
        ({"classification": "asymptomatic", "sampled_at": None}, "asymptomatic_has_sample"),
    ],
)
def test_the_database_refuses_what_the_rules_would_never_write(case_id, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Case.objects.filter(pk=case_id).update(**change)


def test_the_database_refuses_a_stay_that_ends_before_it_starts_or_lies_nowhere(case_id, at):
    with pytest.raises(IntegrityError, match="in_order"), transaction.atomic():
        Stay.objects.create(case_id=case_id, start=at, until=at, place_text="x")
    with pytest.raises(IntegrityError, match="somewhere"), transaction.atomic():
        Stay.objects.create(case_id=case_id, start=at, until=at + timedelta(hours=1))


def test_exposures_are_edges_that_are_recorded_once(case_id, incident_id, people, by, at):
    person = people(1)[0]
    edge = NewExposure(person_id=person, area=WANSHI, source_case_id=case_id, start=at, until=at)
    twice = actions.record_exposures(incident_id=incident_id, exposures=[edge, edge], by=by, at=at)
    assert (twice.recorded, twice.known) == (1, 1)
    again = actions.record_exposures(incident_id=incident_id, exposures=[edge], by=by, at=at)
    assert (again.recorded, again.known) == (0, 1)
    own = NewExposure(person_id=queries.case(case_id).person_id, area=WANSHI, source_case_id=case_id)
    with pytest.raises(errors.SelfExposure):
        actions.record_exposures(incident_id=incident_id, exposures=[own], by=by, at=at)
    with pytest.raises(errors.SourceMissing):
        nowhere = NewExposure(person_id=person, area=WANSHI)
        actions.record_exposures(incident_id=incident_id, exposures=[nowhere], by=by, at=at)


def test_counts_are_counted_from_rows_now_and_then(case_id, incident_id, by, at):
    actions.classify_case(case_id=case_id, to=C.CONFIRMED, by=by, at=at + timedelta(hours=1))
    assert queries.counts(incident_id).infections == 1
    assert queries.counts(incident_id, at).infections == 0
    assert queries.counts(incident_id, at).by_classification == {C.SUSPECTED: 1}
    assert queries.counts(incident_id, at - timedelta(days=1)).by_classification == {}
