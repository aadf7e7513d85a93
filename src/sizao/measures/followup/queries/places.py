"""Where people under follow-up were at a moment: the dated rows, not what was entered last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sizao.measures.followup.models import Placement, RoomSample
from sizao.measures.followup.types import TestResult
from sizao.measures.followup.types.places import PlacementFacts, RoomFacts


def placements(plan_id: UUID) -> list[PlacementFacts]:
    """Where the person of a plan stayed, the first place first."""
    rows = list(Placement.objects.filter(plan_id=plan_id).order_by("since", "id"))
    before = [None, *rows][: len(rows)]
    return [
        PlacementFacts(
            row.since, row.place_id, was.place_id if was else None, was is None, row.at, row.by, row.reason
        )
        for was, row in zip(before, rows, strict=True)
    ]  # fmt: skip


def room_samples(plan_id: UUID) -> list[RoomFacts]:
    """What the samples of a person's rooms said, the first result first."""
    rows = RoomSample.objects.filter(plan_id=plan_id).order_by("at", "id")
    return [RoomFacts(TestResult(row.result), row.at, row.by, row.place_id) for row in rows]


def placed_by(incident_id: UUID, as_of: datetime) -> set[UUID]:
    """The plans of an incident whose people were somewhere they stay at a moment."""
    rows = Placement.objects.filter(plan__incident_id=incident_id, since__lte=as_of)
    return set(rows.values_list("plan_id", flat=True).distinct())
