"""Where carriers were on one day: their visits cut to the time in which they are infectious, prolonged by the linger."""

from __future__ import annotations

import numpy as np
from numba import njit

from sizao.traceback.index.layout import (
    DAY,
    GUEST,
    LONG,
    STAY,
    Array,
    Carriers,
    Columns,
    Number,
    Row,
    Rows,
    Terms,
    gap_of,
    is_admitted,
    is_tangled,
    rank_of,
    start_of,
    until_of,
    zone_of,
)
from sizao.traceback.index.machine import IS_ALONE, MIDNIGHT, columns_at

SCAN_FROM = 8
"""From one carrier in so many persons of a day on, reading the whole day is faster than looking each carrier up."""
LOW_32 = 0xFFFF_FFFF


@njit(cache=True, nogil=True)
def stays_of(
    columns: Columns, carriers: Carriers, periods: Array, midnight: Number, terms: Terms, tangled: Array, beyond: Number
) -> Array:
    """The stays of carriers among a day's visits, ordered by place.

    Args:
        columns: the day's visits.
        carriers: who is infectious when.
        periods: for so many carriers that the whole day is read: int32 of shape (people, 2), start and until of each
            person in seconds after the index's epoch, until 0 for those who carry nothing; else of shape (0, 2).
        midnight: the day's begin, in seconds after the index's epoch.
        terms: of the question.
        tangled: of the sheet.
        beyond: only stays that last, with the linger, beyond this second of the day.
    """
    if len(periods):
        return _scanned(columns, periods, midnight, terms, tangled, beyond)
    return _looked_up(columns, carriers, midnight, terms, tangled, beyond)


@njit(cache=True, nogil=True, inline="always")
def _put(
    stay: Row, word: Number, person: Number, start: Number, until: Number, linger: Number, is_apart: Number
) -> None:
    stay.via = person
    stay.start = start
    stay.until = min(until + linger, LONG)
    stay.zone = zone_of(word)
    stay.rank = rank_of(word)
    stay.apart = is_apart


@njit(cache=True, nogil=True)
def position(values: Array, wanted: Number) -> Number:
    """Where a value stands in an ordered array, -1 when it is absent."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < len(values) and values[low] == wanted else -1


@njit(cache=True, nogil=True)
def _spot_of(place_at: Array, row: Number, spot: Number) -> Number:
    """The place of a visit that is not before the place ``spot``: near ones are found in few steps."""
    step, high = 1, spot + 1
    while high < len(place_at) - 1 and place_at[high] <= row:
        spot, step = high, 2 * step
        high = min(high + step, len(place_at) - 1)
    while high - spot > 1:
        middle = (spot + high) >> 1
        if place_at[middle] <= row:
            spot = middle
        else:
            high = middle
    return spot


@njit(cache=True, nogil=True)
def _looked_up(
    columns: Columns, carriers: Carriers, midnight: Number, terms: Terms, tangled: Array, beyond: Number
) -> Array:
    at = np.empty(len(carriers.person), np.int64)
    size: Number = 0
    for index in range(len(at)):
        at[index] = -1
        if carriers.start[index] < midnight + DAY and carriers.until[index] > midnight:
            at[index] = position(columns.who, carriers.person[index])
        if at[index] >= 0:
            size += np.int64(columns.who_at[at[index] + 1]) - np.int64(columns.who_at[at[index]])
    stays, keys = np.empty(size, STAY), np.empty(size, np.int64)
    used = 0
    for index in range(len(at)):
        if at[index] >= 0:
            used = _of_one(columns, carriers, index, at[index], midnight, terms, tangled, beyond, stays, keys, used)
    return _by_row(columns.place_at, stays, keys[:used])


@njit(cache=True, nogil=True)
def _of_one(
    columns: Columns, carriers: Carriers, index: Number, at: Number, midnight: Number, terms: Terms, tangled: Array,
    beyond: Number, stays: Rows, keys: Array, used: Number,
) -> Number:  # fmt: skip
    """Add one carrier's stays of the day; returns how many there are now."""
    earliest, latest = carriers.start[index] - midnight, carriers.until[index] - midnight
    is_whole = carriers.once[index] and not is_tangled(tangled, carriers.person[index])
    for entry in range(columns.who_at[at], columns.who_at[at + 1]):
        row = np.int64(columns.row[entry])
        word = columns.word[row]
        start, until = max(start_of(word), earliest), min(until_of(word), latest)
        if start < until and is_admitted(word, terms) and until + terms.linger > beyond:
            is_apart = is_whole and gap_of(word) > terms.linger
            _put(stays[used], word, carriers.person[index], start, until, terms.linger, is_apart)
            keys[used] = row << 32 | used
            used += 1
    return used


