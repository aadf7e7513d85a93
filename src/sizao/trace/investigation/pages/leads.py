"""Leads on the page of an investigation: ask for one, note what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from sizao.ground.command.types import GroupKind
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.words import LabelledEnum, Words
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.trace.investigation import actions, queries
from sizao.trace.investigation.errors import InvestigationNotFound
from sizao.trace.investigation.types import Direction, InvestigationFacts, LeadOutcome

NO_SUCH = Words("没有这一选项", "there is no such choice")


def shown_leads(found: InvestigationFacts, may_ask: bool) -> dict[str, Any]:
    """The leads of an investigation, and what a new one may be given."""
    county = areas.ancestor(found.area, areas.Level.COUNTY)
    choices = [registry.area(county), *registry.areas_at(areas.Level.TOWN, county)] if may_ask else []
    return {
        "leads": queries.leads(found.id), "may_ask": may_ask, "directions": list(Direction),
        "outcomes": list(LeadOutcome), "groups": list(GroupKind),
        "lead_areas": [(areas.printed(each.code), each.words) for each in choices], "here": areas.printed(found.area),
    }  # fmt: skip


@needs(Right.INVESTIGATION_WRITE)
@require_POST
def ask_lead(request: HttpRequest, investigation_id: UUID) -> HttpResponse:
    """Ask a work-group to follow a lead."""
    try:
        area = areas.parse(request.POST.get("area", ""))
    except ValueError as error:
        raise Invalid(reason=NO_SUCH) from error
    actions.ask_lead(
        investigation_id=investigation_id, direction=Direction(_choice(request, "direction", Direction)),
        what=request.POST.get("what", "")[:500], area=area, group=GroupKind(_choice(request, "group", GroupKind)),
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return _back(investigation_id)


@needs(Right.INVESTIGATION_WRITE)
@require_POST
def answer_lead(request: HttpRequest, investigation_id: UUID, lead_id: UUID) -> HttpResponse:
    """Note what came of a lead of this investigation."""
    if queries.lead(lead_id).investigation_id != investigation_id:
        raise InvestigationNotFound
    actions.answer_lead(
        lead_id=lead_id, outcome=LeadOutcome(_choice(request, "outcome", LeadOutcome)),
        note=request.POST.get("note", "")[:500], by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return _back(investigation_id)


def _choice(request: HttpRequest, name: str, choices: type[LabelledEnum]) -> str:
    value = request.POST.get(name, "")
    if value not in {each.value for each in choices}:
        raise Invalid(reason=NO_SUCH)
    return value


def _back(investigation_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('investigation:investigation', args=[investigation_id])}#leads")
