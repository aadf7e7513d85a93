"""One table of headings, words and dates: files of the command line and batches of the platform read the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from sizao.ground.presence import rules
from sizao.ground.presence.types import RowShape
from sizao.traceback import files, headings, intake, tables
from sizao.traceback.files import Layout
from sizao.traceback.headings import SHAPES, Dates
from sizao.traceback.intake import Flaw, Terms
from sizao.traceback.visits import EvidenceGrade, VisitSource

AS_OF = datetime(2022, 4, 1, tzinfo=UTC)


def taken(folder, text, *, layout=files.USUAL, **terms):
    file = folder / "visits.csv"
    file.write_text(text, "utf-8")
    read = files.read(file, layout)
    return intake.take(read.rows, Terms(AS_OF, **terms), read.broken)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_heading_is_known_to_files_and_to_batches(shape):
    for field, names in SHAPES[shape].columns.items():
        for name in names:
            others = [of[0] for each, of in SHAPES[shape].columns.items() if each != field]
            heading = f"exposures.{name.upper()}" if name.isascii() else f" {name} "
            place = headings.found([*others, heading], SHAPES[shape])
            assert place[field] == len(others), (field, name)
            rows = pa.table([pa.array(["1"])] * (len(others) + 1), names=[*others, heading])
            assert field in rules.canonical(rows, RowShape(shape)).column_names


def test_every_shape_of_the_platform_is_one_of_the_table():
    assert {each.value for each in RowShape} == set(SHAPES)


MOMENTS = {
    "2022年3月5日 14:30": "2022-03-05T06:30", "2022年3月5日14时30分": "2022-03-05T06:30", "2022年03月05日 9点": None,
    "2022年3月5日 9时整": None, "2022年3月5日9点05分07秒": "2022-03-05T01:05:07", "2022/3/5 9:05": "2022-03-05T01:05",
    "2022-3-5 14:30": "2022-03-05T06:30", "2022年3月5日 14：30": "2022-03-05T06:30", "2022年3月5日 24:00": "2022-03-05T16:00",
}  # fmt: skip
NINE = "2022-03-05T01:00"


@pytest.mark.parametrize("text", sorted(MOMENTS))
def test_dates_in_chinese_are_read_alike_by_both(tmp_path, text):
    expected = datetime.fromisoformat(MOMENTS[text] or NINE).replace(tzinfo=UTC)
    [visit] = tables.visits_of(taken(tmp_path, f"人员,场所,开始时间,结束时间\n1,2,{text},2022年3月6日 9:00\n").visits)
    assert visit.start == expected
    rows = pa.table({"person": ["1"], "place": ["2"], "start": [text], "until": ["2022年3月6日 9:00"]})
    screened = rules.screen(rows, RowShape.VISITS, pa.array([2]).to_numpy(), AS_OF)
    assert screened.visits["start"].to_pylist() == [expected]


@pytest.mark.parametrize(("dates", "month"), [(Dates.DAY_FIRST, 3), (Dates.MONTH_FIRST, 5)])
def test_an_ambiguous_date_is_read_in_the_order_that_is_named(tmp_path, dates, month):
    text = "person,place,start,until\n1,2,05/03/2022 10:00,05/03/2022 11:00\n"
    late = datetime(2022, 12, 1, tzinfo=UTC)
    file = tmp_path / "visits.csv"
    file.write_text(text, "utf-8")
    read = files.read(file, Layout(dates=dates))
    [visit] = tables.visits_of(intake.take(read.rows, Terms(late)).visits)
    assert (visit.start.month, visit.start.day) == (month, 8 - month)


def test_an_ambiguous_date_without_an_order_is_put_aside_as_it_came(tmp_path):
    found = taken(tmp_path, "person,place,start,until\n1,2,05/03/2022 10:00,05/03/2022 11:00\n")
    assert found.reasons == {Flaw.BAD_TIME: 1} and found.aside["start"].to_pylist() == ["05/03/2022 10:00"]


def test_words_of_sources_and_grades_in_both_languages_and_none_dropped(tmp_path):
    lines = [f"{n},9,2022-03-05 10:00,2022-03-05 11:00,{source},{grade}" for n, (source, grade) in enumerate(
        [("场所码扫码", "扫码自报"), ("Hotel registration", "Real-name record"), ("checkpoint", "核实"), ("小道消息", "核实"), ("", "")], 1
    )]  # fmt: skip
    found = taken(tmp_path, "\n".join(["人员编号,地点,开始,结束,数据来源,证据等级", *lines]) + "\n")
    said = [(each.person, each.source, each.grade) for each in tables.visits_of(found.visits)]
    assert said == [
        (1, VisitSource.VENUE_SCAN, EvidenceGrade.CLAIMED), (2, VisitSource.HOTEL, EvidenceGrade.RECORDED),
        (3, VisitSource.CHECKPOINT, EvidenceGrade.VERIFIED), (5, VisitSource.IMPORT, EvidenceGrade.STATED),
    ]  # fmt: skip
    assert found.reasons == {Flaw.BAD_WORD: 1} and found.aside["source"].to_pylist() == ["小道消息"]
    rows = pa.table({"person": ["1", "2"], "place": ["9", "9"], "start": ["2022-03-05 10:00"] * 2,
                     "until": ["2022-03-05 11:00"] * 2, "source": ["场所码扫码", "小道消息"], "grade": ["扫码自报", ""]})  # fmt: skip
    screened = rules.screen(rows, RowShape.VISITS, pa.array([9]).to_numpy(), AS_OF)
    assert screened.visits["source"].to_pylist() == ["venue_scan"] and len(screened.flaws) == 1


def test_a_passage_lasts_a_minute_and_is_read_only_when_it_is_said_to_be_one(tmp_path):
    text = "旅客编号,卡口,查验时间,车道\n1,2,2022年3月5日 10:00,3\n"
    with pytest.raises(ValueError, match="--shape"):
        taken(tmp_path, text)
    found = taken(
        tmp_path, text, layout=Layout("checkpoint"), passage=headings.PASSAGE, source=SHAPES["checkpoint"].source
    )
    [visit] = tables.visits_of(found.visits)
    assert (visit.until - visit.start, visit.zone, visit.source) == (headings.PASSAGE, "3", VisitSource.CHECKPOINT)


def test_headings_that_nobody_knows_are_named(tmp_path):
    text = "证号,门店,进,出\n1,2,2022-03-05 10:00,2022-03-05 11:00\n"
    own = {"person": "证号", "place": "门店", "start": "进", "until": "出"}
    [visit] = tables.visits_of(taken(tmp_path, text, layout=Layout(own=own)).visits)
    assert (visit.person, visit.place) == (1, 2)
    with pytest.raises(ValueError, match="--column"):
        taken(tmp_path, text, layout=Layout(own={"person": "证号"}))
