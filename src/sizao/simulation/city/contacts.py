"""Who of those in one place came face to face: contacts drawn from a day's stays.

Being in a building together is not meeting. Two people who share a place meet with a chance that grows with the time they
share, with how sociable both are, and with a tie between the two that lasts from day to day; across rooms it is much
smaller. The figures are fitted to sensor data, see ``docs/explanation/the-city.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, exp, log, pi, sqrt
from typing import NamedTuple

import numpy as np

from sizao.kernel.loops import kept
from sizao.simulation.city.draws import Number, draw, key_of
from sizao.simulation.city.figures import Array, figure, number, numbers
from sizao.simulation.city.types import City, PlaceKind, Visits

TIES, MEETINGS, NATURE = 600, 100_000, 601
"""Streams of draws; each day has meetings of its own."""
STRONGEST = 60.0
"""No tie is stronger than so many average ones; saves looking at the ties of those who would not meet anyway."""
HOME = int(PlaceKind.HOME)
AGES = (6, 15, 20, 50)
"""Age groups of the household study: 0-5, 6-14, 15-19, 20-49, 50 and older."""


@dataclass(frozen=True)
class Contacts:
    """Pairs who met on a day, the lower number first; a pair that met at two places stands there twice."""

    day: int
    one: Array
    other: Array
    place: Array
    seconds: Array
    """how long both were there"""

    def __len__(self) -> int:
        return len(self.one)

    def pairs(self) -> Array:
        """Each pair once, as one number."""
        return np.unique(self.one.astype(np.int64) << 32 | self.other)


class _Stays(NamedTuple):
    """Stays ordered by place and start."""

    person: Array
    place: Array
    zone: Array
    start: Array
    seconds: Array


class _Terms(NamedTuple):
    """The figures of meeting."""

    sociable: Array
    rates: Array
    kind: Array
    tie: float
    group: Array
    at_home: Array


def day_contacts(city: City, visits: Visits, places: Array | None = None) -> Contacts:
    """The contacts of a day, at some places or everywhere.

    Args:
        city: The city.
        visits: A day of it.
        places: Only these, as a mask over all places.
    """
    rows = np.arange(len(visits)) if places is None else np.flatnonzero(places[visits.place])
    stays = _Stays(visits.person[rows], visits.place[rows], visits.zone[rows], visits.start[rows], visits.seconds[rows])
    group = np.searchsorted(AGES, city.age, side="right")
    terms = _Terms(sociability(city), _rates(), city.place_kind, number("contacts.tie"), group, _at_home())
    room = max(1024, len(rows) * 2)
    while True:
        found = tuple(np.empty(room, np.int32) for _column in range(4))
        used = _met(terms, city.spec.seed, visits.day, stays, found)
        if used <= room:
            return Contacts(visits.day, *(column[:used] for column in found))
        room = used


def sociability(city: City) -> Array:
    """How readily each person meets others: by age, and each in a way of one's own."""
    by_age = numbers("contacts.sociability")[np.searchsorted(AGES, city.age, side="right")]
    return by_age * np.exp(_natures(city.spec.seed, city.people) * number("contacts.nature"))


@kept
def _natures(seed: Number, people: Number) -> Array:
    key, found = key_of(seed, NATURE), np.empty(people)
    for person in range(people):
        found[person] = _normal(key, person, 0)
    return found


@kept
def _normal(key: Number, subject: Number, turn: Number) -> Number:
    return sqrt(-2.0 * log(1.0 - draw(key, subject, turn))) * cos(2.0 * pi * draw(key, subject, turn + 1))


def _rates() -> Array:
    """Meetings an hour by kind of place, in one room and across rooms."""
    found = np.zeros((len(PlaceKind), 2))
    for name, rates in figure("contacts.rates").items():
        found[PlaceKind[name.upper()]] = rates
    return found


def _at_home() -> Array:
    """How much more or less two people of one home meet, by the age groups of both."""
    return np.array(figure("contacts.home_mixing"), np.float64)


@kept
def _met(terms: _Terms, seed: Number, day: Number, stays: _Stays, found: tuple[Array, ...]) -> Number:
    """Write pairs as far as there is room; gives how many there are."""
    ties, today, used = key_of(seed, TIES), key_of(seed, MEETINGS + day), 0
    person, place, start = stays.person, stays.place, stays.start
    for at in range(len(person)):
        until, then = start[at] + stays.seconds[at], at + 1
        while then < len(person) and place[then] == place[at] and start[then] < until:
            shared = min(until, start[then] + stays.seconds[then]) - start[then]
            kind = terms.kind[place[at]]
            rate = terms.rates[kind, 0 if stays.zone[at] == stays.zone[then] else 1]
            if kind == HOME:
                rate *= terms.at_home[terms.group[person[at]], terms.group[person[then]]]
            if _meets(terms, ties, today, person[at], person[then], rate, shared, start[then]):
                used = _put(found, used, person[at], person[then], place[at], shared)
            then += 1
    return used


@kept
def _meets(
    terms: _Terms, ties: Number, today: Number, one: Number, other: Number, rate: Number, shared: Number, turn: Number
) -> Number:
    """Whether two people meet in the time they share; each such time of a day has its own draw."""
    if one == other or rate == 0.0:
        return False
    pair = np.int64(min(one, other)) << 32 | np.int64(max(one, other))
    lot = draw(today, pair, turn)
    chance = rate * shared / 3600.0 * terms.sociable[one] * terms.sociable[other]
    if lot > chance * STRONGEST:
        return False
    return lot < 1.0 - exp(-chance * exp(terms.tie * (_normal(ties, pair, 0) - terms.tie / 2)))


@kept
def _put(found: tuple[Array, ...], used: Number, one: Number, other: Number, place: Number, shared: Number) -> Number:
    if used < len(found[0]):
        found[0][used], found[1][used] = min(one, other), max(one, other)
        found[2][used], found[3][used] = place, shared
    return used + 1
