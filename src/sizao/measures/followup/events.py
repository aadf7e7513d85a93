"""What this room announces; ids and times only. Most facts are told once for a batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PlansBegan(Event):
    """Follow-up plans began."""

    name = "measures.followup.plans-began"

    plan_ids: tuple[UUID, ...]
    contact_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class PlansPlaced(Event):
    """People under follow-up arrived where they stay: a site, or their home."""

    name = "measures.followup.plans-placed"

    plan_ids: tuple[UUID, ...]
    person_ids: tuple[int, ...]
    place_id: int | None = None
    area_site: int | None = None
    floor: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ChecksMissed(Event):
    """Daily checks or tests passed their time undone."""

    name = "measures.followup.checks-missed"

    plan_ids: tuple[UUID, ...]
    checks: int
    tests: int


@dataclass(frozen=True, kw_only=True)
class SymptomReported(Event):
    """Somebody under follow-up has symptoms."""

    name = "measures.followup.symptom-reported"

    plan_id: UUID
    contact_id: UUID | None
    person_id: int
    check_id: UUID
    symptoms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PositiveTested(Event):
    """A scheduled test of somebody under follow-up is positive."""

    name = "measures.followup.positive-tested"

    plan_id: UUID
    contact_id: UUID | None
    person_id: int
    sampled_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlanExtended(Event):
    """A plan was extended, with a reason."""

    name = "measures.followup.plan-extended"

    plan_id: UUID
    contact_id: UUID | None
    days: int
    end_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlansMoved(Event):
    """Plans were counted anew: from a later exposure, or under another edition."""

    name = "measures.followup.plans-moved"

    plan_ids: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlansReleased(Event):
    """People were released from follow-up."""

    name = "measures.followup.plans-released"

    plan_ids: tuple[UUID, ...]
    contact_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class PlansBrokenOff(Event):
    """Plans ended before their time: the person became a case, was withdrawn, or was handed over."""

    name = "measures.followup.plans-broken-off"

    plan_ids: tuple[UUID, ...]
    contact_ids: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(Event):
    """Somebody under follow-up asked that what was decided about them be looked at again."""

    name = "measures.followup.review-asked"

    plan_id: UUID
    review_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewAnswered(Event):
    """A request for a review was answered."""

    name = "measures.followup.review-answered"

    plan_id: UUID
    review_id: UUID
