"""Record samples and results of scheduled tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.identity import queries as identity
from sizao.kernel.actors import Actor
from sizao.kernel.editions import library
from sizao.measures.followup import errors, events, rules
from sizao.measures.followup.actions.belonging import BATCH, belonging
from sizao.measures.followup.models import Plan, PlanStatus, ScheduledTest, TestReport
from sizao.measures.followup.types import OPEN_PLANS, NewResult, PlanState, TestResult, TestState
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def note_sampled(*, test_ids: Sequence[UUID], sampled_at: datetime, by: Actor, at: datetime) -> int:
    """Note that scheduled tests were sampled: a plan that moves or ends keeps them, and their results are awaited.

    Returns how many; one that has its result or was waived stays as it is.

    Raises:
        TestNotFound, SampledInFuture, PlanNotOpen: for the first that cannot be.
    """
    rows = _taken(test_ids)
    ends = _broken_off_at(rows.values())
    for row in rows.values():
        rules.may_record_test(PlanState(row.plan.state), sampled_at, at, ends.get(row.plan_id)).or_raise()
    awaited = ScheduledTest.objects.filter(pk__in=list(rows), state__in=[TestState.DUE, TestState.MISSED])
    return awaited.update(state=TestState.SAMPLED, sampled_at=sampled_at)


@transaction.atomic
def record_test(
    *, test_id: UUID, result: TestResult, sampled_at: datetime, by: Actor, at: datetime, laboratory: str = ""
) -> None:
    """Record one result of a scheduled test; a second one (double sampling, or a re-test) is added beside it."""
    new = NewResult(test_id=test_id, result=result, sampled_at=sampled_at, laboratory=laboratory)
    record_tests(results=[new], by=by, at=at)


@transaction.atomic
def record_tests(*, results: Sequence[NewResult], by: Actor, at: datetime) -> int:
    """Record results of scheduled tests in bulk; every positive one is announced. Returns how many.

    Raises:
        TestNotFound, SampledInFuture, PlanNotOpen: for the first that cannot be.
    """
    rows = _taken(each.test_id for each in results)
    ends = _broken_off_at(rows.values())
    for each in results:
        row = rows[each.test_id]
        rules.may_record_test(PlanState(row.plan.state), each.sampled_at, at, ends.get(row.plan_id)).or_raise()
        row.state = TestState.DONE
        row.sampled_at = each.sampled_at
    ScheduledTest.objects.bulk_update(rows.values(), ["state", "sampled_at"], batch_size=500)
    reports = [
        TestReport(
            test=rows[each.test_id], result=each.result, sampled_at=each.sampled_at, laboratory=each.laboratory,
            at=at, by=by.name,
        )
        for each in results
    ]  # fmt: skip
    TestReport.objects.bulk_create(reports, batch_size=BATCH)
    for each in results:
        if each.result is TestResult.POSITIVE:
            _announce_positive(rows[each.test_id], each.sampled_at, by, at)
    return len(reports)


def _taken(test_ids: Iterable[UUID]) -> dict[UUID, ScheduledTest]:
    wanted = set(test_ids)
    rows = ScheduledTest.objects.select_for_update(of=("self",)).select_related("plan").filter(pk__in=wanted)
    found = {row.id: row for row in rows}
    if found.keys() != wanted:
        raise errors.TestNotFound
    return found


def _broken_off_at(rows: Iterable[ScheduledTest]) -> dict[UUID, datetime]:
    """When those of the tests' plans that were broken off were."""
    ended = {row.plan_id for row in rows if row.plan.state == PlanState.BROKEN_OFF}
    found = PlanStatus.objects.filter(plan_id__in=ended, state=PlanState.BROKEN_OFF).order_by("id")
    return dict(found.values_list("plan_id", "at")) if ended else {}


def _announce_positive(row: ScheduledTest, sampled_at: datetime, by: Actor, at: datetime) -> None:
    event = events.PositiveTested(
        **belonging(row.plan.incident_id, by),
        plan_id=row.plan_id,
        contact_id=row.plan.contact_id,
        person_id=row.plan.person_id,
        sampled_at=sampled_at,
    )
    outbox.emit(event, by=by, at=at)


@transaction.atomic
def record_result_of_person(
    *, person_id: int, result: TestResult, sampled_at: datetime, by: Actor, at: datetime, laboratory: str = ""
) -> bool:
    """Count a result that came from elsewhere (a sampling point) as the scheduled test it answers.

    It answers, in each of the person's open plans, the latest PCR test that was due by the day of sampling and has no
    result: one sample says the same of a person whatever they are followed up for. Returns whether there was one.
    """
    people = identity.same_person(person_id)
    plans = Plan.objects.filter(person_id__in=people, state__in=[each.value for each in OPEN_PLANS]).order_by(
        "began_at", "id"
    )
    answered = [test for plan in plans if (test := _answered(plan, sampled_at)) is not None]
    results = [
        NewResult(test_id=each, result=result, sampled_at=sampled_at, laboratory=laboratory) for each in answered
    ]
    return bool(results) and record_tests(results=results, by=by, at=at) > 0


def _answered(plan: Plan, sampled_at: datetime) -> UUID | None:
    """The test of a plan that a sample of that day answers."""
    day = sampled_at.astimezone(library().get(plan.edition_id).tz).date()
    owed = [TestState.DUE, TestState.SAMPLED, TestState.MISSED]
    tests = ScheduledTest.objects.filter(plan=plan, is_antigen=False, due_on__lte=day, state__in=owed)
    return tests.order_by("-due_on").values_list("id", flat=True).first()


@transaction.atomic
def waive_test(*, test_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Excuse somebody from a scheduled test, with a reason (an infant, a medical condition)."""
    row = _taken([test_id])[test_id]
    rules.may_explain(reason).or_raise()
    row.state = TestState.WAIVED
    row.note = f"{by.name}: {reason.strip()}"
    row.save(update_fields=["state", "note"])
