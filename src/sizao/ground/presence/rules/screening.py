"""Many rows judged at once, column by column, as :func:`believing.flaw` judges one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sizao.ground.presence.rules.believing import CLOCK_TOLERANCE, EARLIEST, LOCAL, LONGEST, PLACE_BITS, moment
from sizao.ground.presence.rules.shapes import PASSAGE, SHAPES
from sizao.ground.presence.types import QuarantineReason, RowShape
from sizao.traceback import headings
from sizao.traceback.tables import MOMENT, VISITS
from sizao.traceback.visits import USUAL_GRADE, EvidenceGrade, VisitSource

LONGEST_ZONE = 40
RECORD = ("record", "supersedes")
"""Columns of a source's own numbers."""
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
"""How most senders write civil time; anything else is read row by row."""
USUAL = "usual"
"""Stands for the grade of a row that names none, until its source is known."""
MIDNIGHT = r" 24:00(:00)?$"
REASONS = (
    QuarantineReason.PERSON_UNKNOWN, QuarantineReason.PLACE_UNKNOWN, QuarantineReason.BAD_TIME,
    QuarantineReason.ENDS_FIRST, QuarantineReason.NO_LENGTH, QuarantineReason.TOO_OLD, QuarantineReason.FUTURE,
    QuarantineReason.TOO_LONG, QuarantineReason.UNKNOWN_WORD,
)  # fmt: skip
"""In the order in which they are looked for; the first that holds is the row's."""


@dataclass(frozen=True)
class Screened:
    """A batch after screening; rows are counted from 1."""

    visits: pa.Table
    """The believable ones: schema ``tables.VISITS`` and ``line``; ``record`` and ``supersedes`` where the rows have them."""
    flaws: tuple[tuple[int, QuarantineReason], ...]
    midnights: int
    """Times of 24:00, read as the midnight that ends the day."""


def screen(rows: pa.Table, kind: RowShape, places: Any, as_of: datetime) -> Screened:
    """Judge rows in canonical columns.

    Args:
        rows: as :func:`shapes.canonical` returns them.
        kind: the shape they came in.
        places: numbers of the places where the sender may report visits (int64, in order).
        as_of: the moment of judgement.
    """
    shape = SHAPES[kind]
    person, place = _numbers(rows["person"]), _numbers(rows["place"])
    start, nights = _moments(rows["start"])
    until, more = (start + PASSAGE.total_seconds(), 0) if shape.passes else _moments(rows["until"])
    source, grade = _words(rows, shape.source)
    near = np.minimum(np.searchsorted(places, place), max(len(places) - 1, 0))
    is_known = (places[near] == place) if len(places) else np.zeros(len(place), np.bool_)
    reason = _reasons(person, is_known, start, until, (source, grade), as_of)
    good = reason < 0
    visits = pa.table(
        [
            pa.array(person[good], pa.int64()), pa.array(place[good], pa.int64()), _zones(rows).filter(pa.array(good)),
            _times(start[good]), _times(until[good]), pa.array(source[good], pa.string()),
            pa.array(grade[good], pa.string()), pa.array(np.flatnonzero(good) + 1, pa.int64()),
        ],
        schema=VISITS.append(pa.field("line", pa.int64())),
    )  # fmt: skip
    for name in RECORD:
        if name in rows.column_names:
            visits = visits.append_column(name, _text(rows[name]).filter(pa.array(good)))
    flaws = tuple((int(row) + 1, REASONS[reason[row]]) for row in np.flatnonzero(~good))
    return Screened(visits, flaws, nights + more)


def visit_ids(visits: pa.Table) -> list[str]:
    """The identifiers that :func:`believing.visit_id` gives these visits (columns of ``tables.VISITS``), as hex."""
    moments = (_written(visits[name]) for name in ("start", "until"))
    parts = (
        visits["person"].cast(pa.string()), visits["place"].cast(pa.string()), visits["zone"].fill_null(""), *moments,
        visits["source"],
    )  # fmt: skip
    contents = pc.binary_join_element_wise(*parts, "\x1f").to_pylist()
    digests = b"".join(hashlib.sha256(each.encode()).digest()[:16] for each in contents)
    numbers = np.frombuffer(bytearray(digests), np.uint8).reshape(-1, 16)
    numbers[:, :4] = (np.asarray(visits["place"]) & PLACE_BITS).astype(">u4").view(np.uint8).reshape(-1, 4)
    numbers[:, 6] = numbers[:, 6] & 0x0F | 0x80
    numbers[:, 8] = numbers[:, 8] & 0x3F | 0x80
    text = numbers.tobytes().hex()
    return [text[begin : begin + 32] for begin in range(0, len(text), 32)]


