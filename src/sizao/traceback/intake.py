"""Visits on their way into a lake: a file's rows are read, believed, or put aside with a reason; none is dropped silently.

A table is whatever :mod:`sizao.traceback.files` reads: columns of text, or typed times. The checks run in DuckDB, row by
row: what presence in the platform refuses is refused here by the same rules.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from sizao.kernel.words import LabelledEnum
from sizao.traceback import tables
from sizao.traceback.duck import connected
from sizao.traceback.visits import USUAL_GRADE, EvidenceGrade, VisitSource

CIVIL = "Asia/Shanghai"
"""The time that text without an offset tells."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No source is older; an earlier year is a typing error."""
LONGEST = timedelta(days=92)
"""The longest believable single stay, unless the source is one of people who live there."""
CLOCK_TOLERANCE = timedelta(hours=24)
"""How far a sender's clock may run ahead."""
COLUMNS = ("person", "place", "zone", "start", "until", "source", "grade")


class Flaw(LabelledEnum):
    """Why a row was put aside, in the order in which rows are examined."""

    BROKEN = "broken", "列数与表头不符", "It has more or fewer columns than the heading"
    PERSON_UNKNOWN = "person_unknown", "人员编号无效", "The person's number is not valid"
    PLACE_UNKNOWN = "place_unknown", "无此场所", "There is no such place"
    BAD_TIME = "bad_time", "时间无法识别", "The time cannot be read"
    ENDS_FIRST = "ends_first", "结束早于开始", "It ends before it starts"
    NO_LENGTH = "no_length", "没有停留时长", "It takes up no time"
    TOO_OLD = "too_old", "年份不可信", "The year is implausible"
    FUTURE = "future", "时间在将来(设备时钟有误)", "It lies in the future (a clock is wrong)"
    TOO_LONG = "too_long", "停留过长,不可信", "It lasts implausibly long"
    BAD_WORD = "bad_word", "来源或等级无法识别", "Its source or grade is not a known word"
    DUPLICATE = "duplicate", "同一文件内重复", "The same row stands earlier in the file"
    OVERLAPS = "overlaps", "同一人同时在两处", "The same person was elsewhere at that time"


ASIDE = pa.schema(
    [
        pa.field("line", pa.int64()),
        pa.field("reason", pa.string()),
        pa.field("kept", pa.bool_()),
        *(pa.field(name, pa.string()) for name in COLUMNS),
    ]
)
"""One row put aside, as it came; ``kept`` when it went into the lake all the same (see :class:`Terms`)."""


@dataclass(frozen=True)
class Terms:
    """By what rows are judged."""

    as_of: datetime
    """The moment that counts as now."""
    source: VisitSource = VisitSource.IMPORT
    """Of rows that name none."""
    places: frozenset[int] | None = None
    """The places that exist; ``None`` when nobody says."""
    longest: timedelta = LONGEST
    passage: timedelta | None = None
    """How long each row lasts where rows are passages and have no end of their own."""
    is_strict: bool = False
    """Whether somebody in two places at once is put aside. Otherwise both stays are kept and the later one is noted: a
    shop inside a mall is no error, and a stay left out is an exposure missed."""


@dataclass(frozen=True)
class Taken:
    """What became of a file's rows: ``declared`` are those believed and those put aside without being kept."""

    declared: int
    visits: pa.Table
    aside: pa.Table
    midnights: int = 0
    """Rows that went in whose 24:00 was taken as the next midnight."""

    @property
    def reasons(self) -> dict[Flaw, int]:
        """How many rows were put aside or noted, by reason."""
        found = {row["values"]: row["counts"] for row in self.aside["reason"].value_counts().to_pylist()}
        return {flaw: found[flaw.value] for flaw in Flaw if flaw.value in found}


def take(raw: pa.Table, terms: Terms, broken: pa.Table | None = None) -> Taken:
    """Judge a table's rows.

    Args:
        raw: ``line`` and :data:`COLUMNS`; all text, or times as timestamps.
        terms: By what they are judged.
        broken: Rows that could not be read as rows, schema :data:`ASIDE`.
    """
    broken = ASIDE.empty_table() if broken is None else broken
    with connected(threads=os.cpu_count() or 1) as connection:
        connection.execute(f"set TimeZone = '{CIVIL}'")
        connection.register("raw", raw)
        connection.register("known_places", pa.table({"place": pa.array(sorted(terms.places or ()), pa.int64())}))
        usual = {"source": [str(each) for each in USUAL_GRADE], "grade": [str(each) for each in USUAL_GRADE.values()]}
        connection.register("usual_grades", pa.table(usual))
        start, until = _moment(raw, "start"), _moment(raw, "until")
        if terms.passage is not None:
            until = f"({start}) + interval {int(terms.passage.total_seconds())} second"
        connection.execute(READ.format(start=start, until=until), {"source": str(terms.source)})
        connection.execute(JUDGED, _limits(terms))
        connection.execute(NOTED, {"is_strict": terms.is_strict})
        visits = tables.conforming(connection.sql(BELIEVED).to_arrow_table())
        aside = connection.sql(PUT_ASIDE).to_arrow_table().cast(ASIDE)
        midnights = connection.sql(MIDNIGHTS, params={"midnight": MIDNIGHT}).to_arrow_table()["rows"][0].as_py()
    return Taken(raw.num_rows + broken.num_rows, visits, pa.concat_tables([broken, aside]), midnights)


