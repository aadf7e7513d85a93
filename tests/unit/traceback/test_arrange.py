"""A day's visits in both orders: what counting sorts give is what a general sort gives, each visit once."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from sizao.traceback import arrange
from sizao.traceback.lake import ORDERS
from sizao.traceback.tables import VISITS, conforming

DAY_MS = int(datetime(2021, 12, 1, tzinfo=UTC).timestamp()) * 1000


def crowd(rows: int, persons: int, places: int, moments: int, far: int = 1) -> pa.Table:
    """Random visits (seeded) with many ties: few persons, places and moments; ``far`` spreads the numbers."""
    draw = np.random.default_rng(rows + persons)
    start = DAY_MS + draw.integers(0, moments, rows) * 1000
    words = {
        name: pa.array(draw.choice(values, rows), from_pandas=True)
        for name, values in (
            ("zone", np.array([None, "A", "B"], object)), ("source", ["hotel", "checkpoint"]), ("grade", ["stated"])
        )
    }  # fmt: skip
    moment = VISITS.field("start").type
    columns = {
        "person": draw.integers(1, persons + 1, rows) * far, "place": draw.integers(1, places + 1, rows) * far,
        "start": pa.array(start).cast(moment), "until": pa.array(start + draw.integers(0, 3, rows) * 1000).cast(moment),
    }  # fmt: skip
    return pa.table([({**columns, **words})[name] for name in VISITS.names], schema=VISITS)


@pytest.mark.parametrize(
    "visits",
    [
        pytest.param(VISITS.empty_table(), id="none"),
        pytest.param(crowd(1, 1, 1, 1), id="one"),
        pytest.param(crowd(3_000, 4, 3, 5), id="mostly repeated, long ties"),
        pytest.param(crowd(3_000, 1, 1, 2_000), id="one crowded place"),
        pytest.param(crowd(2_000, 900, 300, 80_000), id="as a city"),
        pytest.param(crowd(500, 90, 30, 50, far=10**12), id="numbers far apart"),
    ],
)
def test_both_orders_are_those_of_a_general_sort(visits):
    once = visits.group_by(VISITS.names).aggregate([]).select(VISITS.names)
    found = arrange.both_orders(visits)
    for name, columns in ORDERS.items():
        assert conforming(found[name]).equals(once.sort_by([(column, "ascending") for column in columns]).cast(VISITS))
