"""Leads on the page of an investigation: ask for one, note what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command.types import GroupKind
from sizao.ground.identity.types import Sealed
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.words import LabelledEnum, Words
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, OnPhone, Tone
from sizao.trace.cases import queries as cases
from sizao.trace.investigation import actions, queries, rules
from sizao.trace.investigation.errors import InvestigationNotFound
from sizao.trace.investigation.types import About, Direction, InvestigationFacts, LeadFacts, LeadOutcome

OPEN, NOT_FOUND, SETTLED = "open", "unreached", "settled"
UNSETTLED = Words("办理中", "In hand")
TONES = {LeadOutcome.CONFIRMED: Tone.RED, LeadOutcome.RULED_OUT: Tone.GREEN, LeadOutcome.UNREACHED: Tone.ORANGE}
DIRECTION_TONES = {Direction.BACK: Tone.PURPLE, Direction.FORWARD: Tone.BLUE}
NO_SUCH = Words("没有这一选项", "there is no such choice")


def shown_leads(found: InvestigationFacts, may_ask: bool, at: datetime) -> dict[str, Any]:
    """The leads of an investigation, and what a new one may be given."""
    county = areas.ancestor(found.area, areas.Level.COUNTY)
    choices = [registry.area(county), *registry.areas_at(areas.Level.TOWN, county)] if may_ask else []
    return {
        "leads": queries.leads(found.id), "may_ask": may_ask, "directions": list(Direction),
        "outcomes": list(LeadOutcome), "groups": list(GroupKind), "agencies": queries.agencies(found.id, at),
        "lead_parts": [each for each in Sealed if each is not Sealed.PARTICULARS],
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
    group = GroupKind(choice(request, "group", GroupKind))
    actions.ask_lead(
        investigation_id=investigation_id, direction=Direction(choice(request, "direction", Direction)),
        what=request.POST.get("what", "")[:500], area=area, group=group, about=_about(request, investigation_id),
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return _back(investigation_id)


def _about(request: HttpRequest, investigation_id: UUID) -> About:
    """What of the case's identity the task needs, for which days, and by when; nothing when no part was ticked."""
    known = {each.value: each for each in Sealed}
    if not set(request.POST.getlist("part")) <= set(known):
        raise Invalid(reason=NO_SUCH)
    parts = frozenset(known[each] for each in request.POST.getlist("part"))
    person = cases.case(queries.investigation(investigation_id).case_id).person_id if parts else None
    since, until, due = (_moment(request, name) for name in ("since", "until", "due_at"))
    return About(person_id=person, parts=parts, since=since, until=until, due_at=due)


def _moment(request: HttpRequest, name: str) -> datetime | None:
    typed = request.POST.get(name, "").strip()
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=rules.LOCAL) if typed else None
    except ValueError as error:
        raise Invalid(reason=NO_SUCH) from error


@needs(Right.INVESTIGATION_WRITE)
@require_POST
def answer_lead(request: HttpRequest, investigation_id: UUID, lead_id: UUID) -> HttpResponse:
    """Note what came of a lead of this investigation."""
    if queries.lead(lead_id).investigation_id != investigation_id:
        raise InvestigationNotFound
    actions.answer_lead(
        lead_id=lead_id, outcome=LeadOutcome(choice(request, "outcome", LeadOutcome)),
        note=request.POST.get("note", "")[:500], by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return _back(investigation_id)


def choice(request: HttpRequest, name: str, choices: type[LabelledEnum]) -> str:
    """The value of a choice that was made.

    Raises:
        Invalid: when there is no such choice.
    """
    value = request.POST.get(name, "")
    if value not in {each.value for each in choices}:
        raise Invalid(reason=NO_SUCH)
    return value


def _back(investigation_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('investigation:investigation', args=[investigation_id])}#leads")


def _by_state(rows: Any, value: str) -> Any:
    if value == NOT_FOUND:
        return rows.filter(said=LeadOutcome.UNREACHED.value)
    done = [LeadOutcome.CONFIRMED.value, LeadOutcome.RULED_OUT.value]
    return rows.filter(said__in=done) if value == SETTLED else rows.filter(Q(said=None) | ~Q(said__in=done))


LEADS = ListPage(
    name="leads-to-follow",
    caption=_("Leads to follow"),
    columns=(
        Column(
            "number", _("Lead"), on_phone=OnPhone.TITLE, link=lambda row: reverse("investigation:lead", args=[row.id]),
        ),
        Column(
            "state", _("State"), value=lambda row: row.outcome or UNSETTLED, kind=Kind.TAG, on_phone=OnPhone.TAG,
            tone=lambda row: TONES.get(row.outcome, Tone.GREY),
        ),
        Column("direction", _("Way"), kind=Kind.TAG, tone=lambda row: DIRECTION_TONES[row.direction]),
        Column("what", _("What is to be found out"), on_phone=OnPhone.LINE),
        Column("group", _("Group")),
        Column("area", _("Area"), kind=Kind.AREA),
        Column("at", _("Asked"), kind=Kind.TIME, sort="at"),
        Column("answer", _("What came of it"), on_phone=OnPhone.LINE),
    ),
    filters=(
        Filter(
            "state", _("State"), lookup=_by_state, is_tabs=True,
            choices=lambda: [
                ("", _("all")), (OPEN, UNSETTLED), (NOT_FOUND, LeadOutcome.UNREACHED.words), (SETTLED, _("settled")),
            ],
        ),
        Filter("group", _("Group"), lookup="group", choices=lambda: [(each.value, each.words) for each in GroupKind]),
    ),
    order="-at",
    prepare=queries.answered,
    empty=_("No lead was given to you"),
    empty_hint=_("Investigators give leads to a group and an area; those of your own stand here."),
)  # fmt: skip


@needs(Right.LEADS_ANSWER)
def leads_page(request: HttpRequest) -> HttpResponse:
    """The leads that the reader's role follows in the own area; the case behind them is not named."""
    return list_page(request, LEADS, queries.lead_rows(request.actor.role), "investigation/leads.html")  # type: ignore[attr-defined]


@needs(Right.LEADS_ANSWER)
@require_http_methods(["GET", "POST"])
def lead_page(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """One lead, and what came of it."""
    lead = queries.lead_for(lead_id, request.actor.role)  # type: ignore[attr-defined]
    if request.method == "POST":
        actions.answer_lead(
            lead_id=lead_id, outcome=LeadOutcome(choice(request, "outcome", LeadOutcome)),
            note=request.POST.get("note", "")[:500], by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
        return redirect("investigation:lead", lead_id)
    return _shown(request, lead)


@needs(Right.LEADS_ANSWER)
@require_POST
def lead_place(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """The address of a lead; in this answer alone, and in the access log."""
    lead = queries.lead_for(lead_id, request.actor.role)  # type: ignore[attr-defined]
    return _shown(request, lead, actions.open_place(lead=lead, by=request.actor, at=request.at))  # type: ignore[attr-defined]


def _shown(request: HttpRequest, lead: LeadFacts, place: str = "") -> HttpResponse:
    context = {
        "lead": lead, "place": place, "outcomes": list(LeadOutcome), "state": lead.outcome or UNSETTLED,
        "tone": TONES[lead.outcome] if lead.outcome else Tone.GREY,
        "facts": [
            Fact(_("Way"), lead.direction), Fact(_("Group"), lead.group), Fact(_("Area"), registry.full_name(lead.area)),
            Fact(_("Asked"), local_time(lead.at)),
        ],
    }  # fmt: skip
    return page(request, "investigation/lead.html", context)
