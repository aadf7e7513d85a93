"""The engines that must answer every example alike; the portable one where ``requirements/spark.lock`` is installed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

from sizao.traceback import duckdb_engine, reference, tables
from sizao.traceback.answer import Exposed
from sizao.traceback.index import engine as index_engine
from sizao.traceback.index import search
from sizao.traceback.lake import Lake
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import Visit

Engine = Callable[[TraceQuery, Sequence[Visit], Mapping[int, str] | None, Path], tuple[Exposed, ...]]


def by_reference(query, visits, places, folder):
    return reference.run(query, visits, places)


def by_duckdb_over_arrow(query, visits, places, folder):
    return duckdb_engine.run(query, tables.visits_table(visits), places)


def by_duckdb_over_lake(query, visits, places, folder):
    lake = Lake(folder / "lake")
    lake.append(tables.visits_table(visits))
    return duckdb_engine.run(query, lake, places)


def by_index_in_memory(query, visits, places, folder):
    return index_engine.run(query, tables.visits_table(visits), places)


def by_index_over_lake(query, visits, places, folder):
    lake = Lake(folder / "lake")
    lake.append(tables.visits_table(visits))
    return index_engine.run(query, lake, places)


def by_index_sweeping(query, visits, places, folder):
    """The sweep wherever it is possible, however few the carriers."""
    with patch.multiple(index_engine, SWEEP_FROM=1, SWEEP_RATIO=-1):
        return index_engine.run(query, tables.visits_table(visits), places)


def by_index_shared(query, visits, places, folder):
    """The days shared among three workers in few parts, however little there is to do."""
    with patch.multiple(search, SHARED_FROM=0, processors=lambda: 3):
        return index_engine.run(query, tables.visits_table(visits), places)


def by_index_shared_by_day(query, visits, places, folder):
    """Each day a part of its own, as for many carriers."""
    with patch.multiple(search, MANY=0, processors=lambda: 3):
        return index_engine.run(query, tables.visits_table(visits), places)


def by_portable_expression(query, visits, places, folder):
    """The expression that runs on Spark, here on DuckDB; Spark itself answers in tests/generative/test_spark.py."""
    from sizao.traceback.portable import on_duckdb

    return on_duckdb.run(query, tables.visits_table(visits), places)


ENGINES: dict[str, Engine] = {
    "reference": by_reference,
    "duckdb-arrow": by_duckdb_over_arrow,
    "duckdb-lake": by_duckdb_over_lake,
    "index-memory": by_index_in_memory,
    "index-lake": by_index_over_lake,
    "index-sweep": by_index_sweeping,
    "index-shared": by_index_shared,
    "index-shared-by-day": by_index_shared_by_day,
    **({"portable": by_portable_expression} if find_spec("ibis") else {}),
}
