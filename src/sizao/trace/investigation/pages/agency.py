"""The desk of an agency beside the headquarters: its own leads, what each task needs of a person, and the answer."""

from __future__ import annotations

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
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, Kpi, ListPage, OnPhone, Tone
from sizao.trace.investigation import actions, queries
from sizao.trace.investigation.pages.leads import DIRECTION_TONES, TONES, UNSETTLED, choice
from sizao.trace.investigation.types import LeadFacts, LeadOutcome

WAITING, UNREACHED, SETTLED = "waiting", "unreached", "settled"


def _by_state(rows: Any, value: str) -> Any:
    if value == WAITING:
        return rows.filter(said=None)
    if value == UNREACHED:
        return rows.filter(said=LeadOutcome.UNREACHED.value)
    return rows.filter(~Q(said=LeadOutcome.UNREACHED.value), said__isnull=False)


DESK = ListPage(
    name="agency-leads",
    caption=_("Our leads"),
    columns=(
        Column(
            "number", _("Lead"), kind=Kind.CODE, on_phone=OnPhone.TITLE,
            link=lambda row: reverse("investigation:agency_lead", args=[row.id]),
        ),
        Column(
            "state", _("State"), value=lambda row: row.outcome or UNSETTLED, kind=Kind.TAG, on_phone=OnPhone.TAG,
            tone=lambda row: TONES.get(row.outcome, Tone.GREY),
        ),
        Column("direction", _("Way"), kind=Kind.TAG, tone=lambda row: DIRECTION_TONES[row.direction]),
        Column("what", _("What is to be found out"), on_phone=OnPhone.LINE),
        Column("due", _("Due"), value=lambda row: row.about.due_at, kind=Kind.TIME),
        Column("area", _("Area"), kind=Kind.AREA),
        Column("at", _("Asked"), kind=Kind.TIME, sort="at"),
        Column("answer", _("What came of it"), on_phone=OnPhone.LINE),
    ),
    filters=(
        Filter(
            "state", _("State"), lookup=_by_state, is_tabs=True,
            choices=lambda: [
                ("", _("all")), (WAITING, _("to be answered")), (UNREACHED, LeadOutcome.UNREACHED.words),
                (SETTLED, _("settled")),
            ],
        ),
    ),
    order="-at",
    prepare=queries.answered,
    empty=_("No lead was given to your agency"),
    empty_hint=_("Investigators give leads to an agency with the parts of an identity that the task needs."),
)  # fmt: skip


def _who(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


@needs(Right.AGENCY_WORK)
def agency_page(request: HttpRequest) -> HttpResponse:
    """The leads of the reader's agency in the own area, and how many wait, are late, or found nobody."""
    rows = queries.agency_rows(_who(request).role)
    return list_page(request, DESK, rows, "investigation/agency.html", {"kpis": _kpis(request)})


def _kpis(request: HttpRequest) -> list[Kpi]:
    role = _who(request).role
    if role not in {each.value for each in GroupKind}:
        return []
    found = queries.answered(list(queries.agency_rows(role)))
    stands = queries.standing(GroupKind(role), found, request.at)  # type: ignore[attr-defined]
    there = reverse("investigation:agency")
    return [
        Kpi(_("given to us"), stands.asked, href=there),
        Kpi(_("to be answered"), stands.waiting, href=f"{there}?state={WAITING}", tone="orange" if stands.waiting else ""),
        Kpi(_("past their time"), stands.late, tone="red" if stands.late else ""),
        Kpi(LeadOutcome.UNREACHED.words, stands.unreached, href=f"{there}?state={UNREACHED}"),
    ]  # fmt: skip


@needs(Right.AGENCY_WORK)
@require_http_methods(["GET", "POST"])
def agency_lead(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """One lead of the agency: what is asked, which parts of an identity it needs, and the answer."""
    lead = queries.agency_lead(lead_id, _who(request).role)
    if request.method == "POST":
        actions.answer_lead(
            lead_id=lead_id, outcome=LeadOutcome(choice(request, "outcome", LeadOutcome)),
            note=request.POST.get("note", "")[:500], address=request.POST.get("address", "")[:200],
            by=_who(request), at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
        return redirect("investigation:agency_lead", lead_id)
    return _shown(request, lead)


@needs(Right.AGENCY_WORK)
@require_POST
def open_parts(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """What the task needs of the person it is about; in this answer alone, and in the access log."""
    opened = actions.open_parts(lead_id=lead_id, by=_who(request), at=request.at)  # type: ignore[attr-defined]
    return _shown(request, queries.agency_lead(lead_id, _who(request).role), opened)


@needs(Right.AGENCY_WORK)
@require_POST
def agency_place(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """The address that the agency noted; in this answer alone, and in the access log."""
    lead = queries.agency_lead(lead_id, _who(request).role)
    return _shown(request, lead, place=actions.open_place(lead=lead, by=_who(request), at=request.at))  # type: ignore[attr-defined]


def _shown(
    request: HttpRequest, lead: LeadFacts, opened: dict[Sealed, str] | None = None, place: str = ""
) -> HttpResponse:
    about = lead.about
    context = {
        "lead": lead, "place": place, "outcomes": list(LeadOutcome), "state": lead.outcome or UNSETTLED,
        "tone": TONES[lead.outcome] if lead.outcome else Tone.GREY, "is_late": lead.is_late(request.at),  # type: ignore[attr-defined]
        "parts": [each for each in Sealed if each in about.parts], "opened": opened,
        "facts": [
            Fact(_("Way"), lead.direction), Fact(_("Area"), registry.full_name(lead.area)),
            Fact(_("Asked"), local_time(lead.at)), Fact(_("Due"), local_time(about.due_at) if about.due_at else "—"),
            Fact(_("From"), local_time(about.since) if about.since else "—"),
            Fact(_("Until"), local_time(about.until) if about.until else "—"),
        ],
    }  # fmt: skip
    return page(request, "investigation/agency_lead.html", context)
