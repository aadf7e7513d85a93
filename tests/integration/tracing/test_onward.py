"""The second hop goes through close contacts, where being together says something, and no further than the evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import EvidenceGrade, NewVisit, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import ContactState
from sizao.trace.tracing import actions, queries, rules
from sizao.trace.tracing.types import CheckOutcome
from tests.integration.tracing.test_tracing import WANSHI, World

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def world(by, at):
    """The case's noon at table, afternoon at the mall, and who was there."""
    made = World(by, at)
    made.record_stays()
    return made


@pytest.fixture
def met(world, by, at):
    """Somebody new who is with another at a place some hours after noon: ``met(guest, table, 5) -> person``."""

    def together(other, place, hour, source=VisitSource.INTERVIEW):
        [person] = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)], by=by, at=at)
        start = world.noon + hour * HOUR
        presence.record_visits(
            visits=[NewVisit(person_id=each, place_id=place, start=start, until=start + HOUR, source=source) for each in (person, other)],
            by=by, at=at,
        )  # fmt: skip
        return person

    return together


@pytest.fixture
def trace(world, by, at):
    """What a trace of the case finds now, by person."""

    def found():
        run = actions.start_trace(case_id=world.case, by=by, at=at)
        return {each.person_id: each for each in queries.exposed(run)}

    return found


def test_who_met_a_close_contact_afterwards_is_secondary(world, met, trace):
    colleague, before = met(world.guest, world.workshop, 5), met(world.guest, world.workshop, -6)
    found = trace()
    assert (found[colleague].hop, found[colleague].via) == (2, (world.guest,))
    assert found[colleague].suggestion.contact_class is ContactClass.SECONDARY
    assert before not in found, "the guest had not met the case yet"


def test_who_met_somebody_of_the_crowd_is_not_looked_for(world, met, trace):
    """Most of a city is two halls away from a case; the edition asks for the contacts of close contacts."""
    stranger = met(world.shopper, world.workshop, 10)
    found = trace()
    assert found[world.shopper].suggestion.contact_class is ContactClass.GENERAL
    assert stranger not in found


def test_who_shared_a_hall_with_a_close_contact_is_not_looked_for(world, met, trace):
    assert met(world.guest, world.mall, 5) not in trace()


def test_nobody_of_the_first_hop_is_listed_again(world, met, by, at, trace):
    met(world.guest, world.workshop, 5)
    start = world.noon + 5 * HOUR
    presence.record_visits(
        visits=[NewVisit(person_id=world.shopper, place_id=world.workshop, start=start, until=start + HOUR,
                         source=VisitSource.INTERVIEW)],
        by=by, at=at,
    )  # fmt: skip
    assert trace()[world.shopper].hop == 1


def test_the_way_to_somebody_is_as_sure_as_its_weakest_part(world, met, trace):
    """A scan at the meeting makes a lead of somebody whom a determined contact met."""
    by_scan = met(world.guest, world.workshop, 5, VisitSource.VENUE_SCAN)
    by_word = met(world.guest, world.workshop, 7)
    found = trace()
    assert found[by_scan].grade is EvidenceGrade.CLAIMED and found[by_scan].suggestion.is_lead
    assert found[by_word].grade is EvidenceGrade.STATED and not found[by_word].suggestion.is_lead


def test_a_lead_is_called_before_those_who_met_it_are_looked_for(world, met, trace, by, at):
    """In a hall of forwarded scans everybody is a lead; whom all of them met is not asked before a call has confirmed one."""
    onward = met(world.scanner, world.workshop, 9, VisitSource.CHECKPOINT)
    found = trace()
    lead = found[world.scanner]
    assert lead.suggestion.is_lead and lead.suggestion.contact_class is ContactClass.CLOSE and onward not in found
    actions.check_leads(
        run_id=lead.run_id, exposed_ids=[lead.id], outcome=CheckOutcome.CONFIRMED, note="sat at table 2", by=by, at=at
    )
    again = trace()
    assert again[onward].via == (world.scanner,)
    assert again[onward].grade is EvidenceGrade.CLAIMED and again[onward].suggestion.is_lead


def test_whom_a_contact_met_under_management_is_not_sought(world, met, trace, by, at):
    """The 8th edition: until the contact is under management; here that was at three in the afternoon."""
    soon, later = met(world.guest, world.workshop, 2.5), met(world.guest, world.workshop, 9)
    assert {soon, later} <= trace().keys()
    outbox.drain()
    [contact] = known.contacts(world.incident, person_ids=[world.guest])
    done = cases.approve_contacts(contact_ids=[contact.id], by=by, at=world.noon + 3 * HOUR)
    assert len(done.done) == 1 and known.contact(contact.id).status is ContactState.APPROVED
    found = trace()
    assert soon in found and later not in found


def test_a_place_too_full_carries_no_second_hop_and_is_named(world, met, trace, monkeypatch, by, at):
    colleague = met(world.guest, world.workshop, 5)
    assert colleague in trace()
    monkeypatch.setattr(rules, "crowd", lambda: rules.Crowd(2, Words("", "")))
    assert colleague not in trace()
    run = queries.runs(world.case)[0]
    assert dict(run.counts.crowded)[world.workshop] >= 2
    presence.seal_days(at=at)
    assert colleague not in trace(), "sealed or not, indexed or not"
    monkeypatch.setattr(rules, "crowd", lambda: rules.Crowd(1000, Words("", "")))
    assert colleague in trace()


def test_a_run_says_until_when_it_sought(world, met, trace, signed_in):
    met(world.guest, world.workshop, 5)
    trace()
    run = queries.runs(world.case)[0]
    assert run.query.second_hop_within_s == 14 * 86_400
    page = signed_in("epidemiologist", language="zh-hans").get(f"/tracing/{run.id}/").content.decode()
    assert "至其被管理前" in page and "密接的密接判定" in page
