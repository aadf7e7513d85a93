"""The daily worklist on a phone: who has to be asked now, one tap when they are well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.measures.followup import actions, queries
from sizao.measures.followup.forms import CheckForm
from sizao.measures.followup.pages.showing import (
    CHECK_TONES,
    Shown,
    chosen_incident,
    incident_choices,
    is_id,
    may,
    now_of,
    shown,
    today_of,
)
from sizao.measures.followup.types import DueCheck, Symptom
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page

SHOWN = 60
"""Cards on one screen; those done leave room for the next."""


@needs(Right.FOLLOWUP_READ)
def worklist_page(request: HttpRequest) -> HttpResponse:
    """Who is to be asked now, those soonest over first."""
    incident = chosen_incident(request)
    at = now_of(request)
    due = queries.worklist(at, limit=SHOWN, incident_id=incident.id if incident else None)
    _log(request, due)
    context = {
        "cards": _cards(due, at), "counts": queries.due_counts(at, incident.id if incident else None),
        "incident": incident, "choices": incident_choices(), "symptoms": list(Symptom),
        "may_record": may(request, Right.FOLLOWUP_WRITE), "may_see_names": may(request, Right.IDENTITY_SEARCH),
        "back": request.get_full_path(),
    }  # fmt: skip
    return page(request, "followup/worklist.html", context)


def _cards(due: Sequence[DueCheck], at: datetime) -> list[tuple[Shown, int]]:
    """Each check with its person and the day of the plan it falls on."""
    return [
        (card, card.row.plan.day_on(today_of(card.row.plan.edition_id, at)))
        for card in shown(due, lambda each: each.plan.person_id)
    ]


def _log(request: HttpRequest, due: Sequence[DueCheck]) -> None:
    if due:
        audit.record(
            by=request.actor, at=now_of(request), action="followup.worklist", purpose="isolation_care",  # type: ignore[attr-defined]
            persons=[each.plan.person_id for each in due], fields="name masked, phone masked, checks",
        )  # fmt: skip


@needs(Right.FOLLOWUP_WRITE)
@require_POST
def record(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """Record one check; answers with the card as done, or goes back to where it was pressed."""
    form = CheckForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=Words("随访结果填写有误", "the check was not filled in rightly"))
    outcome = actions.record_check(check=form.new_check(check_id), by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    if getattr(request, "htmx", False):
        check = queries.check(check_id)
        plan = queries.plan(check.plan_id)
        context = {
            "outcome": outcome, "tone": CHECK_TONES[outcome], "plan": plan, "check": check,
            "counts": queries.due_counts(now_of(request), _incident_looked_at(request)),
        }  # fmt: skip
        return page(request, "followup/_done.html", context)
    return redirect(_back(request))


def _incident_looked_at(request: HttpRequest) -> UUID | None:
    """The incident that the worklist is narrowed to behind the button that was pressed."""
    named = parse_qs(urlsplit(request.POST.get("back", "")).query).get("incident", [""])[0]
    return UUID(named) if is_id(named) else None


def _back(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe and back.startswith(reverse("followup:worklist")) else reverse("followup:worklist")
