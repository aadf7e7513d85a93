"""Who truly met whom: stays of the synthetic city compared, whatever the platform holds of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
FAR, ROOM, WHOLE = 0, 1, 2
"""What being at one place together says: nothing; nearness in the same zone of it; nearness."""


@dataclass(frozen=True)
class Stays:
    """Stays of one day that really happened, ordered by place and start; seconds count from the city's first midnight."""

    person: Array
    place: Array
    zone: Array
    start: Array
    end: Array
    recorded: Array
    source: Array

    def __len__(self) -> int:
        return len(self.person)

    def kept(self, which: Array) -> Stays:
        """Some of them."""
        return Stays(*(getattr(self, each.name)[which] for each in fields(self)))

    @cached_property
    def _by_person(self) -> tuple[Array, Array]:
        """The persons in order of their numbers, and which stay each is of: hundreds are asked about on a day."""
        order = np.argsort(self.person, kind="stable")
        return self.person[order], order

    def of(self, person: int) -> Stays:
        """Those of one person, in order of time."""
        persons, order = self._by_person
        first, last = np.searchsorted(persons, [person, person + 1])
        own = order[first:last]
        return self.kept(own[np.argsort(self.start[own], kind="stable")])


@dataclass(frozen=True)
class Meeting:
    """Two people at one place: from when until when, in seconds."""

    person: int
    place: int
    start: int
    end: int


def meetings(day: Stays, person: int, since: float, until: float, shortest: float, near: Array) -> list[Meeting]:
    """Whom a person met on a day, within a period, for at least some seconds: in one home, or in one class, department or vehicle.

    Sharing a restaurant, a shop or a park is no meeting: the city does not know who was beside whom there.

    Args:
        day: the stays of everybody.
        person: whose meetings.
        since, until: the period in seconds.
        shortest: the shortest stay together that counts, in seconds.
        near: int8[m], for each place :data:`FAR`, :data:`ROOM` or :data:`WHOLE`.
    """
    found: list[Meeting] = []
    own = day.of(person)
    for place, zone, start, end in zip(own.place, own.zone, own.start, own.end, strict=True):
        begin, finish = max(float(start), since), min(float(end), until)
        if finish - begin < shortest or near[place] == FAR:
            continue
        first, last = np.searchsorted(day.place, [place, place + 1])
        there = slice(int(first), int(last))
        together_from = np.maximum(day.start[there], begin)
        together_until = np.minimum(day.end[there], finish)
        beside = (day.zone[there] == zone) | (near[place] == WHOLE)
        met = beside & (together_until - together_from >= shortest) & (day.person[there] != person)
        found += [
            Meeting(int(day.person[there][each]), int(place), int(together_from[each]), int(together_until[each]))
            for each in np.flatnonzero(met)
        ]
    return found


def latest(found: list[Meeting]) -> dict[int, Meeting]:
    """The last meeting with each person."""
    ordered = sorted(found, key=lambda each: (each.end, each.start, each.place))
    return {each.person: each for each in ordered}
