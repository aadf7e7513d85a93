"""Whom carriers met on one day: the loops over the visits at each place where a carrier was."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from sizao.traceback.index.layout import (
    BLOCK,
    PIECES,
    RANKS,
    START_AT,
    TIES,
    TOUCHED,
    Array,
    Columns,
    Number,
    Row,
    Sheet,
    Stays,
    Terms,
    gap_of,
    is_admitted,
    rank_of,
    start_of,
    until_of,
    zone_of,
)

FAR = BLOCK * BLOCK


@njit(cache=True, nogil=True, inline="always")
def starting_before(words: Array, low: Number, high: Number, moment: Number) -> Number:
    """The first visit in ``[low, high)`` that does not start before a moment of the day."""
    if moment <= 0:
        return low
    word = moment << START_AT
    while low < high:
        middle = (low + high) >> 1
        if words[middle] < word:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True, inline="always")
def skipped(latest: Array, latest_far: Array, row: Number, moment: Number) -> Number:
    """Going down from a visit: where to go on when whole blocks ended by a moment, else the visit itself."""
    if row % FAR == FAR - 1 and latest_far[row // FAR] <= moment:
        return row - FAR
    if row % BLOCK == BLOCK - 1 and latest[row // BLOCK] <= moment:
        return row - BLOCK
    return row


@njit(cache=True, nogil=True, inline="always")
def note(
    records: Array, touched: Array, counters: Array, person: Number, first: Number, last: Number, seconds: Number,
    encounters: Number, rank: Number,
) -> None:  # fmt: skip
    """Add encounters to a person's record."""
    record: Row = records[person]
    if record.encounters == 0:
        touched[counters[TOUCHED]] = person
        counters[TOUCHED] += 1
        record.first, record.last, record.rank, record.seconds = first, last, rank, 0
    record.first = min(record.first, first)
    record.last = max(record.last, last)
    record.rank = min(record.rank, rank)
    record.seconds += seconds
    record.encounters += encounters


@njit(cache=True, nogil=True, inline="always")
def keep_piece(
    pieces: Array, counters: Array, person: Number, side: Number, start: Number, until: Number, rank: Number
) -> None:
    """Put shared time aside that may have to be joined."""
    piece: Row = pieces[counters[PIECES]]
    piece.person, piece.via, piece.place = person, side.via, side.place
    piece.start, piece.until, piece.rank = start, until, rank
    counters[PIECES] += 1


@njit(cache=True, nogil=True, inline="always")
def keep_tie(ties: Array, counters: Array, person: Number, via: Number, place: Number) -> None:
    """Write down who was met where."""
    tie: Row = ties[counters[TIES]]
    tie.person, tie.via, tie.place = person, via, place
    counters[TIES] += 1


@njit(cache=True, nogil=True)
def weigh(
    columns: Columns, row: Number, stays: Stays, stay: Number, epoch_s: Number, terms: Terms, sheet: Sheet
) -> None:
    """Write down what one visit shares with one stay; the buffers have room.

    Args:
        columns, row: the visit.
        stays, stay: the stay.
        epoch_s: the day's begin, in seconds after the index's epoch.
        terms: of the question.
        sheet: what is written on.
    """
    _pairs(
        columns.word, columns.person, columns.latest, columns.latest_far, row, row + 1, _side(columns, stays, stay),
        stays.apart[stay], epoch_s, terms, sheet.record, sheet.touched, sheet.unlisted, sheet.tangled, sheet.pieces,
        sheet.ties, sheet.counters,
    )  # fmt: skip


class Side(NamedTuple):
    """One stay, as the loop over the visits of its place needs it."""

    start: Number
    until: Number
    zone: Number
    rank: Number
    via: Number
    place: Number


@njit(cache=True, nogil=True, inline="always")
def _side(columns: Columns, stays: Stays, stay: Number) -> Side:
    return Side(
        stays.start[stay], stays.until[stay], stays.zone[stay], stays.rank[stay], np.int64(stays.via[stay]),
        columns.place[stays.spot[stay]],
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _pairs(
    words: Array, persons: Array, latest: Array, latest_far: Array, low: Number, high: Number, side: Side,
    is_stay_apart: Number, epoch_s: Number, terms: Terms, record: Array, touched: Array, unlisted: Array,
    tangled: Array, pieces: Array, ties: Array, counters: Array,
) -> None:  # fmt: skip
    """Weigh the visits ``[low, high)`` against a stay, from the last down.

    The arrays are handed over one by one: taken out of a tuple inside the loop, each costs more than the loop.
    """
    row = high - 1
    while row >= low:
        below = skipped(latest, latest_far, row, side.start)
        if below != row:
            row = below
            continue
        word, person = words[row], np.int64(persons[row])
        row -= 1
        start, until = max(start_of(word), side.start), min(until_of(word), side.until)
        if start >= until or not is_admitted(word, terms) or unlisted[person] == 1 or person == side.via:
            continue
        if terms.match_zones and not _zones_agree(zone_of(word), side.zone):
            continue
        rank = max(rank_of(word), side.rank)
        counters[RANKS] |= 1 << rank
        if not (is_stay_apart and gap_of(word) > 0 and tangled[person] == 0):
            keep_piece(pieces, counters, person, side, epoch_s + start, epoch_s + until, rank)
        elif until - start >= terms.minimum:
            note(record, touched, counters, person, epoch_s + start, epoch_s + until, until - start, 1, rank)
            if terms.ties:
                keep_tie(ties, counters, person, side.via, side.place)


@njit(cache=True, nogil=True, inline="always")
def _zones_agree(one: Number, other: Number) -> Number:
    return one == 0 or other == 0 or one == other


@njit(cache=True, nogil=True)
def room(sheet: Sheet) -> Number:
    """How many more pieces and ties the buffers hold."""
    return min(len(sheet.pieces) - sheet.counters[PIECES], len(sheet.ties) - sheet.counters[TIES])


@njit(cache=True, nogil=True)
def meet_one(columns: Columns, stays: Stays, stay: Number, epoch_s: Number, terms: Terms, sheet: Sheet) -> Number:
    """Weigh every visit against one stay; returns 0, or the room it needs when the buffers have less."""
    spot = stays.spot[stay]
    low = np.int64(columns.place_at[spot])
    high = starting_before(columns.word, low, np.int64(columns.place_at[spot + 1]), stays.until[stay])
    if high - low > room(sheet):
        return high - low
    _pairs(
        columns.word, columns.person, columns.latest, columns.latest_far, low, high, _side(columns, stays, stay),
        stays.apart[stay], epoch_s, terms, sheet.record, sheet.touched, sheet.unlisted, sheet.tangled, sheet.pieces,
        sheet.ties, sheet.counters,
    )  # fmt: skip
    return 0
