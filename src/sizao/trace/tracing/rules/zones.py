"""What the zones of two people in one building say: floors, rooms and stands, as they are written."""

from __future__ import annotations

import re
import unicodedata

from sizao.trace.cases.types import Nearness

_UNITS: tuple[tuple[str, str], ...] = (
    ("building", r"(\w+?)(?:号楼|栋|幢|座)"),
    ("floor", r"(b?-?\d+)\s*(?:楼|层|f(?![a-z])|floor)|floor(-?\d+)"),
    ("room", r"(\w+?)(?:号房|房间|教室|车间|室|房|班|厅|区|号|room)|room(\w+)"),
)
"""Units of a zone, the larger first; what stands before one is taken out before the next is looked for."""
_DIGITS = re.compile(r"\d+")
_NUMERALS = re.compile(r"[〇零一二两三四五六七八九十百]+")
_VALUES = {"〇": 0, "零": 0, "两": 2, **{numeral: number for number, numeral in enumerate("一二三四五六七八九", 1)}}


def parts_of(zone: str) -> dict[str, str]:
    """The named units of a zone.

    >>> parts_of("3号楼2层201室")
    {'building': '3', 'floor': '2', 'room': '201'}
    """
    left, found = _plain(zone), {}
    for unit, shape in _UNITS:
        match = re.search(shape, left)
        if match:
            found[unit] = next(each for each in match.groups() if each)
            left = left[: match.start()] + " " + left[match.end() :]
    return found


def near_in_building(mine: str, theirs: str) -> Nearness | None:
    """Whether two people were in one room, or in others; ``None`` where the zones do not tell."""
    if not mine or not theirs:
        return None
    one, other = parts_of(mine), parts_of(theirs)
    if _differ(one, other):
        return Nearness.APART
    if _normal(mine) == _normal(theirs):
        return Nearness.NEAR if "room" in one or not one else None
    if one and other:
        return Nearness.NEAR if "room" in one and one.items() <= other.items() else None
    return Nearness.APART if _shape(mine) == _shape(theirs) else None


def is_within(zone: str, theirs: str) -> Nearness | None:
    """Whether somebody was in a zone of a place, or in a part of it; ``None`` where their own zone does not tell."""
    if not theirs:
        return None
    if _normal(zone) == _normal(theirs):
        return Nearness.NEAR
    one, other = parts_of(zone), parts_of(theirs)
    if _differ(one, other):
        return Nearness.APART
    if one and other:
        return Nearness.NEAR if one.items() <= other.items() else None
    return Nearness.APART if _shape(zone) == _shape(theirs) else None


def _differ(one: dict[str, str], other: dict[str, str]) -> bool:
    return any(one[unit] != other[unit] for unit in one.keys() & other.keys())


def _shape(zone: str) -> str:
    """A zone but for its numbers: two that differ in these alone name two things of one kind."""
    return _DIGITS.sub("#", _normal(zone))


def _normal(zone: str) -> str:
    return "".join(_plain(zone).split())


def _plain(zone: str) -> str:
    return _NUMERALS.sub(_number, unicodedata.normalize("NFKC", zone).casefold())


def _number(found: re.Match[str]) -> str:
    """A Chinese number in figures: 二十二 as 22, 一百零三 as 103, and 一二零三 as it is spoken, 1203."""
    text = found[0]
    if not {"十", "百"} & set(text):
        return "".join(str(_VALUES[each]) for each in text)
    total = last = 0
    for each in text:
        if each in "十百":
            total, last = total + (last or 1) * (10 if each == "十" else 100), 0
        else:
            last = _VALUES[each]
    return str(total + last)
