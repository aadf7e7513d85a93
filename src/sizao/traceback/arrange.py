"""A day's visits in the two orders of the lake, each visit once: counting sorts, because a general sort takes ten times
as long.

The rows of one person (or one place) are brought together by counting, then put in order among themselves by start and
the remaining columns. Rows that agree in every column are one visit.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

from sizao.traceback.tables import MOMENT, VISITS, one_array

Array: TypeAlias = "np.ndarray[Any, Any]"
Number: TypeAlias = Any
SPARSE = 16
"""Numbers that spread over more than so many times their count are ranked through a dictionary."""
FEW = 24
"""Rows up to which they are sorted by insertion."""


class Rows(NamedTuple):
    """Visits as whole numbers: persons and places by rank, moments in milliseconds, words packed into one number."""

    person: Array
    place: Array
    start: Array
    until: Array
    words: Array
    """zone, source and grade, each by its rank among the texts that occur."""


class Texts(NamedTuple):
    """What the ranks stand for."""

    person: Array
    place: Array
    zone: pa.Array
    source: pa.Array
    grade: pa.Array


def both_orders(visits: pa.Table) -> dict[str, pa.Table]:
    """The same visits by person and start, and by place and start, down to the last column; repeated rows are dropped.

    Args:
        visits: of schema ``tables.VISITS``, any order.

    Returns:
        A table for each of ``by_person`` and ``by_place``; the texts come as dictionaries.
    """
    rows, texts = _numbers(visits.combine_chunks())
    with ThreadPoolExecutor(2) as pool:
        placing = pool.submit(_ordered, rows.place, len(texts.place), rows.start, rows.person, rows.until, rows.words)
        by_person = _ordered(rows.person, len(texts.person), rows.start, rows.place, rows.until, rows.words)
        keep = _first_of_equals(by_person, rows)
        orders = {"by_person": by_person, "by_place": placing.result()}
        if not keep.all():
            orders = {name: order[keep[order]] for name, order in orders.items()}
        tables = pool.map(lambda order: _table(rows, texts, order), orders.values())
        return dict(zip(orders, tables, strict=True))


def _numbers(visits: pa.Table) -> tuple[Rows, Texts]:
    person, persons = _ranks_of_numbers(visits["person"])
    place, places = _ranks_of_numbers(visits["place"])
    (zone, zones), (source, sources), (grade, grades) = (_ranks(visits[name]) for name in ("zone", "source", "grade"))
    words = (zone.astype(np.int64) << 32) | (source.astype(np.int64) << 16) | grade
    start, until = (one_array(visits[name]).cast(pa.int64()).to_numpy() for name in ("start", "until"))
    rows = Rows(person, place, start, until, words)
    return rows, Texts(persons, places, zones, sources, grades)


def _ranks_of_numbers(column: Any) -> tuple[Array, Array]:
    """The same as :func:`_ranks` for whole numbers; those that lie close together need no dictionary."""
    values = one_array(column).to_numpy()
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if most - least > SPARSE * len(values):
        rank, found = _ranks(column)
        return rank, found.to_numpy()
    occurs = np.zeros(most - least + 1, np.bool_)
    _mark(values, least, occurs)
    rank = (np.cumsum(occurs) - 1).astype(np.uint32)
    return looked_up(rank, values, least), np.flatnonzero(occurs) + least


@njit(cache=True, nogil=True)
def _mark(values: Array, least: Number, occurs: Array) -> None:
    for value in values:
        occurs[value - least] = True


@njit(cache=True, nogil=True)
def looked_up(table: Array, values: Array, least: Number) -> Array:
    """What a table that begins with the entry of ``least`` says of each value; of the table's type."""
    found = np.empty(len(values), table.dtype)
    for at in range(len(values)):
        found[at] = table[values[at] - least]
    return found


def _ranks(column: Any) -> tuple[Array, pa.Array]:
    """The rank of each value among those that occur (an absent one comes last), and the values in order."""
    encoded = one_array(column).dictionary_encode()
    values = encoded.dictionary
    order = pc.sort_indices(values)
    rank = np.empty(len(values) + 1, np.uint32)
    rank[order.to_numpy()] = np.arange(len(values), dtype=np.uint32)
    rank[-1] = len(values)
    indices = encoded.indices
    if indices.null_count:
        indices = indices.fill_null(len(values))
    return rank[indices.to_numpy(zero_copy_only=False)], values.take(order)


def _table(rows: Rows, texts: Texts, order: Array) -> pa.Table:
    person, place = texts.person[_taken(rows.person, order)], texts.place[_taken(rows.place, order)]
    start, until = _taken(rows.start, order), _taken(rows.until, order)
    words = _taken(rows.words, order)
    codes = (words >> 32, (words >> 16) & 0xFFFF, words & 0xFFFF)
    named = [_dictionary(code, values) for code, values in zip(codes, texts[2:], strict=True)]
    moments = [pa.array(each).cast(MOMENT) for each in (start, until)]
    return pa.table([person, place, named[0], *moments, *named[1:]], names=VISITS.names)


