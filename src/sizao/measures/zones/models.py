"""Zones, their status rows and the evidence for lifting them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.kernel.editions import ID_LENGTH, ZoneKind
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.measures.zones.types import EvidenceKind, ZoneState


class Zone(models.Model):
    """An area with measures of one kind around a risk; its boundary is a GeoJSON geometry in WGS-84."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=ZoneKind.choices())
    name_zh = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200)
    area = models.BigIntegerField(db_index=True)
    boundary = models.JSONField(null=True, blank=True)
    is_schematic = models.BooleanField(default=True)
    """The boundary was drawn for illustration and is not a legal one."""
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="zones")
    edition_id = models.CharField(max_length=ID_LENGTH)
    reason = models.TextField()
    measures_zh = models.TextField(blank=True)
    measures_en = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    exercise_id = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-proposed_at", "id"], name="zones_zone_latest")]
        constraints = [
            models.CheckConstraint(name="zones_kind_known", condition=Q(kind__in=[each.value for each in ZoneKind])),
            models.CheckConstraint(name="zones_zone_has_reason", condition=~Q(reason="")),
        ]

    class Sensitivity:
        id = "open"
        kind = "open"
        name_zh = "open"
        name_en = "open"
        area = "open"
        boundary = "open"
        is_schematic = "open"
        incident = "open"
        edition_id = "open"
        reason = "quasi"
        measures_zh = "open"
        measures_en = "open"
        proposed_at = "open"
        proposed_by = "quasi"
        exercise_id = "open"

    def __str__(self) -> str:
        return self.name_en

    @property
    def words(self) -> Words:
        """The name in both languages."""
        return Words(self.name_zh, self.name_en)


class ZoneStatus(models.Model):
    """One step in a zone's life; written once, the last row is the state now."""

    id = models.BigAutoField(primary_key=True)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=12, choices=ZoneState.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    document = models.CharField(max_length=160, blank=True)
    """The notice or decision that makes it public."""
    note = models.TextField(blank=True)
    clause = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="zones_state_once", fields=["zone", "state"]),
            models.CheckConstraint(name="zones_state_known", condition=Q(state__in=[each.value for each in ZoneState])),
        ]

    class Sensitivity:
        id = "open"
        zone = "open"
        state = "open"
        at = "open"
        by = "quasi"
        document = "open"
        note = "open"
        clause = "open"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"


class ZoneEvidence(models.Model):
    """A moment recorded for a zone, with where it is known from; a later row of the same kind takes its place."""

    id = models.BigAutoField(primary_key=True)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=24, choices=EvidenceKind.choices())
    moment = models.DateTimeField()
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "zone evidence"
        indexes = [models.Index(fields=["zone", "kind", "-id"], name="zones_evidence_latest")]
        constraints = [
            models.CheckConstraint(
                name="zones_evidence_known", condition=Q(kind__in=[each.value for each in EvidenceKind])
            ),
            models.CheckConstraint(name="zones_evidence_not_in_future", condition=Q(moment__lte=F("at"))),
        ]

    class Sensitivity:
        id = "open"
        zone = "open"
        kind = "open"
        moment = "open"
        note = "quasi"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.kind} at {self.moment}"
