"""A day's visits in both orders: what the compiled sorts give is what a general sort gives, each visit once."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from sizao.traceback import arrange, segments
from sizao.traceback.arrange import arranged
from sizao.traceback.index import radix
from sizao.traceback.index.build import SOURCES, Names, columns_of
from sizao.traceback.index.layout import MASK_3, MASK_5, MASK_16, MASK_17
from sizao.traceback.index.people import NO_PEOPLE
from sizao.traceback.segments import ORDERS, STORED
from sizao.traceback.tables import MOMENT, VISITS, conforming
from sizao.traceback.visits import EvidenceGrade

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


def told(visits: pa.Table, names: Names) -> list[tuple]:
    """What the index must say of each visit that lasts, by place and start: found out one by one, without any loop of ours."""
    rows = [
        (row["place"], int(row["start"].timestamp()) - DAY_MS // 1000, row["person"], int(row["until"].timestamp()) - DAY_MS // 1000, row["zone"], row["source"], row["grade"])
        for row in visits.group_by(VISITS.names).aggregate([]).to_pylist()
    ]  # fmt: skip
    rows = sorted((row for row in rows if row[1] < row[3]), key=lambda row: (*row[:4], row[4] or "~", *row[5:]))
    zones = {zone: number for number, zone in enumerate(names.zones, start=1)} | {None: 0}
    met = defaultdict(list)
    for row in rows:
        met[row[0], row[2]].append(row)
    return [
        (
            place, person, start, until, gap_code(row, met[place, person]),
            EvidenceGrade(grade).rank, SOURCES[source], zones[zone],
        )
        for row in rows for place, start, person, until, zone, source, grade in [row]
    ]  # fmt: skip


def gap_code(row: tuple, others: list[tuple]) -> int:
    """The power of two of a visit's distance from the person's visits before and after it in the place, and from midnight."""
    at = others.index(row)
    gap = min(row[1], 86_400 - row[3])
    if at:
        gap = min(gap, row[1] - max(each[3] for each in others[:at]))
    if at + 1 < len(others):
        gap = min(gap, others[at + 1][1] - row[3])
    return max(gap, 0).bit_length()


@pytest.mark.parametrize(
    "visits",
    [
        pytest.param(crowd(5_000, 700, 90, 80_000), id="a city"),
        pytest.param(crowd(5_000, 700, 90, 80_000, far=10**12), id="numbers far apart"),
        pytest.param(crowd(1_500, 2, 3, 80_000), id="hundreds of visits of one person"),
        pytest.param(crowd(400, 3, 2, 30), id="touching and overlapping"),
    ],
)
def test_the_columns_say_what_the_visits_say(visits):
    known = Names(NO_PEOPLE.extended(pa.array([650, 3, 9], pa.int64()))[0], ("Z", "A"))
    made, names = columns_of(arranged(visits), known)
    assert (names.zones, names.people.ids[:3].tolist()) == (("Z", "A", "B"), [3, 9, 650])
    spots = np.repeat(made.place, np.diff(made.place_at.astype(np.int64)))
    words = [
        (made.word >> shift) & mask
        for shift, mask in ((44, MASK_17), (27, MASK_17), (22, MASK_5), (19, MASK_3), (16, MASK_3), (0, MASK_16))
    ]
    expected = told(visits, names)
    assert (
        list(zip(spots.tolist(), names.people.ids[made.person].tolist(), *map(np.ndarray.tolist, words), strict=True))
        == expected
    )
    assert made.latest.tolist() == [max(row[3] for row in expected[at : at + 64]) for at in range(0, len(expected), 64)]
    for number, person in enumerate(made.who.tolist()):
        mine = made.row[made.who_at[number] : made.who_at[number + 1]]
        assert mine.tolist() == np.flatnonzero(made.person == person).tolist()
    assert len(made.who) == len(np.unique(made.person))


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
