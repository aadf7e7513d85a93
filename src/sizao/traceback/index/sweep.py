"""Many carriers in one place: each visit is counted against all of them at once, not pair by pair.

For stays ``[a, b)`` and visits ``[s, u)``, all of them at least the minimum ``m`` long, a visit shares at least ``m``
with exactly those stays with ``a <= u - m`` and ``b >= s + m``; because ``b - a >= m``, those with ``b < s + m`` are
all among those with ``a <= u - m``. So their number, the sum of shared time, the first and the last moment come from
prefix sums over the stays ordered by ``a`` and by ``b``, with four binary searches a visit: the time grows with the
visits, not with the pairs (a metro hall of 800,000 visits a day does not explode).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from sizao.traceback.index.layout import (
    RANKS,
    Array,
    Columns,
    Number,
    Sheet,
    Stays,
    Terms,
    gap_of,
    is_admitted,
    rank_of,
    start_of,
    until_of,
)
from sizao.traceback.index.meet import meet_one, note, room, skipped, starting_before, weigh


class Ordered(NamedTuple):
    """The stays of one rank in one place, with sums over them."""

    starts: Array
    untils: Array
    starts_sum: Array
    untils_sum: Array


@njit(cache=True, nogil=True)
def is_worth_it(columns: Columns, stays: Stays, begin: Number, end: Number, terms: Terms) -> Number:
    """Whether the stays ``[begin, end)`` in one place are swept: they are many, apart, and meet far more than visits."""
    if end - begin < terms.sweep_from or terms.ties or terms.match_zones:
        return False
    spot = stays.spot[begin]
    low, high = np.int64(columns.place_at[spot]), np.int64(columns.place_at[spot + 1])
    pairs = np.int64(0)
    for stay in range(begin, end):
        if not stays.apart[stay]:
            return False
        last = starting_before(columns.word, low, high, stays.until[stay])
        pairs += last - starting_before(columns.word, low, last, stays.start[stay])
    return pairs > terms.sweep_ratio * (high - low)


@njit(cache=True, nogil=True)
def ordered(stays: Stays, begin: Number, end: Number, rank: Number, minimum: Number) -> Ordered:
    """The stays of a rank that last long enough, in order."""
    size = 0
    for stay in range(begin, end):
        size += stays.rank[stay] == rank and stays.until[stay] - stays.start[stay] >= minimum
    starts, untils = np.empty(size, np.int64), np.empty(size, np.int64)
    at = 0
    for stay in range(begin, end):
        if stays.rank[stay] == rank and stays.until[stay] - stays.start[stay] >= minimum:
            starts[at], untils[at] = stays.start[stay], stays.until[stay]
            at += 1
    starts.sort()
    untils.sort()
    return Ordered(starts, untils, _sums(starts), _sums(untils))


@njit(cache=True, nogil=True)
def _sums(values: Array) -> Array:
    sums = np.zeros(len(values) + 1, np.int64)
    for at in range(len(values)):
        sums[at + 1] = sums[at] + values[at]
    return sums


@njit(cache=True, nogil=True)
def _count(
    stays: Ordered,
    start: Number,
    until: Number,
    rank: Number,
    person: Number,
    epoch_s: Number,
    terms: Terms,
    sheet: Sheet,
) -> None:
    """Note all encounters of one visit with the stays of one rank."""
    begun = np.searchsorted(stays.starts, until - terms.minimum, side="right")
    over = np.searchsorted(stays.untils, start + terms.minimum, side="left")
    met = begun - over
    if met <= 0:
        return
    later = np.searchsorted(stays.starts, start, side="left")
    later = min(later, begun)
    ended = np.searchsorted(stays.untils, until, side="right")
    ended = max(ended, over)
    began_here = begun - later
    ended_here = ended - over
    seconds = stays.untils_sum[ended] - stays.untils_sum[over] + until * (met - ended_here)
    seconds -= stays.starts_sum[begun] - stays.starts_sum[later] + start * (met - began_here)
    first = start if began_here < met else stays.starts[later]
    last = until if ended_here < met else stays.untils[ended - 1]
    note(sheet.record, sheet.touched, sheet.counters, person, epoch_s + first, epoch_s + last, seconds, met, rank)
    sheet.counters[RANKS] |= 1 << rank


@njit(cache=True, nogil=True)
def _sweep_row(
    columns: Columns, row: Number, stays: Stays, begin: Number, end: Number, by_rank: list[Ordered], epoch_s: Number,
    terms: Terms, sheet: Sheet,
) -> Number:  # fmt: skip
    """One visit against all stays of a place; whether the buffers had the room it needed."""
    word = columns.word[row]
    person = np.int64(columns.person[row])
    if sheet.unlisted[person] == 1 or not is_admitted(word, terms):
        return True
    if gap_of(word) == 0 or sheet.tangled[person] == 1:
        if room(sheet) < end - begin:
            return False
        for stay in range(begin, end):
            weigh(columns, row, stays, stay, epoch_s, terms, sheet)
        return True
    start, until = start_of(word), until_of(word)
    if until - start < terms.minimum:
        return True
    for rank in range(6):
        if len(by_rank[rank].starts):
            _count(by_rank[rank], start, until, max(rank, rank_of(word)), person, epoch_s, terms, sheet)
    return True


@njit(cache=True, nogil=True)
def sweep_place(
    columns: Columns, stays: Stays, begin: Number, end: Number, row: Number, epoch_s: Number, terms: Terms, sheet: Sheet
) -> Number:
    """Sweep the visits of a place from ``row`` down (-1: from the last); returns -1, or where the room was short."""
    by_rank = [ordered(stays, begin, end, rank, terms.minimum) for rank in range(6)]
    spot = stays.spot[begin]
    low = np.int64(columns.place_at[spot])
    earliest, latest = stays.start[begin:end].min(), stays.until[begin:end].max()
    if row < 0:
        row = starting_before(columns.word, low, np.int64(columns.place_at[spot + 1]), latest) - 1
    while row >= low:
        below = skipped(columns.latest, columns.latest_far, row, earliest)
        if below == row:
            if not _sweep_row(columns, row, stays, begin, end, by_rank, epoch_s, terms, sheet):
                return row
            below = row - 1
        row = below
    return -1


@njit(cache=True, nogil=True)
def meet_day(columns: Columns, stays: Stays, epoch_s: Number, terms: Terms, sheet: Sheet, state: Array) -> Number:
    """Whom the stays of a day met, place by place, by pairs or by a sweep, whichever is cheaper.

    Args:
        columns: the day's visits.
        stays: ordered by place.
        epoch_s: the day's begin, in seconds after the index's epoch.
        terms: of the question.
        sheet: what is written on.
        state: int64 of the next stay and the row of a sweep that was left (-1: none); where to go on.

    Returns:
        0 when all is done, else how much more room the buffers need before going on.
    """
    while state[0] < len(stays.spot):
        begin = state[0]
        end = _place_begin_to_end(stays, begin)
        if state[1] >= 0 or is_worth_it(columns, stays, begin, end, terms):
            state[1] = sweep_place(columns, stays, begin, end, state[1], epoch_s, terms, sheet)
            if state[1] >= 0:
                return end - begin
        else:
            for stay in range(begin, end):
                needed = meet_one(columns, stays, stay, epoch_s, terms, sheet)
                if needed:
                    state[0] = stay
                    return needed
        state[0] = end
    return 0


@njit(cache=True, nogil=True, inline="always")
def _place_begin_to_end(stays: Stays, begin: Number) -> Number:
    end = begin
    while end < len(stays.spot) and stays.spot[end] == stays.spot[begin]:
        end += 1
    return end
