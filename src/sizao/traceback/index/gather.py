"""Where carriers were on one day: their visits cut to the time in which they are infectious, prolonged by the linger."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from sizao.traceback.index.layout import (
    Array,
    Columns,
    Number,
    Stays,
    Terms,
    gap_of,
    is_admitted,
    rank_of,
    start_of,
    until_of,
    zone_of,
)


class Carriers(NamedTuple):
    """Who is infectious when, ordered by person; a person with several periods appears once for each."""

    person: Array
    """uint32, dense numbers."""
    start: Array
    """int64, seconds after the index's epoch."""
    until: Array
    once: Array
    """bool, whether this is the person's only period."""


SCAN_FROM = 8
"""From one carrier in so many persons of a day on, reading the whole day is faster than looking each carrier up."""


def stays_of(columns: Columns, carriers: Carriers, midnight: int, terms: Terms) -> Stays:
    """The stays of carriers on a day, ordered by place.

    Args:
        columns: the day's visits.
        carriers: who is infectious when.
        midnight: the day's begin, in seconds after the index's epoch.
        terms: of the question.
    """
    found = _gathered(columns, carriers, midnight, terms)
    order = np.argsort(found[1], kind="stable")
    return Stays(*(column[order] for column in found))


def all_stays_of(columns: Columns, periods: Array, midnight: int, terms: Terms) -> Stays:
    """The same for so many carriers that the whole day is read; ``periods`` holds start and until of each person.

    Args:
        columns: the day's visits.
        periods: int64 of shape (people, 2), seconds after the index's epoch; until is 0 for those who carry nothing.
        midnight: the day's begin, in seconds after the index's epoch.
        terms: of the question.
    """
    return Stays(*_scanned(columns, periods, midnight, terms))


def several(parts: list[Stays]) -> Stays:
    """Stays of one day from several sources, ordered by place."""
    if len(parts) == 1:
        return parts[0]
    joined = [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    order = np.argsort(joined[1], kind="stable")
    return Stays(*(column[order] for column in joined))


@njit(cache=True, nogil=True)
def _empty(size: Number) -> Stays:
    return Stays(
        np.empty(size, np.uint32), np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64),
        np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.bool_),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _first(stays: Stays, size: Number) -> Stays:
    return Stays(
        stays.via[:size], stays.spot[:size], stays.start[:size], stays.until[:size], stays.zone[:size],
        stays.rank[:size], stays.apart[:size],
    )  # fmt: skip


@njit(cache=True, nogil=True, inline="always")
def _put(
    stays: Stays,
    at: Number,
    person: Number,
    spot: Number,
    word: Number,
    start: Number,
    until: Number,
    linger: Number,
    once: Number,
) -> None:
    stays.via[at] = person
    stays.spot[at] = spot
    stays.start[at] = start
    stays.until[at] = until + linger
    stays.zone[at] = zone_of(word)
    stays.rank[at] = rank_of(word)
    stays.apart[at] = once and gap_of(word) > linger


@njit(cache=True, nogil=True)
def _gathered(columns: Columns, carriers: Carriers, midnight: Number, terms: Terms) -> Stays:
    size: Number = 0
    places = np.empty(len(carriers.person), np.int64)
    for index in range(len(carriers.person)):
        at = np.searchsorted(columns.who, carriers.person[index])
        known = at < len(columns.who) and columns.who[at] == carriers.person[index]
        places[index] = at if known else -1
        if known:
            size += np.int64(columns.who_at[at + 1]) - np.int64(columns.who_at[at])
    stays = _empty(size)
    used = 0
    for index in range(len(carriers.person)):
        if places[index] >= 0:
            used = _of_one(columns, carriers, index, places[index], midnight, terms, stays, used)
    return _first(stays, used)


@njit(cache=True, nogil=True)
def _of_one(
    columns: Columns,
    carriers: Carriers,
    index: Number,
    at: Number,
    midnight: Number,
    terms: Terms,
    stays: Stays,
    used: Number,
) -> Number:
    """Add one carrier's stays of the day; returns how many there are now."""
    earliest = carriers.start[index] - midnight
    latest = carriers.until[index] - midnight
    for entry in range(columns.who_at[at], columns.who_at[at + 1]):
        row = np.int64(columns.row[entry])
        word = columns.word[row]
        start, until = max(start_of(word), earliest), min(until_of(word), latest)
        if start < until and is_admitted(word, terms):
            spot = np.searchsorted(columns.place_at, row, side="right") - 1
            person, once = carriers.person[index], carriers.once[index]
            _put(stays, used, person, spot, word, start, until, terms.linger, once)
            used += 1
    return used


@njit(cache=True, nogil=True)
def _scanned(columns: Columns, periods: Array, midnight: Number, terms: Terms) -> Stays:
    size = 0
    for row in range(len(columns.person)):
        size += periods[columns.person[row], 1] > midnight
    stays = _empty(size)
    used = 0
    for spot in range(len(columns.place)):
        for row in range(columns.place_at[spot], columns.place_at[spot + 1]):
            person = columns.person[row]
            if periods[person, 1] <= midnight:
                continue
            word = columns.word[row]
            start = max(start_of(word), periods[person, 0] - midnight)
            until = min(until_of(word), periods[person, 1] - midnight)
            if start < until and is_admitted(word, terms):
                _put(stays, used, person, spot, word, start, until, terms.linger, True)
                used += 1
    return _first(stays, used)