def _dictionary(codes: Array, values: pa.Array) -> pa.DictionaryArray:
    absent = codes == len(values)
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32), mask=absent), values)


@njit(cache=True, nogil=True)
def _taken(values: Array, order: Array) -> Array:
    taken = np.empty(len(order), values.dtype)
    for at in range(len(order)):
        taken[at] = values[order[at]]
    return taken


@njit(cache=True, nogil=True)
def _first_of_equals(order: Array, rows: Rows) -> Array:
    """For each row whether it is the first of those that agree with it in every column."""
    keep = np.ones(len(order), np.bool_)
    for at in range(1, len(order)):
        here, before = order[at], order[at - 1]
        keep[here] = not (
            rows.person[here] == rows.person[before]
            and rows.start[here] == rows.start[before]
            and rows.place[here] == rows.place[before]
            and rows.until[here] == rows.until[before]
            and rows.words[here] == rows.words[before]
        )
    return keep


@njit(cache=True, nogil=True)
def _ordered(group: Array, groups: Number, start: Array, other: Array, until: Array, words: Array) -> Array:
    """The rows by group, start, the other number, until and words, as row numbers (uint32)."""
    begins = np.zeros(groups + 1, np.int64)
    for each in group:
        begins[np.int64(each) + 1] += 1
    for number in range(groups):
        begins[number + 1] += begins[number]
    order = np.empty(len(group), np.uint32)
    at = begins.copy()
    for row in range(len(group)):
        here = np.int64(group[row])
        order[at[here]] = row
        at[here] += 1
    for number in range(groups):
        low, high = begins[number], begins[number + 1]
        if high - low <= FEW:
            _insert(order, low, high, start, other, until, words)
        else:
            _by_start(order, low, high, start, other, until, words)
    return order


@njit(cache=True, nogil=True)
def _by_start(order: Array, low: Number, high: Number, start: Array, other: Array, until: Array, words: Array) -> None:
    """Many rows: first by start through packed keys, then the few that start together."""
    earliest = start[order[low]]
    for at in range(low, high):
        earliest = min(earliest, start[order[at]])
    keys = np.empty(high - low, np.int64)
    for at in range(low, high):
        keys[at - low] = ((start[order[at]] - earliest) << 32) | np.int64(order[at])
    keys.sort()
    begin = low
    for at in range(low, high):
        order[at] = keys[at - low] & 0xFFFFFFFF
        if keys[at - low] >> 32 != keys[begin - low] >> 32:
            _sort(order, begin, at, start, other, until, words)
            begin = at
    _sort(order, begin, high, start, other, until, words)


@njit(cache=True, nogil=True)
def _sort(order: Array, low: Number, high: Number, start: Array, other: Array, until: Array, words: Array) -> None:
    if high - low <= FEW:
        _insert(order, low, high, start, other, until, words)
    else:
        _heap_sort(order, low, high, start, other, until, words)


@njit(cache=True, nogil=True, inline="always")
def _before(one: Number, two: Number, start: Array, other: Array, until: Array, words: Array) -> Number:
    if start[one] != start[two]:
        return start[one] < start[two]
    if other[one] != other[two]:
        return other[one] < other[two]
    if until[one] != until[two]:
        return until[one] < until[two]
    return words[one] < words[two]


@njit(cache=True, nogil=True)
def _insert(order: Array, low: Number, high: Number, start: Array, other: Array, until: Array, words: Array) -> None:
    for at in range(low + 1, high):
        row, hole = order[at], at
        while hole > low and _before(row, order[hole - 1], start, other, until, words):
            order[hole] = order[hole - 1]
            hole -= 1
        order[hole] = row


@njit(cache=True, nogil=True)
def _heap_sort(order: Array, low: Number, high: Number, start: Array, other: Array, until: Array, words: Array) -> None:
    size = high - low
    for root in range(size // 2 - 1, -1, -1):
        _sink(order, low, root, size, start, other, until, words)
    for last in range(size - 1, 0, -1):
        order[low], order[low + last] = order[low + last], order[low]
        _sink(order, low, 0, last, start, other, until, words)


@njit(cache=True, nogil=True)
def _sink(
    order: Array, low: Number, root: Number, size: Number, start: Array, other: Array, until: Array, words: Array
) -> None:
    while 2 * root + 1 < size:
        child = 2 * root + 1
        if child + 1 < size and _before(order[low + child], order[low + child + 1], start, other, until, words):
            child += 1
        if not _before(order[low + root], order[low + child], start, other, until, words):
            return
        order[low + root], order[low + child] = order[low + child], order[low + root]
        root = child
