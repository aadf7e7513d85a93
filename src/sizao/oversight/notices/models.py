"""Issued notices."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.oversight.notices.types import NoticeFacts, Sentence


class Notice(models.Model):
    """A numbered public notice of a headquarters; written once, a correction is a new notice that supersedes it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.BigIntegerField(db_index=True)
    scope = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=240, blank=True)
    body = models.TextField()
    body_en = models.TextField(blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    source = models.CharField(max_length=240, blank=True)
    sentences = models.JSONField(default=list, blank=True)
    """The sentences drafted from objects, each with the object it comes from."""

    class Meta:
        indexes = [models.Index(fields=["-issued_at", "id"], name="notices_latest")]
        constraints = [
            models.UniqueConstraint(name="notices_number_once", fields=["area", "year", "number"]),
            models.CheckConstraint(name="notices_has_text", condition=~Q(body="") & ~Q(title_zh="")),
            models.CheckConstraint(name="notices_number_positive", condition=Q(number__gte=1)),
        ]

    class Sensitivity:
        id = "open"
        area = "open"
        scope = "open"
        year = "open"
        number = "open"
        title_zh = "open"
        title_en = "open"
        body = "open"
        body_en = "open"
        issued_at = "open"
        issued_by = "quasi"
        incident = "open"
        supersedes = "open"
        source = "open"
        sentences = "open"

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    def facts(self, superseded_by: UUID | None = None) -> NoticeFacts:
        """The row as other rooms see it."""
        return NoticeFacts(
            id=self.id, area=self.area, scope=self.scope, year=self.year, number=self.number,
            title=Words(self.title_zh, self.title_en or self.title_zh), body=self.body, body_en=self.body_en,
            issued_at=self.issued_at, issued_by=self.issued_by, incident_id=self.incident_id,
            supersedes_id=self.supersedes_id, superseded_by_id=superseded_by, source=self.source,
            sentences=tuple(Sentence.of(each) for each in self.sentences),
        )  # fmt: skip
