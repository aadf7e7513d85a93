"""Tables of what is proposed and signed about keeping visits, and of the places from which a data scene took rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.presence.types import ActFacts, ActKind, ActStep, StepFacts, VisitSource
from sizao.kernel.ids import uuid7


class Act(models.Model):
    """One act as it was proposed: a scene to switch on, a hold, its end, or a deletion before time; written once.

    What a scene's file said of its version, its checksum and its retention is kept here, so that retention follows what was
    signed even when the file is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=ActKind.choices())
    area = models.BigIntegerField()
    reason = models.CharField(max_length=400)
    basis = models.CharField(max_length=200)
    scene = models.CharField(max_length=60, blank=True)
    version = models.CharField(max_length=20, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    retention_days = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=16, choices=VisitSource.choices(), blank=True)
    day = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    preview = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["kind", "-id"], name="presence_act_newest")]
        constraints = [
            models.CheckConstraint(
                name="presence_act_kind_known", condition=Q(kind__in=[each.value for each in ActKind])
            ),
            models.CheckConstraint(name="presence_act_says_why", condition=~Q(reason="") & ~Q(basis="")),
            models.CheckConstraint(
                name="presence_act_has_an_end", condition=~Q(kind__in=["scene", "hold"]) | Q(until__isnull=False)
            ),
            models.CheckConstraint(
                name="presence_act_names_what", condition=~Q(kind="delete") | Q(day__isnull=False) | ~Q(scene="")
            ),
        ]

    class Sensitivity:
        id = "open"
        kind = "open"
        area = "open"
        reason = "open"
        basis = "open"
        scene = "open"
        version = "open"
        sha256 = "open"
        retention_days = "open"
        source = "open"
        day = "open"
        until = "open"
        of = "open"
        preview = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def facts(self) -> ActFacts:
        """The act as plain facts, with its steps."""
        steps = sorted(self.states.all(), key=lambda each: each.pk)
        return ActFacts(
            id=self.id, kind=ActKind(self.kind), area=self.area, reason=self.reason, basis=self.basis, scene=self.scene,
            version=self.version, sha256=self.sha256, retention_days=self.retention_days,
            source=VisitSource(self.source) if self.source else None, day=self.day, until=self.until, of=self.of_id,
            preview=self.preview, at=self.at, by=self.by,
            steps=tuple(StepFacts(ActStep(each.step), each.at, each.by, each.note) for each in steps),
        )  # fmt: skip


class ActState(models.Model):
    """How an act stands: proposed, then approved or rejected, then ended or carried out; written once, the newest row counts."""

    id = models.BigAutoField(primary_key=True)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="states")
    step = models.CharField(max_length=10, choices=ActStep.choices())
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="presence_act_step_once", fields=["act", "step"]),
            models.CheckConstraint(
                name="presence_act_step_known", condition=Q(step__in=[each.value for each in ActStep])
            ),
        ]

    class Sensitivity:
        id = "open"
        act = "open"
        step = "open"
        note = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.step


class ScenePlace(models.Model):
    """A place from which a data scene took rows: retention and forgetting find the scene's visits by source and place."""

    id = models.BigAutoField(primary_key=True)
    scene = models.CharField(max_length=60)
    source = models.CharField(max_length=16, choices=VisitSource.choices())
    place = models.BigIntegerField()
    area = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="presence_scene_place_once", fields=["scene", "place"])]
        indexes = [models.Index(fields=["place"], name="presence_scene_of_place")]

    class Sensitivity:
        id = "open"
        scene = "open"
        source = "open"
        place = "quasi"
        area = "open"

    def __str__(self) -> str:
        return f"{self.scene} {self.place}"
