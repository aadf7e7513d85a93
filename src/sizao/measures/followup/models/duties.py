"""What is owed to and by somebody under follow-up: daily checks and scheduled tests."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q

from sizao.kernel.ids import uuid7
from sizao.measures.followup.models.plans import Plan
from sizao.measures.followup.types import CheckFacts, CheckOutcome, CheckSource, TestFacts, TestResult, TestState


class Check(models.Model):
    """One slot in which somebody must be asked how they are: when it opens, when it is over, and what was found."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="checks")
    due_on = models.DateField()
    slot = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=CheckOutcome.choices(), default=CheckOutcome.DUE)
    done_at = models.DateTimeField(null=True, blank=True)
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    symptoms = models.JSONField(default=list, blank=True)
    by = models.CharField(max_length=150, blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=CheckSource.choices(), default=CheckSource.OFFICER)
    is_past = models.BooleanField(default=False, db_default=False, editable=False)
    """Of a failed check: whether the sweep has seen a later one that is over, so that no present figure asks for it again."""

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="followup_check_due", condition=Q(outcome="due")),
            models.Index(fields=["plan", "due_at"], name="followup_check_plan"),
            models.Index(
                fields=["plan", "due_at"],
                name="followup_check_failed_last",
                condition=Q(outcome__in=["missed", "unreachable"], is_past=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "due_on", "slot"], name="followup_check_once"),
            models.CheckConstraint(name="followup_check_in_order", condition=Q(due_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="followup_check_outcome_known", condition=Q(outcome__in=[each.value for each in CheckOutcome])
            ),
            models.CheckConstraint(
                name="followup_check_done_is_signed",
                condition=Q(outcome__in=["due", "missed"]) | (Q(done_at__isnull=False) & ~Q(by="")),
            ),
        ]

    class Sensitivity:
        id = "open"
        plan = "open"
        due_on = "open"
        slot = "open"
        opens_at = "open"
        due_at = "open"
        outcome = "quasi"
        done_at = "open"
        temperature = "quasi"
        symptoms = "quasi"
        by = "quasi"
        note = "identifying"
        source = "open"
        is_past = "open"

    def __str__(self) -> str:
        return f"{self.due_on} slot {self.slot}: {self.outcome}"

    def facts(self) -> CheckFacts:
        """The row as rules and other rooms see it."""
        return CheckFacts(
            id=self.id, plan_id=self.plan_id, due_on=self.due_on, slot=self.slot, opens_at=self.opens_at,
            due_at=self.due_at, outcome=CheckOutcome(self.outcome), done_at=self.done_at,
            temperature=self.temperature, symptoms=tuple(self.symptoms), by=self.by, note=self.note,
            source=CheckSource(self.source),
        )  # fmt: skip


class ScheduledTest(models.Model):
    """One test of a plan: the day of the regime it falls on, and what became of it."""

    __test__ = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tests")
    phase_number = models.PositiveSmallIntegerField()
    day_index = models.PositiveSmallIntegerField()
    day_in_phase = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    is_antigen = models.BooleanField(default=False)
    is_double = models.BooleanField(default=False)
    is_estimated = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=TestState.choices(), default=TestState.DUE)
    sampled_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_on"], name="followup_test_due", condition=Q(state="due")),
            models.Index(fields=["plan", "due_on"], name="followup_test_plan"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "due_on", "is_antigen"], name="followup_test_once_a_day"),
            models.CheckConstraint(
                name="followup_test_state_known", condition=Q(state__in=[each.value for each in TestState])
            ),
            models.CheckConstraint(
                name="followup_test_done_was_sampled", condition=~Q(state="done") | Q(sampled_at__isnull=False)
            ),
        ]

    class Sensitivity:
        id = "open"
        plan = "open"
        phase_number = "open"
        day_index = "open"
        day_in_phase = "open"
        due_on = "open"
        is_antigen = "open"
        is_double = "open"
        is_estimated = "open"
        state = "quasi"
        sampled_at = "quasi"
        note = "identifying"

    def __str__(self) -> str:
        return f"day {self.day_index}: {self.state}"

    def facts(self, reports: Sequence[TestReport] = ()) -> TestFacts:
        """The row as rules and other rooms see it, with its results."""
        return TestFacts(
            id=self.id, plan_id=self.plan_id, day_index=self.day_index, due_on=self.due_on,
            is_antigen=self.is_antigen, is_double=self.is_double, is_estimated=self.is_estimated,
            state=TestState(self.state), results=tuple(TestResult(each.result) for each in reports),
            laboratories=tuple(each.laboratory for each in reports), sampled_at=self.sampled_at,
        )  # fmt: skip


class TestReport(models.Model):
    """One result of a scheduled test, from one laboratory; written once, a re-test is another row."""

    __test__ = False

    id = models.BigAutoField(primary_key=True)
    test = models.ForeignKey(ScheduledTest, on_delete=models.PROTECT, related_name="reports")
    result = models.CharField(max_length=10, choices=TestResult.choices())
    sampled_at = models.DateTimeField()
    laboratory = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="followup_report_result_known", condition=Q(result__in=[each.value for each in TestResult])
            )
        ]

    class Sensitivity:
        id = "open"
        test = "open"
        result = "quasi"
        sampled_at = "quasi"
        laboratory = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.result
