"""A made city's presence for the trace bench: four visits a person a day, homes of habit, and places of Zipf's popularity.

Two of the four visits go to a place the person keeps to, two to any place by Zipf's law, so that the fullest hall has one
visit in 24 of a day's. Each place knows its visits from one source. The visits of one person never overlap or touch, so that an engine that adds up
pairs gives the same sums as one that joins periods. Seeded by day: the same arguments give the same rows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from sizao.traceback.query import IndexStay, TraceQuery
from sizao.traceback.tables import MOMENT, VISITS

BEGIN = datetime(2022, 3, 1, tzinfo=UTC)
DAYS = 14
VISITS_A_DAY = 4
PERSONS_A_PLACE = 25
SOURCES = ["venue_scan", "checkpoint", "hotel", "transport_seat", "interview"]
MINIMUM_S = 900
_SLOT = 4.25 * 3600
_OPENS = 4 * 3600


def persons_for(rows: int) -> int:
    """How many persons make about so many visits in the fortnight."""
    return rows // (DAYS * VISITS_A_DAY)


def day(persons: int, number: int) -> pa.Table:
    """The visits of one day, in no order, of schema ``tables.VISITS`` with the texts as dictionaries."""
    places = max(persons // PERSONS_A_PLACE, 4)
    habit = _habits(persons, places)
    draw = np.random.default_rng(1000 + number)
    parts = [_slot(draw, slot, persons, places, habit[slot // 2]) for slot in range(VISITS_A_DAY)]
    person, place, start, until = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    midnight = int((BEGIN + timedelta(days=number)).timestamp())
    moments = [pa.array((each + midnight) * 1000).cast(MOMENT) for each in (start, until)]
    source = pa.DictionaryArray.from_arrays(pa.array((place % len(SOURCES)).astype(np.int8)), SOURCES)
    grade = pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(person), np.int8)), ["recorded"])
    columns = [person, place, pa.nulls(len(person), pa.string()), *moments, source, grade]
    return pa.table(columns, names=VISITS.names)


def _habits(persons: int, places: int) -> list[np.ndarray]:
    draw = np.random.default_rng(7)
    spread = [((np.sqrt(places) - 1) * draw.random(persons) + 1) ** 2 for _half in range(2)]
    return [np.minimum(each.astype(np.int64), places) for each in spread]


def _slot(
    draw: np.random.Generator, slot: int, persons: int, places: int, habit: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    person = draw.permutation(persons)
    if slot % 2 == 0:
        rank = habit[person]
    else:
        rank = np.minimum(np.exp(draw.random(persons) * np.log(places)).astype(np.int64), places)
    usual = np.where(rank <= 50, 12, 50) if slot % 2 else np.full(persons, 50)
    seconds = (np.clip(usual * np.exp(draw.standard_normal(persons) * 0.8), 3, 240) * 60).astype(np.int64)
    begin = _OPENS + _SLOT * slot
    start = (begin + draw.random(persons) * _SLOT * 0.7).astype(np.int64)
    until = np.minimum(start + seconds, int(begin + _SLOT) - 60)
    return person.astype(np.int64) + 1, (rank * 102_947) % places + 1, start, until


def cases(persons: int, number: int, seed: int) -> list[int]:
    """Some persons, drawn by seed."""
    return [int(each) for each in np.random.default_rng(seed).choice(persons, number, replace=False) + 1]


def question(
    persons: list[int], *, hops: int = 1, only_day: int | None = None, days: int | None = None,
    kinds: tuple[str, ...] = (), within_s: int | None = None,
) -> TraceQuery:  # fmt: skip
    """Whom these persons met for 15 minutes and more within the fortnight, without lists.

    Args:
        persons: the cases.
        hops: one, or two.
        only_day: the day on which they were infectious; with ``days`` the first of so many.
        days: how many days they were; without it and ``only_day``, the fortnight.
        kinds: kinds of places that count; all, when none is named.
        within_s: how long after the last meeting with a case somebody's own meetings count.
    """
    start = BEGIN + timedelta(days=only_day or 0)
    until = start + timedelta(days=days or (1 if only_day is not None else DAYS))
    stays = tuple(IndexStay(person, start, until) for person in persons)
    return TraceQuery(
        index=stays,
        min_overlap_s=MINIMUM_S,
        hops=hops,
        place_kinds=kinds,
        with_lists=False,
        second_hop_within_s=within_s,
    )
