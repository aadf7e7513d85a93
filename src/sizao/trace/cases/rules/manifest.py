"""A manifest read row by row, and each seat judged by the edition: vehicles by the transport annex, venues by tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import Words
from sizao.trace.cases.rules.aboard import SHIP, near_by_kind
from sizao.trace.cases.rules.seats import CREW, parse_seat
from sizao.trace.cases.types import Nearness, Passenger, Seated

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition, Situation
    from sizao.kernel.editions.types import TransportRule

VENUE = "venue"
"""The key of the rule for tables of a venue; the others are those of the transport annex."""
VEHICLE_SITUATION, VENUE_SITUATION = "vehicle", "shared_facility"
VENUE_WORDS = Words("餐饮、娱乐等场所:同桌及邻桌", "Restaurants and the like: the same table and the next ones")

_HEADINGS = {
    "seat": ("座位", "座号", "席位", "桌号", "铺位", "seat", "table"),
    "name": ("姓名", "name"),
    "document_number": ("证件", "身份证", "护照", "document", "id no", "passport"),
    "phone": ("电话", "手机", "联系", "phone", "mobile"),
    "person_number": ("人员编号", "person number"),
}
_SEAT = re.compile(
    r"(?:\d{1,2}\s*号?\s*(?:车厢|车|coach|car)\s*)?\d{1,3}\s*(?:排|row)?\s*[A-L]?\s*(?:座|号|桌|seat)?"
    r"\s*(?:[上中下]铺?|(?:upper|middle|lower)(?:\s*berth)?)?|[A-Z]\d{1,3}\s*(?:桌|号|房|舱)?",
    re.IGNORECASE,
)
"""Seats of trains, coaches and aircraft (letters up to L), berths, cabins and tables."""
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("person_number", re.compile(r"P-[0-9A-Z]{6,}", re.IGNORECASE)),
    ("document_number", re.compile(r"\d{17}[\dXx]|\d{15}|[A-Z]{1,2}\d{6,9}")),
    ("phone", re.compile(r"(?:\+?86[- ]?)?1\d{10}|0\d{2,3}-?\d{7,8}")),
    ("seat", _SEAT),
)
_TABLE = re.compile(r"([A-Za-z]*)\s*0*(\d+)")
_NEAR: dict[Nearness | None, bool] = {Nearness.NEAR: True, Nearness.APART: False}
_CUT = re.compile(r"[\t,,;;]")


def read_manifest(text: str) -> list[Passenger]:
    """The rows of a pasted list (tabs, commas or semicolons). A first row of headings names the columns; without one
    each cell is known by its shape, and what has no shape is the name.

    >>> [each.seat for each in read_manifest("座位\\t姓名\\n12A\\t甲")]
    ['12A']
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        return []
    headings = _headings(_cells(lines[0][1]))
    rows = lines[1:] if headings else lines
    return [_passenger(number, _cells(line), headings) for number, line in rows]


def _cells(line: str) -> list[str]:
    return [each.strip() for each in _CUT.split(line)]


def _headings(cells: Sequence[str]) -> list[str]:
    """The field of each column, empty for a column nobody asked for; nothing when this is no row of headings."""
    fields = [next((field for field, said in _HEADINGS.items() if _any_in(said, cell)), "") for cell in cells]
    return fields if "name" in fields or "seat" in fields or sum(map(bool, fields)) > 1 else []


def _any_in(said: Sequence[str], cell: str) -> bool:
    return any(each in cell.lower() for each in said)


def _passenger(line: int, cells: Sequence[str], headings: Sequence[str]) -> Passenger:
    found: dict[str, str] = {}
    for place, cell in enumerate(cells):
        field = (headings[place] if place < len(headings) else "") if headings else _by_shape(cell, found)
        if cell and field and field not in found:
            found[field] = cell
    return Passenger(line=line, **found)


def _by_shape(cell: str, found: dict[str, str]) -> str:
    if CREW.search(cell):
        return "seat"
    return next((field for field, shape in _SHAPES if field not in found and shape.fullmatch(cell)), "name")


@dataclass(frozen=True)
class SeatRule:
    """How one kind of vehicle or venue is judged under an edition."""

    key: str
    words: Words
    clause: Clause
    situation: str
    near: Callable[[str, str], bool | None]
    """Whether two seats are near each other; ``None`` when the seats do not say."""


def seat_rules(edition: Edition) -> tuple[SeatRule, ...]:
    """The rules an edition knows, vehicles first; none when it determines no contacts."""
    terms = edition.contact
    if terms is None:
        return ()
    known = {each.code: each for each in terms.situations}
    vehicle = VEHICLE_SITUATION if VEHICLE_SITUATION in known else ""
    rules = [SeatRule(each.key, each.words, each.clause, vehicle, _by_rule(each)) for each in terms.transport]
    if VENUE_SITUATION in known:
        rules.append(_venue(known[VENUE_SITUATION]))
    return tuple(rules)


def _by_rule(rule: TransportRule) -> Callable[[str, str], bool | None]:
    """As aboard: where there are carriages or cabins, a seat without one says nothing of another's."""
    return lambda case, other: _NEAR.get(near_by_kind(rule, case, other))


def _venue(situation: Situation) -> SeatRule:
    return SeatRule(VENUE, VENUE_WORDS, situation.clause, situation.code, is_near_table)


def is_near_table(case: str, other: str) -> bool | None:
    """Whether two tables are the same or next to each other by number; ``None`` when they carry no number."""
    one, two = _TABLE.search(case), _TABLE.search(other)
    if one is None or two is None:
        return None
    return one[1].upper() == two[1].upper() and abs(int(one[2]) - int(two[2])) <= 1


def judge_seats(
    rule: SeatRule, index_seat: str, passengers: Sequence[Passenger], edition: Edition, index_number: str = ""
) -> list[Seated]:
    """What the edition makes of everybody on a manifest, in the order given; nobody is left out.

    Crew and staff are near when they served the case's part, which no seat says: they are judged near, and the officer
    leaves out those who did not.
    """
    return [_judged(rule, index_seat, each, edition, index_number) for each in passengers]


def _judged(rule: SeatRule, index_seat: str, passenger: Passenger, edition: Edition, index_number: str) -> Seated:
    nearness = _nearness(rule, index_seat, passenger, index_number)
    wanted = {
        Nearness.NEAR: ContactClass.CLOSE, Nearness.CREW: ContactClass.CLOSE, Nearness.APART: ContactClass.GENERAL,
    }.get(nearness)  # fmt: skip
    if wanted is None or wanted not in edition.classes:
        return Seated(passenger=passenger, nearness=nearness, clause=rule.clause)
    situation = rule.situation if wanted is ContactClass.CLOSE else ""
    return Seated(passenger=passenger, nearness=nearness, contact_class=wanted, situation=situation, clause=rule.clause)


def _nearness(rule: SeatRule, index_seat: str, passenger: Passenger, index_number: str) -> Nearness:
    if index_number and passenger.person_number.upper() == index_number:
        return Nearness.CASE
    if CREW.search(passenger.seat):
        return Nearness.CREW
    near = rule.near(index_seat, passenger.seat) if passenger.seat else None
    if near is None:
        return Nearness.UNCLEAR
    if rule.key not in {VENUE, SHIP} and _is_one_seat(index_seat, passenger.seat):
        return Nearness.CASE
    return Nearness.NEAR if near else Nearness.APART


def _is_one_seat(one: str, other: str) -> bool:
    """Whether two texts name one seat, letter included; a row alone seats several."""
    seat = parse_seat(one)
    return bool(seat.letter) and seat == parse_seat(other)
