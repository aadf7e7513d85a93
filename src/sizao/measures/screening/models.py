"""Sampling points, rounds, samples, results and their release."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.kernel.ids import pseudonym, uuid7
from sizao.kernel.words import Words
from sizao.measures.screening.types import PointFacts, Purpose, RoundState, SubjectKind, Value


def sample_code() -> str:
    """A new tube code such as ``S-7K3M9QX2AB``."""
    return pseudonym("S", 10)


def point_number() -> str:
    """A new sampling point number."""
    return pseudonym("C", 5)


class SamplingPoint(models.Model):
    """Where people come to be sampled: a place with tables and hours, from an opening until a closing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12, unique=True, default=point_number)
    name_zh = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200)
    area = models.BigIntegerField(db_index=True)
    place = models.ForeignKey("registry.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tables = models.PositiveSmallIntegerField(default=1)
    hours = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="screening_point_has_tables", condition=Q(tables__gte=1)),
            models.CheckConstraint(
                name="screening_point_times", condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at"))
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        name_zh = "open"
        name_en = "open"
        area = "open"
        place = "open"
        incident = "open"
        tables = "open"
        hours = "open"
        opened_at = "open"
        closed_at = "open"

    def __str__(self) -> str:
        return self.name_en

    @property
    def words(self) -> Words:
        """The name in both languages."""
        return Words(self.name_zh, self.name_en)

    def facts(self) -> PointFacts:
        """The row as other rooms see it."""
        return PointFacts(
            self.id, self.number, self.words, self.area, self.place_id, self.tables, self.hours, self.opened_at,
            self.closed_at,
        )  # fmt: skip


class Round(models.Model):
    """One screening round of an area: who must come is everyone there; its end is a status row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveSmallIntegerField()
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.BigIntegerField(db_index=True)
    name_zh = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="screening_round_once", fields=["incident", "area", "number"]),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        incident = "open"
        area = "open"
        name_zh = "open"
        name_en = "open"
        started_at = "open"

    def __str__(self) -> str:
        return self.name_en


class RoundStatus(models.Model):
    """One step of a round; written once."""

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=12, choices=RoundState.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="screening_round_state_once", fields=["round", "state"]),
            models.CheckConstraint(
                name="screening_round_state_known", condition=Q(state__in=[each.value for each in RoundState])
            ),
        ]

    class Sensitivity:
        id = "open"
        round = "open"
        state = "open"
        at = "open"
        by = "quasi"
        note = "open"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"


class Sample(models.Model):
    """One tube: of a person, of several people pooled, of a spot in a place, or of goods."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=16, unique=True, default=sample_code)
    subject = models.CharField(max_length=12, choices=SubjectKind.choices())
    purpose = models.CharField(max_length=16, choices=Purpose.choices())
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="samples")
    point = models.ForeignKey(SamplingPoint, on_delete=models.PROTECT, null=True, blank=True, related_name="samples")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey("registry.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    people = models.PositiveSmallIntegerField(default=0)
    spot = models.CharField(max_length=160, blank=True)
    area = models.BigIntegerField(db_index=True)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)
    exercise_id = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["incident", "subject", "taken_at"], name="screening_sample_incident"),
            models.Index(fields=["-taken_at", "id"], name="screening_sample_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="screening_subject_known", condition=Q(subject__in=[each.value for each in SubjectKind])
            ),
            models.CheckConstraint(
                name="screening_purpose_known", condition=Q(purpose__in=[each.value for each in Purpose])
            ),
            models.CheckConstraint(
                name="screening_people_only_in_their_tubes",
                condition=Q(subject="person", people__gte=1) | (~Q(subject="person") & Q(people=0)),
            ),
            models.CheckConstraint(
                name="screening_environment_has_place", condition=~Q(subject="environment") | Q(place__isnull=False)
            ),
        ]

    class Sensitivity:
        id = "open"
        code = "quasi"
        subject = "open"
        purpose = "open"
        incident = "open"
        round = "open"
        point = "open"
        person = "quasi"
        place = "open"
        people = "open"
        spot = "open"
        area = "quasi"
        taken_at = "quasi"
        taken_by = "quasi"
        exercise_id = "open"

    def __str__(self) -> str:
        return self.code


class Result(models.Model):
    """What a laboratory found in one sample; it counts once a second person has released it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="results")
    value = models.CharField(max_length=16, choices=Value.choices())
    ct = models.FloatField(null=True, blank=True)
    resulted_at = models.DateTimeField()
    laboratory = models.CharField(max_length=160, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    entered_by_user = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sample", "-resulted_at"], name="screening_result_latest")]
        constraints = [
            models.CheckConstraint(name="screening_value_known", condition=Q(value__in=[each.value for each in Value]))
        ]

    class Sensitivity:
        id = "open"
        sample = "quasi"
        value = "quasi"
        ct = "quasi"
        resulted_at = "quasi"
        laboratory = "open"
        entered_at = "open"
        entered_by = "quasi"
        entered_by_user = "quasi"

    def __str__(self) -> str:
        return f"{self.value} at {self.resulted_at}"


class Release(models.Model):
    """A second person has released a result; written once."""

    id = models.BigAutoField(primary_key=True)
    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="release")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_user = models.BigIntegerField(null=True, blank=True)

    class Sensitivity:
        id = "open"
        result = "quasi"
        at = "open"
        by = "quasi"
        by_user = "quasi"

    def __str__(self) -> str:
        return f"released at {self.at}"
