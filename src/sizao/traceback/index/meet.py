"""Whom carriers met on one day: the loops over the visits at each place where a carrier was.

A loop over a place goes in two steps. The first looks at every visit, decides nothing, and keeps the numbers of those
that seem to count; the second looks closely at these and writes. Decisions the processor cannot guess and memory it has
to wait for are the price of an answer, not the number of visits: the first step has neither, the second asks ahead.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from sizao.traceback.index.layout import (
    BLOCK,
    DAY,
    GAP_AT,
    MASK_5,
    MASK_6,
    PIECES,
    RANKS,
    SOURCE_AT,
    START_AT,
    TIES,
    TOUCHED,
    Array,
    Columns,
    Number,
    Row,
    Rows,
    Sheet,
    Terms,
    gap_of,
    is_admitted,
    is_tangled,
    rank_of,
    start_of,
    until_of,
    zone_of,
)
from sizao.traceback.index.machine import lowest_bit, read_ahead

ALL, ONE, NONE = ~np.uint64(0), np.uint64(1), np.uint64(0)
WHOLE = np.uint64(BLOCK)
"""A block's visits are the bits of a word."""
PICKS = 1024
"""Visits that are kept before they are looked at closely."""
AHEAD = 12
"""How many visits before it is needed a record is asked for."""


@njit(cache=True, nogil=True, inline="always")
def starting_before(words: Array, low: Number, high: Number, moment: Number) -> Number:
    """The first visit in ``[low, high)`` that does not start before a moment of the day, or of a later one.

    A moment of a week later would not fit into a word: every visit of the day starts before it.
    """
    if moment <= 0:
        return low
    word = min(np.int64(moment), np.int64(DAY)) << START_AT
    while low < high:
        middle = (low + high) >> 1
        if words[middle] < word:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True, inline="always")
