"""The same answer through SQL: DuckDB over an Arrow table, Parquet files or a lake, on a limited number of threads.

The statements follow the reference engine sentence by sentence (see :mod:`sizao.traceback.reference`). A *level* is the
rank of an evidence grade: the question is answered once for each level that occurs, from visits of that rank and
better; the weakest level is the answer, the best level that finds a person is the person's grade. Visits are joined
once, at the weakest level; only the shared pieces are repeated by level.

Values reach SQL as parameters, variables or registered tables only; no statement is put together from values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow as pa

from sizao.traceback import tables
from sizao.traceback.answer import Exposed
from sizao.traceback.duck import connected
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.reference import PLACE_ITSELF
from sizao.traceback.segments import as_visits
from sizao.traceback.visits import EvidenceGrade

Visits: TypeAlias = "pa.Table | Lake | Path | Sequence[Path]"
"""What can be searched: an Arrow table, a lake, one Parquet file or several."""

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)

ADMITTED = """
create or replace temp view admitted_{order} as
select person, place, zone, epoch_us("start") // 1000000 as s, epoch_us("until") // 1000000 as u, grades.rank
from raw_{order} join grades using (grade)
where epoch_us("start") // 1000000 < epoch_us("until") // 1000000
  and (getvariable('all_sources') or source in (select source from admitted_sources))
  and (getvariable('all_grades') or grade in (select grade from admitted_grades))
  and (getvariable('all_kinds') or place in (select place from admitted_places))
"""

INDEX_STAYS = """
create or replace temp table stay as
select 0 as carrier_level, v.rank, person as via, place, zone,
       greatest(v.s, index_persons.s) as s, least(v.u, index_persons.u) + $linger as u
from index_persons join admitted_by_person v using (person)
where greatest(v.s, index_persons.s) < least(v.u, index_persons.u)
union all
select 0, 0, $place_itself, place, zone, s, u + $linger from index_places
"""

CARRIERS = """
create or replace temp table carrier as
select level as carrier_level, person, min(s) as s, coalesce(max(u) + $within, 253370764800) as u
from encounter group by level, person
"""
"""The number is the year 9999 in epoch seconds: no end."""

ONWARD_STAYS = """
create or replace temp table stay as
select carrier_level, v.rank, person as via, place, zone,
       greatest(v.s, carrier.s) as s, least(v.u, carrier.u) + $linger as u
from carrier join admitted_by_person v using (person)
where greatest(v.s, carrier.s) < least(v.u, carrier.u)
"""

PIECES = """
create or replace temp table piece as
select stay.carrier_level, greatest(stay.rank, v.rank) as rank, via, v.person, v.place,
       greatest(stay.s, v.s) as s, least(stay.u, v.u) as u
from stay join admitted_by_place v on v.place = stay.place and v.s < stay.u and v.u > stay.s
where v.person <> stay.via and v.person not in (select person from unlisted)
  and (not $match_zones or stay.zone is null or v.zone is null or v.zone = stay.zone)
"""

LEVELS = """
create or replace temp table levels as
with base as (select distinct carrier_level from stay)
select level, max(base.carrier_level) as carrier_level
from (select rank as level from piece union select carrier_level from base) join base on base.carrier_level <= level
where level > 0 group by level
"""
"""Each level with the level of carriers it builds on: the weakest that is no weaker than itself."""

ENCOUNTERS = """
create or replace temp table encounter as
with shared as (
  select distinct level, via, person, place, s, u
  from piece join levels on piece.carrier_level = levels.carrier_level and piece.rank <= levels.level
), marked as (
  select *, coalesce(s > max(u) over (partition by level, via, person, place order by s, u
                                      rows between unbounded preceding and 1 preceding), true) as begins
  from shared
), numbered as (
  select *, count(*) filter (begins) over (partition by level, via, person, place order by s, u
                                           rows between unbounded preceding and current row) as run
  from marked
)
select level, via, person, place, min(s) as s, max(u) as u from numbered
group by level, via, person, place, run having max(u) - min(s) >= $min_overlap
"""
"""Equal pieces are taken once first: the two windows might order them differently and tear a run apart."""

LISTED = """
insert into listed
with top as (select max(level) as top from levels),
best as (select person, min(level) as rank from encounter group by person)
select $hop, person, any_value(best.rank),
       coalesce(list_sort(list_distinct(list(via) filter (via <> $place_itself))), []),
       list_sort(list_distinct(list(place))), min(s), max(u), sum(u - s), count(*)
from encounter join top on level = top join best using (person) group by person
"""

NO_ANSWER = """
create temp table listed (hop tinyint, person bigint, rank bigint, via bigint[], places bigint[],
                          s bigint, u bigint, seconds bigint, encounters bigint)
"""

ANSWER = """
select person, hop, case when $with_lists then via else [] end as via,
       case when $with_lists then places else [] end as places, make_timestamptz(s * 1000000) as first, make_timestamptz(u * 1000000) as last,
       seconds, encounters, grade
