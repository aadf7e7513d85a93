"""Tables of the registry. No name, number, phone or address of a person is ever stored here."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.ground.registry.types import (
    AreaFacts,
    KeyGroup,
    OrganisationFacts,
    OrganisationKind,
    PersonFacts,
    PlaceFacts,
    PlaceKind,
    Sex,
    SpecialNeed,
)  # fmt: skip
from sizao.kernel import areas
from sizao.kernel.areas import Level
from sizao.kernel.ids import pseudonym, uuid7
from sizao.kernel.words import Words


def person_number() -> str:
    """A new public number of a person."""
    return pseudonym("P")


def place_number() -> str:
    """A new public number of a place."""
    return pseudonym("L", 7)


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
        return OrganisationFacts(self.id, words, OrganisationKind(self.kind), self.area)


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


class Household(models.Model):
    """People who live behind one door, and what they need while movement is limited."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area = models.BigIntegerField(db_index=True)
    label = models.CharField(max_length=40, blank=True)

    class Sensitivity:
        id = "open"
        area = "quasi"
        label = "quasi"


class Person(models.Model):
    """A person under a pseudonymous number; the name is in the vault. Visible by residence, work or observation site."""

    number = models.CharField(max_length=14, unique=True, default=person_number)
    birth_year = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=8, choices=Sex.choices(), default=Sex.UNKNOWN)
    area_residence = models.BigIntegerField(db_index=True)
    area_work = models.BigIntegerField(null=True, db_index=True)
    area_site = models.BigIntegerField(null=True, db_index=True)
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT)
    key_group = models.CharField(max_length=20, choices=KeyGroup.choices(), default=KeyGroup.NONE)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=[each.value for each in Sex]), name="person_sex_known"),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1850, 2200)), name="person_birth_year"
            ),
        ]

    class Sensitivity:
        id = "quasi"
        number = "quasi"
        birth_year = "quasi"
        sex = "quasi"
        area_residence = "quasi"
        area_work = "quasi"
        area_site = "quasi"
        household = "quasi"
        key_group = "quasi"
        registered_at = "open"

    def facts(self) -> PersonFacts:
        """The person as plain facts."""
        return PersonFacts(
            self.pk, self.number, self.birth_year, Sex(self.sex), self.area_residence, self.area_work,
            self.area_site, self.household_id, KeyGroup(self.key_group),
        )  # fmt: skip


class Need(models.Model):
    """A special need of a person, from when until when."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=SpecialNeed.choices())
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    noted_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="need_period"),
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(until__isnull=True), name="need_open_once"),
        ]

    class Sensitivity:
        id = "open"
        person = "quasi"
        kind = "quasi"
        since = "quasi"
        until = "quasi"
        noted_by = "quasi"
