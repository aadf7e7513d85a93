"""Households, persons and what they need. No name, number, phone or address of a person is ever stored here."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.ground.registry.types import (
    HelpKind,
    HouseholdFacts,
    KeyGroup,
    NeedStepKind,
    PersonFacts,
    Sex,
    SpecialNeed,
)
from sizao.kernel.ids import pseudonym, uuid7


def person_number() -> str:
    """A new public number of a person."""
    return pseudonym("P")


class Household(models.Model):
    """People who live behind one door, and what they need while movement is limited."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area = models.BigIntegerField(db_index=True)
    label = models.CharField(max_length=40, blank=True)

    class Sensitivity:
        id = "open"
        area = "quasi"
        label = "quasi"

    def facts(self) -> HouseholdFacts:
        """The household as plain facts."""
        return HouseholdFacts(self.id, self.area, self.label)


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


class NeedStep(models.Model):
    """One step in meeting a need: help planned, by whom and when; help delivered; the need ended."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=NeedStepKind.choices())
    help = models.CharField(max_length=12, choices=HelpKind.choices(), blank=True)
    responsible = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[each.value for each in NeedStepKind]), name="need_step_known"),
            models.CheckConstraint(
                condition=~Q(kind=NeedStepKind.PLANNED) | Q(due_at__isnull=False), name="need_plan_has_due"
            ),
        ]
        indexes = [models.Index(fields=["need", "-at", "-id"], name="need_step_latest")]

    class Sensitivity:
        id = "open"
        need = "quasi"
        kind = "quasi"
        help = "quasi"
        responsible = "quasi"
        due_at = "quasi"
        note = "quasi"
        at = "quasi"
        by = "quasi"
