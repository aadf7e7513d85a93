"""One door for a question over tail and lake: the compiled index answers, DuckDB stands in, the reference last.

The index holds the lake. From the tail only the visits that can matter are fetched and laid beside it: those of the
index persons, those at their places at the same time, and for a second hop the same around everybody whom the first
hop lists. The question is then answered as if all visits lay in one place.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sizao.ground.presence.queries import tail, warming
from sizao.ground.presence.queries.lake import (
    Opened,
    Scope,
    places_in_scope,
    scope,
    sealed_at,
    sealed_of,
    steady,
)
from sizao.ground.presence.types import Engine, Found
from sizao.traceback import duckdb_engine, reference, tables
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import Visit

log = logging.getLogger(__name__)
FAULTS = (ArithmeticError, AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError)
"""What the index may fail with, its own bugs included: another engine gives the same answer more slowly."""
MOST_CARRIERS = 20_000
"""From so many persons of the first hop on, the whole tail of the period is read instead of looking each one up."""


@dataclass(frozen=True)
class _Asked:
    """A question on its way: what is known besides, and up to when visits count."""

    question: TraceQuery
    own: pa.Table
    horizon: datetime
    kinds: Mapping[int, str] | None


def answer(
    question: TraceQuery, own: Sequence[Visit], horizon: datetime, kinds: Mapping[int, str] | None = None
) -> Found:
    """Answer a question from all visits in scope, sealed or not, each seen once.

    Args:
        question: the question.
        own: visits of the index persons that are known from their own account.
        horizon: no visit that starts later is looked at.
        kinds: the kinds of places, needed when the question names kinds.

    Raises:
        LakeAbsent, LakeAltered: the lake is not what was sealed.
        ValueError: the question names kinds of places, and none are given.
    """
    if question.place_kinds and kinds is None:
        raise ValueError("the question names place kinds, but the kinds of the places are not given")
    asked = _Asked(question, tables.visits_table(own), horizon, kinds)
    return steady(lambda known: _answer(asked, known))


def candidates(question: TraceQuery, own: Sequence[Visit], horizon: datetime) -> pa.Table:
    """Every visit in scope that can matter to a question, as an Arrow table; more than needed is harmless."""
    asked = _Asked(question, tables.visits_table(own), horizon, None)
    return steady(lambda known: _candidates(asked, known))


def _answer(asked: _Asked, known: Opened | None) -> Found:
    if warming.is_warm() and not (here := scope()).persons:
        try:
            return _by_index(asked, known, here)
        except FileNotFoundError:
            raise
        except FAULTS:
            log.exception("the index could not answer; DuckDB does")
    visits = _candidates(asked, known)
    table, engine = _by_others(asked, visits)
    return Found(table=table, engine=engine, visits=visits.num_rows, sealed=0)


def _by_others(asked: _Asked, visits: pa.Table) -> tuple[pa.Table, Engine]:
    """DuckDB answers; when it cannot, the reference engine gives the same answer more slowly."""
    try:
        return duckdb_engine.run_table(asked.question, visits, asked.kinds), Engine.DUCKDB
    except duckdb.Error:
        found = reference.run(asked.question, tables.visits_of(visits), asked.kinds)
        return tables.answer_table(found), Engine.REFERENCE


def _candidates(asked: _Asked, known: Opened | None) -> pa.Table:
    question = asked.question
    start, until = question.first_hop_period

    def of(persons: set[int], begin: datetime, end: datetime) -> pa.Table:
        return pa.concat_tables([sealed_of(known, persons, begin, end), tail.tail_of(persons, begin, end)])

    def at(places: set[int], begin: datetime, end: datetime) -> pa.Table:
        return pa.concat_tables([sealed_at(known, places, begin, end), tail.tail_at(places, begin, end)])

    index = pa.concat_tables([asked.own, of(set(question.persons), start, until)])
    near = at(_numbers(index, "place") | {each.place for each in question.index_places}, start, until)
    if question.hops == 1:
        return pa.concat_tables([index, near])
    onward = of(_numbers(near, "person") - question.persons, start, asked.horizon)
    return pa.concat_tables([index, near, onward, at(_numbers(onward, "place"), start, asked.horizon)])


def _numbers(table: pa.Table, column: str) -> set[int]:
    return set(pc.unique(table[column]).to_pylist())


_mapped: dict[tuple[str, str], Any] = {}
_mapping = Lock()


def index_of(known: Opened | None) -> Any:
    """The generation's index, mapped once per process; the one of an older generation is let go.

    Raises:
        FileNotFoundError: the generation went away while it was being mapped.
    """
    from sizao.traceback.index import store
    from sizao.traceback.index.held import Index

    if known is None or not known.days:
        return Index.of_table(tables.VISITS.empty_table())
    key = (str(known.lake.directory), known.seal.checksum)
    with _mapping:
        if key not in _mapped:
            index = store.mapped(known.lake)
            if {segment.day for segment in index.segments} != set(known.days):
                raise FileNotFoundError(known.lake.directory)
            _mapped.clear()
            _mapped[key] = index
            if warming.is_warm():  # a process that serves: the next question need not stop at every page
                Thread(target=index.enter_pages, name="enter-pages", daemon=True).start()
        return _mapped[key]


def _by_index(asked: _Asked, known: Opened | None, here: Scope) -> Found:
    from sizao.traceback.index import engine

    whole, question = index_of(known), asked.question
    within = places_in_scope(known, here) if known is not None else None
    start, until = question.first_hop_period
    days = days_touched(whole, start, until if question.hops == 1 else max(until, asked.horizon))
    lake = whole.limited(days)
    newer = tail.tail_of(question.persons, start, until)
    newer = pa.concat_tables([newer, _met_by_index(asked, lake, pa.concat_tables([asked.own, newer]))])
    if question.hops == 2:
        newer = pa.concat_tables([newer, _onward(asked, known, lake, newer, within)])
    found = engine.run_table(question, _beside(lake, asked.own, newer), asked.kinds, within=_limits(within, newer))
    sealed = sum(len(segment.columns.person) for segment in lake.segments)
    return Found(table=found, engine=Engine.INDEX, visits=sealed + newer.num_rows + asked.own.num_rows, sealed=sealed)


def days_touched(index: Any, start: datetime, until: datetime) -> tuple[Any, ...]:
    """The segments whose days a period touches."""
    begin, end = start.timestamp(), until.timestamp()
    return tuple(each for each in index.segments if each.midnight < end and each.midnight + 86_400 > begin)


def _beside(lake: Any, own: pa.Table, newer: pa.Table) -> Any:
    """The lake's index with other visits beside it."""
    visits = pa.concat_tables([own, newer])
    return lake.with_table(visits) if visits.num_rows else lake


