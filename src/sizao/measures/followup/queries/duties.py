"""Reading what is owed: the daily worklist, checks and tests of plans, what was missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sizao.kernel.tenures import Tenure, bounds, counted
from sizao.measures.followup import errors
from sizao.measures.followup.models import Check, Plan, ScheduledTest, TestReport
from sizao.measures.followup.types import (
    OPEN_PLANS,
    CheckFacts,
    CheckOutcome,
    DueCheck,
    DueCounts,
    PlanFacts,
    PlanState,
    TestFacts,
    TestState,
)

OPEN = [each.value for each in OPEN_PLANS]


def check(check_id: UUID) -> CheckFacts:
    """One check slot.

    Raises:
        CheckNotFound: when there is none in scope.
    """
    row = Check.objects.filter(pk=check_id).first()
    if row is None:
        raise errors.CheckNotFound
    return row.facts()


def check_rows(incident_id: UUID | None = None) -> QuerySet[Check]:
    """Checks with their plans for this room's own lists, unordered; not for neighbours."""
    rows = Check.objects.select_related("plan")
    return rows if incident_id is None else rows.filter(plan__incident_id=incident_id)


def checks(plan_id: UUID) -> list[CheckFacts]:
    """The checks of a plan in order of time."""
    return [row.facts() for row in Check.objects.filter(plan_id=plan_id).order_by("due_at")]


def open_checks(as_of: datetime) -> QuerySet[Check]:
    """Checks of open plans that may be done now: open already, not over, not done; for this room's own lists."""
    owed = [CheckOutcome.DUE, CheckOutcome.UNREACHABLE]
    rows = Check.objects.select_related("plan").filter(plan__state__in=OPEN, outcome__in=owed)
    return rows.filter(opens_at__lte=as_of, due_at__gt=as_of)


def worklist(as_of: datetime, *, limit: int = 200, incident_id: UUID | None = None) -> list[DueCheck]:
    """The checks that may be done now, those soonest over first; of one incident when given."""
    found = open_checks(as_of)
    if incident_id is not None:
        found = found.filter(plan__incident_id=incident_id)
    rows = found.order_by("due_at", "plan__area", "id")[:limit]
    return [DueCheck(row.facts(), row.plan.facts()) for row in rows]


def to_place(*, limit: int = 200) -> tuple[int, list[tuple[PlanFacts, datetime]]]:
    """How many people are not yet where they are to stay, at a site or at home; who waits longest, with the plan's beginning."""
    rows = Plan.objects.filter(state=PlanState.ACTIVE, placed_at__isnull=True)
    return rows.count(), [(row.facts(), row.began_at) for row in rows.order_by("began_at", "id")[:limit]]


def left_undone(plan_ids: Iterable[UUID], as_of: datetime) -> tuple[int, int]:
    """Checks of some plans that passed their time with nobody reached, and of how many people."""
    rows = Check.objects.filter(
        plan__in=list(plan_ids), due_at__lte=as_of, outcome__in=["due", "unreachable", "missed"]
    )
    found = rows.aggregate(checks=Count("pk"), people=Count("plan", distinct=True))
    return found["checks"], found["people"]


def due_counts(as_of: datetime, incident_id: UUID | None = None) -> DueCounts:
    """How much is owed and missed today by open plans in scope."""
    rows = Check.objects.filter(plan__state__in=OPEN, opens_at__lte=as_of)
    tests_owed = ScheduledTest.objects.filter(plan__state__in=OPEN)
    if incident_id is not None:
        rows, tests_owed = rows.filter(plan__incident_id=incident_id), tests_owed.filter(plan__incident_id=incident_id)
    found = rows.aggregate(
        due=Count("pk", filter=Q(outcome__in=["due", "unreachable"], due_at__gt=as_of)),
        done=Count("pk", filter=Q(outcome__in=["well", "symptom"], due_at__gt=as_of)),
        missed=Count("pk", filter=Q(outcome="missed")),
        symptoms=Count("pk", filter=Q(outcome="symptom")),
    )
    missed = tests_owed.filter(state=TestState.MISSED).count()
    return DueCounts(found["due"], found["done"], found["missed"], found["symptoms"], missed)


def scheduled_test(test_id: UUID) -> TestFacts:
    """One scheduled test with its results.

    Raises:
        TestNotFound: when there is none in scope.
    """
    row = ScheduledTest.objects.filter(pk=test_id).first()
    if row is None:
        raise errors.TestNotFound
    return row.facts(list(row.reports.order_by("id")))


def test_rows(incident_id: UUID | None = None) -> QuerySet[ScheduledTest]:
    """Scheduled tests with their plans for this room's own lists, unordered; not for neighbours."""
    rows = ScheduledTest.objects.select_related("plan")
    return rows if incident_id is None else rows.filter(plan__incident_id=incident_id)


test_rows.__test__ = False  # type: ignore[attr-defined]


def due_tests(
    since: date, until: date, incident_id: UUID | None = None, *, is_owed: bool = False
) -> QuerySet[ScheduledTest]:
    """Tests of open plans that fall due in some days, both included, or those without a result; for this room's lists."""
    rows = test_rows(incident_id).filter(plan__state__in=OPEN, due_on__gte=since, due_on__lte=until)
    return rows.filter(state__in=[TestState.DUE, TestState.SAMPLED, TestState.MISSED]) if is_owed else rows


def tests(plan_id: UUID) -> list[TestFacts]:
    """The scheduled tests of a plan in order of day."""
    return tests_of([plan_id])[plan_id]


def tests_of(plan_ids: Iterable[UUID]) -> dict[UUID, list[TestFacts]]:
    """The scheduled tests of plans with their results, in order of day; every plan has an entry."""
    wanted = list(plan_ids)
    rows = list(ScheduledTest.objects.filter(plan_id__in=wanted).order_by("due_on", "is_antigen"))
    reports: dict[UUID, list[TestReport]] = defaultdict(list)
    for report in TestReport.objects.filter(test__plan_id__in=wanted).order_by("id"):
        reports[report.test_id].append(report)
    found: dict[UUID, list[TestFacts]] = {each: [] for each in wanted}
    for row in rows:
        found[row.plan_id].append(row.facts(reports[row.id]))
    return found


def checks_by(held: Collection[Tenure], names: dict[int, str]) -> dict[Tenure, int]:
    """How many daily checks each account, known by its user name, recorded within its time."""
    since, until = bounds(held)
    rows = Check.objects.filter(by__in=set(names.values()), done_at__gte=since, done_at__lt=until)
    return counted(held, rows.values_list("by", "done_at"), names)
