"""A draft read: what each field and row means, what is amiss, and what changed between two drafts. Nothing typed is thrown away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest

from sizao.kernel.words import LabelledEnum, Words
from sizao.trace.cases.types import Mask, Transport
from sizao.trace.investigation import errors
from sizao.trace.investigation.rules.moments import follow, read_date, read_moment, typed
from sizao.trace.investigation.types import (
    BY_NAME,
    CELLS,
    FIELDS,
    LONGEST_CELL,
    LONGEST_TEXT,
    MOST_ROWS,
    ROW_NAMES,
    STAY,
    Answers,
    Change,
    Draft,
    Field,
    Kind,
    Reading,
    ReadRow,
    Row,
)

UNREADABLE = Words("看不懂这一时间,可写 12-09 0830", "This is no time; 12-09 0830 will do")
NO_NUMBER = Words("请填数字", "A number, please")
NO_CHOICE = Words("没有这一选项", "There is no such choice")
MISSING = Words("必填", "Needed")
FUTURE = Words("晚于当前时间", "Lies in the future")
BACKWARDS = Words("离开早于到达", "Left before arriving")
SYMPTOMATIC = Words(
    "病例现判为无症状感染者;请先改判为确诊病例", "The case is held to be asymptomatic; confirm it as a case first"
)
NOWHERE = Words("缺场所或车次", "No place and no vehicle")
NOTHING = Words("", "")
UNSAID = {"transport": Transport.NONE.value, "mask": Mask.UNKNOWN.value}
"""Choices of a row that say nothing: what they are before anybody chose."""


def tidy(changes: Answers) -> dict[str, object]:
    """Changes of fields as they may be stored.

    Raises:
        UnknownField: for a field the form does not have, or a text beyond all measure.
    """
    for name, value in changes.items():
        texts = value if isinstance(value, list) else [value]
        known = name in BY_NAME and (isinstance(value, str) or BY_NAME[name].kind is Kind.CHOICES)
        if not known or not all(isinstance(each, str) and len(each) <= LONGEST_TEXT for each in texts):
            raise errors.UnknownField(name=str(name)[:40])
    return dict(changes)


def tidy_rows(rows: Sequence[Row]) -> list[dict[str, str]]:
    """Rows as they may be stored: known cells only, rows in which nothing was typed left out.

    Raises:
        UnknownField: for a cell that no row has, a text beyond all measure, or too many rows.
    """
    if len(rows) > MOST_ROWS:
        raise errors.UnknownField(name=f"{len(rows)} rows")
    for row in rows:
        for name, value in row.items():
            if name not in ROW_NAMES or not isinstance(value, str) or len(value) > LONGEST_CELL:
                raise errors.UnknownField(name=str(name)[:40])
    return [dict(row) for row in rows if is_typed(row)]


def is_typed(row: Row) -> bool:
    """Whether anything was typed into a row; a choice alone does not count."""
    return any(row.get(each.name, "").strip() for each in CELLS if each.choices is None)


def read(draft: Draft, near: datetime, as_of: datetime) -> Reading:
    """A draft as it is understood, with a note beside every field and row that is not; ``near`` fills in years and months."""
    values: dict[str, object] = {}
    notes: dict[str, Words] = {}
    for field in FIELDS:
        value, note = _value(field, draft.answers.get(field.name, ""), near, as_of)
        if note is not None:
            notes[field.name] = note
        elif value is not None:
            values[field.name] = value
    return Reading(values=values, rows=tuple(read_rows(draft.rows, near, as_of)), notes=notes)


def contradictions(reading: Reading, is_asymptomatic: bool) -> Reading:
    """The reading with notes where it contradicts what the case is held to be."""
    notes = dict(reading.notes)
    if is_asymptomatic and "onset_at" in reading.values:
        notes["onset_at"] = SYMPTOMATIC
    if is_asymptomatic and "sampled_at" not in reading.values:
        notes.setdefault("sampled_at", MISSING)
    return replace(reading, notes=notes)


def _value(field: Field, given: object, near: datetime, as_of: datetime) -> tuple[object, Words | None]:
    if field.kind is Kind.CHOICES:
        return _several(field, given)
    text = given.strip() if isinstance(given, str) else ""
    if not text:
        return None, MISSING if field.is_required else None
    reader = {Kind.MOMENT: _moment, Kind.DATE: _date, Kind.NUMBER: _number, Kind.CHOICE: _choice}.get(field.kind)
    return reader(field, text, near, as_of) if reader else (text, None)


def _moment(_field: Field, text: str, near: datetime, as_of: datetime) -> tuple[object, Words | None]:
    found = read_moment(text, near)
    if found is None:
        return None, UNREADABLE
    return (found, None) if found <= as_of else (None, FUTURE)


def _date(_field: Field, text: str, near: datetime, as_of: datetime) -> tuple[object, Words | None]:
    found = read_date(text, near)
    if found is None:
        return None, UNREADABLE
    return (found.isoformat(), None) if found <= as_of.date() else (None, FUTURE)


def _number(field: Field, text: str, _near: datetime, _as_of: datetime) -> tuple[object, Words | None]:
    try:
        found = float(text)
    except ValueError:
        return None, NO_NUMBER
    if not 0 <= found < 1000:
        return None, NO_NUMBER
    return (int(found) if field.column else found), None


def _choice(field: Field, text: str, _near: datetime, _as_of: datetime) -> tuple[object, Words | None]:
    found = _member(field.choices, text)
    return (found, None) if found else (None, NO_CHOICE)


def _several(field: Field, given: object) -> tuple[object, Words | None]:
    picked = [_member(field.choices, str(each)) for each in given] if isinstance(given, list) else []
    return (None, NO_CHOICE) if None in picked else (picked, None)


def _member(choices: type[LabelledEnum] | None, text: str) -> str | None:
    """The value of a choice by value or by its words, as a pasted table has them."""
    for each in choices or ():
        if text.lower() in (each.value, each.words.zh, each.words.en.lower()):
            return each.value
    return None


def read_rows(rows: Sequence[Row], near: datetime, as_of: datetime) -> Iterable[ReadRow]:
    """Rows as they are understood; a bare clock belongs to the day the row before ended on."""
    last = near
    is_first = True
    for number, row in enumerate(rows, 1):
        start = read_moment(row.get("start", ""), last) if is_first else follow(row.get("start", ""), last)
        until = follow(row.get("until", ""), start) if start else None
        yield _row(number, row, start, until, as_of)
        if until or start:
            last, is_first = until or start or last, False


def _row(number: int, row: Row, start: datetime | None, until: datetime | None, as_of: datetime) -> ReadRow:
    place = row.get("place", "").strip()
    head = place.split(" ")[0].upper()
    is_known = head.startswith("L-")
    chosen = {each.name: _member(each.choices, row.get(each.name, "").strip() or "?") for each in CELLS if each.choices}
    companions, note = row.get("companions", "").strip(), row.get("note", "").strip()
    return ReadRow(
        number=number, start=start, until=until, place_number=head if is_known else "",
        place_text="" if is_known else place, transport=chosen["transport"] or "none",
        vehicle=row.get("vehicle", "").strip(), seat=row.get("seat", "").strip(), mask=chosen["mask"] or "unknown",
        note="; ".join(each for each in (companions, note) if each), stay=row.get(STAY, ""),
        faults=tuple(_faults(row, start, until, as_of)),
    )  # fmt: skip


def _faults(row: Row, start: datetime | None, until: datetime | None, as_of: datetime) -> Iterable[Words]:
    if start is None or until is None:
        yield UNREADABLE
    elif until <= start:
        yield BACKWARDS
    elif start > as_of:
        yield FUTURE
    if not (row.get("place", "").strip() or row.get("vehicle", "").strip()):
        yield NOWHERE


def differences(before: Draft, after: Draft) -> list[Change]:
    """What differs between two drafts: fields by name, rows beside their likes; an inserted row moves no other."""
    fields = [
        Change(words=field.words, before=_said(field, old), after=_said(field, new))
        for field in FIELDS
        if (old := before.answers.get(field.name, "")) != (new := after.answers.get(field.name, ""))
    ]
    return [*fields, *_row_differences([*map(_row_said, before.rows)], [*map(_row_said, after.rows)])]


def _row_differences(before: list[Words], after: list[Words]) -> Iterable[Change]:
    same = SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, start, until, other, end in same.get_opcodes():
        if kind == "equal":
            continue
        for old, new in zip_longest(range(start, until), range(other, end)):
            number = 1 + (old if new is None else new)
            yield Change(
                words=Words(f"轨迹第 {number} 行", f"Place-time row {number}"),
                before=NOTHING if old is None else before[old], after=NOTHING if new is None else after[new],
            )  # fmt: skip


def _said(field: Field, given: object) -> Words:
    texts = [_label(field.choices, str(each)) for each in (given if isinstance(given, list) else [given])]
    return _all_of([each for each in texts if each.zh], "、", ", ")


def _label(choices: type[LabelledEnum] | None, text: str) -> Words:
    """What was typed, or the words of the choice whose value it is."""
    return next((each.words for each in choices or () if each.value == text), Words(text, text))


def _row_said(row: Row) -> Words:
    typed_ones = [each for each in CELLS if row.get(each.name, "") not in ("", UNSAID.get(each.name))]
    return _all_of([_label(each.choices, row[each.name]) for each in typed_ones], " · ", " · ")


def _all_of(texts: Sequence[Words], zh: str, en: str) -> Words:
    return Words(zh.join(each.zh for each in texts), en.join(each.en for each in texts))


def typed_value(value: object) -> object:
    """A value of the case as the form shows it: texts and lists of texts."""
    if isinstance(value, datetime):
        return typed(value)
    if isinstance(value, (list, tuple)):
        return [str(each) for each in value]
    return "" if value is None else str(value)
