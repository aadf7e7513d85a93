"""Leads in the hands of those near the address: the list of one's own area, one lead, and what came of asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import MaskedIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, Moment, OnPhone, Tone
from sizao.trace.tracing import actions, queries
from sizao.trace.tracing.forms import ReplyForm
from sizao.trace.tracing.types import LeadFacts, LeadOutcome

OPEN, ANSWERED = "open", "answered"
TONES = {LeadOutcome.CONFIRMED: Tone.RED, LeadOutcome.RULED_OUT: Tone.GREEN, LeadOutcome.UNREACHED: Tone.ORANGE}
UNSETTLED = Words("待核实", "Open")


@dataclass(frozen=True)
class ShownLead:
    """A lead with the person's public number and masked name."""

    lead: LeadFacts
    person: PersonFacts | None
    masked: MaskedIdentity

    @property
    def number(self) -> str:
        """The person's public number."""
        return self.person.number if self.person else ""

    @property
    def state(self) -> object:
        """What came of it."""
        return self.lead.outcome or UNSETTLED


def _shown(rows: Sequence[Any]) -> list[ShownLead]:
    found = queries.with_replies(rows)
    persons = registry.persons(each.person_id for each in found)
    masked = identity.masked([each.person_id for each in found])
    return [
        ShownLead(each, persons.get(each.person_id), masked.get(each.person_id, MaskedIdentity())) for each in found
    ]


def _by_state(rows: Any, value: str) -> Any:
    if value == OPEN:
        return rows.exclude(said__in=[LeadOutcome.CONFIRMED.value, LeadOutcome.RULED_OUT.value]) | rows.filter(
            said=None
        )
    return rows.filter(said__in=[LeadOutcome.CONFIRMED.value, LeadOutcome.RULED_OUT.value])


ASKED = ListPage(
    name="asked",
    caption=_("Leads to ask about"),
    columns=(
        Column(
            "lead", _("Lead"), value="lead.number", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("tracing:asked_one", args=[row.lead.id]),
        ),
        Column(
            "state", _("State"), value="state", kind=Kind.TAG, on_phone=OnPhone.TAG,
            tone=lambda row: TONES[row.lead.outcome] if row.lead.outcome else Tone.PURPLE,
        ),
        Column("person", _("Person"), kind=Kind.CODE, value="number"),
        Column("name", _("Full name"), value="masked.name", right=Right.IDENTITY_SEARCH),
        Column("place", _("Place"), value="lead.place"),
        Column("first", _("From"), value="lead.first", kind=Kind.TIME, sort="first"),
        Column("last", _("Until"), value="lead.last", kind=Kind.TIME),
        Column("area", _("Lives in"), value="lead.area", kind=Kind.AREA),
        Column("grade", _("Evidence"), value="lead.grade", is_hidden=True),
    ),
    filters=(
        Filter(
            "state", _("State"), lookup=_by_state, is_tabs=True,
            choices=lambda: [("", _("all")), (OPEN, UNSETTLED), (ANSWERED, _("settled"))],
        ),
    ),
    order="-first",
    bounds=("area", "area_run"),
    prepare=_shown,
    persons=lambda row: row.person,
    empty=_("Nobody has to be asked here"),
    empty_hint=_("A trace sends those known from a code scan or an inferred position to the people near their address."),
)  # fmt: skip


@needs(Right.LEADS_ANSWER)
def asked_page(request: HttpRequest) -> HttpResponse:
    """The leads of the own area; the persons shown are entered in the access log."""
    rows = queries.lead_rows()
    shown = list(rows.order_by("person").values_list("person", flat=True)[:10_000])
    _log(request, shown, "")
    return list_page(request, ASKED, rows, "tracing/asked.html")


def _log(request: HttpRequest, persons: Sequence[int], number: str) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    audit.record(
        by=actor, at=request.at, action="tracing.leads", purpose="contact_management", persons=persons,  # type: ignore[attr-defined]
        fields="place, time", reason=number, area=actor.area,
    )  # fmt: skip


@needs(Right.LEADS_ANSWER)
@require_http_methods(["GET", "POST"])
def asked_one_page(request: HttpRequest, trace_lead_id: UUID) -> HttpResponse:
    """One lead: whom to ask, what to ask, and what came of it."""
    lead = queries.lead(trace_lead_id)
    if request.method == "POST":
        _reply(request, trace_lead_id)
        return redirect("tracing:asked_one", trace_lead_id)
    _log(request, [lead.person_id], lead.number)
    row = ShownLead(
        lead, registry.persons([lead.person_id]).get(lead.person_id),
        identity.masked([lead.person_id]).get(lead.person_id, MaskedIdentity()),
    )  # fmt: skip
    may_open = accounts.may(request.actor, Right.IDENTITY_REVEAL)  # type: ignore[attr-defined]
    context = {
        "lead": lead, "row": row, "facts": _facts(row, may_open), "may_open": may_open, "form": ReplyForm(),
        "tone": TONES[lead.outcome] if lead.outcome else Tone.PURPLE, "state": row.state,
        "moments": [
            Moment(each.at, LeadOutcome(each.outcome), each.note, TONES[LeadOutcome(each.outcome)], by=each.by)
            for each in queries.replies(trace_lead_id)
        ],
    }  # fmt: skip
    return page(request, "tracing/asked_one.html", context)


def _facts(row: ShownLead, may_open: bool) -> list[Fact]:
    lead = row.lead
    known = [Fact(_("Person"), row.number), Fact(_("Lives in"), registry.full_name(lead.area))]
    names = [Fact(_("Full name"), row.masked.name), Fact(_("Phone"), row.masked.phone)] if may_open else []
    return [
        *names, *known, Fact(_("Place"), lead.place), Fact(_("From"), local_time(lead.first)),
        Fact(_("Until"), local_time(lead.last)), Fact(_("Evidence"), lead.grade),
    ]  # fmt: skip


def _reply(request: HttpRequest, lead_id: UUID) -> None:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=Words("请选择结果并写明核实情况", "choose what came of it and say what was found"))
    given = form.cleaned_data
    actions.reply_lead(
        lead_id=lead_id, outcome=LeadOutcome(given["outcome"]), note=given["note"], by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, gettext("The reply was noted."))
