"""Whole blocks of visits: what is kept of a block, and what a question asks the disk for before it reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from sizao.traceback import tables
from sizao.traceback.index import ahead, engine, store
from sizao.traceback.index.days import Task
from sizao.traceback.index.held import FIRST_QUESTIONS, Index
from sizao.traceback.index.layout import BLOCK, Carriers, Terms
from sizao.traceback.index.meet import pick
from sizao.traceback.index.search import NO_GUESTS, NO_PERIODS, NO_PLACES
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexStay, TraceQuery

DAY = datetime(2021, 12, 6, tzinfo=UTC)
MIDNIGHT = int(DAY.timestamp())
START, UNTIL, SHORTEST = 40_000, 43_600, 900


def crowd(rows: int, places: int = 2) -> pa.Table:
    """A day's visits of several blocks a place, of long and short stays; one person in three has two visits that touch."""
    dice = np.random.default_rng(rows)
    person = np.arange(rows) * 2 // 3 + 1
    begin = dice.integers(0, 80_000, rows)
    begin[1:][np.diff(person) == 0] = begin[:-1][np.diff(person) == 0] + 600
    until = np.where(np.arange(rows) % 3 == 0, begin + 600, begin + dice.integers(60, 6_000, rows))
    moments = [pa.array((MIDNIGHT + each) * 1000).cast(tables.MOMENT) for each in (begin, until)]
    place = dice.integers(1, places + 1, rows)
    return tables.conforming(pa.table({"person": person, "place": place, "start": moments[0], "until": moments[1]}))


@pytest.fixture
def index() -> Index:
    return Index.of_table(crowd(1_500))


def is_shared(words: np.ndarray, shortest: int) -> np.ndarray:
    """Which visits share enough, told by the layout's own words: start 17 bits, until 17, gap 5."""
    start, until, gap = words >> 44, (words >> 27) & 0x1FFFF, (words >> 22) & 31
    shared = np.minimum(until, UNTIL) - np.maximum(start, START)
    return shared >= np.where(gap > 0, shortest, 1)


@pytest.mark.parametrize(("low", "high"), [(0, 1500), (0, 64), (5, 60), (63, 65), (70, 1499), (1_473, 1_500)])
def test_a_block_keeps_those_who_share_enough(index: Index, low: int, high: int) -> None:
    columns = index.segments[0].columns
    assert len(columns.word) == 1_500 and 1_500 % BLOCK, "the last block is not whole"
    kept: list[int] = []
    for block in range(low // BLOCK, (high - 1) // BLOCK + 1):
        picks, picked = np.zeros(BLOCK, np.uint32), np.zeros(BLOCK, np.uint32)
        count = pick(
            columns.word, columns.person, block, low, high, START, UNTIL, SHORTEST, (1 << 62) - 1, picks, picked, 0
        )
        assert picked[:count].tolist() == columns.person[picks[:count]].tolist()
        kept += picks[:count].tolist()
    words = columns.word[low:high]
    assert kept == (np.flatnonzero(is_shared(words, SHORTEST)) + low).tolist()


def test_what_is_kept_is_put_after_what_was_kept(index: Index) -> None:
    columns = index.segments[0].columns
    picks, picked = np.zeros(100, np.uint32), np.zeros(100, np.uint32)
    picks[:3] = 7
    count = pick(columns.word, columns.person, 2, 0, 1_500, 0, 86_400, 0, (1 << 62) - 1, picks, picked, 3)
    assert (count, picks[:3].tolist(), picks[3]) == (3 + BLOCK, [7, 7, 7], 2 * BLOCK)


def test_no_grade_that_is_not_trusted(index: Index) -> None:
    columns = index.segments[0].columns
    picks, picked = np.zeros(BLOCK, np.uint32), np.zeros(BLOCK, np.uint32)
    assert not pick(columns.word, columns.person, 0, 0, 1_500, 0, 86_400, 0, 0, picks, picked, 0)


def task(index: Index, carrier: int) -> Task:
    carriers = Carriers(
        np.array([carrier], np.uint32), np.zeros(1, np.int64), np.array([86_400], np.int64), np.ones(1, np.bool_)
    )
    terms = Terms((1 << 62) - 1, False, SHORTEST, 0, False, engine.SWEEP_FROM, engine.SWEEP_RATIO)
    return Task(index.table, carriers, NO_PERIODS, NO_GUESTS, NO_PLACES, False, terms)


@pytest.mark.parametrize("carrier", range(0, 900, 90))
def test_what_is_asked_for_holds_all_that_can_be_met(carrier: int) -> None:
    index = Index.of_table(crowd(200_000, places=3))
    columns = index.segments[0].columns
    [number] = index.names.people.find([carrier + 1]).values()
    runs = ahead._runs(task(index, number))
    needed = np.zeros(len(columns.word), np.bool_)
    asked = np.zeros(len(columns.word), np.bool_)
    for _segment, begin, end in runs.tolist():
        asked[begin:end] = True
    start, until = columns.word >> 44, (columns.word >> 27) & 0x1FFFF
    spot = np.searchsorted(columns.place_at, np.arange(len(columns.word)), side="right") - 1
    for row in np.flatnonzero(columns.person == number):
        needed |= (spot == spot[row]) & (start < until[row]) & (until > start[row])
    assert needed.any() and not (needed & ~asked).any()
    assert asked.sum() < len(asked) / 2, "a stay of an hour needs no whole day"


def test_a_new_process_asks_first_and_answers_the_same(tmp_path) -> None:
    lake = Lake(tmp_path / "lake")
    store.append(lake, crowd(30_000))
    query = TraceQuery(index=(IndexStay(7, DAY, DAY + timedelta(days=1)),), min_overlap_s=SHORTEST)
    index = store.mapped(lake)
    answers = [engine.run_table(query, index) for _ in range(FIRST_QUESTIONS + 2)]
    assert answers[0].num_rows and all(each.equals(answers[0]) for each in answers)
    assert not index.count_question()
