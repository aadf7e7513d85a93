"""Tables of the tail: visits that are believed and not sealed yet, and rows that were put aside."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThan

from sizao.ground.presence.models.content import Content
from sizao.ground.presence.types import EvidenceGrade, QuarantinedFacts, QuarantineReason, VisitFacts, VisitSource

USUAL = timedelta(hours=6)
"""How long a visit usually lasts at most."""
IS_LONG = Q(GreaterThan(F("until") - F("start"), USUAL))
"""Longer visits have an index of their own, so that whoever looks for what overlaps a stay begins six hours before it."""


class Visit(Content):
    """One person in one place for one period, as one source reported it.

    An index costs each row that comes in a fifth of its time. Identifiers begin with the place and rows come in by place, so
    the order of coming is nearly free; the order of starting, which only a day's sealing asks for, is told by blocks.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    grade = models.CharField(max_length=12, choices=EvidenceGrade.choices())
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["place", "start"], name="presence_by_place"),
            models.Index(fields=["person", "start"], name="presence_by_person"),
            models.Index(fields=["recorded_at", "id"], name="presence_last_come"),
            BrinIndex(fields=["start"], name="presence_start", autosummarize=True),
            models.Index(fields=["place", "start"], name="presence_long", condition=IS_LONG),
        ]
        constraints = [
            models.CheckConstraint(name="presence_visit_lasts", condition=Q(until__gt=F("start"))),
            models.CheckConstraint(name="presence_person_number", condition=Q(person__gt=0)),
            models.CheckConstraint(
                name="presence_source_known", condition=Q(source__in=[each.value for each in VisitSource])
            ),
            models.CheckConstraint(
                name="presence_grade_known", condition=Q(grade__in=[each.value for each in EvidenceGrade])
            ),
        ]

    class Sensitivity(Content.Sensitivity):
        id = "quasi"
        grade = "open"
        recorded_at = "open"
        by = "quasi"

    def facts(self) -> VisitFacts:
        """The visit as plain facts."""
        return VisitFacts(
            id=self.id, person_id=self.person, place_id=self.place, zone=self.zone, start=self.start,
            until=self.until, source=VisitSource(self.source), grade=EvidenceGrade(self.grade), area=self.area,
            recorded_at=self.recorded_at,
        )  # fmt: skip


class QuarantinedVisit(models.Model):
    """A reported row that cannot be right, kept exactly as it came, with the reason."""

    id = models.UUIDField(primary_key=True, editable=False)
    reason = models.CharField(max_length=16, choices=QuarantineReason.choices())
    person = models.CharField(max_length=24)
    place = models.CharField(max_length=24)
    zone = models.CharField(max_length=40, blank=True)
    start = models.CharField(max_length=40)
    until = models.CharField(max_length=40)
    source = models.CharField(max_length=16, choices=VisitSource.choices())
    area = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["-recorded_at", "-id"], name="presence_quarantine_newest")]
        constraints = [
            models.CheckConstraint(
                name="presence_reason_known", condition=Q(reason__in=[each.value for each in QuarantineReason])
            ),
        ]

    class Sensitivity:
        id = "quasi"
        reason = "open"
        person = "quasi"
        place = "quasi"
        zone = "quasi"
        start = "quasi"
        until = "quasi"
        source = "open"
        area = "open"
        recorded_at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.reason

    def facts(self) -> QuarantinedFacts:
        """The row as plain facts."""
        return QuarantinedFacts(
            id=self.id, reason=QuarantineReason(self.reason), person=self.person, place=self.place, zone=self.zone,
            start=self.start, until=self.until, source=self.source, recorded_at=self.recorded_at, by=self.by,
        )  # fmt: skip
