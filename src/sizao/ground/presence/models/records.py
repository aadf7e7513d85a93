"""Tables of correction: what a source's own records say now, what waits to replace a sealed visit, and that it happened."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.ground.presence.models.content import Content
from sizao.ground.presence.types import CorrectionFacts, EvidenceGrade, VisitSource


class Record(Content):
    """The visit that stands for one record of a source, so that the record can be corrected; only for sources that number them.

    The number itself is not kept, it may hold a name: the key is a digest of source, feed and number. A record whose visit is
    sealed and wrong waits for the :class:`Replacement` of that key.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    visit = models.UUIDField()
    recorded_at = models.DateTimeField()
    is_superseded = models.BooleanField(default=False)
    waits_for = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["visit"], name="presence_record_of_visit"),
            models.Index(fields=["person"], name="presence_record_of_person"),
            models.Index(fields=["waits_for"], name="presence_record_waiting", condition=Q(waits_for__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="presence_record_source", condition=Q(source__in=[each.value for each in VisitSource])
            )
        ]

    class Sensitivity(Content.Sensitivity):
        id = "quasi"
        visit = "quasi"
        recorded_at = "open"
        is_superseded = "open"
        waits_for = "quasi"


class Replacement(Content):
    """What will stand for a record once the next generation takes the wrong visit out of the lake; until then it waits."""

    id = models.UUIDField(primary_key=True, editable=False)
    grade = models.CharField(max_length=12, choices=EvidenceGrade.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(name="presence_replacement_lasts", condition=Q(until__gt=F("start"))),
            models.CheckConstraint(
                name="presence_replacement_words",
                condition=Q(
                    source__in=[each.value for each in VisitSource], grade__in=[each.value for each in EvidenceGrade]
                ),
            ),
        ]

    class Sensitivity(Content.Sensitivity):
        id = "quasi"
        grade = "open"
        at = "open"
        by = "quasi"


class Correction(models.Model):
    """That a batch corrected records: how many at once in the tail, and how many wait for the lake; written once.

    Whoever reads the tail in several statements looks at the newest row before and after, and starts over when it is
    another one: no answer holds a visit and its correction.
    """

    id = models.BigAutoField(primary_key=True)
    tail_rows = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    area = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="presence_correction_counts", condition=Q(tail_rows__gt=0) | Q(waiting__gt=0))
        ]

    class Sensitivity:
        id = "open"
        tail_rows = "open"
        waiting = "open"
        at = "open"
        by = "quasi"
        area = "open"

    def __str__(self) -> str:
        return f"{self.by} {self.at}"

    def facts(self) -> CorrectionFacts:
        """The correction as plain facts."""
        return CorrectionFacts(id=self.id, tail_rows=self.tail_rows, waiting=self.waiting, at=self.at, by=self.by)
