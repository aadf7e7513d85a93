"""A place that is traced for weeks, and air that lingers for weeks: every engine finds every day's visitors."""

from datetime import UTC, datetime, timedelta

import pytest

from sizao.traceback import duckdb_engine, reference, tables
from sizao.traceback.index import engine
from sizao.traceback.index.held import Index
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.visits import Visit

BEGIN, DAY, HOUR = datetime(2021, 12, 1, tzinfo=UTC), timedelta(days=1), timedelta(hours=1)
HALL = 5


def asked(query, visits):
    """The persons whom the index finds; it says the same as the others, row by row."""
    table = tables.visits_table(visits)
    found = engine.run_table(query, Index.of_table(table))
    assert tables.answer_of(found) == reference.run(query, visits)
    assert found.equals(duckdb_engine.run_table(query, table))
    return found["person"].to_pylist()


@pytest.mark.parametrize("days", [1, 5, 6, 7, 8, 20, 60])
@pytest.mark.parametrize("zone", ["", "3F"])
def test_a_place_traced_for_so_many_days_lists_the_visitors_of_each(days, zone):
    visits = [Visit(1 + day, HALL, BEGIN + day * DAY + 9 * HOUR, BEGIN + day * DAY + 17 * HOUR) for day in range(days)]
    here = IndexPlace(HALL, BEGIN - 10 * DAY, BEGIN + (days + 10) * DAY, zone)
    assert asked(TraceQuery(index_places=(here,), match_zones=bool(zone)), visits) == list(range(1, days + 1))


@pytest.mark.parametrize("linger", [1, 5, 6, 7, 30])
def test_air_that_lingers_for_so_many_days(linger):
    visits = [Visit(1, HALL, BEGIN, BEGIN + HOUR)]
    visits += [Visit(2 + day, HALL, BEGIN + day * DAY + 9 * HOUR, BEGIN + day * DAY + 10 * HOUR) for day in range(40)]
    query = TraceQuery(index=(IndexStay(1, BEGIN, BEGIN + DAY),), linger_s=linger * 86_400)
    assert len(asked(query, visits)) == linger
