"""What a question is about to read of the lake's files, asked of the disk in one go.

A process that has just opened an index comes to a few thousand pages that it never saw. One by one, each is waited for; the
runs of visits that the carriers' stays will be met with are known before, and the disk brings many pages at once.
"""

from __future__ import annotations

from mmap import MADV_WILLNEED, PAGESIZE

import numpy as np
from numba import njit

from sizao.traceback.index.days import Task
from sizao.traceback.index.gather import stays_of
from sizao.traceback.index.held import Index, Segment
from sizao.traceback.index.layout import BLOCK, Array, Columns, Number, Rows
from sizao.traceback.index.machine import MIDNIGHT, columns_at
from sizao.traceback.index.meet import below, starting_before

NEAR = 8
"""Blocks between two runs that are not worth a second request: a page holds eight."""
FEW = 8
"""Carriers up to whom it is worth the while; the files are brought whole for many."""


def ask(index: Index, task: Task) -> None:
    """Have the disk begin to bring what the carriers' stays will be met with; waits for nothing."""
    if len(task.periods) or len(task.carriers.person) > FEW:
        return
    in_order = sorted(index.segments, key=lambda each: each.day)
    for segment, begin, end in _runs(task).tolist():
        _bring(in_order[segment], begin, end)


def _bring(segment: Segment, begin: int, end: int) -> None:
    if segment.file is None:
        return
    base = np.frombuffer(segment.file, np.uint8, 1).ctypes.data
    for column in (segment.columns.word, segment.columns.person):
        first = column.ctypes.data - base + begin * column.itemsize
        aligned = first - first % PAGESIZE
        segment.file.madvise(MADV_WILLNEED, aligned, first + (end - begin) * column.itemsize - aligned)


@njit(cache=True, nogil=True)
def _runs(task: Task) -> Array:
    """Rows of int64: segment, first visit, and the visit after the last."""
    runs, used = np.empty((64, 3), np.int64), 0
    for segment in range(len(task.table)):
        columns, midnight = columns_at(task.table, segment), task.table[segment, MIDNIGHT]
        nobody = np.empty(0, np.uint8)
        stays = stays_of(columns, task.carriers, task.periods, midnight, task.terms, nobody, -(1 << 40))
        for stay in range(len(stays)):
            runs, used = _of_stay(columns, stays, stay, segment, runs, used)
    return runs[:used]


@njit(cache=True, nogil=True)
def _of_stay(
    columns: Columns, stays: Rows, stay: Number, segment: Number, runs: Array, used: Number
) -> tuple[Array, Number]:
    """The blocks with visits that last beyond the stay's begin, from the last that starts before its end down."""
    spot, start = stays[stay].spot, np.int64(stays[stay].start)
    low = np.int64(columns.place_at[spot])
    high = starting_before(columns.word, low, np.int64(columns.place_at[spot + 1]), stays[stay].until)
    block, is_open = (high - 1) // BLOCK, False
    while block >= low // BLOCK:
        under = below(columns.latest, columns.latest_far, block, start)
        if under == block:
            if is_open and runs[used - 1, 1] - (block + 1) * BLOCK <= NEAR * BLOCK:
                runs[used - 1, 1] = max(low, block * BLOCK)
            else:
                runs, used = _with(runs, used, segment, max(low, block * BLOCK), min(high, (block + 1) * BLOCK))
                is_open = True
            under = block - 1
        block = under
    return runs, used


@njit(cache=True, nogil=True)
def _with(runs: Array, used: Number, segment: Number, begin: Number, end: Number) -> tuple[Array, Number]:
    if used == len(runs):
        grown = np.empty((2 * used, 3), np.int64)
        grown[:used] = runs
        runs = grown
    runs[used, 0], runs[used, 1], runs[used, 2] = segment, begin, end
    return runs, used + 1
