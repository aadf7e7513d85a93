"""Many carriers in one place: each visit is counted against all of them at once, not pair by pair.

For stays ``[a, b)`` and visits ``[s, u)``, all of them at least the minimum ``m`` long, a visit shares at least ``m``
with exactly those stays with ``a <= u - m`` and ``b >= s + m``; because ``b - a >= m``, those with ``b < s + m`` are
all among those with ``a <= u - m``. So their number, the sum of shared time, the first and the last moment come from
prefix sums over the stays ordered by ``a`` and by ``b``, and four look-ups a visit: the time grows with the visits, not
with the pairs (a metro hall of 800,000 visits a day does not explode). A look-up goes through a table of the day in
about as many steps as there are stays, so it takes a step or two.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from sizao.traceback.index.layout import (
    BLOCK,
    DAY,
    RANKS,
    TOUCHED,
    Array,
    Columns,
    Number,
    Rows,
    Sheet,
    Terms,
    gap_of,
    is_admitted,
    is_tangled,
    rank_of,
    start_of,
    until_of,
)
from sizao.traceback.index.machine import read_ahead
from sizao.traceback.index.meet import AHEAD, below, meet_one, note, room, side_of, starting_before, weigh

DAY_BITS = 17
"""A second of the day fits in so many bits."""
RANK_NUMBERS = 6
"""Ranks of stays: 0 for an index place, then those of grades."""


class Line(NamedTuple):
    """Moments in order, with sums over them and a table to find them by."""

    moments: Array
    sums: Array
    table: Array
    """How many moments are before each step of the day."""
    shift: Number
    """A step of the day is so many bits long."""


@njit(cache=True, nogil=True)
def line_of(moments: Array) -> Line:
    """Moments of the day (some may be outside) put in order."""
    moments.sort()
    size, bits = len(moments), 0
    while (1 << bits) < 2 * size and bits < DAY_BITS:
        bits += 1
    shift = DAY_BITS - bits
    table = np.zeros((DAY >> shift) + 2, np.int64)
    sums = np.zeros(size + 1, np.int64)
    at = 0
    for step in range(len(table)):
        while at < size and moments[at] < step << shift:
            at += 1
        table[step] = at
    for at in range(size):
        sums[at + 1] = sums[at] + moments[at]
    return Line(moments, sums, table, np.int64(shift))


@njit(cache=True, nogil=True, inline="always")
def before(moments: Array, table: Array, shift: Number, moment: Number) -> Number:
    """How many moments of a line are before one of the day."""
    at = table[moment >> shift]
    while at < len(moments) and moments[at] < moment:
        at += 1
    return at


@njit(cache=True, nogil=True)
def is_worth_it(columns: Columns, stays: Rows, begin: Number, end: Number, terms: Terms) -> Number:
    """Whether the stays ``[begin, end)`` in one place are swept: they are many, apart, and meet far more than visits."""
    if end - begin < terms.sweep_from or terms.ties or terms.match_zones:
        return False
    spot = stays[begin].spot
    low, high = np.int64(columns.place_at[spot]), np.int64(columns.place_at[spot + 1])
    pairs = np.int64(0)
    for stay in range(begin, end):
        if stays[stay].apart == 0:
            return False
        last = starting_before(columns.word, low, high, stays[stay].until)
        pairs += last - starting_before(columns.word, low, last, stays[stay].start)
    return pairs > terms.sweep_ratio * (high - low)


@njit(cache=True, nogil=True)
def _moments(stays: Rows, begin: Number, end: Number, rank: Number, minimum: Number) -> tuple[Array, Array]:
    """Start and until of the stays of a rank that last long enough."""
    starts, untils = np.empty(end - begin, np.int64), np.empty(end - begin, np.int64)
    size = 0
    for stay in range(begin, end):
        each = stays[stay]
        if each.rank == rank and each.until - each.start >= minimum:
            starts[size], untils[size] = each.start, each.until
            size += 1
    return starts[:size], untils[:size]


@njit(cache=True, nogil=True)
def _sweep(
    words: Array, persons: Array, low: Number, high: Number, starts: Line, untils: Line, stay_rank: Number,
    epoch_s: Number, terms: Terms, record: Array, touched: Array, tangled: Array, counters: Array,
) -> None:  # fmt: skip
    """Count the visits ``[low, high)`` that are apart against all stays of one rank."""
    used, ranks, minimum = counters[TOUCHED], 0, terms.minimum
    base, size = record.ctypes.data, record.itemsize
    for row in range(low, high):
        read_ahead(base + size * np.int64(persons[min(row + AHEAD, high - 1)]))
        word, person = words[row], np.int64(persons[row])
        start, until = start_of(word), until_of(word)
        if until - start < minimum or gap_of(word) == 0 or not is_admitted(word, terms):
            continue
        begun = before(starts.moments, starts.table, starts.shift, until - minimum + 1)
        over = before(untils.moments, untils.table, untils.shift, start + minimum)
        met = begun - over
        if met <= 0 or is_tangled(tangled, person) or record[person].unlisted == 1:
            continue
        later = min(before(starts.moments, starts.table, starts.shift, start), begun)
        ended = max(before(untils.moments, untils.table, untils.shift, until + 1), over)
        seconds = untils.sums[ended] - untils.sums[over] + until * (met - ended + over)
        seconds -= starts.sums[begun] - starts.sums[later] + start * (met - begun + later)
        first = start if begun - later < met else starts.moments[later]
        last = until if ended - over < met else untils.moments[ended - 1]
        rank = max(stay_rank, rank_of(word))
        used = note(record, touched, used, person, epoch_s + first, epoch_s + last, seconds, met, rank)
        ranks |= 1 << rank
    counters[TOUCHED] = used
    counters[RANKS] |= ranks


@njit(cache=True, nogil=True)
def _loose(columns: Columns, low: Number, high: Number, tangled: Array) -> Array:
    """The visits that are not apart, or whose persons are tangled."""
    rows = np.empty(high - low, np.uint32)
    count = 0
    for row in range(low, high):
        rows[count] = row
        count += gap_of(columns.word[row]) == 0 or is_tangled(tangled, np.int64(columns.person[row]))
    return rows[:count]


@njit(cache=True, nogil=True)
def sweep_place(
    columns: Columns, stays: Rows, begin: Number, end: Number, epoch_s: Number, terms: Terms, sheet: Sheet
) -> Number:
    """Meet the visits of a place; returns 0, or the room it needs when the buffers have less."""
    spot = stays[begin].spot
    low = np.int64(columns.place_at[spot])
    earliest, latest = np.int64(stays[begin].start), np.int64(stays[begin].until)
    for stay in range(begin, end):
        earliest, latest = min(earliest, stays[stay].start), max(latest, stays[stay].until)
    high = starting_before(columns.word, low, np.int64(columns.place_at[spot + 1]), latest)
    rows = _loose(columns, low, high, sheet.tangled)
    if len(rows) * (end - begin) > room(sheet):
        return len(rows) * (end - begin)
    for stay in range(begin, end if len(rows) else begin):
        weigh(
            rows, columns.person[rows], columns.word, side_of(columns, stays, stay), epoch_s, terms, sheet.record,
            sheet.touched, sheet.tangled, sheet.pieces, sheet.ties, sheet.counters,
        )  # fmt: skip
    for rank in range(RANK_NUMBERS):
        starts, untils = _moments(stays, begin, end, rank, terms.minimum)
        if len(starts):
            _sweep_blocks(columns, low, high, earliest, line_of(starts), line_of(untils), rank, epoch_s, terms, sheet)
    return 0


@njit(cache=True, nogil=True)
def _sweep_blocks(
    columns: Columns, low: Number, high: Number, earliest: Number, starts: Line, untils: Line, rank: Number,
    epoch_s: Number, terms: Terms, sheet: Sheet,
) -> None:  # fmt: skip
    """Sweep the visits ``[low, high)``, from the last block down, without blocks that ended before the stays."""
    block = (high - 1) // BLOCK
    while block >= low // BLOCK:
        under = below(columns.latest, columns.latest_far, block, earliest)
        if under == block:
            begin, end = max(low, block * BLOCK), min(high, (block + 1) * BLOCK)
            _sweep(
                columns.word, columns.person, begin, end, starts, untils, rank, epoch_s, terms, sheet.record,
                sheet.touched, sheet.tangled, sheet.counters,
            )  # fmt: skip
            under = block - 1
        block = under


@njit(cache=True, nogil=True)
def meet_day(columns: Columns, stays: Rows, epoch_s: Number, terms: Terms, sheet: Sheet, state: Array) -> Number:
    """Whom the stays of a day met, place by place, by pairs or by a sweep, whichever is cheaper.

    Args:
        columns: the day's visits.
        stays: ordered by place.
        epoch_s: the day's begin, in seconds after the index's epoch.
        terms: of the question.
        sheet: what is written on.
        state: int64 of the segment and the next stay; where to go on.

    Returns:
        0 when all is done, else how much more room the buffers need before going on.
    """
    while state[1] < len(stays):
        begin = state[1]
        end = _end_of_place(stays, begin)
        needed = 0
        if is_worth_it(columns, stays, begin, end, terms):
            needed = sweep_place(columns, stays, begin, end, epoch_s, terms, sheet)
            state[1] = begin if needed else end
        else:
            while state[1] < end and needed == 0:
                needed = meet_one(columns, stays, state[1], epoch_s, terms, sheet)
                state[1] += needed == 0
        if needed:
            return needed
    return 0


@njit(cache=True, nogil=True, inline="always")
def _end_of_place(stays: Rows, begin: Number) -> Number:
    end = begin
    while end < len(stays) and stays[end].spot == stays[begin].spot:
        end += 1
    return end
