"""What somebody under follow-up says of themselves: the daily check, symptoms at any time, a request for a review."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from sizao.kernel.actors import Actor
from sizao.kernel.editions import library
from sizao.measures.followup import errors, events, rules
from sizao.measures.followup.actions.belonging import belonging, taken
from sizao.measures.followup.actions.checking import record_check
from sizao.measures.followup.models import Check, Plan, ReviewRequest
from sizao.measures.followup.types import CHECK_DONE, CheckOutcome
from sizao.measures.followup.types.invitations import LONGEST_REQUEST, OwnReport
from sizao.spine.outbox import actions as outbox

BEHIND = timedelta(seconds=1)
"""A report between two checks counts as later than the checks of its day."""


@transaction.atomic
def report_own(*, plan_id: UUID, told: OwnReport, by: Actor, at: datetime) -> CheckOutcome:
    """Record the person's own daily check, or symptoms at any time. The same report sent again is the same report.

    A check that is done stands; who feels ill after it gets a check of their own, so that nobody has to wait.

    Raises:
        CheckNotFound: when the check is not one of this plan.
        CheckTooEarly, PlanNotOpen, TemperatureImplausible: see :func:`rules.may_record`.
    """
    [plan] = taken([plan_id])
    row = _meant(plan, told, at)
    if row is not None and row.outcome not in CHECK_DONE:
        return record_check(check=told.for_check(row.id), by=by, at=at)
    if row is not None and (rules.is_same_report(row.facts(), told) or not told.is_ill):
        return CheckOutcome(row.outcome)
    return _between(plan, told, by, at)


def _meant(plan: Plan, told: OwnReport, at: datetime) -> Check | None:
    """The check that is answered: the one named, else the one that is open now."""
    rows = Check.objects.filter(plan=plan)
    if told.check_id is None:
        owed = [CheckOutcome.DUE, CheckOutcome.UNREACHABLE]
        return rows.filter(opens_at__lte=at, due_at__gt=at, outcome__in=owed).order_by("due_at").first()
    row = rows.filter(pk=told.check_id).first()
    if row is None:
        raise errors.CheckNotFound
    return row


def _between(plan: Plan, told: OwnReport, by: Actor, at: datetime) -> CheckOutcome:
    """A check outside the calendar: the next slot of the day, over just after the day's own checks."""
    tz = library().get(plan.edition_id).tz
    today = at.astimezone(tz).date()
    rows = list(Check.objects.filter(plan=plan, due_on=today).order_by("slot"))
    if any(rules.is_same_report(each.facts(), told) for each in rows if each.outcome == CheckOutcome.SYMPTOM):
        return CheckOutcome.SYMPTOM
    end = datetime.combine(today + timedelta(days=1), time(), tz) + BEHIND
    row = Check.objects.create(
        plan=plan, due_on=today, slot=rows[-1].slot + 1 if rows else 0, opens_at=at, due_at=end
    )  # fmt: skip
    return record_check(check=told.for_check(row.id), by=by, at=at)


@transaction.atomic
def ask_review(*, plan_id: UUID, text: str, by: Actor, at: datetime) -> UUID:
    """Ask that what was decided be looked at again; one request at a time, the same one sent twice is one.

    Raises:
        TextMissing: when it says nothing.
    """
    [plan] = taken([plan_id])
    said = text.strip()[:LONGEST_REQUEST]
    if len(said) < rules.REASON_LETTERS:
        raise errors.TextMissing(need=rules.REASON_LETTERS)
    waiting = ReviewRequest.objects.filter(plan=plan, answered_at__isnull=True).first()
    if waiting is not None:
        return waiting.id
    row = ReviewRequest.objects.create(plan=plan, text=said, asked_at=at)
    event = events.ReviewAsked(**belonging(plan.incident_id, by), plan_id=plan.id, review_id=row.id)
    outbox.emit(event, by=by, at=at)
    return row.id


@transaction.atomic
def answer_review(*, plan_id: UUID, answer: str, by: Actor, at: datetime) -> UUID:
    """Answer the request of a plan that waits; the person reads it on their own page.

    Raises:
        NothingAsked: when none waits.
        TextMissing: when the answer says nothing.
    """
    [plan] = taken([plan_id])
    row = ReviewRequest.objects.select_for_update().filter(plan=plan, answered_at__isnull=True).first()
    if row is None:
        raise errors.NothingAsked
    said = answer.strip()[:LONGEST_REQUEST]
    if len(said) < rules.REASON_LETTERS:
        raise errors.TextMissing(need=rules.REASON_LETTERS)
    row.answer, row.answered_at, row.answered_by = said, at, by.name
    row.save()
    event = events.ReviewAnswered(**belonging(plan.incident_id, by), plan_id=plan.id, review_id=row.id)
    outbox.emit(event, by=by, at=at)
    return row.id
