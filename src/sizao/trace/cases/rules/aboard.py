"""What the zones of two people aboard one vehicle say: by the edition's rule for its kind, or for any kind it may be."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sizao.kernel.decisions import Clause
from sizao.trace.cases.rules.seats import CREW, Seat, is_close_by_seat, parse_seat
from sizao.trace.cases.types import Nearness, Transport

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition
    from sizao.kernel.editions.types import ContactTerms, TransportRule

SHIP = "ship"
PARTED = frozenset({"sealed_train", "unsealed_train", SHIP})
"""Kinds that have carriages or cabins: a seat without its carriage says nothing there."""
VEHICLE = "vehicle"


@dataclass(frozen=True)
class VehicleRule:
    """How the zones of one vehicle are judged under an edition, and by which clause."""

    clause: Clause
    near: Callable[[str, str], Nearness | None]
    """What two zones, of which either may be empty, say: near, apart, or unclear when the two shared one carriage or cabin
    and the seats say no more; ``None`` when they say nothing."""
    is_of_its_kind: bool
    """Whether the kind of the vehicle is known; then even a missing seat means the same room."""


def vehicle_rule(edition: Edition, transport: Transport) -> VehicleRule | None:
    """How an edition judges who sat where aboard; nothing when it determines no contacts."""
    terms = edition.contact
    if terms is None:
        return None
    clause = _clause(terms)
    if transport is Transport.CAR:
        return VehicleRule(clause, lambda mine, theirs: Nearness.NEAR, True)
    known = next((each for each in terms.transport if each.key == transport.value), None)
    if known is not None:
        return VehicleRule(known.clause, partial(near_by_kind, known), known.key not in PARTED)
    possible = terms.transport if transport is Transport.NONE else ()
    return VehicleRule(clause, partial(_by_any, possible), False)


def _clause(terms: ContactTerms) -> Clause:
    if terms.transport:
        return terms.transport[0].clause
    return next((each.clause for each in terms.situations if each.code == VEHICLE), terms.clause)


def near_by_kind(rule: TransportRule, mine: str, theirs: str) -> Nearness | None:
    """What two zones say aboard one kind of vehicle; nothing when a carriage or cabin that it has is not known."""
    if CREW.search(theirs):
        return Nearness.UNCLEAR  # who served the case's part is near; which part it was, no seat says
    if rule.key in PARTED:
        parts = _part(rule.key, mine), _part(rule.key, theirs)
        if not all(parts):
            return None
        if parts[0] != parts[1]:
            return Nearness.APART
    return _said(is_close_by_seat(rule, parse_seat(mine), parse_seat(theirs)))


def _part(key: str, zone: str) -> str:
    """The name of the carriage or cabin; empty when the zone does not tell."""
    if key == SHIP:
        return normal(zone)
    carriage = parse_seat(zone).carriage
    return "" if carriage is None else str(carriage)


def _by_any(rules: Sequence[TransportRule], mine: str, theirs: str) -> Nearness | None:
    """What all kinds of vehicles that it may be would agree on."""
    if not mine or not theirs:
        return None
    if CREW.search(theirs):
        return Nearness.UNCLEAR
    one, other = parse_seat(mine), parse_seat(theirs)
    if one.carriage is not None and other.carriage is not None:
        if one.carriage != other.carriage:
            return Nearness.APART
        return _agreed([each for each in rules if each.key in PARTED - {SHIP}], one, other)
    if one.carriage is None and other.carriage is None and _is_seat(mine, one) and _is_seat(theirs, other):
        return _agreed([each for each in rules if each.key not in PARTED], one, other)
    return Nearness.UNCLEAR if normal(mine) == normal(theirs) else None


def _agreed(rules: Sequence[TransportRule], one: Seat, other: Seat) -> Nearness:
    said = {is_close_by_seat(each, one, other) for each in rules}
    return _said(said.pop() if len(said) == 1 else None)


def _said(is_near: bool | None) -> Nearness:
    if is_near is None:
        return Nearness.UNCLEAR
    return Nearness.NEAR if is_near else Nearness.APART


def _is_seat(zone: str, seat: Seat) -> bool:
    """A bare number may be a vehicle's as well as a seat's."""
    return seat.row is not None and (bool(seat.letter) or not normal(zone).isdigit())


def normal(zone: str) -> str:
    """A zone without the ways to write one thing differently: width, case and spaces.

    >>> normal("3F A 区") == normal("3fa区")
    True
    """
    return "".join(unicodedata.normalize("NFKC", zone).casefold().split())
