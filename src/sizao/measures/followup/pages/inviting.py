"""Giving out a code for reporting for oneself, ending it, and answering who asked for a review."""

from __future__ import annotations

from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.ground.command import queries as command
from sizao.kernel.errors import Invalid
from sizao.measures.followup import actions, queries
from sizao.measures.followup.forms import AnswerForm
from sizao.measures.followup.pages.showing import now_of, shown_plans
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page


@needs(Right.FOLLOWUP_WRITE)
@require_POST
def invite(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Give out a code; it stands in this answer alone, to be read out, sent as a text message or printed."""
    made = actions.invite(plan_id=plan_id, by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    plan = queries.plan(plan_id)
    [subject] = shown_plans([plan])
    headquarters = command.headquarters_for(plan.area)
    address = request.build_absolute_uri(reverse("self:handle", args=[made.handle]))
    context = {
        "plan": plan, "subject": subject, "made": made, "address": request.build_absolute_uri(reverse("self:door")),
        "picture": segno.make(address, error="m").svg_data_uri(scale=5), "phone": headquarters.duty_phone if headquarters else "",
    }  # fmt: skip
    return page(request, "followup/invited.html", context)


@needs(Right.FOLLOWUP_WRITE)
@require_POST
def uninvite(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Make the code, and the phone it let in, worthless at once."""
    if actions.end_invitation(plan_id=plan_id, by=request.actor, at=now_of(request)):  # type: ignore[attr-defined]
        messages.success(request, _("The code and the phone it let in are worthless now."))
    return redirect(f"{reverse('followup:plan', args=[plan_id])}#self")


@needs(Right.FOLLOWUP_WRITE)
@require_POST
def answer(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Answer the person who asked for a review."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason="; ".join(texts.as_text() for texts in form.errors.values()))
    actions.answer_review(
        plan_id=plan_id, answer=form.cleaned_data["answer"], by=request.actor, at=now_of(request)  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect(f"{reverse('followup:plan', args=[plan_id])}#self")
