"""Incidents, their status rows, the marks on their clock, and the reasons given for lateness."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from sizao.ground.command.types import IncidentFacts, IncidentState
from sizao.kernel.editions import ID_LENGTH
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words


class Incident(models.Model):
    """One outbreak or event in an area, run under the edition that was in force when it happened."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=40, unique=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=240)
    disease = models.CharField(max_length=40)
    area = models.BigIntegerField(db_index=True)
    edition_id = models.CharField(max_length=ID_LENGTH)
    emergence_at = models.DateTimeField(null=True, blank=True)
    detected_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    exercise_id = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-opened_at", "id"], name="command_incident_latest")]
        constraints = [
            models.CheckConstraint(
                name="command_incident_times_in_order",
                condition=(Q(detected_at__isnull=True) | Q(detected_at__lte=F("reported_at")))
                & (Q(emergence_at__isnull=True) | Q(emergence_at__lte=F("reported_at"))),
            )
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        title_zh = "open"
        title_en = "open"
        disease = "open"
        area = "open"
        edition_id = "open"
        emergence_at = "open"
        detected_at = "open"
        reported_at = "open"
        opened_at = "open"
        exercise_id = "open"

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> Words:
        """The title in both languages."""
        return Words(self.title_zh, self.title_en)

    def facts(self, state: IncidentState = IncidentState.OPEN, closed_at: datetime | None = None) -> IncidentFacts:
        """The row as other rooms see it, with the state its status rows give."""
        return IncidentFacts(
            id=self.id, number=self.number, title=self.title, disease=self.disease, area=self.area,
            edition_id=self.edition_id, emergence_at=self.emergence_at, detected_at=self.detected_at,
            reported_at=self.reported_at, opened_at=self.opened_at, state=state, closed_at=closed_at,
            exercise_id=self.exercise_id,
        )  # fmt: skip


class IncidentStatus(models.Model):
    """One step in an incident's life: opened, closed; written once."""

    id = models.BigAutoField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=12, choices=IncidentState.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="command_incident_state_once", fields=["incident", "state"]),
            models.CheckConstraint(
                name="command_incident_state_known", condition=Q(state__in=[each.value for each in IncidentState])
            ),
        ]

    class Sensitivity:
        id = "open"
        incident = "open"
        state = "open"
        at = "open"
        by = "quasi"
        reason = "open"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"


class Mark(models.Model):
    """A milestone of the clock happened at a moment; a later row for the same key corrects the earlier one.

    ``is_noticed`` is a mark that the flow set by what other rooms announced; such a one is withdrawn by a row of its own when
    that is no longer whole (more people are to be moved). What a person stated is not.
    """

    id = models.BigAutoField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="marks")
    key = models.CharField(max_length=60)
    actual_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    note = models.TextField(blank=True)
    is_noticed = models.BooleanField(default=False)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["incident", "key", "-id"], name="command_mark_latest")]
        constraints = [
            models.CheckConstraint(name="command_mark_not_in_future", condition=Q(actual_at__lte=F("at"))),
        ]

    class Sensitivity:
        id = "open"
        incident = "open"
        key = "open"
        actual_at = "open"
        at = "open"
        by = "quasi"
        note = "open"
        is_noticed = "open"
        is_withdrawn = "open"

    def __str__(self) -> str:
        return f"{self.key} at {self.actual_at}"


class Delay(models.Model):
    """The reason a group gave for a late milestone, in its own words."""

    id = models.BigAutoField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="delays")
    key = models.CharField(max_length=60)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(name="command_delay_has_reason", condition=~Q(reason=""))]

    class Sensitivity:
        id = "open"
        incident = "open"
        key = "open"
        reason = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.key}: {self.reason[:40]}"
