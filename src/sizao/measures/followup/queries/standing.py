"""Sums of an incident's follow-up at a moment, for reports and for replaying the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from sizao.measures.followup.models import Check, Plan, PlanStatus
from sizao.measures.followup.types import CHECK_DONE, OPEN_PLANS, CheckOutcome

OPEN = [each.value for each in OPEN_PLANS]


@dataclass(frozen=True)
class Standing:
    """How many people had an open plan, and how many checks had been done and missed by then."""

    active: int
    checks_done: int
    checks_missed: int


def standing(incident_id: UUID, as_of: datetime) -> Standing:
    """The sums at a moment: people by the newest status rows of their plans, checks by when they were done or fell due."""
    return standings(incident_id, [as_of])[0]


def standings(incident_id: UUID, moments: Sequence[datetime]) -> list[Standing]:
    """The same at each of some moments, the many checks read once for all of them."""
    active = _active(incident_id, moments)
    over = Q(outcome=CheckOutcome.DUE, plan__state__in=OPEN)
    missed = Q(outcome=CheckOutcome.MISSED) | over  # nobody has swept yet: over is over all the same
    asked = {
        f"done{n}": Count("pk", filter=Q(outcome__in=CHECK_DONE, done_at__lte=each)) for n, each in enumerate(moments)
    }
    asked |= {f"missed{n}": Count("pk", filter=missed & Q(due_at__lte=each)) for n, each in enumerate(moments)}
    found = Check.objects.filter(plan__incident_id=incident_id).aggregate(**asked)
    return [Standing(active[n], found[f"done{n}"], found[f"missed{n}"]) for n in range(len(moments))]


def _active(incident_id: UUID, moments: Sequence[datetime]) -> list[int]:
    """How many people had an open plan at each moment: those who have one now, but for plans that moved since."""
    moved = PlanStatus.objects.filter(plan__incident_id=incident_id, at__gt=min(moments))
    stirred = set(moved.order_by().values_list("plan_id", flat=True))
    now = Plan.objects.filter(incident_id=incident_id, state__in=OPEN).order_by().values_list("pk", "person_id")
    still = {person for plan, person in now if plan not in stirred}
    persons = dict(Plan.objects.filter(pk__in=stirred).values_list("pk", "person_id"))
    told = list(
        PlanStatus.objects.filter(plan_id__in=stirred).order_by("at", "id").values_list("plan_id", "at", "state")
    )
    then = ({plan: state for plan, at, state in told if at <= each} for each in moments)
    return [len(still | {persons[plan] for plan, state in each.items() if state in OPEN}) for each in then]


def open_by_area(incident_ids: Iterable[UUID], as_of: datetime) -> dict[int, int]:
    """How many people were under follow-up just before a moment, by the area that manages them; of two plans the later one's."""
    rows = PlanStatus.objects.filter(plan__incident_id__in=list(incident_ids), at__lt=as_of)
    newest = rows.order_by("plan_id", "-at", "-id").distinct("plan_id")
    rows_then = newest.values_list("plan__person_id", "plan_id", "plan__area", "state")
    where = {person: area for person, _plan, area, state in sorted(rows_then) if state in OPEN_PLANS}
    return Counter(where.values())
