"""Pages of calls: the caller's own list, one call with its script, all calls, the callers, who was not reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import queries as command
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import MaskedIdentity
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.errors import SizaoError
from sizao.measures.calls import actions, queries, rules
from sizao.measures.calls.forms import CallerForm, PlanForm, TryForm
from sizao.measures.calls.types import CallFacts, CallOutcome, CallPurpose, CallState
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right, Role
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, Kpi, ListPage, Moment, OnPhone

TONES = {
    CallState.WAITING: "orange", CallState.RETRY: "purple", CallState.REACHED: "green", CallState.HANDED_OVER: "red",
    CallState.CLOSED: "grey",
}  # fmt: skip
NOBODY = MaskedIdentity()

CALLS = ListPage(
    name="calls",
    caption=_("Calls"),
    columns=(
        Column("call", _("Call"), value=lambda row: CallPurpose(row.purpose), on_phone=OnPhone.TITLE,
               link=lambda row: reverse("calls:call", args=[row.pk])),
        Column("state", _("State"), value=lambda row: CallState(row.state), kind=Kind.TAG,
               tone=lambda row: TONES[CallState(row.state)], on_phone=OnPhone.TAG),
        Column("caller", _("Caller")),
        Column("attempts", _("Tries"), kind=Kind.NUMBER),
        Column("outcome", _("Last outcome"), value=lambda row: CallOutcome(row.outcome) if row.outcome else "—"),
        Column("next_at", _("Next try"), kind=Kind.TIME, sort="next_at"),
        Column("area", _("Area"), kind=Kind.AREA),
    ),
    filters=(
        Filter("state", _("State"), is_tabs=True,
               choices=lambda: [("", _("all")), *((each.value, each.words) for each in CallState)]),
        Filter("purpose", _("Purpose"), choices=lambda: [(each.value, each.words) for each in CallPurpose]),
    ),
    order="next_at",
    persons=lambda row: row.person_id,
    empty=_("Nobody is on the call list"),
)  # fmt: skip


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.at  # type: ignore[attr-defined]


def _may(request: HttpRequest, right: Right) -> bool:
    return accounts.may(request.actor, right)  # type: ignore[attr-defined]


def _masked(request: HttpRequest, found: Sequence[CallFacts]) -> dict[int, MaskedIdentity]:
    """Masked identities of people to be called, for those who call; each look in the access log."""
    persons = [each.person_id for each in found]
    if not persons or not _may(request, Right.IDENTITY_SEARCH):
        return {}
    actor, at = _who(request)
    audit.record(by=actor, at=at, action="calls.read", purpose="contact_management", persons=persons, fields="masked")
    return identity.masked(persons)


def _shown(request: HttpRequest, found: Sequence[CallFacts]) -> list[tuple[CallFacts, str, MaskedIdentity]]:
    masked = _masked(request, found)
    return [(each, TONES[each.state], masked.get(each.person_id, NOBODY)) for each in found]


@needs(Right.CALLS_READ)
def mine(request: HttpRequest) -> HttpResponse:
    """The caller's own calls: those due now, then those whose next try comes later."""
    actor, at = _who(request)
    found = queries.mine(actor.user_id)
    rows = _shown(request, found)
    context = {
        "due": [row for row in rows if row[0].next_at <= at], "later": [row for row in rows if row[0].next_at > at],
        "kpis": _kpis(), "may_manage": _may(request, Right.CALLS_MANAGE),
    }  # fmt: skip
    return page(request, "calls/mine.html", context)


def _kpis() -> list[Kpi]:
    counts = queries.counts()
    tones = {CallState.WAITING: "orange", CallState.RETRY: "orange", CallState.REACHED: "green"}
    there = reverse("calls:calls")
    return [
        Kpi(each.words, counts[each], href=f"{there}?state={each.value}", tone=tones.get(each, "") if counts[each] else "")
        for each in CallState
    ]  # fmt: skip


@needs(Right.CALLS_READ)
def calls_page(request: HttpRequest) -> HttpResponse:
    """Every call of the area."""
    context = {"may_manage": _may(request, Right.CALLS_MANAGE), "ladder": queries.ladder()}
    return list_page(request, CALLS, queries.call_rows(), "calls/calls.html", context)


@needs(Right.CALLS_READ)
def unreached(request: HttpRequest) -> HttpResponse:
    """Who has not been reached: tried and to be tried again, or handed to the grid."""
    return page(request, "calls/unreached.html", {"rows": _shown(request, queries.unreached())})


