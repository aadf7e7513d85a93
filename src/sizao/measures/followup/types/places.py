"""Where somebody under follow-up stayed, from when on, and what the samples of the room said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sizao.measures.followup.types import PlanFacts, TestResult


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
    floor: int | None = None


@dataclass(frozen=True)
class SiteStay:
    """Where the person of a plan stayed at a moment: at a site and on which floor, as far as it is on record."""

    plan: PlanFacts
    place_id: int | None
    floor: int | None


@dataclass(frozen=True)
class RoomFacts:
    """One result of the samples of room and goods."""

    result: TestResult
    at: datetime
    by: str
    place_id: int | None = None
