"""A lake whose earlier days say when a visit begins in another way: every reader sees the same visits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sizao.traceback import duckdb_engine, segments, tables
from sizao.traceback.index import engine, store
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexStay, TraceQuery
from sizao.traceback.visits import Visit

FIRST = datetime(2021, 12, 6, tzinfo=UTC)
STAYS = [(person, day, hour) for day in range(3) for person, hour in ((1, 9), (2, 9), (3, 14), (4, 23))]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    visits = [
        Visit(person, 5, FIRST + timedelta(days=day, hours=hour, minutes=person), FIRST + timedelta(days=day, hours=hour + 2))
        for person, day, hour in STAYS
    ]  # fmt: skip
    store.append(made, tables.visits_table(visits))
    return made


def as_before(lake: Lake) -> None:
    """Write the first day's files as they were written before: with the moment itself."""
    day = lake.manifest[date(2021, 12, 6)]
    for order in ("by_person", "by_place"):
        path = lake.directory / getattr(day, order).file
        rows = segments.visits_in(path)
        lasts = pa.compute.divide(pa.compute.subtract(rows["until"].cast("int64"), rows["start"].cast("int64")), 1000)
        old = rows.set_column(4, "seconds", lasts.cast(pa.int32()))
        pq.write_table(old, path)
    segments.layout_of.cache_clear()


def visits_of(lake: Lake) -> list[Visit]:
    found = [visit for file in lake.files("by_place") for visit in tables.visits_of(segments.visits_in(file))]
    return sorted(found, key=lambda each: (each.start, each.person))


def test_a_file_says_day_and_second(lake: Lake) -> None:
    path = lake.files("by_person")[0]
    held = pq.read_table(path)
    assert held.schema.names == segments.STORED.names
    assert set(held["day"].to_pylist()) == {date(2021, 12, 6)}
    assert held["second"].to_pylist()[0] == 9 * 3600 + 60
    said = duckdb.sql(f"select day + second * interval '1' second from read_parquet('{path}') limit 1").fetchall()
    assert said == [(datetime(2021, 12, 6, 9, 1),)], "any program adds two columns"


def test_all_readers_see_the_same_in_both_layouts(lake: Lake) -> None:
    query = TraceQuery(index=(IndexStay(1, FIRST, FIRST + timedelta(days=3)),), min_overlap_s=900)
    before, expected = visits_of(lake), engine.run_table(query, lake)
    as_before(lake)
    layouts = {segments.layout_of(file) for file in lake.files("by_place")}
    assert layouts == {segments.BY_THE_DAY, segments.BY_THE_MOMENT}
    assert visits_of(lake) == before
    assert expected.num_rows and duckdb_engine.run_table(query, lake).equals(expected)


def test_spark_is_told_the_same_columns(lake: Lake) -> None:
    as_before(lake)
    parts = segments.as_visits(lake.files("by_person"), "pyspark")
    assert [len(files) for files, _columns in parts] == [3, 1], "one visit goes on into a fourth day"
    assert [columns[3] for _files, columns in parts] == [
        "timestamp_seconds(unix_date(day) * bigint(86400) + second) as start", "start as start",
    ]  # fmt: skip
