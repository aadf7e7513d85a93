"""Clusters that somebody recorded: around which place or household, since when, and under which edition's rule."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.kernel.ids import pseudonym, uuid7
from sizao.trace.cases.types.words import ClusterKind


def cluster_number() -> str:
    """A new public number of a cluster such as ``J-7K3M9QX2A``."""
    return pseudonym("J")


class Cluster(models.Model):
    """A cluster of an incident as it was recorded; who belongs to it follows from the cases, stays and exposures."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=cluster_number)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ClusterKind.choices())
    place = models.ForeignKey("registry.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    household = models.ForeignKey(
        "registry.Household", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    area = models.BigIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    cases_needed = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    edition_id = models.CharField(max_length=200)
    clause = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["incident", "first_on"], name="cases_cluster_incident")]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "place", "household", "first_on"], name="cases_cluster_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="cases_cluster_has_one_spot",
                condition=Q(kind=ClusterKind.VENUE.value, place__isnull=False, household__isnull=True)
                | Q(kind=ClusterKind.HOUSEHOLD.value, place__isnull=True, household__isnull=False),
            ),
            models.CheckConstraint(name="cases_cluster_in_order", condition=Q(last_on__gte=F("first_on"))),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        incident = "open"
        kind = "open"
        place = "quasi"
        household = "quasi"
        area = "quasi"
        first_on = "quasi"
        last_on = "quasi"
        cases_needed = "open"
        days = "open"
        edition_id = "open"
        clause = "open"
        recorded_at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.number
