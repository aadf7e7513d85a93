"""Dates and times as people and spreadsheets write them, read without guessing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sizao.ground.intake.rules.cells import CellRefused, text_of
from sizao.ground.intake.types import Cell, DateOrder, Reason, Remark

SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets count local days from here
FIRST_SERIAL, LAST_SERIAL = 7_306, 73_050
"""Serial numbers read as dates: 1920-01-01 to 2099-12-31."""

_TIME = r"(?:[T\s]*(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})?(?:[:分](?P<second>\d{1,2})?(?:[.,](?P<part>\d{1,9}))?秒?)?)\s*(?P<half>[AaPp][Mm])?)?"
_ZONE = r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?" + _TIME + _ZONE
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:[T\s]?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?)?"
)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<year>\d{4})" + _TIME)
_SERIAL = re.compile(r"\d{4,5}(\.\d+)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = re.compile(r"(?P<day>\d{1,2})[-\s/]?(?P<name>[A-Za-z]{3})[a-z]*\.?[-\s/,]?\s*(?P<year>\d{4})" + _TIME)


def read_moment(cell: Cell, tz: tzinfo, order: DateOrder | None, remarks: set[Remark]) -> datetime:
    """A moment in UTC; a date without a time is its midnight in ``tz``.

    ``24:00`` becomes the next day's ``00:00`` and a spreadsheet's serial number its date, both with a remark.

    Raises:
        CellRefused: not a date, or day and month cannot be told apart.
    """
    local = _from_cell(cell, order, remarks)
    aware = local if local.tzinfo else local.replace(tzinfo=tz)
    return aware.astimezone(UTC)


def read_day(cell: Cell, order: DateOrder | None, remarks: set[Remark]) -> date:
    """A date; a time of day beside it is dropped."""
    return _from_cell(cell, order, remarks).date()


def order_of(cells: Iterable[Cell]) -> DateOrder | None:
    """The order that the dates of one column show: a first number above 12 is a day, a second one above 12 is too.

    ``None`` when no date shows it, or when some say one and some the other.
    """
    first = second = False
    for cell in cells:
        match = _YEAR_LAST.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if match:
            first = first or int(match["a"]) > 12
            second = second or int(match["b"]) > 12
    if first == second:
        return None
    return DateOrder.DAY_FIRST if first else DateOrder.MONTH_FIRST


def _from_cell(cell: Cell, order: DateOrder | None, remarks: set[Remark]) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _from_number(float(cell), remarks)
    return _from_text(unicodedata.normalize("NFKC", text_of(cell)).strip(), order, remarks)


def _from_number(number: float, remarks: set[Remark]) -> datetime:
    compact = _COMPACT.fullmatch(str(int(number))) if number.is_integer() else None
    if compact:
        return _built(compact, remarks, str(int(number)))
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        raise CellRefused(Reason.NOT_A_DATE, value=text_of(number))
    remarks.add(Remark.SERIAL_DATE)
    return SERIAL_ZERO + timedelta(days=int(number), seconds=round((number - int(number)) * 86_400))


def _from_text(text: str, order: DateOrder | None, remarks: set[Remark]) -> datetime:
    for pattern in (_YEAR_FIRST, _COMPACT, _MONTH_NAME):
        if match := pattern.fullmatch(text):
            return _built(match, remarks, text)
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(match, order, remarks, text)
    if _SERIAL.fullmatch(text):
        return _from_number(float(text), remarks)
    raise CellRefused(Reason.NOT_A_DATE, value=text)


def _year_last(match: re.Match[str], order: DateOrder | None, remarks: set[Remark], text: str) -> datetime:
    a, b = int(match["a"]), int(match["b"])
    if order is None and a <= 12 and b <= 12 and a != b:
        raise CellRefused(Reason.DATE_ORDER, value=text)
    is_day_first = order is DateOrder.DAY_FIRST if order else a > 12
    day, month = (a, b) if is_day_first else (b, a)
    return _assembled(match, (int(match["year"]), month, day), remarks, text)


def _built(match: re.Match[str], remarks: set[Remark], text: str) -> datetime:
    groups = match.groupdict()
    name = (groups.get("name") or "").casefold()
    if name and name not in _MONTHS:
        raise CellRefused(Reason.NOT_A_DATE, value=text)
    month = _MONTHS.index(name) + 1 if name else int(match["month"])
    return _assembled(match, (int(match["year"]), month, int(match["day"])), remarks, text)


def _assembled(match: re.Match[str], ymd: tuple[int, int, int], remarks: set[Remark], text: str) -> datetime:
    hour, minute, second, micro = _clock(match.groupdict())
    is_midnight = (hour, minute, second, micro) == (24, 0, 0, 0)
    try:
        moment = datetime(*ymd, 0 if is_midnight else hour, minute, second, micro, tzinfo=_zone(match.groupdict()))
    except ValueError:
        raise CellRefused(Reason.NOT_A_DATE, value=text) from None
    if is_midnight:
        remarks.add(Remark.MIDNIGHT)
        moment += timedelta(days=1)
    return moment


def _clock(groups: dict[str, str | None]) -> tuple[int, int, int, int]:
    hour, minute, second = (int(groups.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (groups.get("half") or "").casefold()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, minute, second, int((groups.get("part") or "0").ljust(6, "0")[:6])


def _zone(groups: dict[str, str | None]) -> tzinfo | None:
    text = groups.get("zone")
    if not text:
        return None
    return datetime.strptime(text.replace("Z", "+0000").replace(":", ""), "%z").tzinfo
