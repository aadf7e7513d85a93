"""Organisations, places, and who is responsible for what at a place."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.ground.registry.types import (
    OrganisationFacts,
    OrganisationKind,
    Party,
    PlaceFacts,
    PlaceKind,
    ResponsibilityFacts,
)
from sizao.kernel.ids import pseudonym, uuid7
from sizao.kernel.words import Words


def place_number() -> str:
    """A new public number of a place."""
    return pseudonym("L", 7)


class Organisation(models.Model):
    """A body with a duty: an authority, a hospital, a laboratory, a company, a residents' committee."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=24, choices=OrganisationKind.choices())
    area = models.BigIntegerField(db_index=True)
    credit_code = models.CharField(max_length=18, blank=True)

    class Sensitivity:
        id = "open"
        name_zh = "open"
        name_en = "open"
        kind = "open"
        area = "open"
        credit_code = "open"

    def facts(self) -> OrganisationFacts:
        """The organisation as plain facts."""
        words = Words(self.name_zh, self.name_en or self.name_zh)
        return OrganisationFacts(self.id, words, OrganisationKind(self.kind), self.area, self.credit_code)


class Place(models.Model):
    """A place where people meet, sleep, are tested or are checked. Positions are WGS-84."""

    number = models.CharField(max_length=12, unique=True, default=place_number)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=24, choices=PlaceKind.choices())
    area = models.BigIntegerField(db_index=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT)
    capacity = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[each.value for each in PlaceKind]), name="place_kind_known"),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="place_position_whole",
            ),
        ]
        indexes = [models.Index(fields=["kind", "area"], name="place_by_kind")]

    class Sensitivity:
        id = "open"
        number = "open"
        name_zh = "open"
        name_en = "open"
        kind = "open"
        area = "open"
        longitude = "open"
        latitude = "open"
        organisation = "open"
        capacity = "open"

    def facts(self) -> PlaceFacts:
        """The place as plain facts."""
        return PlaceFacts(
            self.pk, self.number, Words(self.name_zh, self.name_en or self.name_zh), PlaceKind(self.kind), self.area,
            self.longitude, self.latitude, self.organisation_id, self.capacity,
        )  # fmt: skip


class Responsibility(models.Model):
    """Who answers for what at a place, from a moment until another: an organisation, an account or a named post."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    party = models.CharField(max_length=12, choices=Party.choices())
    duty = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT)
    user_id = models.BigIntegerField(null=True)
    """The account, when there is one; no foreign key, so that leavers stay in the record."""
    holder = models.CharField(max_length=120)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    noted_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(party__in=[each.value for each in Party]), name="responsible_party"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="responsibility_period"
            ),
        ]
        indexes = [models.Index(fields=["place", "party", "-since"], name="responsibility_by_place")]

    class Sensitivity:
        id = "open"
        place = "open"
        party = "open"
        duty = "open"
        organisation = "open"
        user_id = "open"
        holder = "open"
        since = "open"
        until = "open"
        noted_by = "open"

    def facts(self) -> ResponsibilityFacts:
        """The responsibility as plain facts."""
        return ResponsibilityFacts(
            self.id, self.place_id, Party(self.party), self.duty, self.holder, self.organisation_id, self.user_id,
            self.since, self.until,
        )  # fmt: skip
