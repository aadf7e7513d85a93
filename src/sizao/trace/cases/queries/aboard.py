"""Who is on record aboard or at a place at a time: rows of a manifest that nobody has to type."""

from __future__ import annotations

from datetime import datetime

from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.kernel.editions import Edition
from sizao.trace.cases import rules
from sizao.trace.cases.types import Passenger, Transport

ON_RECORD = 100_000
"""Rows on record are numbered from here on, so that no pasted row has the same number."""


def persons_at(place_id: int, start: datetime, until: datetime) -> list[int]:
    """Persons on record at a place who touch a period, those in scope, by number."""
    return sorted(set(presence.visits_at([place_id], start, until)["person"].to_pylist()))


def passengers_at(place_id: int, start: datetime, until: datetime) -> list[Passenger]:
    """The persons on record at a place as rows of a manifest; the zone of the visit is the seat."""
    found = presence.visits_at([place_id], start, until).to_pylist()
    seats = {each["person"]: each["zone"] or "" for each in found}
    persons = registry.persons(seats)
    return [
        Passenger(line=ON_RECORD + number, seat=seats[person], person_number=persons[person].number)
        for number, person in enumerate(sorted(persons))
    ]


def seat_rule(edition: Edition, key: str) -> rules.SeatRule | None:
    """How an edition judges the seats of one kind of vehicle; nothing when it does not say."""
    return next((each for each in rules.seat_rules(edition) if each.key == key), None)


def vehicle_rule(edition: Edition, transport: Transport) -> rules.VehicleRule | None:
    """How an edition judges zones aboard a vehicle, of a kind that is known or not; nothing when it knows no contacts."""
    return rules.vehicle_rule(edition, transport)


def table_rule(edition: Edition) -> rules.SeatRule | None:
    """How an edition judges the tables of a restaurant; nothing when it does not say."""
    return seat_rule(edition, rules.VENUE)


def number_of(person_id: int) -> str:
    """A person's public number; empty when the person is of another area."""
    found = registry.persons([person_id])
    return found[person_id].number if person_id in found else ""
