"""Tables of the lake: its generations, what each changed day by day, how each stands, and the places it knows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.presence.types import SealFacts, SealKind, SealStep, SegmentFacts


class Seal(models.Model):
    """One generation of the lake: how many visits came from the tail or were deleted, and what the lake then held.

    The newest row with a checksum says which folder of the lake counts. It is written in the transaction that takes the
    visits out of the tail, so whoever reads both in one snapshot sees each visit once.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=SealKind.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    area = models.BigIntegerField()
    moved = models.BigIntegerField(default=0)
    deleted = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    checksum = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="presence_seal_kind_known", condition=Q(kind__in=[each.value for each in SealKind])
            ),
            models.CheckConstraint(name="presence_seal_counts", condition=Q(moved__gte=0, deleted__gte=0, rows__gte=0)),
        ]

    class Sensitivity:
        id = "open"
        kind = "open"
        at = "open"
        by = "open"
        area = "open"
        moved = "open"
        deleted = "open"
        rows = "open"
        days = "open"
        places = "open"
        bytes = "open"
        checksum = "open"

    def __str__(self) -> str:
        return self.folder

    @property
    def folder(self) -> str:
        """The generation's folder below the lake."""
        return f"g{self.pk:08d}"

    def facts(self, step: SealStep | None = None) -> SealFacts:
        """The generation as plain facts; ``step`` is how it stands."""
        return SealFacts(
            id=self.id, kind=SealKind(self.kind), at=self.at, moved=self.moved, deleted=self.deleted, rows=self.rows,
            days=self.days, places=self.places, bytes=self.bytes, checksum=self.checksum, folder=self.folder, step=step,
        )  # fmt: skip


class SealState(models.Model):
    """How a generation stands: begun, then sealed and swept, or undone; written once, the newest row counts."""

    id = models.BigAutoField(primary_key=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="states")
    step = models.CharField(max_length=12, choices=SealStep.choices())
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seal", "step"], name="presence_seal_step_once"),
            models.CheckConstraint(
                name="presence_seal_step_known", condition=Q(step__in=[each.value for each in SealStep])
            ),
        ]

    class Sensitivity:
        id = "open"
        seal = "open"
        step = "open"
        at = "open"

    def __str__(self) -> str:
        return self.step


class Segment(models.Model):
    """One day as a generation wrote it: its rows, its files' checksums, and how many rows came or went."""

    id = models.BigAutoField(primary_key=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="segments")
    day = models.DateField()
    rows = models.BigIntegerField()
    before = models.BigIntegerField()
    bytes = models.BigIntegerField()
    by_person = models.CharField(max_length=64, blank=True)
    by_place = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["day", "-id"], name="presence_segment_of_day")]
        constraints = [
            models.UniqueConstraint(fields=["seal", "day"], name="presence_segment_once"),
            models.CheckConstraint(name="presence_segment_counts", condition=Q(rows__gte=0, before__gte=0)),
        ]

    class Sensitivity:
        id = "open"
        seal = "open"
        day = "open"
        rows = "open"
        before = "open"
        bytes = "open"
        by_person = "open"
        by_place = "open"

    def __str__(self) -> str:
        return f"{self.day}"

    def facts(self) -> SegmentFacts:
        """The day as plain facts."""
        return SegmentFacts(day=self.day, rows=self.rows, before=self.before, bytes=self.bytes, seal=self.seal_id)


class Forgotten(models.Model):
    """A person whose visits were erased, by bare number: rows of them that are sent again are not taken."""

    person = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    area = models.BigIntegerField()

    class Sensitivity:
        person = "quasi"
        at = "open"
        area = "open"

    def __str__(self) -> str:
        return str(self.person)


class SealedPlace(models.Model):
    """A place that the lake has visits of, and its area: row-level security here decides who may ask the lake about it."""

    place = models.BigIntegerField(primary_key=True)
    area = models.BigIntegerField()

    class Sensitivity:
        place = "quasi"
        area = "open"

    def __str__(self) -> str:
        return str(self.place)
