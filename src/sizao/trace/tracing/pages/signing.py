"""Traces that touch so many that headquarters signs them: what waits, and one with its count, to sign or to decline."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel.errors import Invalid
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import count, local_time
from sizao.spine.web.types import Column, Fact, Kind, ListPage, OnPhone, Tone
from sizao.trace.cases import queries as cases
from sizao.trace.tracing import actions, queries, rules
from sizao.trace.tracing.forms import DeclineForm
from sizao.trace.tracing.pages.showing import who_ran
from sizao.trace.tracing.pages.starting import counted
from sizao.trace.tracing.types import Door, SignatureFacts, SignatureState

TONES = {
    SignatureState.ASKED: Tone.ORANGE, SignatureState.SIGNED: Tone.GREEN, SignatureState.DECLINED: Tone.GREY, SignatureState.LAPSED: Tone.GREY,
}  # fmt: skip

SIGNATURES = ListPage(
    name="signatures",
    caption=_("Traces to be signed"),
    columns=(
        Column(
            "number", _("Number"), value="number", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("tracing:signature", args=[row.id]),
        ),
        Column("state", _("State"), value="state", kind=Kind.TAG, tone=lambda row: TONES[row.state], on_phone=OnPhone.TAG),
        Column("door", _("Case or place"), value="door"),
        Column("touched", _("A class or a call for"), value="touched", kind=Kind.NUMBER),
        Column("at", _("Asked at"), value="at", kind=Kind.TIME, sort="at"),
        Column("by", _("Asked by"), value=lambda row: who_ran(row.by)),
        Column("decided", _("Decided by"), value=lambda row: row.decided_by and who_ran(row.decided_by)),
        Column("area", _("Area"), value="area", kind=Kind.AREA),
    ),
    order="-at",
    empty=_("No trace has needed a signature yet"),
    empty_hint=_("From the number of people in its versioned file on, an officer counts and somebody else at headquarters signs."),
)  # fmt: skip


@needs(Right.TRACING_READ)
@require_GET
def signatures_page(request: HttpRequest) -> HttpResponse:
    """Every trace that needed a signature, the newest first."""
    rows = queries.signatures(request.at, 1_000)  # type: ignore[attr-defined]
    return list_page(request, SIGNATURES, rows, "tracing/signatures.html")


@needs(Right.TRACING_READ)
@require_GET
def signature_page(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    """One of them with its count; somebody else at headquarters signs or declines it from here."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    found = queries.signature(signature_id, at)
    decision = rules.may_sign(found, actor, is_headquarters=actions.signs(actor), as_of=at, terms=rules.signing())
    context = {
        "found": found, "state_tone": TONES[found.state], "facts": _facts(found), "decision": decision,
        "decline_form": DeclineForm(auto_id="decline_%s"), **counted(found.counts),
    }  # fmt: skip
    return page(request, "tracing/signature.html", context)


def _facts(found: SignatureFacts) -> list[Fact]:
    incident = command.incident(found.incident_id)
    decided = [
        Fact(_("Decided by"), who_ran(found.decided_by)), Fact(_("Decided at"), local_time(found.decided_at)),
        *([Fact(_("Run"), queries.run(found.run_id).number, href=reverse("tracing:run", args=[found.run_id]))] if found.run_id else []),
        *([Fact(_("Why not"), found.note)] if found.note else []),
    ] if found.decided_at else []  # fmt: skip
    return [
        Fact(_("Incident"), incident.title, note=incident.number), *_subject(found.door, found.terms),
        Fact(_("Purpose"), found.purpose), Fact(_("Legal basis"), found.legal_basis),
        Fact(_("A class or a call for"), count(found.touched, "person")), Fact(_("Asked by"), who_ran(found.by)), Fact(_("Asked at"), local_time(found.at)),
        *decided,
    ]  # fmt: skip


def _subject(door: Door, terms: Any) -> list[Fact]:
    """What is traced: the case, how many cases, or the place with its period."""
    if door is Door.PLACE:
        place = registry.place(terms["place_id"])
        return [
            Fact(_("Place"), place.words, href=reverse("registry:place", args=[place.id])),
            Fact(_("From"), local_time(terms["start"])), Fact(_("Until"), local_time(terms["until"])),
        ]  # fmt: skip
    if door is Door.CASES:
        return [Fact(_("Cases"), len(terms["case_ids"]))]
    case = cases.case(terms["case_id"])
    return [Fact(_("Case"), case.number, href=reverse("cases:case", args=[case.id]))]


@needs(Right.TRACING_READ, Right.COMMAND_APPROVE)
@require_POST
def sign_trace(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    """Sign it: the trace is run as it was asked."""
    run_id = actions.sign(request_id=signature_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, gettext("Signed, and run."))
    return redirect("tracing:run", run_id)


@needs(Right.TRACING_READ, Right.COMMAND_APPROVE)
@require_POST
def decline_trace(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    """Leave it unsigned, for a reason."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=gettext("Say why it is not signed."))
    actions.decline(
        request_id=signature_id, reason=form.cleaned_data["reason"], by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, gettext("Declined."))
    return redirect("tracing:signature", signature_id)
