"""Sums of an incident's follow-up at a moment, for reports and for replaying the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sizao.measures.followup.models import Check, PlanStatus
from sizao.measures.followup.types import CHECK_DONE, OPEN_PLANS, CheckOutcome


@dataclass(frozen=True)
class Standing:
    """How many people had an open plan, and how many checks had been done and missed by then."""

    active: int
    checks_done: int
    checks_missed: int


def standing(incident_id: UUID, as_of: datetime) -> Standing:
    """The sums at a moment: people by the newest status rows of their plans, checks by when they were done or fell due."""
    newest = PlanStatus.objects.filter(plan__incident_id=incident_id, at__lte=as_of)
    states = newest.order_by("plan_id", "-at", "-id").distinct("plan_id").values_list("plan__person_id", "state")
    checks = Check.objects.filter(plan__incident_id=incident_id)
    over = Q(outcome=CheckOutcome.DUE, plan__state__in=[each.value for each in OPEN_PLANS])
    missed = Q(outcome=CheckOutcome.MISSED) | over  # nobody has swept yet: over is over all the same
    return Standing(
        active=len({person for person, state in states if state in OPEN_PLANS}),
        checks_done=checks.filter(outcome__in=CHECK_DONE, done_at__lte=as_of).count(),
        checks_missed=checks.filter(missed, due_at__lte=as_of).count(),
    )


def open_by_area(incident_ids: Iterable[UUID], as_of: datetime) -> dict[int, int]:
    """How many people were under follow-up just before a moment, by the area that manages them; of two plans the later one's."""
    rows = PlanStatus.objects.filter(plan__incident_id__in=list(incident_ids), at__lt=as_of)
    newest = rows.order_by("plan_id", "-at", "-id").distinct("plan_id")
    rows_then = newest.values_list("plan__person_id", "plan_id", "plan__area", "state")
    where = {person: area for person, _plan, area, state in sorted(rows_then) if state in OPEN_PLANS}
    return Counter(where.values())
