"""Reading leads: those of an investigation with what came of each, and the ones nobody answered."""

from __future__ import annotations

from uuid import UUID

from sizao.trace.investigation import errors
from sizao.trace.investigation.models import Lead, LeadAnswer
from sizao.trace.investigation.types import LeadFacts


def leads(investigation_id: UUID) -> list[LeadFacts]:
    """The leads of an investigation, newest first, each with its newest answer."""
    return _answered(list(Lead.objects.filter(investigation_id=investigation_id).order_by("-at", "-id")))


def lead(lead_id: UUID) -> LeadFacts:
    """One lead.

    Raises:
        InvestigationNotFound: when there is none in scope.
    """
    found = _answered(list(Lead.objects.filter(pk=lead_id)))
    if not found:
        raise errors.InvestigationNotFound
    return found[0]


def _answered(rows: list[Lead]) -> list[LeadFacts]:
    answers = LeadAnswer.objects.filter(lead__in=[row.pk for row in rows]).order_by("id")
    newest = {each.lead_id: each for each in answers}
    return [row.facts(newest.get(row.pk)) for row in rows]
