"""Reading leads: those of an investigation with what came of each, and the ones nobody answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from sizao.ground.command.types import GroupKind
from sizao.trace.investigation import errors
from sizao.trace.investigation.models import Lead, LeadAnswer
from sizao.trace.investigation.types import AGENCIES, AgencyStanding, LeadFacts, LeadOutcome


def leads(investigation_id: UUID) -> list[LeadFacts]:
    """The leads of an investigation, newest first, each with its newest answer."""
    return _answered(list(Lead.objects.filter(investigation_id=investigation_id).order_by("-at", "-id")))


ROLE_GROUPS: dict[str, tuple[GroupKind, ...]] = {
    "grid_worker": (GroupKind.COMMUNITY,),
    "community": (GroupKind.COMMUNITY,),
}
"""Whose leads a role follows; a role that is not named here works for the investigators, and follows those of every group."""


def lead_rows(role: str) -> QuerySet[Lead]:
    """Leads in scope that a role follows, each with what its newest answer says as ``said``, for this room's own lists."""
    newest = LeadAnswer.objects.filter(lead=OuterRef("pk")).order_by("-id")
    rows = Lead.objects.annotate(said=Subquery(newest.values("outcome")[:1]))
    return rows.filter(group__in=ROLE_GROUPS[role]) if role in ROLE_GROUPS else rows


def open_leads(incident_id: UUID) -> list[LeadFacts]:
    """The leads of an incident in scope that nobody has answered, the oldest first."""
    said = LeadAnswer.objects.filter(lead=OuterRef("pk"))
    rows = Lead.objects.filter(investigation__incident=incident_id).exclude(Exists(said))
    return _answered(list(rows.order_by("at", "id")))


def lead_for(lead_id: UUID, role: str) -> LeadFacts:
    """One lead that a role follows.

    Raises:
        InvestigationNotFound: when there is none in scope, or it was given to another group.
    """
    if not lead_rows(role).filter(pk=lead_id).exists():
        raise errors.InvestigationNotFound
    return lead(lead_id)


def answered(rows: Sequence[Lead]) -> list[LeadFacts]:
    """Leads as facts with their newest answers, in the order given."""
    return _answered(list(rows))


def lead(lead_id: UUID) -> LeadFacts:
    """One lead.

    Raises:
        InvestigationNotFound: when there is none in scope.
    """
    found = _answered(list(Lead.objects.filter(pk=lead_id)))
    if not found:
        raise errors.InvestigationNotFound
    return found[0]


def agency_rows(role: str) -> QuerySet[Lead]:
    """The leads given to an agency in the own area, each with what its newest answer says as ``said``."""
    return lead_rows(role).filter(group=role)


def agency_lead(lead_id: UUID, role: str) -> LeadFacts:
    """One lead given to an agency.

    Raises:
        InvestigationNotFound: when there is none in scope, or it was given to another agency.
    """
    if not agency_rows(role).filter(pk=lead_id).exists():
        raise errors.InvestigationNotFound
    return lead(lead_id)


def agencies(investigation_id: UUID, at: datetime) -> list[AgencyStanding]:
    """How each agency stands with the leads of an investigation; those that were asked nothing are left out."""
    found = leads(investigation_id)
    return [each for each in (standing(group, found, at) for group in AGENCIES) if each.asked]


def standing(group: GroupKind, found: Sequence[LeadFacts], at: datetime) -> AgencyStanding:
    """How many leads an agency has, still owes, owes too long, and could not find anybody for."""
    own = [each for each in found if each.group is group]
    return AgencyStanding(
        group, len(own), sum(each.outcome is None for each in own), sum(each.is_late(at) for each in own),
        sum(each.outcome is LeadOutcome.UNREACHED for each in own),
    )  # fmt: skip


def _answered(rows: list[Lead]) -> list[LeadFacts]:
    answers = LeadAnswer.objects.filter(lead__in=[row.pk for row in rows]).order_by("id")
    newest = {each.lead_id: each for each in answers}
    return [row.facts(newest.get(row.pk)) for row in rows]
