"""Rows on their way into a lake: whatever table they come in, each is believed or put aside with a reason."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sizao.traceback import files, intake, tables
from sizao.traceback.intake import Flaw, Terms
from sizao.traceback.keys import Keys
from sizao.traceback.visits import EvidenceGrade, VisitSource

AS_OF = datetime(2021, 12, 20, tzinfo=UTC)
HEAD = "person,place,start,until\n"


def taken(folder: Path, text: str, *, encoding: str = "utf-8", **terms) -> intake.Taken:
    path = folder / "visits.csv"
    path.write_bytes(text.encode(encoding))
    found = files.read(path)
    return intake.take(found.rows, Terms(AS_OF, **terms), found.broken)


def told(one: intake.Taken) -> list[tuple[int, str]]:
    return [(row["line"], row["reason"]) for row in one.aside.to_pylist()]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("x,10,2021-12-01 09:00,2021-12-01 10:00", Flaw.PERSON_UNKNOWN),
        (",10,2021-12-01 09:00,2021-12-01 10:00", Flaw.PERSON_UNKNOWN),
        ("-1,10,2021-12-01 09:00,2021-12-01 10:00", Flaw.PERSON_UNKNOWN),
        ("1,12,2021-12-01 09:00,2021-12-01 10:00", Flaw.PLACE_UNKNOWN),
        ("1,,2021-12-01 09:00,2021-12-01 10:00", Flaw.PLACE_UNKNOWN),
        ("1,10,yesterday,2021-12-01 10:00", Flaw.BAD_TIME),
        ("1,10,2021-12-01 09:00,", Flaw.BAD_TIME),
        ("1,10,2021-12-01 09:00,infinity", Flaw.BAD_TIME),
        ("1,10,2021-13-01 09:00,2021-12-01 10:00", Flaw.BAD_TIME),
        ("1,10,2021-12-01 09:00,2021-12-01 24:30", Flaw.BAD_TIME),
        ("1,10,2021-12-01 09:00,2021-12-01 25:00", Flaw.BAD_TIME),
        ("1,10,2021-12-01 10:00,2021-12-01 09:00", Flaw.ENDS_FIRST),
        ("1,10,2021-12-01 10:00,2021-12-01 10:00", Flaw.NO_LENGTH),
        ("1,10,1970-01-01 00:00,1970-01-01 01:00", Flaw.TOO_OLD),
        ("1,10,2031-12-01 09:00,2031-12-01 10:00", Flaw.FUTURE),
        ("1,10,2021-06-01 09:00,2021-12-01 10:00", Flaw.TOO_LONG),
        ("1,10,2021-12-01 09:00,2021-12-01 10:00,more", Flaw.BROKEN),
    ],
)
def test_a_row_that_cannot_be_right_is_put_aside(tmp_path, row, reason):
    good = "2,11,2021-12-01 09:00,2021-12-01 10:00\n"
    found = taken(tmp_path, HEAD + good + row + "\n", places=frozenset({10, 11}))
    assert told(found) == [(3, reason)]
    assert (found.declared, found.visits.num_rows) == (2, 1)
    assert found.reasons == {reason: 1}


def test_a_good_row_loses_nothing(tmp_path):
    text = "person,place,zone,start,until,source,grade\n 7 ,10,A,2021/12/01 9:00,2021-12-01T24:00,HOTEL,\n"
    [visit] = tables.visits_of(taken(tmp_path, text).visits)
    assert (visit.person, visit.place, visit.zone) == (7, 10, "A")
    assert (visit.start, visit.until) == (
        datetime(2021, 12, 1, 1, tzinfo=UTC), datetime(2021, 12, 1, 16, tzinfo=UTC),
    )  # fmt: skip
    assert (visit.source, visit.grade) == (VisitSource.HOTEL, EvidenceGrade.RECORDED)


@pytest.mark.parametrize(
    "time", ["2021-12-01 09:00:00.7Z", "2021-12-01T09:00:00+00:00", "2021-12-01 17:00", "2021-12-01 17:00:00+0800"]
)
def test_an_offset_counts_and_civil_time_needs_none(tmp_path, time):
    [visit] = tables.visits_of(taken(tmp_path, f"{HEAD}1,10,{time},2021-12-02 00:00\n").visits)
    assert visit.start == datetime(2021, 12, 1, 9, tzinfo=UTC)


def test_the_same_row_twice_counts_once(tmp_path):
    row = "1,10,2021-12-01 09:00,2021-12-01 10:00\n"
    found = taken(tmp_path, HEAD + row * 3)
    assert told(found) == [(3, "duplicate"), (4, "duplicate")]
    assert found.visits.num_rows == 1


TWO_PLACES = f"{HEAD}1,10,2021-12-01 09:00,2021-12-01 12:00\n1,11,2021-12-01 10:00,2021-12-01 11:00\n1,12,2021-12-01 12:00,2021-12-01 13:00\n"


@pytest.mark.parametrize(("is_strict", "kept"), [(False, 3), (True, 2)])
def test_somebody_in_two_places_at_once_is_noted(tmp_path, is_strict, kept):
    found = taken(tmp_path, TWO_PLACES, is_strict=is_strict)
    assert told(found) == [(3, "overlaps")]
    assert found.visits.num_rows == kept
    assert found.aside["kept"].to_pylist() == [not is_strict]


def test_a_strange_word_is_put_aside(tmp_path):
    found = taken(tmp_path, "person,place,start,until,source\n1,10,2021-12-01,2021-12-02,gossip\n")
    assert found.reasons == {Flaw.BAD_WORD: 1}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("人员编号;场所编号;到达时间;离开时间;分区\n1;10;2021-12-01 09:00;2021-12-01 10:00;东座\n", "gb18030"),
        ("Exposure\tExposure\tExposure\tExposure\nperson.personUuid\texposures.location\texposures.startDate\texposures.endDate\n"
         "1\t10\t2021-12-01 09:00\t2021-12-01 10:00\n", "utf-8"),
        ('"Person","Place","From","Until"\n"1","10","2021-12-01 09:00","2021-12-01 10:00"\n', "utf-8-sig"),
        ("person,place,start,until,room\n1,10,2021-12-01 09:00,2021-12-01 10:00,Étage\n", "latin-1"),
    ],
)  # fmt: skip
def test_tables_of_other_systems_are_read(tmp_path, text, encoding):
    found = taken(tmp_path, text, encoding=encoding)
    [visit] = tables.visits_of(found.visits)
    assert (visit.person, visit.place, visit.start.hour) == (1, 10, 1)
    assert told(found) == []


def test_a_table_without_a_place_is_refused(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("person,start,until\n1,2021-12-01,2021-12-02\n")
    with pytest.raises(ValueError, match="heading"):
        files.read(path)


def test_typed_times_are_taken_as_they_are(tmp_path):
    moments = [datetime(2021, 12, 1, 9, 30, tzinfo=UTC), datetime(2021, 12, 1, 10, tzinfo=UTC)]
    table = pa.table({"person": [1], "place": [10], "start": [moments[0]], "until": [moments[1]]})
    pq.write_table(table, tmp_path / "visits.parquet")
    naive = table.set_column(2, "start", pa.array([moments[0].replace(tzinfo=None, hour=17)]))
    pq.write_table(naive, tmp_path / "civil.parquet")
    for name in ("visits.parquet", "civil.parquet"):
        [visit] = tables.visits_of(intake.take(files.read(tmp_path / name).rows, Terms(AS_OF)).visits)
        assert [visit.start, visit.until] == moments


def test_keys_of_other_systems_get_numbers_that_stay(tmp_path):
    rows = pa.table({"person": ["W-2", "W-1", "", "W-2"], "place": ["hall", "hall", "park", None]})
    keys = Keys(tmp_path / "keys.csv")
    numbered = keys.number(rows)
    assert numbered.to_pydict() == {"person": [1, 2, None, 1], "place": [1, 1, 2, None]}
    keys.save()
    again = Keys(tmp_path / "keys.csv").number(pa.table({"person": ["W-3", "W-1"], "place": ["park", "hall"]}))
    assert again.to_pydict() == {"person": [3, 2], "place": [2, 1]}


def test_places_with_their_kinds(tmp_path):
    (tmp_path / "places.csv").write_text("place,kind\n10,hospital\n11,\n")
    assert files.places(tmp_path / "places.csv") == {10: "hospital", 11: ""}
    (tmp_path / "places.csv").write_text("name\nhall\n")
    with pytest.raises(ValueError, match="place"):
        files.places(tmp_path / "places.csv")


HEADING = "person,place,start,until\n"
LINE = "1,7,2021-12-01 09:00,2021-12-01 10:00\n"


def test_empty_lines_count_and_are_no_rows(tmp_path):
    path = tmp_path / "visits.csv"
    path.write_text(f"{HEADING}{LINE}\n\n{LINE}1,7\n\n{LINE}", "utf-8")
    found = files.read(path)
    assert found.rows["line"].to_pylist() == [2, 5, 8]
    assert found.broken["line"].to_pylist() == [6]


def test_the_whole_file_tells_its_encoding(tmp_path):
    path = tmp_path / "visits.csv"
    long = "".join(LINE for _ in range(4_000))
    assert len(long) > files.HEAD
    path.write_bytes(
        f"{HEADING.replace('until', 'until,zone')}{long.replace(chr(10), ',' + chr(10))}".encode()
        + "1,7,2021-12-01 09:00,2021-12-01 10:00,三楼\n".encode("gb18030")
    )
    assert files.read(path).rows["zone"].to_pylist()[-1] == "三楼"
