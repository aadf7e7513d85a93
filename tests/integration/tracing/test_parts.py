"""Which part of a vehicle or a building decides: seats, carriages and floors of a trace with PostgreSQL."""

from dataclasses import replace

import pytest

from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import NewStay, Transport
from sizao.trace.tracing import actions, errors, queries
from sizao.trace.tracing.types import CheckOutcome, Finding, Why
from tests.integration.tracing.test_tracing import HOUR, WANSHI, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def test_who_sat_apart_on_the_flight_of_a_case_is_a_general_contact(world, by, at):
    """The case's row comes from its trajectory, the others' from the airline; three rows by the annex of the edition."""
    plane = registry.add_place(
        place=NewPlace(words=Words("MU5101", "MU5101"), kind=PlaceKind.VEHICLE, area=WANSHI), by=by, at=at
    )
    people = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * 3, by=by, at=at)
    seats = [
        replace(world.visit(person, plane, 5, 7, VisitSource.TRANSPORT_SEAT), zone=zone)
        for person, zone in zip(people, ("15F", "16A", ""), strict=True)
    ]
    presence.record_visits(visits=seats, by=by, at=at)
    flight = NewStay(
        start=world.noon + 5 * HOUR, until=world.noon + 7 * HOUR, place_id=plane, transport=Transport.AIRCRAFT,
        vehicle="MU5101", seat="12A",
    )  # fmt: skip
    cases.record_stays(case_id=world.case, stays=[flight], by=by, at=at)
    run = actions.start_trace(case_id=world.case, by=by, at=at)
    found = {each.person_id: each.suggestion for each in queries.exposed(run)}
    assert [found[each].why for each in people] == [Why.SEATED_NEAR, Why.SEATED_APART, Why.SAME_PART]
    assert [found[each].contact_class for each in people] == [
        ContactClass.CLOSE,
        ContactClass.GENERAL,
        ContactClass.CLOSE,
    ]
    assert [found[each].is_lead for each in people] == [False, False, True], "whose seat is not known is asked first"
    assert "交通工具" in found[people[1]].clause.text


def riders(world, by, at, zones, *, hour=5):
    """A line of the metro with people in its carriages, the case among them: by its own record, not by its trajectory."""
    line = registry.add_place(
        place=NewPlace(words=Words("1号线", "Line 1"), kind=PlaceKind.VEHICLE, area=WANSHI), by=by, at=at
    )
    people = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * (len(zones) - 1), by=by, at=at)
    rides = [
        replace(world.visit(person, line, hour, hour + 1, VisitSource.TRANSPORT_SEAT), zone=zone)
        for person, zone in zip([world.case_person, *people], zones, strict=True)
    ]
    presence.record_visits(visits=rides, by=by, at=at)
    return line, people


def test_a_whole_line_of_strangers_is_never_close(world, by, at):
    """Nobody knows who was in which carriage: the edition's general definition, whoever rode at the same time."""
    _line, people = riders(world, by, at, [""] * 41)
    run = actions.start_trace(case_id=world.case, by=by, at=at)
    found = {each.person_id: each.suggestion for each in queries.exposed(run)}
    assert {found[each].finding for each in people} == {Finding.GENERAL}
    assert {found[each].why for each in people} == {Why.ABOARD}
    assert queries.run(run).counts.by_finding == {Finding.GENERAL: 40}


def test_the_carriage_decides_who_is_asked(world, by, at):
    _line, people = riders(world, by, at, ["3号车厢", "03车厢", "4号车厢", ""])
    run = actions.start_trace(case_id=world.case, by=by, at=at)
    found = {each.person_id: each.suggestion for each in queries.exposed(run)}
    assert [(found[each].finding, found[each].why) for each in people] == [
        (Finding.LEAD, Why.SAME_PART),
        (Finding.GENERAL, Why.SEATED_APART),
        (Finding.GENERAL, Why.ABOARD),
    ]
    with pytest.raises(errors.LeadNotApproved):
        ids = [each.id for each in queries.exposed(run) if each.person_id == people[0]]
        actions.approve_exposed(run_id=run, exposed_ids=ids, by=by, at=at)
    actions.check_leads(
        run_id=run, exposed_ids=ids, outcome=CheckOutcome.CONFIRMED, note="stood beside the case", by=by, at=at
    )
    [proposal] = queries.to_approve(run, ids)
    assert (proposal.contact_class, proposal.situation) == (ContactClass.CLOSE, "vehicle")


@pytest.mark.parametrize("same_zone", [False, True])
def test_a_trace_of_a_floor_tells_the_floors_apart(world, by, at, same_zone):
    """With the zones to match who was on another floor is left out; without, they are listed as what they are."""
    people = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * 3, by=by, at=at)
    visits = [
        replace(world.visit(person, world.mall, 3, 4, VisitSource.CHECKPOINT), zone=zone)
        for person, zone in zip(people, ("3楼", "2楼", ""), strict=True)
    ]
    presence.record_visits(visits=visits, by=by, at=at)
    run = actions.start_place_trace(
        place_id=world.mall, incident_id=world.incident, start=world.noon + 3 * HOUR, until=world.noon + 4 * HOUR,
        zone="3楼", same_zone=same_zone, by=by, at=at,
    )  # fmt: skip
    found = {each.person_id: each.suggestion for each in queries.exposed(run)}
    expected = {
        people[0]: (Finding.CLOSE, Why.ENVIRONMENT),
        people[2]: (Finding.LEAD, Why.UNKNOWN_PART),
        world.shopper: (Finding.LEAD, Why.UNKNOWN_PART),
    } | ({} if same_zone else {people[1]: (Finding.GENERAL, Why.OTHER_PART)})
    assert {person: (each.finding, each.why) for person, each in found.items()} == expected
