"""Compiled loops that put a day's visits in order: dealt out by their leading bits, then sorted where the cache holds them.

A general sort, or gathering each column by row numbers afterwards, takes five to ten times as long: it looks at memory at
random, once a visit and column. Here a visit is one record of three whole numbers that moves as a whole, twice.

===== ======================= ==============================================
word  upper 32 bits           lower 32 bits
===== ======================= ==============================================
0     the person (the place)  the place (the person), as offsets or ranks
1     start, second of a day  how long it lasts in seconds, plus 2³¹
2     the person's rank       gap 5 (see :mod:`.layout`) , code of the texts 27
===== ======================= ==============================================
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numba import njit

Array: TypeAlias = "np.ndarray[Any, Any]"
Number: TypeAlias = Any
DIGIT = 11
FAN, MASK = 1 << DIGIT, (1 << DIGIT) - 1
"""Into how many parts records are dealt, and how many counters a pass of the sort has."""
HALF, LOWER = 1 << 31, (1 << 32) - 1
CODE_BITS = 27
CODE = (1 << CODE_BITS) - 1
SECOND_BITS = 17
DAY = 86_400
FEW = 24
"""Visits of a person up to which they are put in order of place by insertion."""


@njit(cache=True, nogil=True)
def tally(values: Array, least: Number, shift: Number, begin: Number, end: Number) -> Array:
    """How many of the values go to each part."""
    counts = np.zeros(FAN, np.int64)
    for row in range(begin, end):
        counts[(values[row] - least) >> shift] += 1
    return counts


@njit(cache=True, nogil=True)
def deal(
    columns: tuple[Array, ...], codes: Array, least: tuple[Number, ...], shift: Number, span: tuple[Number, Number],
    at: Array, records: Array,
) -> None:  # fmt: skip
    """Make records of visits (person, place, and start and until in milliseconds) and put each where its part begins."""
    person, place, start, until = columns
    for row in range(span[0], span[1]):
        group = person[row] - least[0]
        to = at[group >> shift]
        at[group >> shift] = to + 1
        begins = start[row] // 1000
        lasts = min(max(until[row] // 1000 - begins, -HALF), HALF - 1)
        records[to, 0] = group << 32 | (place[row] - least[1])
        records[to, 1] = (begins - least[2]) << 32 | (lasts + HALF)
        records[to, 2] = codes[row]


@njit(cache=True, nogil=True)
def tally_lower(records: Array, shift: Number, begin: Number, end: Number) -> Array:
    """How many of the records go to each part by what is in the lower half of their first word."""
    counts = np.zeros(FAN, np.int64)
    for row in range(begin, end):
        counts[(records[row, 0] & LOWER) >> shift] += 1
    return counts


@njit(cache=True, nogil=True)
def deal_turned(records: Array, shift: Number, begin: Number, end: Number, at: Array, turned: Array) -> None:
    """Put each record, the halves of its first word exchanged, where its part begins."""
    for row in range(begin, end):
        group = records[row, 0] & LOWER
        to = at[group >> shift]
        at[group >> shift] = to + 1
        turned[to, 0] = group << 32 | records[row, 0] >> 32
        turned[to, 1] = records[row, 1]
        turned[to, 2] = records[row, 2]


@njit(cache=True, nogil=True)
def sort_parts(records: Array, begins: Array, first: Number, last: Number, to_the_end: bool) -> None:
    """Sort each of the parts ``[first, last)``: by group and start, and when asked by everything else too."""
    most = 0
    for part in range(first, last):
        most = max(most, begins[part + 1] - begins[part])
    keys, rows = np.empty((2, most), np.int64), np.empty((2, most), np.uint32)
    moved, counts = np.empty((most, 3), np.int64), np.empty(FAN, np.int64)
    for part in range(first, last):
        of_part = records[begins[part] : begins[part + 1]]
        if len(of_part) > 1:
            _sort_part(of_part, keys, rows, moved, counts, to_the_end)


@njit(cache=True, nogil=True)
def _sort_part(part: Array, keys: Array, rows: Array, moved: Array, counts: Array, to_the_end: bool) -> None:
    size = len(part)
    for row in range(size):
        rows[0, row] = row
    side = _pass(part, 2, keys, rows, 0, counts)
    if to_the_end and _has_ties(keys[side], size):
        for row in range(size):
            rows[0, row] = row
        side = 0
        for stage in range(3):
            side = _pass(part, stage, keys, rows, side, counts)
    for row in range(size):
        of = rows[side, row]
        moved[row, 0], moved[row, 1], moved[row, 2] = part[of, 0], part[of, 1], part[of, 2]
    part[:] = moved[:size]


@njit(cache=True, nogil=True)
def _pass(part: Array, stage: Number, keys: Array, rows: Array, side: Number, counts: Array) -> Number:
    """A stable sort of row numbers by one key of their records; returns on which side they stand then."""
    size, varying = len(part), np.int64(0)
    for at in range(size):
        row = rows[side, at]
        if stage == 2:
            key = (part[row, 0] >> 32) << SECOND_BITS | part[row, 1] >> 32
        elif stage == 1:
            key = (part[row, 0] & LOWER) << 32 | (part[row, 1] & LOWER)
        else:
            key = part[row, 2] & CODE
        keys[side, at] = key
        varying |= key ^ keys[side, 0]
    shift = 0
    while varying >> shift:
        if (varying >> shift) & MASK:
            _by_digit(keys[side], rows[side], shift, size, counts, keys[1 - side], rows[1 - side])
            side = 1 - side
        shift += DIGIT
    return side


@njit(cache=True, nogil=True)
def _by_digit(
    keys: Array, rows: Array, shift: Number, size: Number, counts: Array, to_keys: Array, to_rows: Array
) -> None:
    counts[:] = 0
    for at in range(size):
        counts[(keys[at] >> shift) & MASK] += 1
    _add_up(counts)
    for at in range(size):
        digit = (keys[at] >> shift) & MASK
        to = counts[digit]
        counts[digit] = to + 1
        to_keys[to] = keys[at]
        to_rows[to] = rows[at]


@njit(cache=True, nogil=True, inline="always")
def _add_up(counts: Array) -> None:
    total = np.int64(0)
    for digit in range(len(counts)):
        here = counts[digit]
        counts[digit] = total
        total += here


@njit(cache=True, nogil=True)
def _has_ties(keys: Array, size: Number) -> Number:
    at = 1
    while at < size and keys[at] != keys[at - 1]:
        at += 1
    return at < size


@njit(cache=True, nogil=True)
def drop_repeated(records: Array) -> Number:
    """Move the records that differ from the one before to the front; returns how many there are."""
    count = min(len(records), 1)
    for at in range(1, len(records)):
        is_same = (
            records[at, 0] == records[at - 1, 0]
            and records[at, 1] == records[at - 1, 1]
            and records[at, 2] == records[at - 1, 2]
        )
        if not is_same:
            if count != at:
                records[count] = records[at]
            count += 1
    return count


@njit(cache=True, nogil=True)
def number_persons(records: Array) -> Number:
    """Write the rank of its person and the code of its gap into each record; returns how many persons there are."""
    rank, begin = np.int64(0), 0
    order = np.empty(FEW, np.int64)
    while begin < len(records):
        end = begin + 1
        while end < len(records) and records[end, 0] >> 32 == records[begin, 0] >> 32:
            end += 1
        if end - begin > FEW:
            _keep_apart(records[begin:end], rank, np.argsort(records[begin:end, 0].copy(), kind="mergesort"))
        else:
            _keep_apart(records[begin:end], rank, _by_place(records[begin:end], order))
        rank, begin = rank + 1, end
    return rank


@njit(cache=True, nogil=True)
def _by_place(visits: Array, order: Array) -> Array:
    for at in range(len(visits)):
        hole = at
        while hole > 0 and visits[order[hole - 1], 0] > visits[at, 0]:
            order[hole] = order[hole - 1]
            hole -= 1
        order[hole] = at
    return order[: len(visits)]


@njit(cache=True, nogil=True)
def _keep_apart(visits: Array, rank: Number, order: Array) -> None:
    """Of one person, in order of place and start: how far each visit is from the others in its place, and from midnight."""
    before, latest = np.int64(-1), np.int64(0)
    for here in order:
        start = visits[here, 1] >> 32
        until = start + (visits[here, 1] & LOWER) - HALF
        gap = min(start, DAY - until)
        if until <= start:
            visits[here, 2] |= rank << 32
            continue
        if before >= 0 and visits[before, 0] == visits[here, 0]:
            ended = (visits[before, 1] >> 32) + (visits[before, 1] & LOWER) - HALF
            _narrow(visits, before, start - ended)
            gap = min(gap, start - latest)
            latest = max(latest, until)
        else:
            latest = until
        visits[here, 2] |= rank << 32 | _power(gap) << CODE_BITS
        before = here


@njit(cache=True, nogil=True)
def _narrow(visits: Array, row: Number, gap: Number) -> None:
    """The code of a smaller distance takes the place of a visit's own."""
    own = (visits[row, 2] >> CODE_BITS) & 31
    code = min(own, _power(gap))
    visits[row, 2] += (code - own) << CODE_BITS


