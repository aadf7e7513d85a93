"""What an edition makes of one person who was exposed to a case, to a place, or to a contact: a class with its clause, or a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sizao.ground.registry.types import PlaceKind
from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.trace.cases.types import Nearness
from sizao.trace.tracing.rules.nearness import Seating, Seatings
from sizao.trace.tracing.types import PlaceBasis, Suggestion, Why
from sizao.traceback.answer import Exposed

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition, Situation

VEHICLE, SAME_ROOM = "vehicle", "same_room"
NEAR_SITUATIONS: dict[PlaceKind, str] = {
    PlaceKind.VEHICLE: VEHICLE,
    PlaceKind.RESTAURANT: "shared_facility",
    PlaceKind.ENTERTAINMENT: "shared_facility",
    PlaceKind.WORKPLACE: SAME_ROOM,
    PlaceKind.SCHOOL: SAME_ROOM,
    PlaceKind.KINDERGARTEN: SAME_ROOM,
    PlaceKind.CARE_HOME: SAME_ROOM,
    PlaceKind.PRISON: SAME_ROOM,
}
"""Kinds of places that are small or closed, and the coded situation of the editions that being near there makes.

In every other kind (a market, a station, a hospital, an estate) sharing the place says little about nearness; that is
left to the officer, and the suggestion is a general contact. Aboard a vehicle the editions ask for nearness, which only
seats and carriages tell: a line of the metro is one vehicle in the register, and carries thousands.
"""
LIVED_WITH = frozenset(NEAR_SITUATIONS) - {PlaceKind.VEHICLE}
"""Kinds of places where somebody who met a close contact counts: the editions name lodging, work, meals and play, no rides."""
NO_SEATS: Seatings = MappingProxyType({})
HOUSEHOLD = "household"
ENVIRONMENT = "environment"
GENERAL = "general_definition"


def met_the_case(
    exposed: Exposed, kinds: Mapping[int, PlaceKind], edition: Edition, *, is_household: bool = False,
    seated: Seatings = NO_SEATS,
) -> Suggestion:  # fmt: skip
    """Of somebody who shared place and time with a case: the nearest of all their meetings decides."""
    if is_household:
        return near(exposed, HOUSEHOLD, Why.HOUSEHOLD, edition)
    said = {place: seated[exposed.person, place] for place in exposed.places if (exposed.person, place) in seated}
    by_zone = {each.nearness: place for place, each in reversed(said.items())}
    if Nearness.NEAR in by_zone:
        place = by_zone[Nearness.NEAR]
        return replace(near(exposed, _situation_at(place, kinds), Why.SEATED_NEAR, edition), clause=said[place].clause)
    unsaid = {place: kinds[place] for place in exposed.places if place in kinds and place not in said}
    situation = situation_of(exposed, unsaid, edition)
    if situation:
        return near(exposed, situation, Why.NEAR, edition)
    if Nearness.UNCLEAR in by_zone:
        place = by_zone[Nearness.UNCLEAR]
        asked = to_be_asked(exposed, _situation_at(place, kinds), Why.SAME_PART, edition)
        return replace(asked, clause=said[place].clause)
    if PlaceKind.VEHICLE in unsaid.values():
        return _aboard(exposed, edition)
    return _apart(exposed, edition, said, kinds)


def _apart(
    exposed: Exposed, edition: Edition, said: Mapping[int, Seating], kinds: Mapping[int, PlaceKind]
) -> Suggestion:
    if not said:
        return suggestion(exposed, edition, ContactClass.GENERAL, Why.SAME_PLACE)
    place, seating = next(iter(said.items()))
    why = Why.OTHER_PART if _situation_at(place, kinds) == SAME_ROOM else Why.SEATED_APART
    return replace(suggestion(exposed, edition, ContactClass.GENERAL, why), clause=seating.clause)


def _aboard(exposed: Exposed, edition: Edition) -> Suggestion:
    """Aboard with nothing known but that: a general contact, or where the edition has none, somebody to be asked."""
    if ContactClass.GENERAL not in edition.classes:
        return to_be_asked(exposed, VEHICLE, Why.ABOARD, edition)
    found = suggestion(exposed, edition, ContactClass.GENERAL, Why.ABOARD, coded(edition, VEHICLE))
    clause = next((each.clause for each in edition.statements if each.key == GENERAL), found.clause)
    return replace(found, clause=clause, situation="")


def was_there(
    exposed: Exposed, kinds: Mapping[int, PlaceKind], basis: PlaceBasis, edition: Edition,
    zoned: Seatings | None = None,
) -> Suggestion:  # fmt: skip
    """Of somebody who was at a traced place.

    Args:
        exposed: the person.
        kinds: the kinds of places.
        basis: why the place is traced.
        edition: the edition of the incident.
        zoned: what zones say of those who were there, when only a part of the place is traced.
    """
    if basis is PlaceBasis.ENVIRONMENT and coded(edition, ENVIRONMENT) is not None:
        return _in_environment(exposed, kinds, edition, zoned)
    if zoned is None or _is_vehicle(exposed, kinds):
        return met_the_case(exposed, kinds, edition, seated=zoned or NO_SEATS)
    said = _said_of(exposed, zoned)
    if said is Nearness.APART:
        return suggestion(exposed, edition, ContactClass.GENERAL, Why.OTHER_PART)
    situation = situation_of(exposed, kinds, edition)
    if said is not Nearness.NEAR and situation:
        return to_be_asked(exposed, situation, Why.UNKNOWN_PART, edition)
    return met_the_case(exposed, kinds, edition)


def _in_environment(
    exposed: Exposed, kinds: Mapping[int, PlaceKind], edition: Edition, zoned: Seatings | None
) -> Suggestion:
    """In the part that was positive; in another; or nobody knows where, so that a call must tell."""
    said = _said_of(exposed, zoned or NO_SEATS)
    if said is Nearness.APART:
        environment = coded(edition, ENVIRONMENT)
        found = suggestion(exposed, edition, ContactClass.GENERAL, Why.OTHER_PART)
        return replace(found, clause=environment.clause) if environment else found
    is_of_whole = zoned is None and not (_is_vehicle(exposed, kinds) and not is_airborne(edition))
    if said is Nearness.NEAR or is_of_whole:
        return near(exposed, ENVIRONMENT, Why.ENVIRONMENT, edition)
    return to_be_asked(exposed, ENVIRONMENT, Why.UNKNOWN_PART, edition)


def _said_of(exposed: Exposed, zoned: Seatings) -> Nearness | None:
    return next(
        (zoned[exposed.person, each].nearness for each in exposed.places if (exposed.person, each) in zoned), None
    )


def _is_vehicle(exposed: Exposed, kinds: Mapping[int, PlaceKind]) -> bool:
    return any(kinds.get(place) is PlaceKind.VEHICLE for place in exposed.places)


def met_a_contact(exposed: Exposed, kinds: Mapping[int, PlaceKind], close: set[int], edition: Edition) -> Suggestion:
    """Of somebody who met one of the close contacts."""
    lived_with = {place: kind for place, kind in kinds.items() if kind in LIVED_WITH}
    situation = situation_of(exposed, lived_with, edition)
    if close.isdisjoint(exposed.via) or not situation:
        return suggestion(exposed, edition, None, Why.NOT_THROUGH_CLOSE)
    return suggestion(exposed, edition, ContactClass.SECONDARY, Why.THROUGH_CLOSE, coded(edition, situation))


def is_airborne(edition: Edition) -> bool:
    """Whether an edition holds that the air of a room is enough, also when the case has left it."""
    return bool(edition.contact and edition.contact.linger_minutes)


def situation_of(exposed: Exposed, kinds: Mapping[int, PlaceKind], edition: Edition) -> str:
    """The situation of the first place that suggests one by its kind alone."""
    told = _told(is_airborne(edition))
    known = (told.get(kinds[place], "") for place in exposed.places if place in kinds)
    return next((situation for situation in known if situation), "")


@cache
def _told(is_airborne: bool) -> Mapping[PlaceKind, str]:
    """What a kind of place says by itself; a ride says something only where the air is enough."""
    return {kind: said for kind, said in NEAR_SITUATIONS.items() if kind in LIVED_WITH or is_airborne}


def _situation_at(place: int, kinds: Mapping[int, PlaceKind]) -> str:
    return NEAR_SITUATIONS.get(kinds[place], "") if place in kinds else ""


def coded(edition: Edition, code: str) -> Situation | None:
    """The situation of that code, when the edition has it."""
    situations = edition.contact.situations if edition.contact else ()
    return next((each for each in situations if each.code == code), None)


def near(exposed: Exposed, code: str, why: Why, edition: Edition) -> Suggestion:
    """The class of the edition's situation; close where it has none of that code."""
    found = coded(edition, code)
    return suggestion(exposed, edition, found.contact_class if found else ContactClass.CLOSE, why, found)


def to_be_asked(exposed: Exposed, code: str, why: Why, edition: Edition) -> Suggestion:
    """What a call may make of somebody of whom only the call can tell whether they were near."""
    return replace(near(exposed, code, why, edition), is_lead=True)


def suggestion(
    exposed: Exposed, edition: Edition, contact_class: ContactClass | None, why: Why, of: Situation | None = None
) -> Suggestion:
    """A class, unless the edition does not know it, with the clause of a situation."""
    is_known = contact_class is None or contact_class in edition.classes
    return Suggestion(
        contact_class=contact_class if is_known else None,
        situation=of.code if of and is_known else "",
        clause=_clause(edition, of),
        why=why if is_known else Why.NO_CLASS,
        is_lead=exposed.is_lead,
    )


def _clause(edition: Edition, of: Situation | None) -> Clause | None:
    if of is not None:
        return of.clause
    return edition.contact.clause if edition.contact else None
