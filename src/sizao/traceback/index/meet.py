"""Whom carriers met on one day: the loops over the visits at each place where a carrier was."""

from __future__ import annotations

import numpy as np
from numba import njit

from sizao.traceback.index.layout import (
    BLOCK,
    PIECES,
    RANKS,
    START_AT,
    TIES,
    TOUCHED,
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
def starting_before(columns: Columns, low: Number, high: Number, moment: Number) -> Number:
    """The first visit in ``[low, high)`` that does not start before a moment of the day."""
    if moment <= 0:
        return low
    word = moment << START_AT
    while low < high:
        middle = (low + high) >> 1
        if columns.word[middle] < word:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True, inline="always")
def skipped(columns: Columns, row: Number, moment: Number) -> Number:
    """Going down from a visit: where to go on when whole blocks ended by a moment, else the visit itself."""
    if row % FAR == FAR - 1 and columns.latest_far[row // FAR] <= moment:
        return row - FAR
    if row % BLOCK == BLOCK - 1 and columns.latest[row // BLOCK] <= moment:
        return row - BLOCK
    return row


@njit(cache=True, nogil=True, inline="always")
def note(
    sheet: Sheet, person: Number, first: Number, last: Number, seconds: Number, encounters: Number, rank: Number
) -> None:
    """Add encounters to a person's record."""
    record: Row = sheet.record[person]
    if record.encounters == 0:
        sheet.touched[sheet.counters[TOUCHED]] = person
        sheet.counters[TOUCHED] += 1
        record.first, record.last, record.rank = first, last, rank
    record.first = min(record.first, first)
    record.last = max(record.last, last)
    record.rank = min(record.rank, rank)
    record.seconds += seconds
    record.encounters += encounters


@njit(cache=True, nogil=True, inline="always")
def keep_piece(
    sheet: Sheet, person: Number, via: Number, place: Number, start: Number, until: Number, rank: Number
) -> None:
    """Put shared time aside that may have to be joined."""
    piece: Row = sheet.pieces[sheet.counters[PIECES]]
    piece.person, piece.via, piece.place = person, via, place
    piece.start, piece.until, piece.rank = start, until, rank
    sheet.counters[PIECES] += 1


@njit(cache=True, nogil=True, inline="always")
def keep_tie(sheet: Sheet, person: Number, via: Number, place: Number) -> None:
    """Write down who was met where."""
    tie: Row = sheet.ties[sheet.counters[TIES]]
    tie.person, tie.via, tie.place = person, via, place
    sheet.counters[TIES] += 1


@njit(cache=True, nogil=True, inline="always")
def is_apart(sheet: Sheet, person: Number, word: Number) -> Number:
    """Whether what a visit shares with somebody is an encounter by itself."""
    return gap_of(word) > 0 and sheet.tangled[person] == 0


@njit(cache=True, nogil=True)
def weigh(
    columns: Columns, row: Number, stays: Stays, stay: Number, epoch_s: Number, terms: Terms, sheet: Sheet
) -> None:
    """Write down what one visit shares with one stay.

    Args:
        columns, row: the visit.
        stays, stay: the stay.
        epoch_s: the day's begin, in seconds after the index's epoch.
        terms: of the question.
        sheet: what is written on; its buffers have room.
    """
    word = columns.word[row]
    person = np.int64(columns.person[row])
    start, until = max(start_of(word), stays.start[stay]), min(until_of(word), stays.until[stay])
    if start >= until or not is_admitted(word, terms) or sheet.unlisted[person] == 1 or person == stays.via[stay]:
        return
    if terms.match_zones:
        zone = zone_of(word)
        if zone != 0 and stays.zone[stay] != 0 and zone != stays.zone[stay]:
            return
    rank = max(rank_of(word), stays.rank[stay])
    sheet.counters[RANKS] |= 1 << rank
    place = columns.place[stays.spot[stay]]
    if not (stays.apart[stay] and is_apart(sheet, person, word)):
        keep_piece(sheet, person, stays.via[stay], place, epoch_s + start, epoch_s + until, rank)
    elif until - start >= terms.minimum:
        note(sheet, person, epoch_s + start, epoch_s + until, until - start, 1, rank)
        if terms.ties:
            keep_tie(sheet, person, stays.via[stay], place)


@njit(cache=True, nogil=True)
def room(sheet: Sheet) -> Number:
    """How many more pieces and ties the buffers hold."""
    return min(len(sheet.pieces) - sheet.counters[PIECES], len(sheet.ties) - sheet.counters[TIES])


@njit(cache=True, nogil=True)
def meet_one(columns: Columns, stays: Stays, stay: Number, epoch_s: Number, terms: Terms, sheet: Sheet) -> Number:
    """Weigh every visit against one stay; returns 0, or the room it needs when the buffers have less."""
    spot = stays.spot[stay]
    low = np.int64(columns.place_at[spot])
    high = starting_before(columns, low, np.int64(columns.place_at[spot + 1]), stays.until[stay])
    if high - low > room(sheet):
        return high - low
    row = high - 1
    while row >= low:
        below = skipped(columns, row, stays.start[stay])
        if below == row:
            weigh(columns, row, stays, stay, epoch_s, terms, sheet)
            below = row - 1
        row = below
    return 0