from listed join grades using (rank) order by hop, person
"""


def run(
    query: TraceQuery, visits: Visits, places: Mapping[int, str] | None = None, *, threads: int = 2
) -> tuple[Exposed, ...]:
    """Answer the question; see :func:`sizao.traceback.reference.run` for the meaning, :data:`Visits` for the input.

    Raises:
        ValueError: when the question names place kinds and no kinds are given, or a needed column is absent.
    """
    return tables.answer_of(run_table(query, visits, places, threads=threads))


def run_table(
    query: TraceQuery, visits: Visits, places: Mapping[int, str] | None = None, *, threads: int = 2
) -> pa.Table:
    """The answer as an Arrow table of schema :data:`sizao.traceback.tables.ANSWER`, in its one order."""
    if query.place_kinds and places is None:
        raise ValueError("the question names place kinds, but the kinds of the places are not given")
    with connected(threads=threads) as connection:
        _state_question(connection, query, places or {})
        _first_hop(connection, query, visits)
        if query.hops == 2:
            _second_hop(connection, query, visits)
        answer = connection.sql(ANSWER, params={"with_lists": query.with_lists})
        return answer.to_arrow_table().cast(tables.ANSWER)


def _state_question(connection: duckdb.DuckDBPyConnection, query: TraceQuery, places: Mapping[int, str]) -> None:
    admitted = sorted(place for place, kind in places.items() if kind in query.place_kinds)
    for name, columns in {
        "grades": {"grade": [str(each) for each in EvidenceGrade], "rank": [each.rank for each in EvidenceGrade]},
        "admitted_sources": {"source": _texts(query.sources)},
        "admitted_grades": {"grade": _texts(query.grades)},
        "admitted_places": {"place": pa.array(admitted, pa.int64())},
        "index_persons": _stays(query.index, "person"),
        "index_places": {
            **_stays(query.index_places, "place"),
            "zone": _texts(each.zone or None for each in query.index_places),
        },
        "never_listed": {"person": pa.array(sorted(query.unlisted), pa.int64())},
    }.items():
        connection.register(name, pa.table(columns))
    for name, listed in (("sources", query.sources), ("grades", query.grades), ("kinds", query.place_kinds)):
        connection.execute(f"set variable all_{name} = $1", [not listed])
    connection.execute("create temp table unlisted as from never_listed")
    connection.execute(NO_ANSWER)


def _first_hop(connection: duckdb.DuckDBPyConnection, query: TraceQuery, visits: Visits) -> None:
    _open(connection, visits, *query.first_hop_period)
    connection.execute(INDEX_STAYS, {"linger": query.linger_s, "place_itself": PLACE_ITSELF})
    _list_hop(connection, query, 1)


def _second_hop(connection: duckdb.DuckDBPyConnection, query: TraceQuery, visits: Visits) -> None:
    connection.execute(CARRIERS, {"within": query.second_hop_within_s})
    start, until = query.first_hop_period
    if query.second_hop_within_s is None:
        until = FOREVER
    else:
        until += timedelta(seconds=query.second_hop_within_s + query.linger_s)
    _open(connection, visits, start, until)
    connection.execute(ONWARD_STAYS, {"linger": query.linger_s})
    connection.execute("insert into unlisted select person from listed")
    _list_hop(connection, query, 2)


def _list_hop(connection: duckdb.DuckDBPyConnection, query: TraceQuery, hop: int) -> None:
    connection.execute(PIECES, {"match_zones": query.match_zones})
    connection.execute(LEVELS)
    connection.execute(ENCOUNTERS, {"min_overlap": query.min_overlap_s})
    connection.execute(LISTED, {"hop": hop, "place_itself": PLACE_ITSELF})


def _open(connection: duckdb.DuckDBPyConnection, visits: Visits, start: datetime, until: datetime) -> None:
    """Make the visits of a period known as ``admitted_by_person`` and ``admitted_by_place``."""
    for order in ("by_person", "by_place"):
        raw = f"raw_{order}"
        connection.execute(f"drop view if exists admitted_{order}")
        if isinstance(visits, pa.Table):
            connection.register(raw, tables.conforming(visits))
        else:
            _open_files(connection, raw, parts_of(visits, order, start, until, "duckdb"))
        connection.execute(ADMITTED.format(order=order))


Parts: TypeAlias = "Sequence[tuple[Sequence[Path], Sequence[str]]]"
"""Files, and the columns of ``tables.VISITS`` as SQL over them."""


def open_parts(connection: duckdb.DuckDBPyConnection, name: str, parts: Parts) -> None:
    """Make files known as one table."""
    some = [
        connection.read_parquet([str(file) for file in files]).project(", ".join(columns)) for files, columns in parts
    ]
    reduce(lambda one, other: one.union(other), some).create_view(name, replace=True)


def _open_files(connection: duckdb.DuckDBPyConnection, name: str, parts: Parts) -> None:
    if parts:
        open_parts(connection, name, parts)
    else:
        connection.execute(f"drop view if exists {name}")
        connection.register(name, tables.VISITS.empty_table())


def parts_of(
    visits: Lake | Path | Sequence[Path], order: str, start: datetime, until: datetime | None, dialect: str
) -> Parts:
    """The files that may hold visits of a period, with their columns as an engine's SQL (``duckdb``, ``pyspark``)."""
    if isinstance(visits, Lake):
        return as_visits(visits.files(order, start, until), dialect)
    files = tables.checked_files([visits] if isinstance(visits, Path) else visits)
    return [(files, tables.VISITS.names)] if files else []


def _stays(stays: Sequence[IndexStay] | Sequence[IndexPlace], who: str) -> dict[str, pa.Array]:
    return {
        who: pa.array([getattr(each, who) for each in stays], pa.int64()),
        "s": pa.array([int(each.start.timestamp()) for each in stays], pa.int64()),
        "u": pa.array([int(each.until.timestamp()) for each in stays], pa.int64()),
    }


def _texts(values: object) -> pa.Array:
    return pa.array([None if each is None else str(each) for each in values], pa.string())  # type: ignore[attr-defined]
