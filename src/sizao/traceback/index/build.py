"""Visits of one UTC day made into the columns of the index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numba import njit

from sizao.traceback.arrange import Arranged
from sizao.traceback.index import layout, radix
from sizao.traceback.index.layout import BLOCK, Array, Columns, Number
from sizao.traceback.index.people import People
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


def columns_of(visits: Arranged, names: Names) -> tuple[Columns, Names]:
    """The columns of one day's visits, and the names with those that are new.

    Args:
        visits: in order; those that do not last are left out.
        names: what is named already.

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


def _numbered_zones(values: list[str], known: tuple[str, ...]) -> tuple[tuple[str, ...], Array]:
    """The zones with those that are new, and the number of each value, at the end that of an absent one."""
    zones = known + tuple(sorted(set(values) - set(known)))
    if len(zones) >= MOST_ZONES:
        raise ValueError(f"the index holds at most {MOST_ZONES - 1} different zones")
    number = {zone: at for at, zone in enumerate(zones, start=1)}
    return zones, np.array([*(number[value] for value in values), layout.UNKNOWN_ZONE], np.int64)


def _latest(until: Array) -> Array:
    if not len(until):
        return np.empty(0, np.uint32)
    return np.maximum.reduceat(until, np.arange(0, len(until), BLOCK)).astype(np.uint32)