def _limits(within: Any, newer: pa.Table) -> Any:
    """The places that exist for who asks: the lake's in scope, and those of visits that came out of the tail."""
    if within is None:
        return None
    return np.union1d(within, pc.unique(newer["place"]).to_numpy())


def _met_by_index(asked: _Asked, lake: Any, near: pa.Table) -> pa.Table:
    """The tail at the times and places of the index persons and places."""
    from sizao.traceback.index.stays import whereabouts

    question = asked.question
    start, until = question.first_hop_period
    were = whereabouts(lake, question.persons, start, until)
    places = [were.place, near["place"].to_numpy(), [each.place for each in question.index_places]]
    starts = [were.start, _seconds(near["start"]), [int(each.start.timestamp()) for each in question.index_places]]
    untils = [were.until, _seconds(near["until"]), [int(each.until.timestamp()) for each in question.index_places]]
    place, begin, end = (np.concatenate(parts).astype(np.int64) for parts in (places, starts, untils))
    lasting = (begin < until.timestamp()) & (end > start.timestamp())
    if not lasting.any():
        return tables.VISITS.empty_table()
    return tail.tail_meeting(place[lasting], begin[lasting], end[lasting] + question.linger_s)


def _onward(asked: _Asked, known: Opened | None, lake: Any, newer: pa.Table, within: Any) -> pa.Table:
    """The tail around everybody whom the first hop lists: their own later visits, and who was there with them."""
    from sizao.traceback.index import engine

    first = replace(asked.question, hops=1, with_lists=False, second_hop_within_s=None)
    met = engine.run_table(first, _beside(lake, asked.own, newer), asked.kinds, within=_limits(within, newer))
    oldest = tail.oldest_start(known.end if known else None)
    if not met.num_rows or oldest is None:
        return tables.VISITS.empty_table()
    persons, begin, last = met["person"].to_numpy(), _seconds(met["first"]), _seconds(met["last"])
    longest = asked.question.second_hop_within_s
    horizon = int(asked.horizon.timestamp())
    end = np.full(len(last), horizon) if longest is None else np.minimum(last + longest, horizon)
    if met.num_rows > MOST_CARRIERS:
        return tail.tail_between(_moment(begin.min()), asked.horizon)
    own = tail.tail_after(persons, begin, end)
    return pa.concat_tables([own, _met_onward(asked, lake, own, (persons, begin, end), oldest)])


def _met_onward(asked: _Asked, lake: Any, own: pa.Table, carrying: tuple[Any, Any, Any], oldest: datetime) -> pa.Table:
    """The tail at the times and places of the carriers while they carry."""
    from sizao.traceback.index.stays import whereabouts

    persons, begin, end = carrying
    were = whereabouts(lake, persons.tolist(), max(oldest, _moment(begin.min())) - timedelta(days=1), asked.horizon)
    order = np.argsort(persons, kind="stable")
    of = order[np.searchsorted(persons[order], were.person)]
    place = np.concatenate([were.place, own["place"].to_numpy()])
    start = np.concatenate([np.maximum(were.start, begin[of]), _seconds(own["start"])])
    until = np.concatenate([np.minimum(were.until, end[of]), _seconds(own["until"])]) + asked.question.linger_s
    lasting = (start < until) & (until > oldest.timestamp())
    if not lasting.any():
        return tables.VISITS.empty_table()
    return tail.tail_meeting(place[lasting], start[lasting], until[lasting])


def _seconds(column: Any) -> Any:
    return column.cast(pa.int64()).to_numpy() // 1000


def _moment(second: Any) -> datetime:
    return datetime.fromtimestamp(int(second), UTC)


def visits_of(person_ids: Iterable[int], start: datetime, until: datetime) -> pa.Table:
    """Visits of persons that touch ``[start, until)``, those in scope, sealed or not; sealed ones split at midnight UTC."""
    persons = set(person_ids)
    return steady(
        lambda known: pa.concat_tables([sealed_of(known, persons, start, until), tail.tail_of(persons, start, until)])
    )


def visits_at(place_ids: Iterable[int], start: datetime, until: datetime) -> pa.Table:
    """Visits at places that touch ``[start, until)``, those in scope, sealed or not; sealed ones split at midnight UTC."""
    places = set(place_ids)
    return steady(
        lambda known: pa.concat_tables([sealed_at(known, places, start, until), tail.tail_at(places, start, until)])
    )


def persons_at(place_id: int) -> int:
    """How many different persons are on record at a place, sealed or not."""
    ever = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
    return len(pc.unique(visits_at([place_id], *ever)["person"]))
