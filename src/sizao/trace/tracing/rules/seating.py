"""Who sat where at one place: a plan of seats, or of rooms and tables, in plain numbers for an SVG."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sizao.trace.tracing.types import Finding
from sizao.traceback.visits import Visit

CELL, EDGE, DOT = 26, 22, 18
"""Drawing units of a seat, of the room for row numbers and letters, and of one person in a room."""
IN_LINE, MOST_IN_ROOM, MOST_ROOMS = 10, 60, 24
"""People in one line of a room, people drawn in a room, rooms drawn: a matter of the drawing, all are counted."""
LETTERS = "ABCDEFGHJKL"
"""Of seats across: trains and narrow cabins end with F, wide ones with L; the letter I is left out, it reads as 1."""
USUAL_LETTERS = 6
"""Letters that are drawn in any case."""
ORDER = tuple(Finding)
_SEAT = re.compile(
    r"(?:0*(\d+)\s*(?:车厢?|coach|car)\s*)?0*(\d{1,3})\s*(?:排|row)?\s*-?([A-HJ-L])\s*(?:座|号|seat)?", re.I
)


@dataclass(frozen=True)
class There:
    """One person at the place: where and when, and what the run made of it; without a finding it is the source itself."""

    person: int
    zone: str
    start: datetime
    until: datetime
    finding: Finding | None

    @property
    def mark(self) -> str:
        """The class of its colour."""
        return self.finding.value if self.finding else "index"


@dataclass(frozen=True)
class Spot:
    """One drawn person."""

    x: int
    y: int
    mark: str
    person: int


@dataclass(frozen=True)
class Tick:
    """A row number or a letter of the seats."""

    x: int
    y: int
    caption: str


@dataclass(frozen=True)
class Room:
    """One carriage, room or table with the people in it."""

    caption: str
    is_seats: bool
    has_source: bool
    width: int
    height: int
    spots: tuple[Spot, ...]
    people: int
    ticks: tuple[Tick, ...] = ()

    @property
    def more(self) -> int:
        """People who are counted and not drawn."""
        return max(0, self.people - len({each.person for each in self.spots}))


@dataclass(frozen=True)
class Plan:
    """The whole plan; without rooms nothing is known of who was where."""

    rooms: tuple[Room, ...]
    unplaced: int
    """People whose zone is not known."""
    left_out: int
    """Rooms that are not drawn."""


def draw_plan(people: Sequence[There]) -> Plan:
    """A plan of a place: carriages with their seats where the zones read as seats, else rooms and tables.

    Rooms in which the source was come first; then the fullest.
    """
    placed = [each for each in people if each.zone]
    unplaced = {each.person for each in people if each.finding} - {each.person for each in placed}
    seats = {each.zone: _seat(each.zone) for each in placed}
    by_room: dict[str, list[There]] = defaultdict(list)
    for each in placed:
        seat = seats[each.zone]
        by_room[seat[0] if seat else each.zone].append(each)
    rooms = [_room(caption, inside, seats) for caption, inside in by_room.items()]
    rooms.sort(key=lambda room: (not room.has_source, -room.people, room.caption))
    return Plan(tuple(rooms[:MOST_ROOMS]), len(unplaced), max(0, len(rooms) - MOST_ROOMS))


def _seat(zone: str) -> tuple[str, int, str] | None:
    """Carriage, row and letter of a zone that reads as a seat."""
    found = _SEAT.fullmatch(zone.strip())
    return (found[1] or "", int(found[2]), found[3].upper()) if found else None


def _room(caption: str, inside: Sequence[There], seats: Mapping[str, tuple[str, int, str] | None]) -> Room:
    people = {each.person for each in inside if each.finding}
    is_seats = seats[inside[0].zone] is not None
    spots, ticks, size = _seated(inside, seats) if is_seats else _standing(inside)
    has_source = any(each.finding is None for each in inside)
    return Room(caption, is_seats, has_source, *size, tuple(spots), len(people), tuple(ticks))


def _seated(
    inside: Sequence[There], seats: Mapping[str, tuple[str, int, str] | None]
) -> tuple[list[Spot], list[Tick], tuple[int, int]]:
    known = [(each, seat) for each in inside if (seat := seats[each.zone])]
    rows = [seat[1] for _, seat in known]
    first, last = max(1, min(rows) - 1), max(rows) + 1
    letters = LETTERS[: max(USUAL_LETTERS, *(LETTERS.index(seat[2]) + 1 for _, seat in known))]
    spots = [
        Spot(EDGE + (seat[1] - first) * CELL, EDGE + LETTERS.index(seat[2]) * CELL, each.mark, each.person)
        for each, seat in known
    ]
    ticks = [Tick(EDGE + (row - first) * CELL + CELL // 2, EDGE - 7, str(row)) for row in range(first, last + 1)]
    ticks += [Tick(EDGE // 2, EDGE + place * CELL + 18, letter) for place, letter in enumerate(letters)]
    return spots, ticks, (EDGE + (last - first + 1) * CELL + 4, EDGE + len(letters) * CELL + 4)


def _standing(inside: Sequence[There]) -> tuple[list[Spot], list[Tick], tuple[int, int]]:
    first: dict[int, There] = {}
    for each in inside:
        first.setdefault(each.person, each)
    people = sorted(
        first.values(), key=lambda each: (-1 if each.finding is None else ORDER.index(each.finding), each.person)
    )
    spots = [
        Spot(DOT // 2 + 2 + place % IN_LINE * DOT, DOT // 2 + 2 + place // IN_LINE * DOT, each.mark, each.person)
        for place, each in enumerate(people[:MOST_IN_ROOM])
    ]
    lines = -(-len(spots) // IN_LINE)
    return spots, [], (min(IN_LINE, max(4, len(spots))) * DOT + 4, lines * DOT + 4)


def minutes_together(own: Iterable[Visit], others: Sequence[Visit], linger_s: int, *, match_zones: bool = False) -> int:
    """Whole minutes in which visits at one place overlap with those of others, who linger in the air after they left.

    A minute counts once, however many records tell of it: a place told by the case and one scanned there overlap.
    """
    linger, shared = timedelta(seconds=linger_s), []
    for mine in own:
        for theirs in others:
            if match_zones and mine.zone and theirs.zone and mine.zone != theirs.zone:
                continue
            start, until = max(mine.start, theirs.start), min(mine.until, theirs.until + linger)
            if start < until:
                shared.append((start, until))
    return int(_covered(shared).total_seconds()) // 60


def _covered(periods: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """How much time periods cover together."""
    total, end = timedelta(0), None
    for start, until in sorted(periods):
        begin = start if end is None else max(start, end)
        total += max(timedelta(0), until - begin)
        end = until if end is None else max(end, until)
    return total
