"""Tables of intake and of the end: batches with their receipts, what was deleted when, and what stops deletion."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.presence.models.acts import Act
from sizao.ground.presence.types import (
    BatchFacts,
    DestructionFacts,
    HoldFacts,
    QuarantineReason,
    RowShape,
    SealKind,
    VisitSource,
)
from sizao.kernel.ids import uuid7


class Batch(models.Model):
    """One batch of rows as a source sent it, and its receipt: declared = accepted + duplicates + quarantined."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shape = models.CharField(max_length=12, choices=RowShape.choices())
    filename = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    declared = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    duplicates = models.PositiveIntegerField()
    quarantined = models.JSONField(default=dict)
    midnights = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list)
    scene = models.CharField(max_length=60, blank=True)
    area = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["-at", "-id"], name="presence_batch_newest")]
        constraints = [
            models.CheckConstraint(
                name="presence_batch_shape_known", condition=Q(shape__in=[each.value for each in RowShape])
            )
        ]

    class Sensitivity:
        id = "open"
        shape = "open"
        filename = "quasi"
        sha256 = "open"
        declared = "open"
        accepted = "open"
        duplicates = "open"
        quarantined = "open"
        midnights = "open"
        corrected = "open"
        lines = "open"
        scene = "open"
        area = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return str(self.pk)

    def facts(self) -> BatchFacts:
        """The receipt as plain facts."""
        return BatchFacts(
            id=self.id, shape=RowShape(self.shape), filename=self.filename, sha256=self.sha256, declared=self.declared,
            accepted=self.accepted, duplicates=self.duplicates, midnights=self.midnights, corrected=self.corrected, at=self.at, by=self.by,
            quarantined={QuarantineReason(reason): rows for reason, rows in self.quarantined.items()},
            lines=tuple((line, reason) for line, reason in self.lines), scene=self.scene,
        )  # fmt: skip


class Destruction(models.Model):
    """What was deleted for good, by counts only: visits past their time, or those of erased persons; written once."""

    id = models.BigAutoField(primary_key=True)
    why = models.CharField(max_length=12, choices=SealKind.choices())
    source = models.CharField(max_length=16, choices=VisitSource.choices(), blank=True)
    before = models.DateField(null=True, blank=True)
    policy = models.CharField(max_length=40, blank=True)
    scene = models.CharField(max_length=60, blank=True)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tail_rows = models.BigIntegerField()
    lake_rows = models.BigIntegerField()
    at = models.DateTimeField()
    area = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["-id"], name="presence_destruction_newest")]
        constraints = [
            models.CheckConstraint(name="presence_destruction_counts", condition=Q(tail_rows__gte=0, lake_rows__gte=0))
        ]

    class Sensitivity:
        id = "open"
        why = "open"
        source = "open"
        before = "open"
        policy = "open"
        scene = "open"
        act = "open"
        tail_rows = "open"
        lake_rows = "open"
        at = "open"
        area = "open"

    def __str__(self) -> str:
        return f"{self.why} {self.at}"

    def facts(self) -> DestructionFacts:
        """The deletion as plain facts."""
        return DestructionFacts(
            id=self.id, why=SealKind(self.why), source=VisitSource(self.source) if self.source else None,
            before=self.before, policy=self.policy, tail_rows=self.tail_rows, lake_rows=self.lake_rows, at=self.at,
            area=self.area, scene=self.scene,
        )  # fmt: skip


class Hold(models.Model):
    """That nothing of an area is deleted at the end of its time until a moment, or again, and why; see ``queries.holds``."""

    id = models.BigAutoField(primary_key=True)
    is_on = models.BooleanField()
    reason = models.CharField(max_length=400)
    until = models.DateTimeField(null=True, blank=True)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    area = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="presence_hold_says_why", condition=~Q(reason=""))]

    class Sensitivity:
        id = "open"
        is_on = "open"
        reason = "open"
        until = "open"
        act = "open"
        at = "open"
        by = "open"
        area = "open"

    def __str__(self) -> str:
        return self.reason

    def facts(self) -> HoldFacts:
        """The hold as plain facts."""
        return HoldFacts(is_on=self.is_on, reason=self.reason, at=self.at, by=self.by, area=self.area, until=self.until)
