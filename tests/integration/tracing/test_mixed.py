"""Firm and weak evidence of one person: the weak alone changes neither class nor days, and may only ask for a call."""

import pytest

from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import VisitSource
from sizao.kernel.editions import ContactClass
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import NewStay
from sizao.trace.tracing import actions, errors, queries
from sizao.trace.tracing.types import Finding
from tests.integration.tracing.test_tracing import HOUR, World

pytestmark = pytest.mark.django_db
WEAK = [VisitSource.VENUE_SCAN, VisitSource.GRID_INFERENCE]


@pytest.fixture
def world(by, at):
    world = World(by, at)
    world.record_stays()
    return world


def traced(world, person):
    run = actions.start_trace(case_id=world.case, by=world.by, at=world.at)
    return run, {each.person_id: each for each in queries.exposed(run)}[person]


@pytest.mark.parametrize("source", WEAK)
def test_a_scan_makes_no_close_contact_of_who_passed_the_same_market(world, source):
    """Recorded at the mall, which makes a general contact; a forwarded scan says that they sat at the case's table."""
    weak = world.visit(world.shopper, world.table, 0, 2, source)
    presence.record_visits(visits=[weak], by=world.by, at=world.at)
    run, found = traced(world, world.shopper)
    assert (found.suggestion.contact_class, found.suggestion.finding) == (ContactClass.CLOSE, Finding.LEAD)
    assert world.shopper not in {each.person_id for each in queries.proposals(run)}
    with pytest.raises(errors.LeadNotApproved):
        actions.approve_exposed(run_id=run, exposed_ids=[found.id], by=world.by, at=world.at)


@pytest.mark.parametrize("source", WEAK)
def test_a_scan_lengthens_no_quarantine(world, source):
    """Close by the table they both told of; a scan of the mall hours later is not their last exposure."""
    weak = world.visit(world.guest, world.mall, 3, 4, source)
    presence.record_visits(visits=[weak], by=world.by, at=world.at)
    run, found = traced(world, world.guest)
    assert found.suggestion.finding is Finding.CLOSE
    assert (found.places, found.last, found.minutes) == ((world.table,), world.noon + 2 * HOUR, 120)
    [proposed] = [each for each in queries.proposals(run) if each.person_id == world.guest]
    assert (proposed.last_exposure_at, proposed.place_id) == (world.noon + 2 * HOUR, world.table)


@pytest.mark.parametrize("source", WEAK)
def test_in_a_trace_from_a_place_a_scan_prolongs_nothing_either(world, source):
    weak = world.visit(world.guest, world.table, 2, 6, source)
    presence.record_visits(visits=[weak], by=world.by, at=world.at)
    run = actions.start_place_trace(
        place_id=world.table, incident_id=world.incident, start=world.noon, until=world.noon + 6 * HOUR, by=world.by,
        at=world.at,
    )  # fmt: skip
    found = {each.person_id: each for each in queries.exposed(run)}
    assert found[world.guest].last == world.noon + 2 * HOUR
    assert found[world.scanner].suggestion.is_lead


@pytest.mark.parametrize("source", WEAK)
def test_at_the_second_hop_weak_evidence_beside_firm_says_no_more(world, source):
    """The colleague worked beside the guest; a scan puts them together at the table an hour later as well."""
    both = [world.visit(person, world.workshop, 9, 10, source) for person in (world.guest, world.colleague)]
    presence.record_visits(visits=both, by=world.by, at=world.at)
    _run, found = traced(world, world.colleague)
    assert (found.hop, found.suggestion.contact_class) == (2, ContactClass.SECONDARY)
    assert not found.suggestion.is_lead and found.last == world.noon + 8 * HOUR


def test_a_stay_that_the_case_is_not_sure_of_is_weak_too(world):
    from sizao.trace.cases.types import Certainty

    unsure = NewStay(
        start=world.noon + 3 * HOUR, until=world.noon + 4 * HOUR, place_id=world.workshop, certainty=Certainty.POSSIBLE
    )
    cases.record_stays(case_id=world.case, stays=[*world.stays(), unsure], by=world.by, at=world.at)
    there = [
        world.visit(world.shopper, world.workshop, 3, 4, VisitSource.CHECKPOINT),
        world.visit(world.shopper, world.mall, 3, 4, VisitSource.CHECKPOINT),
    ]
    presence.record_visits(visits=there, by=world.by, at=world.at)
    _run, found = traced(world, world.shopper)
    assert found.suggestion.finding is Finding.LEAD
