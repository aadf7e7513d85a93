"""What a source told and no room of the platform keeps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.intake.models.batches import Batch
from sizao.ground.intake.types import TOLD, Keep, ToldFacts
from sizao.kernel.ids import uuid7


class Told(models.Model):
    """One record of another system that has no room of its own here: a sample, a test, a vaccination, a follow-up, a
    gathering, a part in one, an entry into the country, a region.

    It is kept as it was told and counts in no figure of the platform; it is found with its person, place or batch.
    Written once; ``digest`` knows it again when another file tells the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="told")
    area = models.BigIntegerField()
    incident_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=16, choices=Keep.choices())
    line = models.PositiveIntegerField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey("registry.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["batch", "kind", "line"], name="intake_told_of_batch"),
            models.Index(fields=["person", "kind", "at"], name="intake_told_of_person"),
            models.Index(fields=["incident_id", "kind", "external_id"], name="intake_told_called"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "incident_id", "digest"], name="intake_told_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="intake_told_kind", condition=Q(kind__in=sorted(each.value for each in TOLD))),
        ]

    class Sensitivity:
        id = "open"
        batch = "open"
        area = "quasi"
        incident_id = "open"
        kind = "open"
        line = "open"
        person = "quasi"
        place = "quasi"
        at = "quasi"
        external_id = "quasi"
        content = "quasi"
        digest = "quasi"
        recorded_at = "open"

    def __str__(self) -> str:
        return f"{self.kind} line {self.line}"

    def facts(self) -> ToldFacts:
        """The record as neighbours see it."""
        return ToldFacts(
            self.id, self.batch_id, Keep(self.kind), self.person_id, self.place_id, self.at, self.external_id,
            self.content, self.recorded_at,
        )  # fmt: skip
