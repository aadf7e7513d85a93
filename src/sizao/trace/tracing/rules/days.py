"""The days of a source: its stays in order as stops on a map, and a line per day with how many were exposed at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sizao.ground.registry.types import PlaceFacts
from sizao.traceback.visits import Visit

UNIT, LINE = 40, 40
"""Drawing units of an hour and of a day's line."""
MOST_DAYS = 21


@dataclass(frozen=True)
class Stop:
    """One place: where it is, how many were exposed there, and when the source was there (nothing at the second hop)."""

    place: PlaceFacts
    persons: int
    numbers: tuple[int, ...]
    """Which stays of the source these were, counted from 1."""

    @property
    def is_own(self) -> bool:
        """Whether the source itself was there."""
        return bool(self.numbers)


@dataclass(frozen=True)
class DayBar:
    """One stay within a day."""

    x: float
    y: int
    width: float
    number: int
    persons: int
    place: PlaceFacts | None
    start: datetime
    until: datetime
    weight: int
    """How many were exposed there, in four steps."""


@dataclass(frozen=True)
class DayLine:
    """One day of the source."""

    on: date
    y: int
    bars: tuple[DayBar, ...]


@dataclass(frozen=True)
class DayLines:
    """All days."""

    lines: tuple[DayLine, ...]
    width: int = 24 * UNIT
    left_out: int = 0

    @property
    def height(self) -> int:
        """The whole drawing."""
        return len(self.lines) * LINE

    @property
    def hours(self) -> tuple[tuple[int, str], ...]:
        """The lines of the grid, every three hours."""
        return tuple((hour * UNIT, f"{hour:02d}") for hour in range(0, 25, 3))


def stops_of(
    stays: Sequence[Visit], counted: Mapping[int, int], places: Mapping[int, PlaceFacts], on: date | None, tz: ZoneInfo
) -> list[Stop]:
    """The places of a source's stays on a day (all days without one) with the persons exposed there; then the others.

    Args:
        stays: the stays in order of time.
        counted: persons by place.
        places: the places that are in scope; others are left out.
        on: the day.
        tz: the zone of the official day.
    """
    numbered: dict[int, list[int]] = {}
    for number, stay in enumerate(stays, 1):
        if on is None or _touches(stay, on, tz):
            numbered.setdefault(stay.place, []).append(number)
    wanted = [*numbered, *(place for place in counted if place not in numbered)]
    return [
        Stop(places[place], counted.get(place, 0), tuple(numbered.get(place, ())))
        for place in wanted
        if place in places
    ]


def _touches(stay: Visit, on: date, tz: ZoneInfo) -> bool:
    """Whether a stay lies on an official day in part; one that ends at midnight does not touch the day that begins then."""
    begin = datetime.combine(on, time.min, tz)
    end = datetime.combine(on + timedelta(days=1), time.min, tz)
    return stay.start < end and (stay.until > begin or stay.start >= begin)


def time_lines(
    stays: Sequence[Visit], counted: Mapping[int, int], places: Mapping[int, PlaceFacts], tz: ZoneInfo
) -> DayLines:
    """A line per day from the first stay to the last, a bar per stay."""
    if not stays:
        return DayLines(())
    first = stays[0].start.astimezone(tz).date()
    number = (max(stay.until for stay in stays).astimezone(tz).date() - first).days + 1
    most = max(counted.values(), default=0)
    lines = []
    for step in range(min(number, MOST_DAYS)):
        bars = tuple(_bars(first + timedelta(days=step), step, stays, counted, places, most, tz))
        lines.append(DayLine(first + timedelta(days=step), step * LINE, bars))
    return DayLines(tuple(lines), left_out=max(0, number - MOST_DAYS))


def _bars(
    on: date, step: int, stays: Sequence[Visit], counted: Mapping[int, int], places: Mapping[int, PlaceFacts],
    most: int, tz: ZoneInfo,
) -> list[DayBar]:  # fmt: skip
    midnight = datetime.combine(on, time.min, tz)
    found = []
    for number, stay in enumerate(stays, 1):
        start, until = max(stay.start, midnight), min(stay.until, midnight + timedelta(days=1))
        if start >= until:
            continue
        x, width = ((start - midnight).total_seconds() / 3600, (until - start).total_seconds() / 3600)
        persons = counted.get(stay.place, 0)
        found.append(
            DayBar(
                round(x * UNIT, 1), step * LINE + 6, max(4.0, round(width * UNIT, 1)), number, persons,
                places.get(stay.place), stay.start, stay.until, _weight(persons, most),
            )
        )  # fmt: skip
    return found


def _weight(persons: int, most: int) -> int:
    """Nobody, few, many, most, by thirds of the fullest place."""
    return 0 if not persons else min(3, 1 + 3 * persons // (most + 1))
