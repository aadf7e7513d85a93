"""How sources write visits: one table of headings, words and dates for files on the command line and batches of the platform.

========== ============================================= ================================================
shape      a row is                                      and means by itself
========== ============================================= ================================================
visits     person, place, start, until                   a stay, by whatever source the row names
checkpoint person, place, one moment                     a passage: it is taken to last one minute
hotel      person, place, check-in, check-out            a stay of one or more nights
========== ============================================= ================================================

Headings are found in Chinese and English, whatever their case, blanks and signs; of ``exposures.startDate`` the last part counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sizao.kernel.words import LabelledEnum
from sizao.traceback.visits import EvidenceGrade, VisitSource

PASSAGE = timedelta(minutes=1)
"""How long a passage without an end is taken to last: a moment shares no time with anybody."""
NEEDED = ("person", "place", "start", "until")
PERSON = (
    "person", "person_id", "person_number", "person_uuid", "patient_id", "traveller", "guest", "人员", "人员编号", "旅客编号",
)  # fmt: skip
PLACE = (
    "place", "place_id", "place_number", "venue", "location", "location_id", "facility", "场所", "场所编号", "地点",
)  # fmt: skip
ZONE = ("zone", "seat", "room", "floor", "分区", "区域", "座位", "房间", "房号", "楼层")
SOURCE, GRADE = ("source", "来源", "数据来源"), ("grade", "证据等级", "可信等级")
RECORD = {
    "record": ("record", "record_id", "record_number", "记录编号", "流水号"),
    "supersedes": ("supersedes", "corrects", "被更正记录", "被更正记录编号"),
}
"""The source's own number of a row, and of the row that it corrects."""


class Dates(StrEnum):
    """In which order a sender writes a date whose year does not come first."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True)
class Shape:
    """How a source writes its rows."""

    columns: Mapping[str, tuple[str, ...]]
    """By field of a visit, the headings under which the column may stand."""
    source: VisitSource
    """The source of rows that name none."""
    passes: bool = False
    """Whether a row is a passage, which ends where the visit begins."""


SHAPES: dict[str, Shape] = {
    "visits": Shape(
        {
            "person": PERSON, "place": PLACE,
            "start": ("start", "from", "start_date", "start_time", "arrival", "check_in", "开始", "开始时间", "到达时间", "入住时间"),
            "until": (
                "until", "end", "to", "end_date", "end_time", "departure", "leave", "check_out", "结束", "结束时间", "离开时间", "离店时间",
            ),
            "zone": ZONE, "source": SOURCE, "grade": GRADE, **RECORD,
        },
        VisitSource.IMPORT,
    ),
    "checkpoint": Shape(
        {
            "person": PERSON, "place": (*PLACE, "checkpoint", "post", "卡口", "卡口编号"),
            "start": ("passed_at", "time", "通过时间", "查验时间"), "zone": (*ZONE, "lane", "车道"), **RECORD,
        },
        VisitSource.CHECKPOINT,
        passes=True,
    ),
    "hotel": Shape(
        {
            "person": PERSON, "place": (*PLACE, "hotel", "酒店", "酒店编号"),
            "start": ("check_in", "arrived_at", "arrival", "入住", "入住时间"),
            "until": ("check_out", "left_at", "departure", "离店", "离店时间"), "zone": ZONE, **RECORD,
        },
        VisitSource.HOTEL,
    ),
}  # fmt: skip


def fold(heading: str) -> str:
    """A heading without what does not matter."""
    return re.sub(r"[\W_]", "", heading.rpartition(".")[2]).casefold()


def found(names: Sequence[str], shape: Shape) -> dict[str, int]:
    """The place of the column of each field that stands under one of its headings; of two the heading named first."""
    at = {fold(name): place for place, name in reversed(list(enumerate(names)))}
    columns = {
        field: [at[each] for each in map(fold, headings) if each in at] for field, headings in shape.columns.items()
    }
    return {field: places[0] for field, places in columns.items() if places}


def absent(fields: Iterable[str], shape: Shape) -> list[str]:
    """The needed fields of a shape that are not among those found."""
    have = set(fields)
    return [each for each in NEEDED if each in shape.columns and each not in have]


def worded(column: Any, members: type[LabelledEnum]) -> Any:
    """Words of a source or a grade as their values, from Chinese, English or the value itself; others stay as they are."""
    known = {fold(text): each.value for each in members for text in (each.value, each.words.zh, each.words.en)}
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    told = {each: known[fold(each)] for each in pc.unique(text).to_pylist() if each and fold(each) in known}
    place = pc.index_in(text, value_set=pa.array(list(told), pa.string()))
    return pc.coalesce(pc.take(pa.array(list(told.values()), pa.string()), place), text)


WRITTEN: tuple[tuple[str, str], ...] = (
    (r"^\s+|\s+$", ""),
    (r"：", ":"),
    (r"^(\d{4})年(\d{1,2})月(\d{1,2})日?[T\s]*", r"\1-\2-\3 "),
    (r"(\d{1,2})[时点](\d{1,2})分(\d{1,2})秒", r"\1:\2:\3"),
    (r"(\d{1,2})[时点](\d{1,2})分?", r"\1:\2"),
    (r"(\d{1,2})[时点]整?$", r"\1:00"),
)
"""Chinese ways to write a date and a time, and the plain one."""
ORDERS: dict[Dates, tuple[str, str]] = {
    Dates.DAY_FIRST: (r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", r"\3-\2-\1"),
    Dates.MONTH_FIRST: (r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", r"\3-\1-\2"),
}
PADDED: tuple[tuple[str, str], ...] = (
    (r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", r"\1-0\2-0\3"),
    (r"^(\d{4})-0(\d{2})-", r"\1-\2-"),
    (r"^(\d{4}-\d{2})-0(\d{2})", r"\1-\2"),
    (r"^(\S+) +(\d):", r"\1 0\2:"),
    (r"\s+$", ""),
)
"""Two digits for each part, whoever left a nought out."""


def written(column: Any, dates: Dates = Dates.YEAR_FIRST) -> Any:
    """Texts of moments with the year first and in two digits each; what is no date stays as it came.

    Of ``05/03/2022`` nobody can say whether it is March or May: unless the order is given, it stays and is put aside.
    """
    order = [ORDERS[dates]] if dates in ORDERS else []
    text = column.cast(pa.string())
    for pattern, plain in (*WRITTEN, *order, *PADDED):
        text = pc.replace_substring_regex(text, pattern=pattern, replacement=plain)
    return text


SPOKEN: dict[str, type[LabelledEnum]] = {"source": VisitSource, "grade": EvidenceGrade}
"""Columns of words."""
