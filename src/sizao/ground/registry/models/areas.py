"""The area tree: its areas, what was changed in it, and who looks after its smallest parts."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from sizao.ground.registry.types import AreaChangeKind, AreaFacts, ChiefFacts
from sizao.kernel import areas
from sizao.kernel.areas import Level
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words


class _Span(Func):
    """Half-open range of two columns."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Area(models.Model):
    """An administrative area, from the country to one stairwell; its code says where it hangs in the tree."""

    code = models.BigIntegerField(primary_key=True)
    parent = models.BigIntegerField(db_index=True)
    level = models.CharField(max_length=12, choices=Level.choices())
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    search = models.CharField(max_length=260, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    boundary = models.JSONField(null=True)
    boundary_source = models.CharField(max_length=120, blank=True)
    is_schematic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=[each.value for each in Level]), name="area_level_known"),
            models.CheckConstraint(condition=Q(code__gte=0), name="area_code_positive"),
        ]
        indexes = [models.Index(fields=["level", "code"], name="area_by_level")]

    class Sensitivity:
        code = "open"
        parent = "open"
        level = "open"
        name_zh = "open"
        name_en = "open"
        search = "open"
        longitude = "open"
        latitude = "open"
        boundary = "open"
        boundary_source = "open"
        is_schematic = "open"

    def facts(self) -> AreaFacts:
        """The area as plain facts."""
        return AreaFacts(
            self.code, areas.printed(self.code), Level(self.level), Words(self.name_zh, self.name_en), self.parent,
            self.longitude, self.latitude, self.boundary is not None, self.is_schematic,
        )  # fmt: skip


class AreaChange(models.Model):
    """What was done to an area of the tree: added, renamed, closed, reopened; by whom, when and why."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=10, choices=AreaChangeKind.choices())
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in AreaChangeKind]), name="area_change_known"
            ),
        ]
        indexes = [models.Index(fields=["area", "-at"], name="area_change_by_area")]

    class Sensitivity:
        id = "open"
        area = "open"
        kind = "open"
        note = "open"
        at = "open"
        by = "open"


class Chief(models.Model):
    """Who looks after a grid, a building or a unit, from a moment until another: an account or a named post."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True)
    """The chief's account, when there is one; no foreign key, so that leavers stay in the record."""
    holder = models.CharField(max_length=80)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    appointed_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="chief_period"),
            # PostgreSQL compares bigint in GiST only with an extension that the bundled server lacks; a range it can.
            ExclusionConstraint(
                name="chief_one_at_a_time",
                expressions=[
                    (Func(F("area"), F("area"), Value("[]"), function="INT8RANGE"), RangeOperators.OVERLAPS),
                    (_Span(F("since"), F("until")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-since"], name="chief_by_area"),
            models.Index(fields=["user_id"], name="chief_by_user"),
        ]

    class Sensitivity:
        id = "open"
        area = "open"
        user_id = "open"
        holder = "open"
        since = "open"
        until = "open"
        appointed_by = "open"

    def facts(self) -> ChiefFacts:
        """The chief as plain facts."""
        return ChiefFacts(self.id, self.area, self.holder, self.user_id, self.since, self.until)
