"""What the loops wrote down, made into an answer."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numba import njit

from sizao.traceback.index.desk import Desk
from sizao.traceback.index.layout import NOBODY, RECORD, Array
from sizao.traceback.tables import ANSWER, MOMENT
from sizao.traceback.visits import EvidenceGrade

GRADES = pa.array([str(grade) for grade in EvidenceGrade], pa.string())


@dataclass
class Hop:
    """The persons of one hop (dense numbers) with their records."""

    persons: Array
    records: Array
    ranks: Array
    _is_settled: Array = field(init=False)

    def __post_init__(self) -> None:
        """No rank is settled yet."""
        self._is_settled = np.zeros(len(self.persons), np.bool_)

    @classmethod
    def noted(cls, desk: Desk, after: int) -> Hop:
        """The persons touched after so many others, copied off the desk."""
        persons = np.sort(desk.touched[after:])
        records = np.empty(len(persons), RECORD)
        _copy(persons, desk.sheet.record, records)
        return cls(persons, records, records["rank"].astype(np.int64))

    def start_from(self, rank: int) -> None:
        """Give everybody the weakest rank, to be bettered."""
        self.ranks[:] = rank

    def better(self, persons: Array, rank: int) -> None:
        """Give a rank to those of these persons who have not been bettered yet."""
        now = np.isin(self.persons, persons) & ~self._is_settled
        self.ranks[now] = rank
        self._is_settled |= now


@dataclass
class Found:
    """An answer in dense numbers."""

    first: Hop
    second: Hop | None
    ties: Array


def as_table(found: Found, ids: Array, epoch: int, *, with_lists: bool) -> pa.Table:
    """The answer as an Arrow table of schema :data:`sizao.traceback.tables.ANSWER`, in its one order.

    Args:
        found: what was found.
        ids: the identifier of each dense number.
        epoch: seconds of the Unix epoch from which records count.
        with_lists: whether carriers and places are listed.
    """
    hops = [found.first] if found.second is None else [found.first, found.second]
    persons, records, ranks, hop = (np.concatenate(parts) for parts in zip(*_ordered(hops, ids), strict=True))
    via, places = _lists(found.ties, persons, ids) if with_lists else (_none(len(persons)), _none(len(persons)))
    columns = [
        pa.array(ids[persons], pa.int64()), pa.array(hop, pa.int8()), via, places,
        _moments(records["first"], epoch), _moments(records["last"], epoch), pa.array(records["seconds"], pa.int64()),
        pa.array(records["encounters"].astype(np.int64)), GRADES.take(pa.array(ranks - 1)),
    ]  # fmt: skip
    return pa.table(columns, schema=ANSWER)


def _ordered(hops: list[Hop], ids: Array) -> list[tuple[Array, Array, Array, Array]]:
    """Each hop's persons, records, ranks and hop number, by identifier."""
    rows = []
    for number, hop in enumerate(hops, start=1):
        mine = ids[hop.persons]
        if (mine[1:] > mine[:-1]).all():
            rows.append((hop.persons, hop.records, hop.ranks, np.full(len(mine), number, np.int8)))
            continue
        order = np.argsort(mine)
        rows.append((hop.persons[order], hop.records[order], hop.ranks[order], np.full(len(order), number, np.int8)))
    return rows


def _moments(seconds: Array, epoch: int) -> pa.Array:
    return pa.array((seconds.astype(np.int64) + epoch) * 1000).cast(MOMENT)


def _none(rows: int) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(np.zeros(rows + 1, np.int32)), pa.array([], pa.int64()))


def _lists(ties: Array, persons: Array, ids: Array) -> tuple[pa.Array, pa.Array]:
    """For each person the identifiers of the carriers met, and the places."""
    order = np.argsort(persons, kind="stable")
    row = order[np.searchsorted(persons[order], ties["person"])] if len(ties) else np.empty(0, np.int64)
    by_person = ties["via"] != NOBODY
    via = _grouped(row[by_person], ids[ties["via"][by_person]], len(persons))
    return via, _grouped(row, ties["place"], len(persons))


def _grouped(row: Array, values: Array, rows: int) -> pa.Array:
    """Different values of each row, in order, as a list column."""
    order = np.lexsort((values, row))
    row, values = row[order], np.asarray(values)[order].astype(np.int64)
    is_new = np.ones(len(row), np.bool_)
    is_new[1:] = (row[1:] != row[:-1]) | (values[1:] != values[:-1])
    offsets = np.zeros(rows + 1, np.int32)
    offsets[1:] = np.cumsum(np.bincount(row[is_new], minlength=rows))
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values[is_new]))


@njit(cache=True, nogil=True)
def _copy(persons: Array, records: Array, copies: Array) -> None:
    for at in range(len(persons)):
        copies[at] = records[persons[at]]