@needs(Right.CALLS_READ)
def call_page(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """One call: whom to call, what to say, what came of each try."""
    return _call_page(request, queries.call(call_id), TryForm())


def _call_page(
    request: HttpRequest, found: CallFacts, form: TryForm, *, number: str | None = None, status: int = 200
) -> HttpResponse:
    actor, at = _who(request)
    masked = _masked(request, [found]).get(found.person_id, NOBODY)
    may_call = _may(request, Right.CALLS_MAKE) and bool(rules.may_call(found, actor.user_id))
    area = registry.area_names([found.area])[found.area]
    context = {
        "call": found, "masked": masked, "tone": TONES[found.state], "form": form, "number": number,
        "may_call": may_call, "may_open": may_call and _may(request, Right.IDENTITY_REVEAL), "facts": _facts(found, masked),
        "script": queries.script(found.purpose, area=area, name=masked.name or "—") if may_call else [],
        "is_early": at < found.next_at, "ladder": queries.ladder(),
        "moments": [
            Moment(each.at, each.outcome or each.kind, each.note, "", by=each.by) for each in queries.steps(found.id)
        ],
    }  # fmt: skip
    return page(request, "calls/call.html", context, status=status)


def _facts(found: CallFacts, masked: MaskedIdentity) -> list[Fact]:
    names = registry.area_names([found.area])
    return [
        Fact(_("Full name"), masked.name or "—"),
        Fact(_("Phone"), masked.phone or "—"),
        Fact(_("Area"), names[found.area]),
        Fact(_("Language"), found.language),
        Fact(_("Caller"), found.caller or "—"),
        Fact(_("Tries"), f"{found.attempts} / {queries.ladder().tries}"),
    ]


@needs(Right.CALLS_MAKE, Right.IDENTITY_REVEAL)
@require_POST
def number(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Open the number of the call in hand; it is in this answer alone and in the log."""
    actor, at = _who(request)
    opened = actions.open_number(call_id=call_id, by=actor, at=at)
    return _call_page(request, queries.call(call_id), TryForm(), number=opened)


@needs(Right.CALLS_MAKE)
@require_POST
def record(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Record a try."""
    actor, at = _who(request)
    found, form = queries.call(call_id), TryForm(request.POST)
    if not form.is_valid():
        return _call_page(request, found, form, status=422)
    given = form.cleaned_data
    try:
        actions.record(
            call_id=call_id, outcome=CallOutcome(given["outcome"]), note=given["note"], again_at=given["again_at"],
            language=given["language"].strip(), by=actor, at=at,
        )  # fmt: skip
    except SizaoError as refused:
        form.add_error(None, refused.words.in_language(get_language() or "zh"))
        return _call_page(request, found, form, status=refused.status)
    messages.success(request, _("Recorded."))
    return redirect("calls:mine")


@needs(Right.CALLS_MANAGE)
@require_http_methods(["GET", "POST"])
def callers(request: HttpRequest) -> HttpResponse:
    """Who calls, in which languages, and how much each has open."""
    actor, at = _who(request)
    named = _callers_to_be(actor)
    form = CallerForm(request.POST or None, accounts=[(str(key), name) for key, name in named.items()])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        user = int(given["account"])
        actions.enter_caller(
            user_id=user, name=named[user], languages=given["languages"].split(), is_present=given["is_present"],
            by=actor, at=at,
        )  # fmt: skip
        return redirect("calls:callers")
    context: dict[str, Any] = {"form": form, "rows": queries.callers()}
    return page(request, "calls/callers.html", context, status=422 if form.errors else 200)


def _callers_to_be(actor: Actor) -> dict[int, str]:
    """Accounts inside the area whose role may call."""
    roles = {Role.TRACER, Role.EPIDEMIOLOGIST}
    found = accounts.users(actor.area)
    return {each.id: each.display_name for each in found if any(grant.role in roles for grant in each.grants)}


@needs(Right.CALLS_MANAGE)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Put the approved contacts of an incident on the list and share the calls evenly."""
    actor, at = _who(request)
    form = PlanForm(request.POST or None, incidents=command.incidents(open_only=True))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = actions.plan(
                incident_id=UUID(given["incident"]), purpose=CallPurpose(given["purpose"]), by=actor, at=at
            )
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
        else:
            said = ngettext("%(n)s call was put on the list.", "%(n)s calls were put on the list.", done)
            messages.success(request, said % {"n": done})
            return redirect("calls:calls")
    return page(request, "calls/plan.html", {"form": form}, status=422 if form.errors else 200)
