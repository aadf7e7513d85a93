"""Facts that drills announce on the real platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DrillStarted(Event):
    """A drill was asked for."""

    name: ClassVar[str] = "oversight.drills.drill-started"

    drill_id: UUID
    scenario: str


@dataclass(frozen=True, kw_only=True)
class DrillEnded(Event):
    """A drill was ended; its database and its folder go."""

    name: ClassVar[str] = "oversight.drills.drill-ended"

    drill_id: UUID


@dataclass(frozen=True, kw_only=True)
class DrillScored(Event):
    """The after-action report of a drill was kept."""

    name: ClassVar[str] = "oversight.drills.drill-scored"

    drill_id: UUID
