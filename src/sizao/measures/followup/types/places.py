"""Where somebody under follow-up stayed, from when on, and what the samples of the room said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sizao.measures.followup.types import TestResult


@dataclass(frozen=True)
class PlacementFacts:
    """From one place to another: no place is home, and before the first row nobody knew."""

    since: datetime
    place_id: int | None
    was_id: int | None
    is_first: bool
    at: datetime
    by: str
    reason: str = ""


@dataclass(frozen=True)
class RoomFacts:
    """One result of the samples of room and goods."""

    result: TestResult
    at: datetime
    by: str
    place_id: int | None = None
