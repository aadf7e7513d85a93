"""See many identities at once: ask for these very people, sign as the second person, open the list once."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.identity import actions
from sizao.ground.identity.forms import DeclineForm, ManyForm, SignForm
from sizao.ground.identity.pages.people import own_tasks, refused
from sizao.ground.identity.queries import disclosures as reading
from sizao.ground.identity.rules import disclosing as rules
from sizao.ground.identity.types import DisclosureFacts, DisclosureState
from sizao.ground.registry import queries as registry
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import NotFound, SizaoError
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {
    DisclosureState.ASKED: "orange", DisclosureState.GRANTED: "green", DisclosureState.DECLINED: "red",
    DisclosureState.USED: "grey", DisclosureState.LAPSED: "line",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One request as a page shows it, with what may be done about it."""

    facts: DisclosureFacts
    state: DisclosureState
    tone: str
    until: object
    decision: Decision
    sign_form: SignForm
    decline_form: DeclineForm


@needs(Right.IDENTITY_REVEAL)
@require_http_methods(["GET", "POST"])
def disclosures(request: HttpRequest) -> HttpResponse:
    """One's own requests to see many identities, and the form of a new one."""
    if request.method != "POST" or "prefill" in request.POST:
        # Another room's list comes along as the first content of the form; numbers stand in no address.
        brought = {name: request.POST.get(name, "") for name in ("numbers", "purpose", "reason")}
        return _mine(request, ManyForm(initial=brought, tasks=own_tasks(request)))
    form = ManyForm(request.POST, tasks=own_tasks(request))
    if not form.is_valid():
        return _mine(request, form, status=422)
    try:
        accounts.confirm_password(request=request, password=form.cleaned_data["password"])
        actions.ask_disclosure(
            person_ids=actions.people_of(form.numbers_given()), purpose=form.purpose_given(),
            reason=form.cleaned_data["reason"], task_id=form.task_given(), by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
    except SizaoError as refusal:
        return refused(refusal, form, lambda status: _mine(request, form, status=status))
    messages.success(request, gettext("The request was sent; a second person of another organisation has to sign it."))
    return redirect("identity:disclosures")


@needs(Right.IDENTITY_REVEAL)
@require_POST
def open_list(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The signed list as a workbook, once; who asked gets it, nobody else."""
    found = reading.disclosure(request_id)
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    try:
        opened = actions.open_disclosure(request_id=request_id, by=actor, at=at)
    except NotFound:
        raise
    except SizaoError as refusal:
        # Answered on the list, so that the log of the refusal stands.
        messages.error(request, refusal.words.in_language(get_language() or "zh"))
        return redirect("identity:disclosures")
    body = reading.sheet(found, registry.persons(opened), opened)
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.number)}.xlsx"
    return response


@needs(Right.IDENTITY_COUNTERSIGN)
def to_sign(request: HttpRequest) -> HttpResponse:
    """Requests of the own area: those that wait for the second person, and how others ended."""
    return _all(request)


@needs(Right.IDENTITY_COUNTERSIGN)
@require_POST
def sign(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Sign a request as the second person, with the own password."""
    reading.disclosure(request_id)
    form = SignForm(request.POST, auto_id=f"{request_id}_%s")
    if not form.is_valid():
        return _all(request, {request_id: form}, status=422)
    try:
        accounts.confirm_password(request=request, password=form.cleaned_data["password"])
        actions.sign_disclosure(request_id=request_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    except NotFound:
        raise
    except SizaoError as refusal:
        return refused(refusal, form, lambda status: _all(request, {request_id: form}, status=status))
    messages.success(request, gettext("Signed. Who asked may open the list once within 24 hours."))
    return redirect("identity:to_sign")


@needs(Right.IDENTITY_COUNTERSIGN)
@require_POST
def decline(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Leave a request unsigned; who asked reads why."""
    try:
        actions.decline_disclosure(
            request_id=request_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at  # type: ignore[attr-defined]
        )  # fmt: skip
    except NotFound:
        raise
    except SizaoError as refusal:
        messages.error(request, refusal.words.in_language(get_language() or "zh"))
    else:
        messages.success(request, gettext("The request was declined; nobody was seen."))
    return redirect("identity:to_sign")


def _mine(request: HttpRequest, form: ManyForm, status: int = 200) -> HttpResponse:
    found = reading.own_disclosures(request.actor.user_id)  # type: ignore[attr-defined]
    rows = [_line(request, each, {}) for each in found]
    return page(request, "identity/disclosures.html", {"form": form, "rows": rows}, status=status)


def _all(request: HttpRequest, forms: dict[UUID, SignForm] | None = None, status: int = 200) -> HttpResponse:
    rows = [_line(request, each, forms or {}) for each in reading.disclosures()]
    waits = [each for each in rows if each.state is DisclosureState.ASKED]
    others = [each for each in rows if each.state is not DisclosureState.ASKED]
    return page(request, "identity/to_sign.html", {"waiting": waits, "others": others}, status=status)


def _line(request: HttpRequest, facts: DisclosureFacts, forms: dict[UUID, SignForm]) -> Line:
    state = rules.state(facts, request.at)  # type: ignore[attr-defined]
    return Line(
        facts, state, TONES[state], rules.expires(facts),
        actions.may_sign(facts, request.actor, request.at),  # type: ignore[attr-defined]
        forms.get(facts.id) or SignForm(auto_id=f"{facts.id}_%s"), DeclineForm(auto_id=f"no_{facts.id}_%s"),
    )  # fmt: skip
