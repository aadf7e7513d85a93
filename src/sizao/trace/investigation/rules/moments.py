"""Times as an investigator types them beside a call: ``12-09 0830``, ``9日8时半``, ``0830``, ``下午3点``, or what Excel pastes."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})\s*(?:[::时點点]\s*(?P<minute>\d{1,2}|半)?\s*分?|(?P<packed>\d{2}))(?:[::]\d{2})?$"
)
_DAY = re.compile(
    r"^(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?:(?P<month>\d{1,2})\s*[-/.月]\s*)?(?P<day>\d{1,2})\s*(?:[日号]|(?=$|[\sT]))"
)
_PACKED_DAY = re.compile(
    r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?=$|[\sT])|^(?P<m>\d{2})(?P<d>\d{2})(?=\s+\S)"
)
_HALF = re.compile(r"^(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)|\s*([ap])\.?m\.?$", re.IGNORECASE)
"""What says before a clock, or behind it, which half of the day is meant."""
_MORNING, _NIGHT = frozenset({"凌晨", "早上", "早晨", "上午", "a"}), frozenset({"晚上", "晚"})
NOON, HALF_HOUR, FAR = 12, 30, timedelta(days=183)


def read_moment(text: str, near: datetime) -> datetime | None:
    """The moment a text means, local; ``None`` when it means none.

    What is left out comes from ``near``: the date when only a clock is given, the month when only a day is, the year
    such that the moment is not half a year away.

    >>> near = datetime(2021, 12, 9, 12, tzinfo=LOCAL)
    >>> f"{read_moment('12-10 0830', near):%m-%d %H:%M}", f"{read_moment('1015', near):%d %H:%M}"
    ('12-10 08:30', '09 10:15')
    """
    wanted = text.strip()
    near = near.astimezone(LOCAL)
    head, rest = _date_of(wanted, near)
    clock = _clock_of(rest) if rest else time.min
    if not wanted or clock is None or (head is None and not rest):
        return None
    return datetime.combine(head or near.date(), clock, LOCAL)


def read_date(text: str, near: datetime) -> date | None:
    """The date a text means; ``None`` when it means none, or has a clock behind it."""
    found, rest = _date_of(text.strip(), near.astimezone(LOCAL))
    return found if not rest else None


def _date_of(text: str, near: datetime) -> tuple[date | None, str]:
    """The date a text begins with, and what follows it."""
    match = _PACKED_DAY.match(text) or _DAY.match(text)
    if match is None or (_CLOCK.fullmatch(text) and not re.match(r"\d{1,2}\s*[-/月日号.]", text)):
        return None, text
    parts = match.groupdict()
    year, month = parts.get("year"), parts.get("month") or parts.get("m")
    day = int(parts.get("day") or parts.get("d") or 0)
    found = _dated(int(year) if year else None, int(month) if month else near.month, day, near)
    return (found, text[match.end() :].strip(" T,，")) if found else (None, text)


def _dated(year: int | None, month: int, day: int, near: datetime) -> date | None:
    try:
        found = date(year or near.year, month, day)
    except ValueError:
        return None
    if year is None and found - near.date() > FAR:
        return found.replace(year=found.year - 1)
    if year is None and near.date() - found > FAR:
        return found.replace(year=found.year + 1)
    return found


def _clock_of(text: str) -> time | None:
    half = _HALF.search(text)
    match = _CLOCK.fullmatch(_HALF.sub("", text, count=1).strip())
    if match is None:
        return None
    minute = match["packed"] or match["minute"] or "0"
    hour = _of_day(int(match["hour"]), (half[1] or half[2]).lower()) if half else int(match["hour"])
    try:
        return time(hour, HALF_HOUR if minute == "半" else int(minute))
    except ValueError:
        return None


def _of_day(hour: int, half: str) -> int:
    """The hour of twenty-four that a half of the day means; 24, which no clock shows, where it contradicts the hour."""
    if half in _MORNING:
        return hour % NOON if hour <= NOON else 24
    if hour == NOON and half in _NIGHT:
        return 24  # twelve at night: of which night nobody knows
    return hour if hour >= NOON or (half == "中午" and hour == NOON - 1) else hour + NOON


def follow(text: str, before: datetime) -> datetime | None:
    """Like :func:`read_moment`, for a moment that comes after another: a bare clock that would lie before it is the next day's."""
    found = read_moment(text, before)
    if found is None or found >= before:
        return found
    bare = _date_of(text.strip(), before.astimezone(LOCAL))[0] is None
    return found + timedelta(days=1) if bare else found


def typed(moment: datetime | None) -> str:
    """A moment as the form shows it."""
    return f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M}" if moment else ""
