"""Record daily checks, one or a whole corridor at once, and note what was missed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from sizao.kernel.actors import Actor
from sizao.kernel.editions import library
from sizao.measures.followup import errors, events, queries, rules
from sizao.measures.followup.actions.belonging import belonging, by_incident
from sizao.measures.followup.models import Check, Plan, ScheduledTest
from sizao.measures.followup.types import (
    CHECK_FAILED,
    OPEN_PLANS,
    CheckOutcome,
    NewCheck,
    PlanState,
    TestState,
)
from sizao.spine.outbox import actions as outbox

OPEN = [each.value for each in OPEN_PLANS]


@transaction.atomic
def record_check(*, check: NewCheck, by: Actor, at: datetime) -> CheckOutcome:
    """Record one daily check; returns its outcome, which a fever turns into symptoms."""
    return record_checks(checks=[check], by=by, at=at)[0]


@transaction.atomic
def record_checks(*, checks: Sequence[NewCheck], by: Actor, at: datetime) -> list[CheckOutcome]:
    """Record daily checks in the order given; symptoms are announced one by one, because each needs somebody now.

    Raises:
        CheckNotFound, CheckAlreadyDone, CheckTooEarly, PlanNotOpen, TemperatureImplausible: for the first that cannot be.
    """
    rows = {
        row.id: row
        for row in Check.objects.select_for_update(of=("self",))
        .select_related("plan")
        .filter(pk__in=[each.check_id for each in checks])
    }
    changed = [_fill(rows.get(each.check_id), each, by, at) for each in checks]
    _save(changed)
    for row in changed:
        if row.outcome == CheckOutcome.SYMPTOM:
            _announce_symptom(row, by, at)
    return [CheckOutcome(row.outcome) for row in changed]


def _save(rows: Sequence[Check]) -> None:
    """Write what was found in one statement: thousands of checks come in together, and seven columns each."""
    columns = (
        [row.id for row in rows],
        [str(row.outcome) for row in rows],
        [row.done_at for row in rows],
        [row.temperature for row in rows],
        [json.dumps(row.symptoms) for row in rows],
        [row.by for row in rows],
        [row.note for row in rows],
        [str(row.source) for row in rows],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE followup_check AS c SET outcome = v.outcome, done_at = v.done_at, temperature = v.temperature, "
            'symptoms = v.symptoms, "by" = v.who, note = v.note, source = v.source '
            "FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::numeric[], %s::text[]::jsonb[], %s::text[], "
            "%s::text[], %s::text[]) AS v(id, outcome, done_at, temperature, symptoms, who, note, source) WHERE c.id = v.id",
            columns,
        )


def _fill(row: Check | None, found: NewCheck, by: Actor, at: datetime) -> Check:
    if row is None:
        raise errors.CheckNotFound
    edition = library().get(row.plan.edition_id)
    rules.may_record(row.facts(), PlanState(row.plan.state), found, at, edition.tz).or_raise()
    row.outcome = _outcome(found, queries.fever_from(edition))
    row.done_at, row.by, row.source = at, by.name, found.source
    row.temperature, row.symptoms, row.note = found.temperature, list(found.symptoms), found.note.strip()
    return row


def _outcome(found: NewCheck, fever: Decimal | None) -> CheckOutcome:
    """Symptoms that were named, or a fever, overrule "well"."""
    if found.outcome is CheckOutcome.UNREACHABLE:
        return CheckOutcome.UNREACHABLE
    ill = found.outcome is CheckOutcome.SYMPTOM or rules.has_symptoms(found.symptoms, found.temperature, fever)
    return CheckOutcome.SYMPTOM if ill else CheckOutcome.WELL


def _announce_symptom(row: Check, by: Actor, at: datetime) -> None:
    event = events.SymptomReported(
        **belonging(row.plan.incident_id, by),
        plan_id=row.plan_id,
        contact_id=row.plan.contact_id,
        person_id=row.plan.person_id,
        check_id=row.id,
        symptoms=tuple(row.symptoms),
    )
    outbox.emit(event, by=by, at=at)


@transaction.atomic
def mark_missed(*, by: Actor, at: datetime) -> tuple[int, int]:
    """Note checks that are over and tests whose day is over as missed; returns how many checks and tests."""
    mine = Exists(Plan.objects.filter(pk=OuterRef("plan_id"), state__in=OPEN))
    checks = list(Check.objects.filter(mine, outcome=CheckOutcome.DUE, due_at__lte=at).values_list("id", "plan_id"))
    tests = [pair for edition_id in _editions() for pair in _tests_over(edition_id, at)]
    # what was recorded since it was read stands: the database looks again at the moment it writes
    Check.objects.filter(pk__in=[each for each, _ in checks], outcome=CheckOutcome.DUE).update(
        outcome=CheckOutcome.MISSED
    )
    ScheduledTest.objects.filter(pk__in=[each for each, _ in tests], state=TestState.DUE).update(state=TestState.MISSED)
    _announce_missed([plan for _, plan in checks], [plan for _, plan in tests], by, at)
    _set_aside(at)
    return len(checks), len(tests)


def _set_aside(at: datetime) -> None:
    """Mark failed checks that a later one has followed: the meters ask which of them are a plan's last, of all the others."""
    later = Check.objects.filter(plan=OuterRef("plan"), due_at__gt=OuterRef("due_at"))
    later = later.filter(Q(due_at__lte=at) | Q(done_at__lte=at))
    Check.objects.filter(Exists(later), outcome__in=CHECK_FAILED, is_past=False).update(is_past=True)


def _editions() -> list[str]:
    return list(Plan.objects.filter(state__in=OPEN).values_list("edition_id", flat=True).order_by().distinct())


def _tests_over(edition_id: str, at: datetime) -> list[tuple[UUID, UUID]]:
    """Tests of open plans whose day is over where the edition counts days."""
    today = at.astimezone(library().get(edition_id).tz).date()
    mine = Exists(Plan.objects.filter(pk=OuterRef("plan_id"), state__in=OPEN, edition_id=edition_id))
    rows = ScheduledTest.objects.filter(mine, state=TestState.DUE, due_on__lt=today)
    return list(rows.values_list("id", "plan_id"))


def _announce_missed(checks: Sequence[UUID], tests: Sequence[UUID], by: Actor, at: datetime) -> None:
    rows = Plan.objects.filter(pk__in={*checks, *tests})
    for incident_id, group in by_incident(rows):
        ids = {row.id for row in group}
        event = events.ChecksMissed(
            **belonging(incident_id, by),
            plan_ids=tuple(sorted(ids)),
            checks=sum(each in ids for each in checks),
            tests=sum(each in ids for each in tests),
        )
        outbox.emit(event, by=by, at=at)
