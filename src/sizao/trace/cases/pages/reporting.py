"""Report a case, or name a contact by hand: somebody the platform knows, found through the vault, or somebody new."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command.types import IncidentFacts
from sizao.kernel.editions import library
from sizao.kernel.errors import NotFound, NotPermitted, SizaoError
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.trace.cases import actions, queries, rules
from sizao.trace.cases.forms import ContactForm, NewCaseForm, SubjectForm, choose_areas
from sizao.trace.cases.pages.showing import incident_of, may, now_of

FIND = "find"
"""The button that only looks for a person."""


TYPED_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def _subject_form(request: HttpRequest) -> SubjectForm:
    given = request.POST if request.method == "POST" and not _is_finding(request) else None
    as_of, may_enter = now_of(request).date(), may(request, Right.IDENTITY_WRITE)
    return SubjectForm(given, initial=_typed(request), as_of=as_of, may_enter=may_enter)


def _is_finding(request: HttpRequest) -> bool:
    return request.POST.get("step") == FIND


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed so far, when a person is only looked for: the form comes back with it, without complaints."""
    return request.POST.dict() if _is_finding(request) else {}


def _people(request: HttpRequest) -> dict[str, object]:
    """The part of the page that says who: what was found, and what the reader may do."""
    context: dict[str, object] = {
        "may_find": may(request, Right.IDENTITY_SEARCH), "may_enter": may(request, Right.IDENTITY_WRITE),
        "area_choices": choose_areas(request.actor.area),  # type: ignore[attr-defined]
    }  # fmt: skip
    return {**context, **_found(request)} if _is_finding(request) else context


def _found(request: HttpRequest) -> dict[str, object]:
    if not may(request, Right.IDENTITY_SEARCH):
        raise NotPermitted
    try:
        found = actions.find_people(text=request.POST.get("who", "")[:80], by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    except SizaoError as refusal:
        return {"found": [], "not_found": refusal.words.in_language(get_language() or "zh")}
    return {"found": found}


@needs(Right.CASES_WRITE)
@require_http_methods(["GET", "POST"])
def new_case(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Report a case of an incident; what a rule refuses is said on the form, with all that was typed."""
    incident, subject = incident_of(incident_id), _subject_form(request)
    is_sent = request.method == "POST" and not _is_finding(request)
    form = NewCaseForm(
        request.POST if is_sent else None, initial={"reported_at": now_of(request), **_typed(request)},
        known=rules.classes_known(library().get(incident.edition_id)),
    )  # fmt: skip
    if is_sent and form.is_valid() & subject.is_valid():
        reported = refused_on(form, lambda: _report(request, incident, form, subject))
        if reported is not None:
            return reported
    context = {"incident": incident, "form": form, "subject_form": subject, **_people(request)}
    return page(request, "cases/new_case.html", context, status=422 if form.errors or subject.errors else 200)


def _report(request: HttpRequest, incident: IncidentFacts, form: NewCaseForm, subject: SubjectForm) -> HttpResponse:
    who = subject.subject()
    receipt = actions.report_case_of(
        incident_id=incident.id, case=form.new_case(who, incident.area), subject=who,
        by=request.actor, at=now_of(request),  # type: ignore[attr-defined]
    )  # fmt: skip
    if not receipt.is_new:
        messages.info(request, gettext("This person already is a case of the incident."))
    return redirect("cases:case", receipt.case_id)


def refused_on(form: Form, act: Callable[[], HttpResponse]) -> HttpResponse | None:
    """What an act answers; ``None`` when a rule refused it, and then the form says why.

    Raises:
        NotPermitted, NotFound: these are no matter of what was typed.
    """
    try:
        return act()
    except (NotPermitted, NotFound):
        raise
    except SizaoError as refused:
        form.add_error(None, refused.words.in_language(get_language() or "zh"))
        return None


@needs(Right.IDENTITY_SEARCH)
@require_POST
def find_person(request: HttpRequest) -> HttpResponse:
    """The persons a text may mean, masked, to choose one of them."""
    return page(request, "cases/_found.html", _found(request))


@needs(Right.CONTACTS_PROPOSE)
@require_http_methods(["GET", "POST"])
def name_contact(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Name a contact of a case by hand."""
    case, subject = queries.case(case_id), _subject_form(request)
    is_sent = request.method == "POST" and not _is_finding(request)
    terms = queries.edition_of(case).contact
    situations = terms.situations if terms else ()
    form = ContactForm(
        request.POST if is_sent else None, initial={**_times(request), **_typed(request)}, situations=situations
    )
    if is_sent and form.is_valid() & subject.is_valid():
        proposed = refused_on(form, lambda: _propose(request, case_id, form, subject))
        if proposed is not None:
            return proposed
    context = {
        "case": case,
        "form": form,
        "subject_form": subject,
        "window": queries.window(case_id),
        **_people(request),
    }
    return page(request, "cases/name_contact.html", context, status=422 if form.errors or subject.errors else 200)


def _times(request: HttpRequest) -> dict[str, object]:
    """The hours of a place-time row, when the page was opened from one; no name stands in an address."""
    given = {"first_exposure_at": request.GET.get("since", ""), "last_exposure_at": request.GET.get("until", "")}
    return {name: value for name, value in given.items() if TYPED_TIME.fullmatch(value)}


def _propose(request: HttpRequest, case_id: UUID, form: ContactForm, subject: SubjectForm) -> HttpResponse:
    case, who = queries.case(case_id), subject.subject()
    person_id = actions.settled(who, by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    proposal = replace(form.proposal(case, who), person_id=person_id)
    receipt = actions.propose_contacts(
        incident_id=case.incident_id, proposals=[proposal], by=request.actor, at=now_of(request)  # type: ignore[attr-defined]
    )  # fmt: skip
    if receipt.contact_ids[0] is None:
        messages.info(request, gettext("This person already is a case; the exposure was recorded."))
        return redirect("cases:case", case_id)
    return redirect("cases:contact", receipt.contact_ids[0])
