"""Who was at a place at what hour: one strip per day with a line per person, in plain numbers for an SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sizao.trace.tracing.rules.seating import ORDER, There

WIDTH, LINE, HEAD = 720, 12, 18
"""Drawing units of a strip's width, of one person's line, and of the room for the hours."""
MOST_LINES, MOST_DAYS = 40, 7
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Bar:
    """A stay within one day."""

    x: float
    y: int
    width: float
    mark: str
    person: int


@dataclass(frozen=True)
class Mark:
    """An hour of the strip."""

    x: float
    caption: str


@dataclass(frozen=True)
class Strip:
    """One day at the place."""

    on: date
    hours: tuple[Mark, ...]
    shades: tuple[Bar, ...]
    """When the source was there."""
    bars: tuple[Bar, ...]
    height: int
    more: int
    """People who are counted and not drawn."""
    width: int = WIDTH


def draw_strips(people: Sequence[There], tz: ZoneInfo) -> tuple[Strip, ...]:
    """The days on which anybody exposed was there, the newest first."""
    exposed = [each for each in people if each.finding]
    days = sorted({each.start.astimezone(tz).date() for each in exposed}, reverse=True)[:MOST_DAYS]
    return tuple(_strip(on, people, tz) for on in days)


def _strip(on: date, people: Iterable[There], tz: ZoneInfo) -> Strip:
    midnight = datetime.combine(on, time.min, tz)
    end = midnight + timedelta(days=1)
    today = [each for each in people if each.start < end and each.until > midnight]
    opens, closes = _hours(today, midnight, end)
    scale = WIDTH / ((closes - opens) / HOUR)

    def bar(each: There, y: int) -> Bar:
        start, until = max(each.start, opens), min(each.until, closes)
        return Bar(
            round((start - opens) / HOUR * scale, 1),
            y,
            max(2.0, round((until - start) / HOUR * scale, 1)),
            each.mark,
            each.person,
        )

    exposed = sorted(
        (each for each in today if each.finding), key=lambda each: (ORDER.index(each.finding), each.start, each.person)
    )
    lines = {person: place for place, person in enumerate(dict.fromkeys(each.person for each in exposed))}
    drawn = [each for each in exposed if lines[each.person] < MOST_LINES]
    step = 1 if closes - opens <= 10 * HOUR else 2 if closes - opens <= 16 * HOUR else 3
    count = int((closes - opens) / HOUR)
    return Strip(
        on=on,
        hours=tuple(Mark(round(hour * scale, 1), f"{opens + hour * HOUR:%H:%M}") for hour in range(0, count + 1, step)),
        shades=tuple(bar(each, HEAD) for each in today if each.finding is None),
        bars=tuple(bar(each, HEAD + lines[each.person] * LINE) for each in drawn),
        height=HEAD + min(len(lines), MOST_LINES) * LINE + 4,
        more=max(0, len(lines) - MOST_LINES),
    )


def _hours(today: Sequence[There], midnight: datetime, end: datetime) -> tuple[datetime, datetime]:
    """The hours of the day in which anything happened, whole ones, at least three."""
    first = max(midnight, min(each.start for each in today))
    last = min(end, max(each.until for each in today))
    opens = midnight + int((first - midnight) / HOUR) * HOUR
    closes = midnight + -int(-(last - midnight) // HOUR) * HOUR
    return opens, max(closes, min(end, opens + 3 * HOUR))