def _written(moments: Any) -> Any:
    """Moments as ``datetime.isoformat`` writes them; ``strftime`` takes ten times as long."""
    plain = moments.cast(pa.timestamp("s", tz="UTC")).cast(pa.timestamp("s")).cast(pa.string())
    return pc.binary_join_element_wise(pc.replace_substring(plain, " ", "T"), "+00:00", "")


def _reasons(person: Any, is_known: Any, start: Any, until: Any, words: tuple[Any, Any], as_of: datetime) -> Any:
    """The number of each row's reason, -1 for none."""
    latest = (as_of + CLOCK_TOLERANCE).timestamp()
    holds = [
        person <= 0, ~is_known, np.isnan(start) | np.isnan(until), until < start, until == start,
        start < EARLIEST.timestamp(), start > latest, until - start > LONGEST.total_seconds(),
        (words[0] == "") | (words[1] == ""),
    ]  # fmt: skip
    return np.select(holds, range(len(REASONS)), -1)


def _numbers(column: Any) -> Any:
    """Whole numbers; 0 for what is none."""
    if pa.types.is_integer(column.type):
        return column.cast(pa.int64()).fill_null(0).to_numpy()
    text = pc.utf8_trim_whitespace(column.cast(pa.string()).fill_null(""))
    plain = pc.match_substring_regex(text, r"^[0-9]{1,18}$")
    return pc.if_else(plain, text, "0").cast(pa.int64()).to_numpy()


def _moments(column: Any) -> tuple[Any, int]:
    """Seconds of the Unix epoch, not a number where the time cannot be read; and how many were written as 24:00."""
    if pa.types.is_timestamp(column.type):
        aware = column if column.type.tz else pc.assume_timezone(column, LOCAL.key, ambiguous="earliest")
        return _seconds(aware), 0
    text = headings.written(column.cast(pa.string()).fill_null(""))
    text = pc.replace_substring(text, "T", " ")
    is_midnight = pc.match_substring_regex(text, MIDNIGHT)
    plain = pc.replace_substring_regex(text, MIDNIGHT, " 00:00")
    parsed = pc.coalesce(*(pc.strptime(plain, format=each, unit="s", error_is_null=True) for each in FORMATS))
    parsed = _existing(parsed, plain)
    found = _seconds(pc.assume_timezone(parsed, LOCAL.key, ambiguous="earliest", nonexistent="earliest"))
    days = is_midnight.to_numpy() * 86_400
    for row in np.flatnonzero(np.isnan(found)):
        one = moment(text[int(row)].as_py())
        found[row], days[row] = (np.nan, 0) if one is None else (one.timestamp(), 0)
    return found + days, int(pc.sum(is_midnight).as_py() or 0)


def _existing(parsed: Any, text: Any) -> Any:
    """Nothing for a day that the calendar does not have: the parser lets the 30th of February run over into March."""
    day = pc.utf8_lpad(pc.day(parsed).cast(pa.string()), 2, "0")
    same = pc.fill_null(pc.equal(day, pc.utf8_slice_codeunits(text, 8, 10)), False)
    return pc.if_else(same, parsed, pa.scalar(None, parsed.type))


def _seconds(column: Any) -> Any:
    seconds = pc.floor_temporal(column, unit="second").cast(pa.timestamp("s", tz="UTC")).cast(pa.int64())
    return seconds.cast(pa.float64()).fill_null(np.nan).to_numpy().copy()


def _words(rows: pa.Table, usual: VisitSource) -> tuple[Any, Any]:
    """Source and grade of each row; an empty text where the row names an unknown one."""
    source = _named(rows, "source", [each.value for each in VisitSource], usual.value)
    grade = _named(rows, "grade", [each.value for each in EvidenceGrade], USUAL)
    for each in VisitSource:
        grade[(source == each.value) & (grade == USUAL)] = USUAL_GRADE[each].value
    return source, grade


def _named(rows: pa.Table, column: str, known: list[str], usual: str) -> Any:
    if column not in rows.column_names:
        return np.full(rows.num_rows, usual, object)
    text = headings.worded(rows[column].fill_null(""), headings.SPOKEN[column])
    is_known = pc.is_in(text, value_set=pa.array(known))
    checked = pc.if_else(is_known, text, "").to_numpy(zero_copy_only=False) if rows.num_rows else np.empty(0, object)
    named: Any = np.where(pc.equal(text, "").to_numpy(), np.array(usual, object), checked)
    return named


def _text(column: Any) -> Any:
    text = pc.replace_substring(column.cast(pa.string()).fill_null(""), "\x00", "")
    return pc.utf8_trim_whitespace(text)


def _zones(rows: pa.Table) -> Any:
    if "zone" not in rows.column_names:
        return pa.nulls(rows.num_rows, pa.string())
    text = pc.utf8_slice_codeunits(_text(rows["zone"]), 0, LONGEST_ZONE)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text).combine_chunks()


def _times(seconds: Any) -> pa.Array:
    return pa.array(seconds.astype(np.int64) * 1000).cast(MOMENT)
