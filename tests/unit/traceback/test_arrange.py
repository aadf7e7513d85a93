"""A day's visits in both orders: what the compiled sorts give is what a general sort gives, each visit once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pytest

from sizao.traceback import arrange, segments
from sizao.traceback.arrange import arranged
from sizao.traceback.index import radix
from sizao.traceback.index.build import Names, columns_of, day_columns
from sizao.traceback.index.people import NO_PEOPLE
from sizao.traceback.segments import ORDERS, STORED
from sizao.traceback.tables import MOMENT, VISITS, conforming

DAY = date(2021, 12, 1)
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
        pytest.param(crowd(300_000, 70_000, 3_000, 80_000), id="two threads"),
        pytest.param(crowd(500, 90, 30, 50, far=10**12), id="numbers far apart"),
    ],
)
def test_both_orders_are_those_of_a_general_sort(visits, tmp_path):
    once = visits.group_by(VISITS.names).aggregate([]).select(VISITS.names)
    found = arranged(visits)
    for name, columns in ORDERS.items():
        file = tmp_path / name
        digest = segments.write(found, name, file)
        read = conforming(segments.visits_in(file))
        assert read.equals(once.sort_by([(column, "ascending") for column in columns]).cast(VISITS))
        assert digest == segments.sha256(file)


def test_texts_of_very_many_combinations_are_numbered_as_they_occur(monkeypatch):
    visits = crowd(3_000, 40, 30, 80_000)
    expected = arranged(visits)
    monkeypatch.setattr(arrange, "MANY", 2)
    found = arranged(visits)
    codes = [[ranks[each.by_place[:, 2] & radix.CODE] for ranks in each.texts.ranks] for each in (found, expected)]
    assert np.array_equal(*codes)
    assert np.array_equal(found.by_place[:, :2], expected.by_place[:, :2])


def test_each_row_group_names_its_own_zones_when_there_are_many(tmp_path):
    """A hotel has a thousand rooms: each file repeats a room's name as often as it must and no oftener."""
    visits = crowd(70_000, 900, 30, 80_000)
    rooms = pa.array([f"room {number % 3_000} of the third floor" for number in range(visits.num_rows)])
    visits = visits.set_column(2, VISITS.field("zone"), rooms)
    in_places = visits.sort_by([(column, "ascending") for column in ORDERS["by_place"]])
    segments.write(arranged(visits), "by_place", tmp_path / "rooms")
    assert conforming(segments.visits_in(tmp_path / "rooms"))["zone"].equals(in_places["zone"])


@pytest.mark.parametrize("far", [1, 10**12])
def test_columns_of_arranged_visits_are_those_of_the_file(far):
    """The index is the same whether it is made while the Parquet is written or out of it."""
    visits = crowd(40_000, 700, 90, 80_000, far)
    in_places = visits.group_by(VISITS.names).aggregate([]).select(VISITS.names)
    in_places = in_places.sort_by([(column, "ascending") for column in ORDERS["by_place"]]).cast(VISITS)
    known = Names(NO_PEOPLE.extended(pa.array([650 * far, 3 * far, 9], pa.int64()))[0], ("Z", "A"))
    made, names = columns_of(arranged(visits), known)
    read, others = day_columns(DAY, in_places, known)
    for name, column in made._asdict().items():
        assert column.tolist() == getattr(read, name).tolist(), name
        assert column.dtype == getattr(read, name).dtype
    assert names.people.ids.tolist() == others.people.ids.tolist()
    assert names.zones == others.zones


def test_a_person_of_very_many_visits_keeps_them_apart():
    """The gaps of somebody who was in three places a thousand times are those that the file gives."""
    visits = crowd(3_000, 2, 3, 80_000)
    in_places = visits.group_by(VISITS.names).aggregate([]).select(VISITS.names)
    in_places = in_places.sort_by([(column, "ascending") for column in ORDERS["by_place"]]).cast(VISITS)
    made, _ = columns_of(arranged(visits), Names(NO_PEOPLE))
    assert made.word.tolist() == day_columns(DAY, in_places, Names(NO_PEOPLE))[0].word.tolist()


def test_visits_of_two_days_are_no_day():
    start = pa.array([DAY_MS + 86_400_000] + [DAY_MS] * 5).cast(MOMENT)
    late = crowd(6, 3, 3, 5).set_column(3, VISITS.field("start"), start)
    with pytest.raises(ValueError, match="one UTC day"):
        arranged(late)


def test_a_file_that_does_not_read_back_is_refused(tmp_path, monkeypatch):
    """What the disk gives back is compared with what was meant, not only its checksum."""
    visits = arranged(crowd(2_000, 90, 30, 80_000))
    written = segments._table

    def torn(*given):
        table = written(*given)
        return table.set_column(0, STORED.field("person"), pa.array([7] * table.num_rows)) if not torn.calls else table

    torn.calls = 0

    def counted(*given):
        table = torn(*given)
        torn.calls += 1
        return table

    monkeypatch.setattr(segments, "_table", counted)
    with pytest.raises(segments.Unreadable):
        segments.write(visits, "by_person", tmp_path / "torn")
