"""The abuse cases that tracing has to withstand, by their names in the catalogue of threats: T1, T11 and ST-14."""

import json
from datetime import timedelta

import pytest

from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import NewVisit, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import queries as known
from sizao.trace.tracing import actions, errors, queries
from sizao.trace.tracing.types import Finding, LegalBasis, Purpose, Trial
from tests.integration.tracing.test_tracing import WANSHI, World

pytestmark = pytest.mark.django_db
CROWD = 400
SCAN, GRID = VisitSource.VENUE_SCAN, VisitSource.GRID_INFERENCE


@pytest.fixture
def world(by, at):
    return World(by, at)


def crowd(world, source, number=CROWD):
    """So many people of whom one source alone says that they sat at the case's table."""
    people = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * number, by=world.by, at=world.at)
    presence.record_visits(
        visits=[
            NewVisit(
                person_id=person, place_id=world.table, start=world.noon + timedelta(seconds=place),
                until=world.noon + timedelta(hours=2), source=source,
            )
            for place, person in enumerate(people)
        ],
        by=world.by, at=world.at,
    )  # fmt: skip
    return people


def traced(world):
    world.record_stays()
    outbox.drain()
    return queries.runs(world.case)[0]


@pytest.mark.parametrize("source", [SCAN, GRID])
@pytest.mark.parametrize("role", ["commander", "coordinator", "epidemiologist"])
def test_T1_nobody_however_senior_makes_a_contact_of_a_forwarded_scan_or_a_position(world, signed_in, source, role):
    """A colour is a function of evidence: no rank approves whom a scan or a position alone has put at the place."""
    [person] = crowd(world, source, 1)
    run = traced(world)
    [exposed] = [each for each in queries.exposed(run.id) if each.person_id == person]
    body = json.dumps({"exposed_ids": [str(exposed.id)], "contact_class": "close", "reason": "as I said"})
    path = f"/api/v1/traces/{run.id}/places/{world.table}/approve"
    answer = signed_in(role).post(path, body, content_type="application/json")
    assert answer.status_code in {403, 409, 422}
    assert known.contacts(world.incident, person_ids=[person]) == []


@pytest.mark.parametrize("purpose", ["order keeping", "petitioners", ""])
def test_T1_no_purpose_but_those_of_the_closed_list_opens_a_trace(world, by, at, purpose):
    world.record_stays()
    with pytest.raises(ValueError, match="Purpose"):
        actions.start_trace(case_id=world.case, by=by, at=at, purpose=Purpose(purpose))
    assert not Access.objects.filter(action="tracing.run", purpose=purpose).exists()


@pytest.mark.parametrize("source", [SCAN, GRID])
def test_T11_a_scan_or_a_grid_alone_is_a_lead_for_a_call_and_never_a_contact(world, by, at, source):
    """The number may be a dead woman's, the position may have drifted: somebody is called before anything is decided."""
    people = set(crowd(world, source))
    run = traced(world)
    found = [each for each in queries.exposed(run.id) if each.person_id in people]
    assert len(found) == CROWD
    assert {each.suggestion.finding for each in found} == {Finding.LEAD}
    assert not people & {each.person_id for each in queries.proposals(run.id)}
    assert known.contacts(world.incident, person_ids=sorted(people)) == []
    with pytest.raises(errors.LeadNotApproved):
        actions.approve_exposed(run_id=run.id, exposed_ids=[each.id for each in found], by=by, at=at)
    assert known.contacts(world.incident, person_ids=sorted(people)) == []


def test_T11_both_together_are_no_more_than_each(world):
    """Two weak sources about the same person do not add up to a finding."""
    people = crowd(world, SCAN, 20)
    presence.record_visits(
        visits=[
            NewVisit(
                person_id=person, place_id=world.table, start=world.noon, until=world.noon + timedelta(hours=1), source=GRID
            )
            for person in people
        ],
        by=world.by, at=world.at,
    )  # fmt: skip
    run = traced(world)
    found = {each.person_id: each.suggestion.finding for each in queries.exposed(run.id)}
    assert {found[person] for person in people} == {Finding.LEAD}


def test_ST_14_a_dry_run_of_a_rule_says_how_many_it_would_touch_and_touches_nobody(world, by, at):
    """The time-space companion: the count stands before any decision, and next to it what the rule finds without leads."""
    people = crowd(world, GRID)
    world.record_stays()
    runs = len(queries.runs(world.case))
    edition = known.case(world.case).edition_id
    trials = [Trial(edition_id=edition), Trial(edition_id=edition, without_leads=True)]
    whole, strong = actions.compare_trials(
        case_id=world.case,
        trials=trials,
        purpose=Purpose.CONTACT_MANAGEMENT,
        legal_basis=LegalBasis.INFECTIOUS_DISEASES,
        by=by,
        at=at,
    )
    assert (whole.counts.leads, strong.counts.leads) == (CROWD + 1, 0)
    assert strong.change.leaving == CROWD + 1
    assert len(queries.runs(world.case)) == runs
    assert known.contacts(world.incident, person_ids=people) == []
    assert Access.objects.filter(action__startswith="tracing.").exists(), "counting is logged too"
