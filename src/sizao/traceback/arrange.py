"""A day's visits in the two orders of the lake, each visit once.

Visits become records (:mod:`sizao.traceback.radix`), which are sorted by person and start and, when they are wanted so, by
place and start. Files and index columns are both made of the records, in portions, so that a day of thirty million visits
takes two gigabytes and no table of it is ever made. Rows that agree in every column are one visit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sizao.traceback.index import radix
from sizao.traceback.tables import one_array

Array: TypeAlias = "np.ndarray[Any, Any]"
MANY = 1 << 22
"""Combinations of texts up to which each possible one has a number, whether it occurs or not."""
IN_CACHE = 1 << 12
"""Rows of a part at least, where there are so many; the cache holds ten times as many."""
THREADS, SHARED_FROM = 2, 1 << 17
"""From so many visits on the sorts are shared between threads."""


class Scale(NamedTuple):
    """What offsets in records stand for: numbers from ``least`` on, or the different ones in order."""

    least: int
    values: Array | None

    def of(self, offsets: Array) -> Array:
        """The numbers themselves (int64)."""
        found: Array = offsets + self.least if self.values is None else self.values[offsets]
        return found


class Texts(NamedTuple):
    """What codes in records stand for: zone, source and grade, each the texts that occur in order, and their ranks by code."""

    values: tuple[pa.Array, pa.Array, pa.Array]
    ranks: tuple[Array, Array, Array]
    """int32; for an absent zone the number of zones, so that it comes last."""


@dataclass(frozen=True)
class Arranged:
    """The visits of one UTC day as records, ordered by person, start, place, until, zone, source and grade."""

    midnight: int
    """When the day begins, in seconds of the Unix epoch."""
    persons: Scale
    places: Scale
    texts: Texts
    by_person: Array
    people: int
    """How many different persons there are; the records name each by its rank."""

    def __len__(self) -> int:
        """How many visits there are."""
        return len(self.by_person)

    @cached_property
    def by_place(self) -> Array:
        """The same records, the halves of the first word exchanged, by place, start, person, until, zone, source, grade."""
        shift = _shift(self.by_person[:, 0] & radix.LOWER)
        turned = np.empty_like(self.by_person)
        _in_parts(
            turned, partial(radix.tally_lower, self.by_person, shift),
            lambda span, at: radix.deal_turned(self.by_person, shift, *span, at, turned),
        )  # fmt: skip
        return turned

    @property
    def person_numbers(self) -> Array:
        """The identifiers of the persons by rank (int64)."""
        return self.persons.of(radix.persons_of(self.by_person, self.people))


def arranged(visits: pa.Table) -> Arranged:
    """Visits of one UTC day in order.

    Args:
        visits: the columns of ``tables.VISITS`` in any order of rows, texts as such or as dictionaries.

    Raises:
        ValueError: the visits do not all start on one UTC day, or name more than 134 million combinations of texts.
    """
    numbers = [one_array(visits[name]).cast(pa.int64()).to_numpy() for name in ("person", "place", "start", "until")]
    (person, persons), (place, places) = (_offsets(each) for each in numbers[:2])
    midnight = int(numbers[2].min()) // 1000 // radix.DAY * radix.DAY if len(person) else 0
    if len(person) and int(numbers[2].max()) // 1000 - midnight >= radix.DAY:
        raise ValueError("the visits do not all start on one UTC day")
    codes, texts = _coded([visits[name] for name in ("zone", "source", "grade")])
    columns = tuple(_read_only(each) for each in (person, place, *numbers[2:]))
    least = (
        0 if persons.values is not None else persons.least,
        0 if places.values is not None else places.least,
        midnight,
    )
    records = np.empty((len(person), 3), np.int64)
    shift = _shift(person, least[0])
    _in_parts(
        records, partial(radix.tally, columns[0], least[0], shift),
        lambda span, at: radix.deal(columns, codes, least, shift, span, at, records), to_the_end=True,
    )  # fmt: skip
    records = records[: radix.drop_repeated(records)]
    return Arranged(midnight, persons, places, texts, records, radix.number_persons(records))


def _shift(groups: Array, least: int = 0) -> int:
    """How far the greatest of these is to be shifted for a part's number; few rows are one part."""
    most = int(groups.max()) - least if len(groups) else 0
    parts = min((len(groups) // IN_CACHE).bit_length(), radix.DIGIT)
    return max(most.bit_length() - parts, 0)


def _in_parts(
    records: Array, tally: Callable[[int, int], Array], deal: Callable[[tuple[int, int], Array], None], *,
    to_the_end: bool = False,
) -> None:  # fmt: skip
    """Deal rows into the parts of ``records``, each part in the order of the rows, and sort every part."""
    rows = len(records)
    threads = THREADS if rows >= SHARED_FROM else 1
    spans = list(pairwise(rows * each // threads for each in range(threads + 1)))
    with ThreadPoolExecutor(threads) as pool:
        run = pool.map if threads > 1 else map
        counts = np.array(list(run(lambda span: tally(*span), spans)))
        begins = np.concatenate([[0], np.cumsum(counts.sum(axis=0))])
        at = begins[:-1] + np.cumsum(counts, axis=0) - counts
        list(run(lambda each: deal(*each), zip(spans, at, strict=True)))
        shares = _shares(begins, 8 * threads if threads > 1 else 1)
        list(run(lambda share: radix.sort_parts(records, begins, share[0], share[1], to_the_end), shares))


def _shares(begins: Array, number: int) -> list[tuple[int, int]]:
    """Runs of neighbouring parts of about as many rows each."""
    ends = np.searchsorted(begins, np.linspace(0, begins[-1], number + 1))
    ends[0], ends[-1] = 0, len(begins) - 1
    return [(int(first), int(last)) for first, last in pairwise(np.unique(ends))]


def _offsets(values: Array) -> tuple[Array, Scale]:
    """What stands for whole numbers in the records: the numbers themselves, or ranks when they lie too far apart."""
    if not len(values):
        return values, Scale(0, None)
    least, most = int(values.min()), int(values.max())
    if most - least < radix.HALF:
        return values, Scale(least, None)
    rank, found = ranks_of(pa.array(values))
    return rank.astype(np.int64), Scale(0, found.to_numpy())


def ranks_of(column: Any) -> tuple[Array, pa.Array]:
    """The rank of each value among those that occur (int32; an absent one comes last), and the values in order."""
    values = one_array(column)
    if len(values) and values.null_count == len(values):
        return np.zeros(len(values), np.int32), pa.array([], pa.string())
    encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    indices = encoded.indices.cast(pa.int32())
    if indices.null_count:
        indices = indices.fill_null(len(encoded.dictionary))
    at = _read_only(indices.to_numpy(zero_copy_only=False))
    occurs = radix.occurring(at, len(encoded.dictionary) + 1)[:-1]
    kept = encoded.dictionary.take(pa.array(np.flatnonzero(occurs)))
    order = pc.sort_indices(kept)
    rank = np.full(len(encoded.dictionary) + 1, len(kept), np.int32)
    rank[np.flatnonzero(occurs)[order.to_numpy()]] = np.arange(len(kept), dtype=np.int32)
    return radix.looked_up(rank, at, 0), kept.take(order)


def _coded(columns: Sequence[Any]) -> tuple[Array, Texts]:
    """One number (int32) for the texts of each visit, in the order of zone, source and grade."""
    (zone, zones), (source, sources), (grade, grades) = (ranks_of(each) for each in columns)
    counts = (len(zones) + 1, max(len(sources), 1), max(len(grades), 1))
    possible = counts[0] * counts[1] * counts[2]
    codes = np.empty(len(zone), np.int32 if possible <= MANY else np.int64)
    radix.mix(zone, source, grade, counts[1], counts[2], codes)
    every = np.arange(possible) if possible <= MANY else None
    if every is None:
        every, codes = np.unique(codes, return_inverse=True)
        if len(every) > radix.CODE:
            raise ValueError("the visits of a day name too many combinations of zone, source and grade")
    of_zone, of_source, of_grade = np.unravel_index(every, counts)
    ranks = (of_zone.astype(np.int32), of_source.astype(np.int32), of_grade.astype(np.int32))
    return codes.astype(np.int32, copy=False), Texts((zones, sources, grades), ranks)


def _read_only(array: Array) -> Array:
    """The array, not to be written: the loops are compiled for this kind alone."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
