"""Boundary files of authorities: staged, looked at, and then applied or set aside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.registry.types import BoundaryState
from sizao.kernel.geodesy import Crs
from sizao.kernel.ids import uuid7


class BoundaryFile(models.Model):
    """An authority's boundaries as they were read, already in WGS-84, with the coordinate system that was declared."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area = models.BigIntegerField(db_index=True)
    filename = models.CharField(max_length=200)
    source = models.CharField(max_length=120)
    crs = models.CharField(max_length=8, choices=Crs.choices())
    sha256 = models.CharField(max_length=64)
    features = models.JSONField()
    """Pairs of area number and GeoJSON geometry."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(crs__in=[each.value for each in Crs]), name="boundary_crs_known"),
        ]

    class Sensitivity:
        id = "open"
        area = "open"
        filename = "open"
        source = "open"
        crs = "open"
        sha256 = "open"
        features = "open"


class BoundaryStatus(models.Model):
    """One step of a boundary file: read, applied, set aside."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    file = models.ForeignKey(BoundaryFile, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=10, choices=BoundaryState.choices())
    replaced = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in BoundaryState]), name="boundary_state_known"
            ),
            models.UniqueConstraint(fields=["file", "state"], name="boundary_state_once"),
        ]

    class Sensitivity:
        id = "open"
        file = "open"
        state = "open"
        replaced = "open"
        at = "open"
        by = "open"