@njit(cache=True, nogil=True)
def _by_row(place_at: Array, stays: Rows, keys: Array) -> Array:
    """The stays in the order of their visits, each with its place."""
    keys.sort()
    ordered = np.empty(len(keys), STAY)
    spot = 0
    for at in range(len(keys)):
        ordered[at] = stays[keys[at] & LOW_32]
        spot = _spot_of(place_at, keys[at] >> 32, spot)
        ordered[at].spot = spot
    return ordered


@njit(cache=True, nogil=True)
def _scanned(columns: Columns, periods: Array, midnight: Number, terms: Terms, tangled: Array, beyond: Number) -> Array:
    stays = np.empty(len(columns.person), STAY)
    used = 0
    for spot in range(len(columns.place)):
        for row in range(columns.place_at[spot], columns.place_at[spot + 1]):
            word, person = columns.word[row], columns.person[row]
            if until_of(word) + terms.linger <= beyond or periods[person, 1] <= midnight:
                continue
            start = max(start_of(word), periods[person, 0] - midnight)
            until = min(until_of(word), periods[person, 1] - midnight)
            if start < until and is_admitted(word, terms) and until + terms.linger > beyond:
                is_apart = gap_of(word) > terms.linger and not is_tangled(tangled, person)
                _put(stays[used], word, person, start, until, terms.linger, is_apart)
                stays[used].spot = spot
                used += 1
    return stays[:used]


@njit(cache=True, nogil=True)
def guests_of(table: Array, carriers: Carriers, periods: Array, terms: Terms, tangled: Array) -> Array:
    """The stays that meet visits of other segments: those over midnight, and all of a day with several segments."""
    guests = np.empty(64, GUEST)
    used = 0
    for segment in range(len(table)):
        beyond = DAY if table[segment, IS_ALONE] else -LONG
        if beyond == DAY and terms.linger == 0:
            continue
        columns, midnight = columns_at(table, segment), table[segment, MIDNIGHT]
        stays = stays_of(columns, carriers, periods, midnight, terms, tangled, beyond)
        if used + len(stays) > len(guests):
            grown = np.empty(2 * (used + len(stays)), GUEST)
            grown[:used] = guests[:used]
            guests = grown
        for at in range(len(stays)):
            _send(guests[used], stays[at], columns.place[stays[at].spot], midnight, segment)
            used += 1
    return guests[:used]


@njit(cache=True, nogil=True, inline="always")
def _send(guest: Row, stay: Row, place: Number, midnight: Number, home: Number) -> None:
    guest.place, guest.home = place, home
    guest.start, guest.until = midnight + stay.start, midnight + stay.until
    guest.via, guest.zone, guest.rank, guest.apart = stay.via, stay.zone, stay.rank, stay.apart


@njit(cache=True, nogil=True)
def with_guests(columns: Columns, segment: Number, midnight: Number, stays: Rows, guests: Rows) -> Array:
    """The stays of a segment and those of others that meet its visits, ordered by place."""
    joined, keys = np.empty(len(stays) + len(guests), STAY), np.empty(len(stays) + len(guests), np.int64)
    joined[: len(stays)] = stays
    used = len(stays)
    for at in range(len(guests)):
        guest = guests[at]
        if guest.home != segment and guest.start < midnight + DAY and guest.until > midnight:
            spot = position(columns.place, guest.place)
            if spot >= 0:
                _receive(joined[used], guest, spot, midnight)
                used += 1
    for at in range(used):
        keys[at] = np.int64(joined[at].spot) << 32 | at
    keys = keys[:used]
    keys.sort()
    ordered = np.empty(used, STAY)
    for at in range(used):
        ordered[at] = joined[keys[at] & LOW_32]
    return ordered


@njit(cache=True, nogil=True, inline="always")
def _receive(stay: Row, guest: Row, spot: Number, midnight: Number) -> None:
    stay.spot = spot
    stay.start = max(guest.start - midnight, -LONG)
    stay.until = min(guest.until - midnight, LONG)
    stay.via, stay.zone, stay.rank, stay.apart = guest.via, guest.zone, guest.rank, guest.apart
