"""Until when a plan keeps somebody at a site or at home: lists of plans tell their last day, the edition the phases before it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sizao.kernel.editions import Phase, PhasePlace


def last_day(phases: Sequence[Phase], end_on: date, places: Container[PhasePlace]) -> date | None:
    """The last day that is spent in some places: a plan's end less the phases that come after; nothing when none is."""
    after = 0
    for phase in reversed(phases):
        if phase.place in places:
            return end_on - timedelta(days=after)
        after += int(phase.days or 0)
    return None
