"""Decisions on a difference: contacts that were judged again."""

from __future__ import annotations

from django.db import models

from sizao.kernel.ids import uuid7
from sizao.trace.cases.models.cases import Case
from sizao.trace.cases.types import DecisionFacts


class RejudgementDecision(models.Model):
    """One approved difference: which contacts changed from what to what, why, by which edition; written once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    edition_id = models.CharField(max_length=200)
    area = models.BigIntegerField()
    rows = models.JSONField()
    carried = models.PositiveIntegerField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["incident", "-at"], name="cases_rejudgement_newest")]

    class Sensitivity:
        id = "open"
        incident = "open"
        case = "open"
        edition_id = "open"
        area = "open"
        rows = "quasi"
        carried = "open"
        reason = "quasi"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"rejudgement at {self.at}"

    def facts(self) -> DecisionFacts:
        """The row as pages show it."""
        return DecisionFacts(
            id=self.id, at=self.at, by=self.by, reason=self.reason, edition_id=self.edition_id, case_id=self.case_id,
            changed=len(self.rows), carried=self.carried,
        )  # fmt: skip
