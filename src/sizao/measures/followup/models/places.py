"""Where somebody under follow-up stayed from when on, and what the samples of their room said; written once."""

from __future__ import annotations

from django.db import models

from sizao.measures.followup.models.plans import Plan
from sizao.measures.followup.types import TestResult


class Placement(models.Model):
    """From a moment on somebody stayed at a site, or at home when no place is named: entered by whom, when, and why."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="placements")
    place = models.ForeignKey("registry.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    floor = models.SmallIntegerField(null=True, blank=True)
    since = models.DateTimeField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["plan", "since", "id"], name="followup_placement_dated")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(floor__isnull=True) | models.Q(place__isnull=False),
                name="followup_placement_floor_of_a_site",
            )
        ]

    class Sensitivity:
        id = "open"
        plan = "open"
        place = "quasi"
        floor = "quasi"
        since = "quasi"
        at = "open"
        by = "quasi"
        reason = "quasi"

    def __str__(self) -> str:
        return f"place {self.place_id} since {self.since}"


class RoomSample(models.Model):
    """What the samples of room and goods said, of the place where somebody stayed then."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="room_samples")
    place = models.ForeignKey("registry.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(max_length=10, choices=TestResult.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [models.Index(fields=["plan", "at", "id"], name="followup_room_dated")]
        constraints = [
            models.CheckConstraint(
                name="followup_room_result_known", condition=models.Q(result__in=[each.value for each in TestResult])
            )
        ]

    class Sensitivity:
        id = "open"
        plan = "open"
        place = "quasi"
        result = "quasi"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.result} at {self.at}"