@njit(cache=True, nogil=True, inline="always")
def _power(distance: Number) -> Number:
    code = np.int64(0)
    while distance > 0:
        distance >>= 1
        code += 1
    return code


@njit(cache=True, nogil=True)
def persons_of(records: Array, number: Number) -> Array:
    """The persons of records in order, each once: the upper half of the first word."""
    found = np.empty(number, np.int64)
    for at in range(len(records)):
        found[records[at, 2] >> 32] = records[at, 0] >> 32
    return found


@njit(cache=True, nogil=True)
def unpacked(records: Array, begin: Number, end: Number) -> tuple[Array, Array, Array, Array, Array]:
    """The fields of records: group, other, start, seconds (int32), code (int32)."""
    group, other, start = np.empty((3, end - begin), np.int64)
    seconds, code = np.empty((2, end - begin), np.int32)
    for at in range(begin, end):
        to = at - begin
        group[to], other[to] = records[at, 0] >> 32, records[at, 0] & LOWER
        start[to], seconds[to] = records[at, 1] >> 32, (records[at, 1] & LOWER) - HALF
        code[to] = records[at, 2] & CODE
    return group, other, start, seconds, code


@njit(cache=True, nogil=True)
def in_order_of_number(pairs: Array) -> None:
    """Sort words by their upper 32 bits, which stand for a person; words that agree in them stay in their order."""
    spare, varying = np.empty(len(pairs), np.int64), np.int64(0)
    for at in range(len(pairs)):
        varying |= pairs[at] ^ pairs[0]
    counts = np.empty(FAN, np.int64)
    source, target, shift, is_turned = pairs, spare, 32, False
    while varying >> shift:
        if (varying >> shift) & MASK:
            counts[:] = 0
            for at in range(len(source)):
                counts[(source[at] >> shift) & MASK] += 1
            _add_up(counts)
            for at in range(len(source)):
                digit = (source[at] >> shift) & MASK
                target[counts[digit]] = source[at]
                counts[digit] += 1
            source, target, is_turned = target, source, not is_turned
        shift += DIGIT
    if is_turned:
        pairs[:] = source


@njit(cache=True, nogil=True)
def mix(zone: Array, source: Array, grade: Array, sources: Number, grades: Number, codes: Array) -> None:
    """One number for the ranks of each visit's texts, in the order of zone, source and grade."""
    for at in range(len(zone)):
        codes[at] = (np.int64(zone[at]) * sources + source[at]) * grades + grade[at]


@njit(cache=True, nogil=True)
def occurring(values: Array, number: Number) -> Array:
    """Which of so many numbers occur among the values."""
    occurs = np.zeros(number, np.bool_)
    for value in values:
        occurs[value] = True
    return occurs


@njit(cache=True, nogil=True)
def looked_up(table: Array, values: Array, least: Number) -> Array:
    """What a table that begins with the entry of ``least`` says of each value; of the table's type."""
    found = np.empty(len(values), table.dtype)
    for at in range(len(values)):
        found[at] = table[values[at] - least]
    return found
