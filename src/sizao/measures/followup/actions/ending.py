"""End plans: release by decision, or break off because the person became a case, was withdrawn or was handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Clause
from sizao.kernel.editions import library
from sizao.measures.followup import events, queries, rules
from sizao.measures.followup.actions.belonging import belonging, by_incident, enter, taken
from sizao.measures.followup.models import Check, Plan, ScheduledTest
from sizao.measures.followup.types import OPEN_PLANS, BatchReceipt, CheckOutcome, PlanState, Refusal, TestState
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def release_plan(*, plan_id: UUID, by: Actor, at: datetime, reason: str = "") -> None:
    """Release one person.

    Raises:
        Refused: with the clause, when the edition does not allow it yet.
    """
    release_plans(plan_ids=[plan_id], by=by, at=at, reason=reason)


@transaction.atomic
def release_plans(*, plan_ids: Sequence[UUID], by: Actor, at: datetime, reason: str = "") -> BatchReceipt:
    """Release everybody who may be; those whom the rules refuse are returned with the sentence and stay.

    Raises:
        Refused: when every one of them is refused.
    """
    rows = taken(plan_ids)
    decisions = queries.release_decisions([row.id for row in rows], at)
    allowed = [row for row in rows if decisions[row.id]]
    refused = tuple(
        Refusal(row.id, row.number, error) for row in rows if (error := decisions[row.id].refusal) is not None
    )
    if refused and not allowed:
        raise refused[0].error
    clauses: dict[UUID, Clause | None] = {row.id: decisions[row.id].clause for row in allowed}
    enter(allowed, PlanState.RELEASED, by=by, at=at, reason=reason, clauses=clauses)
    _forget_what_is_ahead(allowed, at)
    for incident_id, group in by_incident(allowed):
        event = events.PlansReleased(
            **belonging(incident_id, by),
            plan_ids=tuple(row.id for row in group),
            contact_ids=tuple(row.contact_id for row in group if row.contact_id),
        )
        outbox.emit(event, by=by, at=at)
    return BatchReceipt(done=tuple(row.id for row in allowed), refused=refused)


@transaction.atomic
def break_off_plans(*, plan_ids: Sequence[UUID], reason: str, by: Actor, at: datetime) -> int:
    """End plans before their time, with a reason; returns how many.

    Raises:
        PlanNotOpen, ReasonMissing: for the first that may not end so.
    """
    rows = taken(plan_ids)
    for row in rows:
        rules.may_break_off(row.facts(), reason).or_raise()
    enter(rows, PlanState.BROKEN_OFF, by=by, at=at, reason=reason)
    _forget_what_is_ahead(rows, at)
    for incident_id, group in by_incident(rows):
        event = events.PlansBrokenOff(
            **belonging(incident_id, by),
            plan_ids=tuple(row.id for row in group),
            contact_ids=tuple(row.contact_id for row in group if row.contact_id),
            reason=reason.strip(),
        )
        outbox.emit(event, by=by, at=at)
    return len(rows)


@transaction.atomic
def break_off_contacts(*, contact_ids: Sequence[UUID], reason: str, by: Actor, at: datetime) -> int:
    """End the open plans of contacts before their time; contacts without one are left alone. Returns how many."""
    open_now = [each.value for each in OPEN_PLANS]
    rows = Plan.objects.filter(contact_id__in=list(contact_ids), state__in=open_now)
    plan_ids = list(rows.values_list("id", flat=True))
    return break_off_plans(plan_ids=plan_ids, reason=reason, by=by, at=at) if plan_ids else 0


def _forget_what_is_ahead(rows: Sequence[Plan], at: datetime) -> None:
    """Checks and tests that were still ahead are owed no longer; what was due before stays on record."""
    ids = [row.id for row in rows]
    Check.objects.filter(plan_id__in=ids, outcome=CheckOutcome.DUE, due_at__gt=at).delete()
    for edition_id in {row.edition_id for row in rows}:
        today = at.astimezone(library().get(edition_id).tz).date()
        ahead = ScheduledTest.objects.filter(plan_id__in=ids, plan__edition_id=edition_id, state=TestState.DUE)
        ahead.filter(due_on__gt=today).delete()
