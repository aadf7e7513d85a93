"""Visits of one UTC day made into the columns of the index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

from sizao.traceback.arrange import Arranged
from sizao.traceback.index import layout, radix
from sizao.traceback.index.layout import BLOCK, DAY, Array, Columns, Number
from sizao.traceback.index.people import People
from sizao.traceback.tables import one_array
from sizao.traceback.visits import EvidenceGrade, VisitSource

SOURCES = {str(source): number for number, source in enumerate(VisitSource)}
RANKS = {str(grade): grade.rank for grade in EvidenceGrade}
MOST_ZONES = 1 << 16


@dataclass(frozen=True)
class Names:
    """What the numbers in the columns stand for: persons and zones; both only grow."""

    people: People
    zones: tuple[str, ...] = ()
    """Zone number 1 is the first."""


def day_columns(day: date, visits: pa.Table, names: Names) -> tuple[Columns, Names]:
    """The columns of one day's visits, and the names with those that are new.

    Args:
        day: the UTC day that holds every visit.
        visits: of schema ``tables.VISITS``, ordered by place and start; those that do not last are left out.
        names: what is named already.

    Raises:
        ValueError: when there are more than 65,535 different zones.
    """
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    lasts = pc.less(visits["start"], visits["until"])
    lasting = (visits if pc.all(lasts).as_py() else visits.filter(lasts)).combine_chunks()
    start, until = (_seconds(lasting[name], midnight) for name in ("start", "until"))
    people, person = names.people.extended(one_array(lasting["person"]))
    zones, zone = _zones(one_array(lasting["zone"]), names.zones)
    place, place_at, spot = _runs(one_array(lasting["place"]).to_numpy())
    who, who_at, row = _by_person(person, len(people))
    gap = _gap_codes(who_at, row, spot, start, until)
    word = start << layout.START_AT | until << layout.UNTIL_AT | gap << layout.GAP_AT | zone
    word |= _codes(one_array(lasting["grade"]), RANKS) << layout.GRADE_AT
    word |= _codes(one_array(lasting["source"]), SOURCES) << layout.SOURCE_AT
    latest = _latest(until)
    return (
        Columns(place, place_at, person, word, latest, _latest(latest), who, who_at, row),
        Names(people, zones),
    )


def columns_of(visits: Arranged, names: Names) -> tuple[Columns, Names]:
    """The same as :func:`day_columns`, out of a day's visits that were just put in order: nothing is read for it.

    Raises:
        ValueError: when there are more than 65,535 different zones.
    """
    records, texts = visits.by_place, visits.texts
    people, number = names.people.extended(pa.array(visits.person_numbers))
    zones, zone = _numbered_zones(texts.values[0].to_pylist(), names.zones)
    words = (zone, *(np.array([known[text] for text in values.to_pylist()] or [0], np.int64)
                     for known, values in zip((SOURCES, RANKS), texts.values[1:], strict=True)))  # fmt: skip
    zone, source, grade = (table[ranks] for table, ranks in zip(words, texts.ranks, strict=True))
    bits = grade << layout.GRADE_AT | source << layout.SOURCE_AT | zone
    place, place_at, person, word, latest, pairs = _filled(records, bits, number)
    radix.in_order_of_number(pairs)
    who, who_at, row = _split(pairs)
    return (
        Columns(visits.places.of(place), place_at, person, word, latest, _latest(latest), who, who_at, row),
        Names(people, zones),
    )


@njit(cache=True, nogil=True)
def _filled(records: Array, bits: Array, number: Array) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Places and where they begin, persons, words, the latest end of each block, and person and row of each visit as pairs.

    ``bits`` are those of a word by code, ``number`` the dense number by a person's rank; what does not last is left out.
    """
    lasting, places = _counted(records)
    place, place_at = np.empty(places, np.int64), np.empty(places + 1, np.uint32)
    person, word = np.empty(lasting, np.uint32), np.empty(lasting, np.int64)
    latest, pairs = np.zeros(-(-lasting // BLOCK), np.uint32), np.empty(lasting, np.int64)
    count, spot = 0, -1
    for at in range(len(records)):
        start = records[at, 1] >> 32
        until = start + (records[at, 1] & radix.LOWER) - radix.HALF
        if until <= start:
            continue
        if spot < 0 or place[spot] != records[at, 0] >> 32:
            spot += 1
            place[spot], place_at[spot] = records[at, 0] >> 32, count
        about = records[at, 2]
        gap = (about >> radix.CODE_BITS) & layout.MASK_5
        person[count] = number[about >> 32]
        word[count] = (
            start << layout.START_AT | until << layout.UNTIL_AT | gap << layout.GAP_AT | bits[about & radix.CODE]
        )
        pairs[count] = np.int64(person[count]) << 32 | count
        latest[count // BLOCK] = max(latest[count // BLOCK], np.uint32(until))
        count += 1
    place_at[places] = count
    return place, place_at, person, word, latest, pairs


@njit(cache=True, nogil=True)
def _counted(records: Array) -> tuple[Number, Number]:
    """How many visits last, and in how many places."""
    lasting, places, place = 0, 0, np.int64(-1)
    for at in range(len(records)):
        if records[at, 1] & radix.LOWER > radix.HALF:
            lasting += 1
            places += records[at, 0] >> 32 != place
            place = records[at, 0] >> 32
    return lasting, places


@njit(cache=True, nogil=True)
def _split(pairs: Array) -> tuple[Array, Array, Array]:
    """Persons in order, where each begins, and the rows."""
    persons = 0
    for at in range(len(pairs)):
        persons += at == 0 or pairs[at] >> 32 != pairs[at - 1] >> 32
    who, who_at = np.empty(persons, np.uint32), np.empty(persons + 1, np.uint32)
    row, found = np.empty(len(pairs), np.uint32), 0
    for at in range(len(pairs)):
        if at == 0 or pairs[at] >> 32 != pairs[at - 1] >> 32:
            who[found], who_at[found] = pairs[at] >> 32, at
            found += 1
        row[at] = pairs[at] & radix.LOWER
    who_at[persons] = len(pairs)
    return who, who_at, row


def _seconds(column: Any, midnight: int) -> Array:
    milliseconds = one_array(column).cast(pa.int64()).to_numpy(zero_copy_only=False)
    seconds: Array = milliseconds // 1000 - midnight
    return seconds


def _codes(column: pa.Array, numbers: dict[str, int]) -> Array:
    """A number for each value of a text column."""
    encoded = column.dictionary_encode()
    table = np.array([numbers[value] for value in encoded.dictionary.to_pylist()], np.int64)
    return table[encoded.indices.to_numpy(zero_copy_only=False)] if len(column) else np.empty(0, np.int64)


def _zones(column: pa.Array, known: tuple[str, ...]) -> tuple[tuple[str, ...], Array]:
    encoded = column.dictionary_encode()
    values = encoded.dictionary.to_pylist()
    zones, table = _numbered_zones(values, known)
    indices = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    return zones, table[indices]


def _numbered_zones(values: list[str], known: tuple[str, ...]) -> tuple[tuple[str, ...], Array]:
    """The zones with those that are new, and the number of each value, at the end that of an absent one."""
    zones = known + tuple(sorted(set(values) - set(known)))
    if len(zones) >= MOST_ZONES:
        raise ValueError(f"the index holds at most {MOST_ZONES - 1} different zones")
    number = {zone: at for at, zone in enumerate(zones, start=1)}
    return zones, np.array([*(number[value] for value in values), layout.UNKNOWN_ZONE], np.int64)


def _runs(values: Array) -> tuple[Array, Array, Array]:
    """The different values of an ordered array, where each begins (and the length), and each element's run."""
    begins = np.ones(len(values), bool)
    begins[1:] = values[1:] != values[:-1]
    at = np.flatnonzero(begins)
    offsets = np.append(at, len(values)).astype(np.uint32)
    return np.ascontiguousarray(values[at], np.int64), offsets, np.cumsum(begins) - 1


def _by_person(person: Array, number_of_people: int) -> tuple[Array, Array, Array]:
    if len(person) * 8 < number_of_people:
        row = np.argsort(person, kind="stable").astype(np.uint32)
    else:
        row = _counting_sort(person, number_of_people)
    who, who_at, _runs_of = _runs(person[row].astype(np.int64))
    return who.astype(np.uint32), who_at, row


@njit(cache=True, nogil=True)
def _counting_sort(key: Array, keys: Number) -> Array:
    at = np.zeros(keys + 1, np.int64)
    for each in key:
        at[np.int64(each) + 1] += 1
    for number in range(keys):
        at[number + 1] += at[number]
    order = np.empty(len(key), np.uint32)
    for index in range(len(key)):
        here = np.int64(key[index])
        order[at[here]] = index
        at[here] += 1
    return order


@njit(cache=True, nogil=True)
def _gap_codes(who_at: Array, row: Array, spot: Array, start: Array, until: Array) -> Array:
    """For each visit the code of its distance from the person's others in the place and from midnight."""
    gap = np.empty(len(row), np.int64)
    for index in range(len(row)):
        gap[index] = min(start[index], DAY - until[index])
    for person in range(len(who_at) - 1):
        latest = np.int64(-1)
        for at in range(who_at[person], who_at[person + 1]):
            here = row[at]
            if at == who_at[person] or spot[row[at - 1]] != spot[here]:
                latest = until[here]
                continue
            before = row[at - 1]
            gap[here] = min(gap[here], max(start[here] - latest, 0))
            gap[before] = min(gap[before], max(start[here] - until[before], 0))
            latest = max(latest, until[here])
    for index in range(len(gap)):
        gap[index] = _power(gap[index])
    return gap


@njit(cache=True, nogil=True, inline="always")
def _power(distance: Number) -> Number:
    code = np.int64(0)
    while distance > 0:
        distance >>= 1
        code += 1
    return code


def _latest(until: Array) -> Array:
    if not len(until):
        return np.empty(0, np.uint32)
    return np.maximum.reduceat(until, np.arange(0, len(until), BLOCK)).astype(np.uint32)
