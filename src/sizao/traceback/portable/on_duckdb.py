"""The portable expression on DuckDB: what runs on a cluster can be tried, explained and tested here in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from sizao.traceback.answer import Exposed
from sizao.traceback.duck import connected
from sizao.traceback.duckdb_engine import Parts, open_parts
from sizao.traceback.portable import session
from sizao.traceback.query import TraceQuery


class DuckdbSession:
    """One connection in memory."""

    dialect = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def put(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known by a name."""
        self.connection.execute(f"drop view if exists {name}")
        self.connection.register(name, table)

    def open(self, name: str, parts: Parts) -> None:
        """Make Parquet files known as one table."""
        open_parts(self.connection, name, parts)

    def keep(self, name: str, sql: str) -> None:
        """Work a step out; the names are those of the expression's steps, never anybody's words."""
        self.connection.execute(f"create or replace temp table {name} as {sql}")

    def fetch(self, name: str) -> pa.Table:
        """A kept step as an Arrow table."""
        return self.connection.table(name).to_arrow_table()


@contextmanager
def opened(*, threads: int = 2) -> Iterator[DuckdbSession]:
    """A session for some questions."""
    with connected(threads=threads) as connection:
        yield DuckdbSession(connection)


def run(
    query: TraceQuery, visits: session.Visits, places: Mapping[int, str] | None = None, *, threads: int = 2
) -> tuple[Exposed, ...]:
    """Answer one question; see :func:`sizao.traceback.reference.run` for the meaning."""
    with opened(threads=threads) as here:
        return session.run(here, query, visits, places)