def below(latest: Array, latest_far: Array, block: Number, moment: Number) -> Number:
    """Going down from a block of visits: the same block, or where to go on when whole blocks ended by a moment."""
    if latest[block] > moment:
        return block
    if block % BLOCK == BLOCK - 1 and latest_far[block // BLOCK] <= moment:
        return block - BLOCK
    return block - 1


@njit(cache=True, nogil=True, inline="always")
def note(
    records: Array, touched: Array, used: Number, person: Number, first: Number, last: Number, seconds: Number,
    encounters: Number, rank: Number,
) -> Number:  # fmt: skip
    """Add encounters to a person's record; returns how many persons have one now.

    A new record is told by its encounters alone and without a jump, because half of them are new.
    """
    record: Row = records[person]
    had, old_first, old_last = record.encounters, record.first, record.last
    old_rank, old_seconds = record.rank, record.seconds
    is_new = had == 0
    touched[used] = person
    record.first = first if is_new else min(np.int64(old_first), first)
    record.last = last if is_new else max(np.int64(old_last), last)
    record.rank = rank if is_new else min(np.int64(old_rank), np.int64(rank))
    record.seconds = seconds + (0 if is_new else old_seconds)
    record.encounters = had + encounters
    return used + is_new


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


class Side(NamedTuple):
    """One stay, as the loop over the visits of its place needs it."""

    start: Number
    until: Number
    zone: Number
    rank: Number
    via: Number
    place: Number
    is_apart: Number


@njit(cache=True, nogil=True, inline="always")
def side_of(columns: Columns, stays: Rows, stay: Number) -> Side:
    """One of the stays."""
    each = stays[stay]
    return Side(
        np.int64(each.start), np.int64(each.until), np.int64(each.zone), np.int64(each.rank), np.int64(each.via),
        columns.place[each.spot], each.apart == 1,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def pick(
    words: Array, persons: Array, block: Number, low: Number, high: Number, start: Number, until: Number,
    shortest: Number, admitted: Number, picks: Array, picked: Array, count: Number,
) -> Number:  # fmt: skip
    """Keep those visits of a block, within ``[low, high)``, that share enough time with a stay; returns how many are kept.

    Visits apart have to share ``shortest`` seconds, others one.
    """
    first, last = block * BLOCK, block * BLOCK + BLOCK
    if last <= len(words):
        bits = _sharing(words, first, start, until, shortest, admitted)
    else:
        bits = _sharing_of_few(words, first, high - first, start, until, shortest, admitted)
    if low > first:
        bits &= ALL << np.uint64(low - first)
    if high < last:
        bits &= ~(ALL << np.uint64(high - first))
    kept = np.uint64(count)
    while bits != NONE:
        row = np.uint64(first) + np.uint64(lowest_bit(np.int64(bits)))
        picks[kept], picked[kept] = row, persons[row]
        kept += ONE
        bits &= bits - ONE
    return np.int64(kept)


@njit(cache=True, nogil=True)
def _sharing(words: Array, first: Number, start: Number, until: Number, shortest: Number, admitted: Number) -> Number:
    """A bit for each visit of a whole block: so many that the processor looks at several at once."""
    bits = NONE
    for at in range(WHOLE):
        bits |= _shares(words[np.uint64(first) + at], start, until, shortest, admitted) << at
    return bits


@njit(cache=True, nogil=True)
def _sharing_of_few(
    words: Array, first: Number, size: Number, start: Number, until: Number, shortest: Number, admitted: Number
) -> Number:
    """The same for the last visits of a day."""
    bits = NONE
    for at in range(np.uint64(size)):
        bits |= _shares(words[np.uint64(first) + at], start, until, shortest, admitted) << at
    return bits


@njit(cache=True, nogil=True, inline="always")
def _shares(word: Number, start: Number, until: Number, shortest: Number, admitted: Number) -> Number:
    """1 for a visit that seems to count, without a jump."""
    shared = min(until_of(word), until) - max(start_of(word), start)
    is_apart = ((word >> GAP_AT) & MASK_5) != 0
    is_enough = (shared >= shortest) | ((shared >= 1) & (not is_apart))
    return np.uint64(is_enough) & np.uint64((admitted >> ((word >> SOURCE_AT) & MASK_6)) & 1)


@njit(cache=True, nogil=True)
def weigh(
    picks: Array, picked: Array, words: Array, side: Side, epoch_s: Number, terms: Terms, record: Array,
    touched: Array, tangled: Array, pieces: Array, ties: Array, counters: Array,
) -> None:  # fmt: skip
    """Write down what visits share with a stay; the buffers have room.

    The arrays are handed over one by one: taken out of a tuple inside the loop, each costs more than the loop.
    """
    used, ranks = counters[TOUCHED], 0
    base, size = record.ctypes.data, record.itemsize
    for at in range(len(picks)):
        read_ahead(base + size * np.int64(picked[min(at + AHEAD, len(picks) - 1)]))
        word, person = words[picks[at]], np.int64(picked[at])
        start, until = max(start_of(word), side.start), min(until_of(word), side.until)
        if start >= until or not is_admitted(word, terms) or record[person].unlisted == 1 or person == side.via:
            continue
        if terms.match_zones and not _zones_agree(zone_of(word), side.zone):
            continue
        rank = max(rank_of(word), side.rank)
        if not (side.is_apart and gap_of(word) > 0 and not is_tangled(tangled, person)):
            keep_piece(pieces, counters, person, side, epoch_s + start, epoch_s + until, rank)
        elif until - start >= terms.minimum:
            used = note(record, touched, used, person, epoch_s + start, epoch_s + until, until - start, 1, rank)
            if terms.ties:
                keep_tie(ties, counters, person, side.via, side.place)
        else:
            continue
        ranks |= 1 << rank
    counters[TOUCHED] = used
    counters[RANKS] |= ranks


@njit(cache=True, nogil=True, inline="always")
def _zones_agree(one: Number, other: Number) -> Number:
    return one == 0 or other == 0 or one == other


@njit(cache=True, nogil=True)
def _pairs(
    words: Array, persons: Array, latest: Array, latest_far: Array, low: Number, high: Number, side: Side,
    epoch_s: Number, terms: Terms, record: Array, touched: Array, tangled: Array, pieces: Array, ties: Array,
    counters: Array, picks: Array, picked: Array,
) -> None:  # fmt: skip
    """Weigh the visits ``[low, high)`` against a stay, from the last block down."""
    is_plain = side.is_apart and len(tangled) == 0
    shortest = terms.minimum if is_plain else 1
    block, count = (high - 1) // BLOCK, 0
    while block >= low // BLOCK:
        under = below(latest, latest_far, block, side.start)
        if under == block:
            count = pick(
                words, persons, block, low, high, side.start, side.until, shortest, terms.admitted, picks, picked, count
            )
            under = block - 1
        block = under
        if count >= PICKS - BLOCK or (count and block < low // BLOCK):
            weigh(
                picks[:count], picked[:count], words, side, epoch_s, terms, record, touched, tangled, pieces, ties,
                counters,
            )  # fmt: skip
            count = 0


@njit(cache=True, nogil=True)
def room(sheet: Sheet) -> Number:
    """How many more pieces and ties the buffers hold."""
    return min(len(sheet.pieces) - sheet.counters[PIECES], len(sheet.ties) - sheet.counters[TIES])


@njit(cache=True, nogil=True)
def meet_one(columns: Columns, stays: Rows, stay: Number, epoch_s: Number, terms: Terms, sheet: Sheet) -> Number:
    """Weigh every visit against one stay; returns 0, or the room it needs when the buffers have less."""
    spot = stays[stay].spot
    low = np.int64(columns.place_at[spot])
    high = starting_before(columns.word, low, np.int64(columns.place_at[spot + 1]), stays[stay].until)
    if high - low > room(sheet):
        return high - low
    if high > low:
        _pairs(
            columns.word, columns.person, columns.latest, columns.latest_far, low, high, side_of(columns, stays, stay),
            epoch_s, terms, sheet.record, sheet.touched, sheet.tangled, sheet.pieces, sheet.ties, sheet.counters,
            sheet.picks, sheet.picked,
        )  # fmt: skip
    return 0
