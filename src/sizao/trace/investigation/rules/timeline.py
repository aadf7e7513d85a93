"""The drawing of a trajectory: one line per day, a bar per stay, the two windows behind them. Plain numbers for an SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sizao.trace.investigation.rules.moments import LOCAL
from sizao.trace.investigation.types import ReadRow, Window

HOURS, UNIT, LINE, INSET = 24, 40, 26, 3
"""Hours of a day; drawing units per hour, per day, and from a bar's edge to its number."""
MOST_DAYS = 60


@dataclass(frozen=True)
class Bar:
    """A stay, or the part of it that falls on one day."""

    x: float
    width: float
    number: int
    is_travel: bool
    row: ReadRow
    y: int = 0

    @property
    def text_x(self) -> float:
        """Where its number is written."""
        return self.x + INSET

    @property
    def text_y(self) -> int:
        """The line its number stands on."""
        return self.y + 12


@dataclass(frozen=True)
class Shade:
    """The part of a window that falls on one day."""

    x: float
    width: float


@dataclass(frozen=True)
class Day:
    """One line of the drawing."""

    on: date
    y: int
    bars: tuple[Bar, ...]
    source: Shade | None
    infectious: Shade | None

    @property
    def middle(self) -> int:
        """The line its date stands on."""
        return self.y + 16


@dataclass(frozen=True)
class Hour:
    """A line of the grid."""

    x: int
    caption: str


@dataclass(frozen=True)
class Timeline:
    """The whole drawing."""

    days: tuple[Day, ...]
    width: int = HOURS * UNIT
    height: int = 0
    left_out: int = 0
    """Days beyond the longest drawing."""

    @property
    def box_width(self) -> int:
        """The drawing with its dates."""
        return self.width + 64

    @property
    def box_height(self) -> int:
        """The drawing with its hours."""
        return self.height + 24

    @property
    def hours(self) -> tuple[Hour, ...]:
        """The lines of the grid, every three hours."""
        return tuple(Hour(hour * UNIT, f"{hour:02d}") for hour in range(0, HOURS + 1, 3))


def lay_out(rows: Sequence[ReadRow], source: Window | None, infectious: Window | None, as_of: datetime) -> Timeline:
    """The days from the first stay to the last, each with its bars; rows without both times are not drawn."""
    known = [row for row in rows if row.start and row.until and row.start < row.until]
    days = [moment.astimezone(LOCAL).date() for row in known for moment in (row.start, row.until) if moment]
    if not days:
        return Timeline(())
    first, last = min(days), max(days)
    number = (last - first).days + 1
    lines = tuple(
        _day(first + timedelta(days=step), step, known, source, infectious, as_of)
        for step in range(min(number, MOST_DAYS))
    )
    return Timeline(lines, height=len(lines) * LINE, left_out=max(0, number - MOST_DAYS))


def _day(
    on: date, step: int, rows: Iterable[ReadRow], source: Window | None, infectious: Window | None, as_of: datetime
) -> Day:
    start = datetime.combine(on, time.min, LOCAL)
    bars = []
    for row in rows:
        part = _part(row.start, row.until, start)
        if part:
            bars.append(Bar(*part, row.number, bool(row.vehicle), row, step * LINE + 4))
    return Day(on, step * LINE, tuple(bars), _shade(source, start, as_of), _shade(infectious, start, as_of))


def _shade(window: Window | None, start: datetime, as_of: datetime) -> Shade | None:
    part = _part(window.start, window.until or as_of, start) if window else None
    return Shade(*part) if part else None


def _part(begin: datetime | None, end: datetime | None, day: datetime) -> tuple[float, float] | None:
    """Where the part of a period on a day begins and how long it is, in drawing units."""
    if begin is None or end is None:
        return None
    first, last = max(begin, day), min(end, day + timedelta(days=1))
    if first >= last:
        return None
    x, width = ((first - day).total_seconds(), (last - first).total_seconds())
    return round(x / 3600 * UNIT, 1), max(3.0, round(width / 3600 * UNIT, 1))
