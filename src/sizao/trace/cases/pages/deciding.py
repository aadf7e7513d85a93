"""One decision on many contacts: what it would mean before it is made, making it, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sizao.ground.registry import queries as registry
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import matching
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Fact
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.forms import DecideForm
from sizao.trace.cases.forms.fields import said
from sizao.trace.cases.pages.contacts import CONTACTS, MOST, contacts_of_case
from sizao.trace.cases.pages.judging import STEPS, stricter
from sizao.trace.cases.pages.showing import CONTACT_TONES, now_of, who
from sizao.trace.cases.types import BatchReceipt, ContactDecisionFacts, ContactState


@needs(Right.CONTACTS_APPROVE)
@require_POST
def confirm_page(request: HttpRequest) -> HttpResponse:
    """What a decision on the picked contacts would mean: whom it affects, what is asked of them, what is lighter."""
    picked = _every(request) if "every" in request.POST else _picked(request)
    step = request.POST.get("step", "approve")
    found = list(queries.contacts_by_id(picked).values())
    asked = queries.judged(found, step, now_of(request))
    allowed = [contact for contact, decision in asked if decision]
    context = {
        "step": step, "found": found, "allowed": allowed, "back": _back(request),
        "refused": [(contact, decision) for contact, decision in asked if not decision],
        "measures": queries.asked_of_contacts(allowed), "caption": STEPS.get(step, STEPS["approve"]),
        "touched": registry.touched(each.person_id for each in allowed),
        "stricter": stricter(allowed), "parent": ", ".join(sorted({each.edition_id.split("+")[0] for each in allowed})),
        "over": [(c, d.facts["ended_on"]) for c, d in asked if d and "ended_on" in d.facts],
    }  # fmt: skip
    return page(request, "cases/confirm.html", context)


def _every(request: HttpRequest) -> list[UUID]:
    """Everybody whom the list shows under its filters, on all of its pages."""
    query = request.POST["every"][:2000]
    rows = matching(CONTACTS, contacts_of_case(request.POST.get("case", "")), query)
    found = list(rows.order_by("id").values_list("id", flat=True)[: MOST + 1])  # type: ignore[union-attr]
    if not found:
        raise errors.NothingSelected(reason="")
    return _not_too_many(found)


def _not_too_many(picked: list[UUID]) -> list[UUID]:
    if len(picked) > MOST:
        raise Invalid(reason=Words(f"一次最多 {MOST} 人", f"at most {MOST} at once"))
    return picked


def _picked(request: HttpRequest) -> list[UUID]:
    try:
        picked = [UUID(each) for each in request.POST.getlist("picked")]
    except ValueError as error:
        raise Invalid(reason=Words("所选记录无效", "what was picked")) from error
    if not picked:
        raise errors.NothingSelected(reason="")
    return _not_too_many(picked)


@needs(Right.CONTACTS_APPROVE)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Carry out one decision on the picked contacts."""
    form = DecideForm({**request.POST.dict(), "picked": None})
    if not form.is_valid():
        raise Invalid(reason=Words("没有这一操作", "there is no such step"))
    receipt = _decided(form.cleaned_data["step"], _picked(request), form.cleaned_data["reason"], request)
    done = len(receipt.done)
    messages.success(request, ngettext("Recorded for %(n)s person.", "Recorded for %(n)s people.", done) % {"n": done})
    for each in receipt.refused[:20]:
        messages.warning(request, f"{each.number}: {said(each.error.words)}")
    return redirect(_back(request))


def _decided(step: str, picked: list[UUID], reason: str, request: HttpRequest) -> BatchReceipt:
    act: dict[str, Callable[..., BatchReceipt]] = {
        "approve": actions.approve_contacts, "reject": actions.reject_contacts, "lost": actions.mark_lost,
        "found": actions.mark_found, "hand_over": actions.hand_over_contacts,
    }  # fmt: skip
    return act[step](contact_ids=picked, reason=reason, by=request.actor, at=now_of(request))  # type: ignore[attr-defined]


def _back(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe and back.startswith(reverse("cases:contacts")) else reverse("cases:contacts")


@needs(Right.CONTACTS_APPROVE)
def decision_page(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """One decision: whom it reached, what it asks of them, and whether it can still be taken back."""
    found = queries.decision(decision_id)
    reached = queries.decided_contacts(decision_id)
    context = {
        "decision": found, "tone": CONTACT_TONES[found.state], "facts": _facts(found),
        "touched": registry.touched(each.person_id for each in reached),
        "measures": queries.asked_of_contacts(reached) if found.state is ContactState.APPROVED else [],
        "may_undo": queries.may_undo(decision_id, now_of(request)),
    }  # fmt: skip
    return page(request, "cases/decision.html", context)


def _facts(found: ContactDecisionFacts) -> list[Fact]:
    facts: list[Any] = [
        Fact(_("Decided"), local_time(found.at)),
        Fact(_("By"), who(found.by)),
        Fact(_("Reason"), found.reason or "—"),
    ]
    if found.undone_at is not None:
        facts.append(Fact(_("Undone"), local_time(found.undone_at), note=found.undone_by))
    return facts


@needs(Right.CONTACTS_APPROVE)
@require_POST
def undo_decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Take a decision back as a whole."""
    receipt = actions.undo_decision(
        decision_id=decision_id, reason=request.POST.get("reason", "")[:500], by=request.actor, at=now_of(request)  # type: ignore[attr-defined]
    )  # fmt: skip
    done = len(receipt.done)
    said_now = ngettext("Undone for %(n)s person.", "Undone for %(n)s people.", done)
    messages.success(request, said_now % {"n": done})
    return redirect("cases:decision", decision_id)
