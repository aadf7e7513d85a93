"""Whose days open the list of a place's visitors: those on which an open case was there within its window, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sizao.kernel.decisions import Decision
from sizao.trace.tracing import errors


@dataclass(frozen=True, kw_only=True)
class CaseThere:
    """An open case at a place within its window, and the civil time that its edition counts days in."""

    number: str
    start: datetime
    until: datetime
    tz: ZoneInfo

    @property
    def days(self) -> tuple[datetime, datetime]:
        """From the midnight before to the midnight after."""
        last = self.until.astimezone(self.tz) - timedelta(microseconds=1)
        return _midnight(self.start.astimezone(self.tz)), _midnight(last + timedelta(days=1))


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time(), moment.tzinfo)


def may_list_visitors(there: Sequence[CaseThere], start: datetime, until: datetime) -> Decision:
    """Whether who was at a place in ``[start, until)`` may be listed: an open case was there on each of these civil days.

    What a venue knows of an evening without a case is nobody's business, whoever asks (SAFETY T2, ST-7).
    """
    if not there:
        return Decision.no(errors.NoCaseThere())
    open_from = _uncovered([each.days for each in there], start, until)
    if open_from is None:
        return Decision.yes()
    return Decision.no(errors.NoCaseOnDay(day=open_from.astimezone(there[0].tz).date()))


def _uncovered(spans: Iterable[tuple[datetime, datetime]], start: datetime, until: datetime) -> datetime | None:
    """The first moment of a window that no span holds."""
    reached = start
    for begin, end in sorted(spans):
        if begin > reached:
            break
        reached = max(reached, end)
    return reached if reached < until else None
