"""Tables of list rules: versions of an area's rule with their decisions, and what each made of a trace's list."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.registry.types import PlaceKind
from sizao.kernel.ids import uuid7
from sizao.measures.listrules.types import Criteria, State, VersionFacts
from sizao.traceback.visits import EvidenceGrade


class Version(models.Model):
    """One version of the rule by which an area's lists are made; the newest that somebody else approved holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.BigIntegerField()
    n = models.PositiveSmallIntegerField()
    min_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    place_kinds = models.JSONField(default=list)
    grades = models.JSONField(default=list)
    skip_cases = models.BooleanField()
    skip_managed = models.BooleanField()
    skip_asked = models.BooleanField()
    skip_tested = models.BooleanField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="listrules_version_numbered", fields=["area", "n"]),
            models.CheckConstraint(name="listrules_has_reason", condition=~Q(reason="")),
        ]

    class Sensitivity:
        id = "open"
        area = "open"
        n = "open"
        min_minutes = "open"
        max_days = "open"
        place_kinds = "open"
        grades = "open"
        skip_cases = "open"
        skip_managed = "open"
        skip_asked = "open"
        skip_tested = "open"
        reason = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"version {self.n}"

    def facts(self) -> VersionFacts:
        """The version as plain facts, without how it did."""
        criteria = Criteria(
            min_minutes=self.min_minutes, max_days=self.max_days, skip_cases=self.skip_cases,
            place_kinds=tuple(PlaceKind(each) for each in self.place_kinds), skip_managed=self.skip_managed,
            grades=tuple(EvidenceGrade(each) for each in self.grades), skip_asked=self.skip_asked,
            skip_tested=self.skip_tested,
        )  # fmt: skip
        found = getattr(self, "decision", None)
        decided = (
            {"state": State(found.state), "decided_by": found.by, "decided_at": found.at, "note": found.note}
            if found else {}
        )  # fmt: skip
        return VersionFacts(
            id=self.id,
            area=self.area,
            n=self.n,
            criteria=criteria,
            reason=self.reason,
            at=self.at,
            by=self.by,
            **decided,
        )


class VersionDecision(models.Model):
    """That a version was approved or rejected, by somebody else than its maker; the database refuses anything else."""

    id = models.BigAutoField(primary_key=True)
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="decision")
    state = models.CharField(max_length=10, choices=State.choices())
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(name="listrules_decision_known", condition=Q(state__in=["approved", "rejected"])),
            models.CheckConstraint(
                name="listrules_rejected_with_reason", condition=Q(state="approved") | ~Q(note="")
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        version = "open"
        state = "open"
        note = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"


class Application(models.Model):
    """What a version made of one trace's list: how many stayed on it, how many were spared and why."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="applications")
    run = models.ForeignKey("tracing.TraceRun", on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField(db_index=True)
    produced = models.PositiveIntegerField()
    spared = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Sensitivity:
        id = "open"
        version = "open"
        run = "open"
        area = "open"
        produced = "open"
        spared = "open"
        at = "open"

    def __str__(self) -> str:
        return f"{self.produced} of {self.run_id}"
