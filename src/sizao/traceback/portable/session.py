"""Has an engine answer a batch of questions: opens the visits it needs, keeps each step, fetches the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol, TypeAlias

import pyarrow as pa
from ibis.backends.sql import compilers
from sqlglot import ErrorLevel

from sizao.traceback import tables
from sizao.traceback.answer import Exposed
from sizao.traceback.duckdb_engine import Parts, parts_of
from sizao.traceback.lake import Lake
from sizao.traceback.portable import batch
from sizao.traceback.portable.expression import steps
from sizao.traceback.query import TraceQuery

Visits: TypeAlias = "pa.Table | Lake | Path | Sequence[Path]"
"""What can be searched: an Arrow table, a lake, one Parquet file or several."""


class Session(Protocol):
    """What an engine must be able to do; four short methods, everything else is said in the expression."""

    dialect: str
    """How Ibis calls the engine's SQL."""

    def put(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known by a name."""

    def open(self, name: str, parts: Parts) -> None:
        """Make Parquet files known as one table, each part by its columns (SQL)."""

    def keep(self, name: str, sql: str) -> None:
        """Work a step out and hold it under its name."""

    def fetch(self, name: str) -> pa.Table:
        """A kept step as an Arrow table."""


def run(
    session: Session, query: TraceQuery, visits: Visits, places: Mapping[int, str] | None = None
) -> tuple[Exposed, ...]:
    """Answer one question; see :func:`sizao.traceback.reference.run` for the meaning."""
    return tables.answer_of(run_tables(session, [query], visits, places)[0])


def run_tables(
    session: Session, questions: Sequence[TraceQuery], visits: Visits, places: Mapping[int, str] | None = None
) -> list[pa.Table]:
    """Answer many questions over the same visits at once, each as a table of schema ``tables.ANSWER``.

    Raises:
        ValueError: when a question names place kinds and no kinds are given, or a needed column is absent.
    """
    if not questions:
        return []
    for name, table in batch.as_tables(questions, places).items():
        session.put(name, table)
    hops = max(query.hops for query in questions)
    _open(session, visits, *_period(questions))
    for name, sql in statements(hops, session.dialect):
        session.keep(name, sql)
    return batch.answers(session.fetch("answer"), len(questions))


@cache
def statements(hops: int, dialect: str) -> tuple[tuple[str, str], ...]:
    """Each step's name and its SQL for one engine; the same for every question.

    Ibis's compilers alone are asked: its connection to Spark would bring in pandas, and each engine reads Parquet and
    hands out Arrow by itself.
    """
    compiler = getattr(compilers, dialect).compiler
    return tuple(
        (step.name, compiler.to_sqlglot(step.table).sql(dialect=compiler.dialect, unsupported_level=ErrorLevel.RAISE))
        for step in steps(hops)
    )


def _period(questions: Sequence[TraceQuery]) -> tuple[datetime, datetime | None]:
    """The half-open period outside which no visit can matter; ``None`` where it has no end."""
    begins, ends = zip(*(query.first_hop_period for query in questions), strict=True)
    onward = [query for query in questions if query.hops == 2]
    if any(query.second_hop_within_s is None for query in onward):
        return min(begins), None
    more = [
        query.first_hop_period[1] + timedelta(seconds=(query.second_hop_within_s or 0) + query.linger_s)
        for query in onward
    ]
    return min(begins), max([*ends, *more])


def _open(session: Session, visits: Visits, start: datetime, until: datetime | None) -> None:
    for order in ("by_person", "by_place"):
        parts = [] if isinstance(visits, pa.Table) else parts_of(visits, order, start, until, session.dialect)
        if parts:
            session.open(order, parts)
        else:
            session.put(order, tables.conforming(visits) if isinstance(visits, pa.Table) else NO_VISITS)


NO_VISITS = tables.VISITS.empty_table()
