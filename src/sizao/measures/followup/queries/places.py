"""Where people under follow-up were at a moment: the dated rows, not what was entered last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sizao.measures.followup.models import Placement, Plan, RoomSample
from sizao.measures.followup.types import OPEN_PLANS, PlanFacts, PlanState, TestResult
from sizao.measures.followup.types.places import PlacementFacts, RoomFacts, SiteStay


def placements(plan_id: UUID) -> list[PlacementFacts]:
    """Where the person of a plan stayed, the first place first."""
    rows = list(Placement.objects.filter(plan_id=plan_id).order_by("since", "id"))
    before = [None, *rows][: len(rows)]
    return [
        PlacementFacts(
            row.since, row.place_id, was.place_id if was else None, was is None, row.at, row.by, row.reason,
            row.floor,
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


def stays_at(place_id: int, moment: datetime) -> list[SiteStay]:
    """Open plans in scope of those who were ever at a site, with where each stayed at a moment: who moved on was there then."""
    there = Placement.objects.filter(place_id=place_id, since__lte=moment).values("plan_id")
    rows = Plan.objects.filter(pk__in=there, state__in=[each.value for each in OPEN_PLANS]).order_by("number")
    return _stays([row.facts() for row in rows], moment)


def stay_at(plan: PlanFacts, moment: datetime) -> SiteStay:
    """Where the person of a plan stayed at a moment."""
    [found] = _stays([plan], moment)
    return found


def _stays(plans: list[PlanFacts], moment: datetime) -> list[SiteStay]:
    rows = Placement.objects.filter(plan_id__in=[each.id for each in plans], since__lte=moment)
    # A floor that was noted later is a row of the same day, entered after the first one.
    newest = rows.order_by("plan_id", "-since", "-id").distinct("plan_id").values_list("plan_id", "place_id", "floor")
    where = {plan_id: (place_id, floor) for plan_id, place_id, floor in newest}
    return [SiteStay(each, *where.get(each.id, (None, None))) for each in plans]


def left_ill(place_id: int) -> list[PlanFacts]:
    """Plans in scope of those who were at a site and whose plan ended before its time: who became a case is among them."""
    there = Placement.objects.filter(place_id=place_id).values("plan_id")
    rows = Plan.objects.filter(pk__in=there, state=PlanState.BROKEN_OFF)
    return [row.facts() for row in rows.order_by("-began_at")]
