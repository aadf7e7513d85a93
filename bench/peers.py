"""The general engines that the index is measured against, each with the data laid out for the question as it likes best.

- *DuckDB, unsorted*: the Parquet as it came in, one file a day.
- *DuckDB, sorted*: native tables in two orders, by person and by place and start.
- *PostgreSQL*: one table, two b-trees, analysed.

Each is told by hand that no visit is longer than :data:`LONGEST`, so that it need not look further back; the index
knows this from its own blocks. Each answers with the same sums for each exposed person, which must agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa

LONGEST = "interval '4 hours 15 minutes'"

STEPS = """
with stay as (
  select place, greatest(start, $from) as s, least(until, $to) as u
  from {by_person} where person = any($cases) and start < $to and start > $from - {longest} and until > $from {only}
), met as (
  select v.person, greatest(v.start, stay.s) as s, least(v.until, stay.u) as u
  from stay join {by_place} v
    on v.place = stay.place and v.start < stay.u and v.start > stay.s - {longest} and v.until > stay.s
  where not v.person = any($cases)
)
select person, count(*) as encounters, sum({seconds})::bigint as seconds, min(s) as first, max(u) as last
from met where {seconds} >= {minimum} group by person
"""

SECOND = """
with first_hop as materialized ({first}), stay as (
  select v.place, greatest(v.start, f.first) as s, {ends} as u
  from first_hop f join {by_person} v on v.person = f.person and v.until > f.first {begins} {small}
), met as (
  select v.person, greatest(v.start, stay.s) as s, least(v.until, stay.u) as u
  from stay join {by_place} v
    on v.place = stay.place and v.start < stay.u and v.start > stay.s - {longest} and v.until > stay.s
  where not v.person = any($cases) and v.person not in (select person from first_hop)
)
select person, count(*) as encounters, sum({seconds})::bigint as seconds, min(s) as first, max(u) as last
from met where {seconds} >= {minimum} group by person
union all select * from first_hop
"""
SUMS = """
select count(*), sum(encounters)::bigint, sum(seconds)::bigint, sum({epoch_first})::bigint, sum({epoch_last})::bigint
from ({answer}) as answer
"""


@dataclass(frozen=True)
class Asked:
    """A question as the peers take it."""

    cases: list[int]
    start: Any
    until: Any
    minimum_s: int
    hops: int = 1
    place: int | None = None
    within_s: int | None = None
    """How long after the last meeting with a case somebody's own meetings count."""
    crowded: tuple[int, ...] = ()
    """Places that are not looked at."""


def _text(asked: Asked, tables: tuple[str, str], dialect: dict[str, str]) -> str:
    only = f"and place = {asked.place:d}" if asked.place is not None else ""
    small = f"and not place in ({', '.join(map(str, asked.crowded))})" if asked.crowded else ""
    last = "" if asked.within_s is None else f"f.last + interval '{asked.within_s:d} seconds'"
    words = {
        "by_person": tables[0], "by_place": tables[1], "longest": LONGEST, "minimum": f"{asked.minimum_s:d}",
        "seconds": dialect["seconds"], "only": only + small,
        "small": small.replace("place", "v.place"), "ends": f"least(v.until, {last})" if last else "v.until",
        "begins": f"and v.start < {last}" if last else "",
    }  # fmt: skip
    first = STEPS.format(**words)
    answer = first if asked.hops == 1 else SECOND.format(first=first, **words)
    return SUMS.format(
        answer=answer, epoch_first=dialect["epoch"].format("first"), epoch_last=dialect["epoch"].format("last")
    )


DUCKDB = {"seconds": "(epoch_ms(u) - epoch_ms(s)) // 1000", "epoch": "epoch_ms({}) // 1000"}
POSTGRES = {"seconds": "extract(epoch from u - s)", "epoch": "extract(epoch from {})"}


class Duck:
    """DuckDB over one of its two layouts."""

    def __init__(self, database: Path, tables: tuple[str, str]) -> None:
        self.connection = duckdb.connect(str(database))
        self.connection.execute("set timezone = 'UTC'; set preserve_insertion_order = false")
        self.tables = tables

    def ask(self, asked: Asked) -> tuple[int, ...]:
        """The sums of the answer."""
        values = {"cases": asked.cases, "from": asked.start, "to": asked.until}
        found = self.connection.execute(_text(asked, self.tables, DUCKDB), values).fetchone()
        return tuple(int(each or 0) for each in found or ())

    def close(self) -> None:
        """Let the files go."""
        self.connection.close()


def unsorted_duck(raw: Path) -> Duck:
    """DuckDB over the Parquet files as they came in."""
    source = f"read_parquet('{raw}/*.parquet')"
    return Duck(Path(":memory:"), (source, source))


def sorted_duck(file: Path, raw: Path) -> Duck:
    """DuckDB over native tables in two orders; made when the file is absent."""
    is_new = not file.exists()
    duck = Duck(file, ("by_person", "by_place"))
    if is_new:
        for name, order in (("by_person", "person, start"), ("by_place", "place, start")):
            duck.connection.execute(
                f"create table {name} as select person, place, start, until from read_parquet('{raw}/*.parquet')"
                f" order by {order}"
            )
        duck.connection.execute("checkpoint")
    return duck


class Postgres:
    """PostgreSQL with a table and two b-trees."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def load(self, days: Iterable[pa.Table]) -> None:
        """Copy the visits in and index them."""
        run = self.connection.execute
        run("create unlogged table visit (person bigint, place bigint, start timestamptz, until timestamptz)")
        for table in days:
            self._copy(table)
        run("set maintenance_work_mem = '2GB'")
        run("create index on visit (place, start)")
        run("create index on visit (person, start)")
        run("vacuum analyze visit")

    def _copy(self, table: pa.Table) -> None:
        relation = duckdb.connect()
        relation.execute("set timezone = 'UTC'")
        relation.register("visits", table)
        columns = "person, place, strftime(start, '%Y-%m-%d %H:%M:%S+00'), strftime(until, '%Y-%m-%d %H:%M:%S+00')"
        with self.connection.cursor() as cursor, cursor.copy("copy visit from stdin with (format csv)") as copy:
            for batch in relation.execute(f"select concat_ws(',', {columns}) as line from visits").to_arrow_reader(
                65_536
            ):
                copy.write(("\n".join(batch.column(0).to_pylist()) + "\n").encode())

    def ask(self, asked: Asked) -> tuple[int, ...]:
        """The sums of the answer."""
        text = _text(asked, ("visit", "visit"), POSTGRES)
        for name in ("cases", "from", "to"):
            text = text.replace(f"${name}", f"%({name})s")
        values = {"cases": asked.cases, "from": asked.start, "to": asked.until}
        found = self.connection.execute(text, values).fetchone()  # type: ignore[call-overload]
        return tuple(int(each or 0) for each in found or ())


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """A server of its own with 4 GB of buffers, durable settings off: it is asked, not trusted."""
    from sizao.spine.database.launcher import Cluster

    cluster = Cluster(folder, durable=False)
    cluster.start()
    with psycopg.connect(**cluster.admin(), autocommit=True) as connection:
        connection.execute("alter system set shared_buffers = '4GB'")
        connection.execute("alter system set max_wal_size = '8GB'")
    cluster.stop()
    cluster.start()
    try:
        with psycopg.connect(**cluster.admin(), autocommit=True) as connection:
            connection.execute("set jit = off")
            connection.execute("set work_mem = '512MB'")
            yield Postgres(connection)
    finally:
        cluster.stop()