def _limits(terms: Terms) -> Mapping[str, object]:
    return {
        "any_place": terms.places is None, "earliest": EARLIEST, "latest": terms.as_of + CLOCK_TOLERANCE, "longest": terms.longest,
        "sources": [str(each) for each in VisitSource], "known_grades": [str(each) for each in EvidenceGrade],
    }  # fmt: skip


def _moment(raw: pa.Table, name: str) -> str:
    """SQL for a column's moments in whole seconds: typed as they are, text in ISO 8601, ``24:00`` the next midnight."""
    if pa.types.is_timestamp(raw.schema.field(name).type):
        return f"date_trunc('second', \"{name}\"::timestamptz)"
    text = f"replace(regexp_replace(trim(\"{name}\"), '[T ]+', ' '), '/', '-')"
    moment = f"try_cast(replace({text}, ' 24:00', ' 00:00') as timestamptz)"
    more = f"case when regexp_matches({text}, '{MIDNIGHT}') then interval 1 day else interval 0 day end"
    is_told = (
        f"regexp_matches({text}, '{DATED}') and (not contains({text}, ' 24:') or regexp_matches({text}, '{MIDNIGHT}'))"
    )
    return f"case when {is_told} then date_trunc('second', {moment} + {more}) end"


DATED = r"^\d{4}-\d{1,2}-\d{1,2}( |$)"
MIDNIGHT = r" 24:00(:00)?(\.0+)?( ?(Z|[+-]\d{2}:?(\d{2})?))?$"

READ = """
create temp table read as
select given.*, coalesce(given_grade, usual_grades.grade) as grade_word from (
  select line, person, place, zone, "start"::varchar as "start", "until"::varchar as "until", source, grade,
         try_cast(trim(person::varchar) as bigint) as p, try_cast(trim(place::varchar) as bigint) as l,
         {start} as s, {until} as u, nullif(trim(zone), '') as z,
         coalesce(nullif(lower(trim(source)), ''), $source) as source_word,
         nullif(lower(trim(grade)), '') as given_grade
  from raw
) given left join usual_grades on usual_grades.source = source_word
"""

JUDGED = """
create temp table judged as
select *, case
  when p is null or p <= 0 then 'person_unknown'
  when l is null or not ($any_place or l in (select place from known_places)) then 'place_unknown'
  when s is null or u is null then 'bad_time'
  when u < s then 'ends_first'
  when u = s then 'no_length'
  when s < $earliest then 'too_old'
  when s > $latest then 'future'
  when u - s > $longest then 'too_long'
  when source_word not in $sources or grade_word is null or grade_word not in $known_grades then 'bad_word'
  when row_number() over (partition by p, l, z, s, u, source_word, grade_word order by line) > 1 then 'duplicate'
end as flaw from read
"""

NOTED = """
create temp table noted as
with twice as (
  select distinct later.line from judged later join judged earlier on earlier.p = later.p
  where later.flaw is null and earlier.flaw is null and later.l <> earlier.l
    and (earlier.s, earlier.line) < (later.s, later.line) and later.s < earlier.u
)
select judged.* exclude flaw, coalesce(flaw, case when twice.line is not null then 'overlaps' end) as flaw,
       flaw is null and not ($is_strict and twice.line is not null) as kept
from judged left join twice using (line)
"""

BELIEVED = """
select p as person, l as place, z as zone, s as "start", u as "until", source_word as source, grade_word as grade
from noted where kept order by line
"""

MIDNIGHTS = """
select count(*) as "rows" from noted where kept and (
  regexp_matches(replace(trim("start"), 'T', ' '), $midnight) or regexp_matches(replace(trim("until"), 'T', ' '), $midnight)
)
"""

PUT_ASIDE = """
select line, flaw as reason, kept, person::varchar as person, place::varchar as place, zone, "start",
       "until", source_word as source, grade
from noted where flaw is not null order by line
"""
