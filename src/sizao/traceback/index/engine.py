"""The question asked of the index: the same answer as the reference engine, in milliseconds over half a billion visits.

Hop by hop and day by day: the carriers' stays are gathered (or, for very many carriers, read off in one pass), the
visits at the same places are met by pairs or by a sweep, what may belong together is joined at the end. The grade of a
first-hop person comes out of the same pass; for a second hop the question is asked again at each stronger rank that
occurs, as the reference does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from sizao.traceback import tables
from sizao.traceback.answer import Exposed
from sizao.traceback.index import store
from sizao.traceback.index.answering import Found, Hop, as_table
from sizao.traceback.index.build import SOURCES
from sizao.traceback.index.desk import Desk
from sizao.traceback.index.held import Index
from sizao.traceback.index.layout import Array, Carriers, Terms
from sizao.traceback.index.search import Search
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexStay, TraceQuery
from sizao.traceback.visits import EvidenceGrade, epoch_second

Visits: TypeAlias = "pa.Table | Lake | Index"
"""What can be searched: an Arrow table, a lake (its index is built when it is absent), an open index."""
NO_END = 1 << 40
SWEEP_FROM, SWEEP_RATIO = 16, 4
"""When a place is swept instead of searched pair by pair; see :class:`~sizao.traceback.index.layout.Terms`."""
ALL_RANKS = sum(1 << grade.rank for grade in EvidenceGrade)


def run(
    query: TraceQuery, visits: Visits, places: Mapping[int, str] | None = None, *, within: Array | None = None
) -> tuple[Exposed, ...]:
    """Answer the question; see :func:`sizao.traceback.reference.run` for the meaning, :data:`Visits` for the input.

    ``within`` names the only places that exist for who asks (int64, in order); ``None``: all.

    Raises:
        ValueError: when the question names place kinds and no kinds are given, or a needed column is absent.
    """
    return tables.answer_of(run_table(query, visits, places, within=within))


def run_table(
    query: TraceQuery, visits: Visits, places: Mapping[int, str] | None = None, *, within: Array | None = None
) -> pa.Table:
    """The answer as an Arrow table of schema :data:`sizao.traceback.tables.ANSWER`, in its one order."""
    if query.place_kinds and places is None:
        raise ValueError("the question names place kinds, but the kinds of the places are not given")
    index = opened(visits)
    with index.desk() as desk:
        asked = _Question(index, query, _admitted_places(query, places, within), desk)
        return as_table(asked.answer(), index.names.people, desk.seat, with_lists=query.with_lists)


def opened(visits: Visits) -> Index:
    """The index to search; that of a lake stays open for the next question."""
    if isinstance(visits, Index):
        return visits
    return store.opened(visits) if isinstance(visits, Lake) else Index.of_table(tables.conforming(visits))


class _Question:
    """One question on its way to an answer."""

    def __init__(self, index: Index, query: TraceQuery, places: Array | None, desk: Desk) -> None:
        self.index, self.query, self.places, self.desk = index, query, places, desk
        self.numbers = index.names.people.find(query.unlisted)

    def answer(self) -> Found:
        """Both hops with their grades."""
        first, second = self._hops(self._terms(ALL_RANKS))
        ties = self.desk.ties if second is None else self.desk.ties.copy()
        found, ranks = Found(first, second, ties), self.desk.ranks
        if second is not None and ranks:
            weakest = ranks.bit_length() - 1
            second.start_from(weakest)
            for rank in range(1, weakest):
                if ranks >> rank & 1:
                    self._grade_second_hop(first, second, rank)
        return found

    def _grade_second_hop(self, first: Hop, second: Hop, rank: int) -> None:
        """Find whom visits of a rank and better alone list at the second hop."""
        self.desk.wipe()
        _then_first, then = self._hops(self._terms((2 << rank) - 2), first.persons)
        if then is not None:
            second.better(then.persons, rank)

    def _hops(self, terms: Terms, listed: Array | None = None) -> tuple[Hop, Hop | None]:
        without = np.fromiter(self.numbers.values(), np.uint32, len(self.numbers))
        search = Search(self.index, terms, self.places, self.desk)
        search.meet(self._index_carriers(), self.query.index_places, without)
        first = self._noted()
        if self.query.hops == 1:
            return first, None
        others = first.persons if listed is None else np.append(first.persons, listed)
        search.meet(self._onward_carriers(first), (), np.append(without, others))
        return first, self._noted()

    def _noted(self) -> Hop:
        return Hop.noted(self.desk, self.index.names.people, self.index.epoch)

    def _terms(self, ranks: int) -> Terms:
        query = self.query
        grades = sum(1 << EvidenceGrade(grade).rank for grade in query.grades) if query.grades else ALL_RANKS
        sources = sum(1 << SOURCES[str(source)] for source in query.sources) if query.sources else (1 << 8) - 1
        return Terms(
            _admitted(sources, grades & ranks), query.match_zones, query.min_overlap_s, query.linger_s,
            query.with_lists, SWEEP_FROM, SWEEP_RATIO,
        )  # fmt: skip

    def _index_carriers(self) -> Carriers:
        periods = [
            (self.numbers[stay.person], epoch_second(stay.start), epoch_second(stay.until), once)
            for stay, once in _merged(self.query.index)
            if stay.person in self.numbers
        ]
        columns = list(zip(*periods, strict=True)) or [(), (), (), ()]
        return Carriers(
            np.array(columns[0], np.uint32), np.array(columns[1], np.int64) - self.index.epoch,
            np.array(columns[2], np.int64) - self.index.epoch, np.array(columns[3], np.bool_),
        )  # fmt: skip

    def _onward_carriers(self, first: Hop) -> Carriers:
        within, epoch = self.query.second_hop_within_s, self.index.epoch
        last = first.columns.last // 1000 - epoch
        until = np.full(len(last), NO_END) if within is None else last + within
        return Carriers(first.persons, first.columns.first // 1000 - epoch, until, np.ones(len(last), np.bool_))


def _admitted_places(query: TraceQuery, places: Mapping[int, str] | None, within: Array | None) -> Array | None:
    """The places of the kinds the question names and within the limits of who asks, in order; ``None`` for all."""
    if not query.place_kinds:
        return within
    named = sorted(place for place, kind in (places or {}).items() if kind in query.place_kinds)
    return np.array(named, np.int64) if within is None else np.intersect1d(named, within)


def _admitted(sources: int, grades: int) -> int:
    """A bit for each pair of grade and source, as :func:`~sizao.traceback.index.layout.is_admitted` reads it."""
    return sum(sources << (8 * grade) for grade in range(1, 8) if grades >> grade & 1)


def _merged(stays: Iterable[IndexStay]) -> Iterator[tuple[IndexStay, bool]]:
    """Index periods of each person, those that overlap or touch made one; whether it is the person's only one."""
    merged: list[IndexStay] = []
    for stay in sorted(stays):
        if merged and merged[-1].person == stay.person and stay.start <= merged[-1].until:
            last = merged.pop()
            stay = IndexStay(stay.person, last.start, max(last.until, stay.until))
        merged.append(stay)
    periods = Counter(stay.person for stay in merged)
    for stay in merged:
        yield stay, periods[stay.person] == 1
