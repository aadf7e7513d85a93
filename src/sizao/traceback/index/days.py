"""One hop through some days in a single compiled call: the carriers' stays of each segment, and whom they met."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from sizao.traceback.index.gather import position, stays_of, with_guests
from sizao.traceback.index.layout import STAY, Array, Carriers, Columns, Number, Rows, Sheet, Terms
from sizao.traceback.index.machine import MIDNIGHT, columns_at
from sizao.traceback.index.sweep import meet_day


class Task(NamedTuple):
    """One hop of a question."""

    table: Array
    """The segments, in order of their days; see :func:`sizao.traceback.index.machine.table_of`."""
    carriers: Carriers
    periods: Array
    """See :func:`sizao.traceback.index.gather.stays_of`."""
    guests: Rows
    places: Array
    """int64, the only places that count, in order."""
    is_limited: bool
    """Whether ``places`` says so; else every place counts."""
    terms: Terms


@njit(cache=True, nogil=True)
def meet_days(task: Task, end: Number, sheet: Sheet, state: Array) -> Number:
    """Note whom the carriers met in the segments from that of the state to ``end``.

    Returns:
        0 when all is done, else how much more room the buffers need before the same call goes on.
    """
    while state[0] < end:
        segment = state[0]
        columns, midnight = columns_at(task.table, segment), task.table[segment, MIDNIGHT]
        stays = stays_of(columns, task.carriers, task.periods, midnight, task.terms, sheet.tangled, -(1 << 40))
        if len(task.guests):
            stays = with_guests(columns, segment, midnight, stays, task.guests)
        if task.is_limited:
            stays = _admitted(columns, stays, task.places)
        needed = meet_day(columns, stays, midnight, task.terms, sheet, state)
        if needed:
            return needed
        state[0], state[1] = segment + 1, 0
    return 0


@njit(cache=True, nogil=True)
def _admitted(columns: Columns, stays: Rows, places: Array) -> Array:
    """The stays at the places that count."""
    left = np.empty(len(stays), STAY)
    count = 0
    for at in range(len(stays)):
        if position(places, columns.place[stays[at].spot]) >= 0:
            left[count] = stays[at]
            count += 1
    return left[:count]
