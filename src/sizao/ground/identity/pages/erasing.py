"""Erase an identity: one person asks on the person's page, another decides here and types the phrase."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.identity import actions
from sizao.ground.identity.forms import CarryOutForm, ErasureForm, RefuseForm
from sizao.ground.identity.pages.people import asked_person, person_page, refused
from sizao.ground.identity.queries import erasures as reading
from sizao.ground.identity.rules.erasing import phrase
from sizao.ground.identity.types import ErasureFacts, ErasureProof
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import NotFound, SizaoError
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page


@dataclass(frozen=True)
class Asked:
    """One request with what may be done about it."""

    facts: ErasureFacts
    person: PersonFacts
    is_open: bool
    decision: Decision
    phrase: Words
    proof: ErasureProof | None
    form: CarryOutForm
    refuse_form: RefuseForm


@needs(Right.IDENTITY_SEARCH, Right.IDENTITY_ERASE)
@require_http_methods(["GET", "POST"])
def request_erasure(request: HttpRequest) -> HttpResponse:
    """Ask that a person's identity be erased; the answer is another person's."""
    if request.method == "GET":
        return redirect("identity:search")
    asked = asked_person(request)
    form = ErasureForm(request.POST)
    if not form.is_valid():
        return person_page(request, asked, erasure_form=form, status=422)
    try:
        actions.request_erasure(
            person_id=asked.id, ground=form.ground_given(), reason=form.cleaned_data["erasure_reason"],
            by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
    except SizaoError as refusal:
        return refused(refusal, form, lambda status: person_page(request, asked, erasure_form=form, status=status))
    messages.success(request, gettext("The erasure was asked for; a second person has to carry it out."))
    return person_page(request, asked)


@needs(Right.IDENTITY_DESTROY)
def erasures(request: HttpRequest) -> HttpResponse:
    """Requests for erasure in the own area: what waits for a second person, and how others ended."""
    return _list(request)


@needs(Right.IDENTITY_DESTROY)
@require_POST
def carry_out(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Carry an erasure out, after the phrase was typed."""
    form = CarryOutForm(request.POST, auto_id=f"{request_id}_%s")
    if not form.is_valid():
        return _list(request, {request_id: form}, status=422)
    try:
        actions.carry_out_erasure(
            request_id=request_id, typed=form.cleaned_data["phrase"], by=request.actor, at=request.at  # type: ignore[attr-defined]
        )  # fmt: skip
    except NotFound:
        raise
    except SizaoError as refusal:
        return refused(refusal, form, lambda status: _list(request, {request_id: form}, status=status))
    messages.success(request, gettext("The identity was erased."))
    return redirect("identity:erasures")


@needs(Right.IDENTITY_DESTROY)
@require_POST
def refuse(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Turn a request for erasure down."""
    form = RefuseForm(request.POST)
    reason = form.cleaned_data["refusal"] if form.is_valid() else ""
    try:
        actions.refuse_erasure(request_id=request_id, reason=reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    except NotFound:
        raise
    except SizaoError as refusal:
        # Answered on the list, so that the log of the refusal stands.
        messages.error(request, refusal.words.in_language(get_language() or "zh"))
    else:
        messages.success(request, gettext("The request was turned down; the identity stays."))
    return redirect("identity:erasures")


def _list(request: HttpRequest, forms: dict[UUID, CarryOutForm] | None = None, status: int = 200) -> HttpResponse:
    found = reading.erasures()
    persons = registry.persons(each.person_id for each in found)
    given = forms or {}
    rows = [_asked(request, each, persons[each.person_id], given) for each in found if each.person_id in persons]
    context = {
        "waiting": [each for each in rows if each.is_open], "others": [each for each in rows if not each.is_open],
        "may_search": accounts.may(request.actor, Right.IDENTITY_SEARCH),  # type: ignore[attr-defined]
    }  # fmt: skip
    return page(request, "identity/erasures.html", context, status=status)


def _asked(
    request: HttpRequest, facts: ErasureFacts, person: PersonFacts, forms: dict[UUID, CarryOutForm]
) -> Asked:  # fmt: skip
    at = request.at  # type: ignore[attr-defined]
    decision = actions.may_decide(facts, request.actor, at)  # type: ignore[attr-defined]
    form = forms.get(facts.id) or CarryOutForm(auto_id=f"{facts.id}_%s")
    return Asked(
        facts, person, facts.is_open(at), decision, phrase(person.number),
        reading.proof(facts.person_id) if facts.outcome == "erased" else None, form,
        RefuseForm(auto_id=f"no_{facts.id}_%s"),
    )  # fmt: skip
