"""The source window of a case: when the infection may have happened, by the incubation period of the edition."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sizao.kernel.words import Words
from sizao.trace.investigation.types import Window

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition


def source_window(anchor_at: datetime | None, edition: Edition) -> Window | None:
    """From the longest incubation before onset (or the positive sample) to the shortest; whole days, local.

    ``None`` without a date, or when the edition gives no longest incubation.
    """
    terms = edition.incubation
    if anchor_at is None or terms is None or terms.max_days is None:
        return None
    longest, shortest = terms.max_days, terms.min_days or 0
    first = (anchor_at - timedelta(days=longest)).astimezone(edition.tz).date()
    last = (anchor_at - timedelta(days=shortest)).astimezone(edition.tz).date()
    return Window(
        start=datetime.combine(first, time.min, edition.tz),
        until=min(datetime.combine(last + timedelta(days=1), time.min, edition.tz), anchor_at),
        words=Words(
            f"潜伏期 {shortest:g}–{longest:g} 天倒推", f"Counted back by an incubation of {shortest:g}–{longest:g} days"
        ),
        clause=terms.clause,
    )
