"""Pages of list rules: how each version did, proposing another one after seeing what it would have done, and deciding."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.kernel import areas
from sizao.kernel.errors import SizaoError
from sizao.measures.listrules import actions, queries, rules
from sizao.measures.listrules.forms import RuleForm, WhyForm, typed
from sizao.measures.listrules.types import Criteria, State, Tally, VersionFacts
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.affected import stamp, was_seen
from sizao.spine.web.types import Kpi


def _kpis(tally: Tally) -> list[Kpi]:
    return [
        Kpi(_("Put on lists"), tally.produced, "person"), Kpi(_("Spared"), tally.spared, "person", tone="green"),
        Kpi(_("Checked"), tally.checked, "person"),
        Kpi(_("True"), tally.true, "person", note="" if tally.precision is None else f"{tally.precision}%"),
        Kpi(_("True ones lost"), tally.true_spared, "person", tone="red" if tally.true_spared else ""),
    ]  # fmt: skip


def _tag(found: VersionFacts, held: VersionFacts | None) -> tuple[Any, str]:
    """Where a version stands, and in which colour."""
    if held is not None and found.id == held.id:
        return _("in force"), "green"
    if found.state is State.APPROVED:
        return "", ""
    return found.state, "orange" if found.state is State.PROPOSED else "grey"


@needs(Right.LISTRULES_READ)
def rules_page(request: HttpRequest) -> HttpResponse:
    """The rules by which lists are made here, the newest first, each with what it spared and how true its lists were."""
    actor = request.actor
    held = queries.in_force(actor.area)
    waiting_only = request.GET.get("state") == State.PROPOSED.value
    found = queries.with_tallies(queries.proposed() if waiting_only else queries.versions())
    context = {
        "waiting_only": waiting_only,
        "rows": [(each, rules.said(each.criteria), *_tag(each, held)) for each in found],
        "now": rules.said(held.criteria) if held else None, "days": queries.LOOKED_BACK,
        "past": _kpis(queries.preview(held.criteria if held else Criteria(), actor.area, request.at)),
        "may_change": accounts.may(actor, Right.LISTRULES_WRITE),
    }  # fmt: skip
    return page(request, "listrules/rules.html", context)


@needs(Right.LISTRULES_WRITE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Propose another rule: sent first, the form shows what it would have done; sent again, it waits for approval."""
    actor, at = request.actor, request.at
    held = queries.in_force(actor.area)
    initial = {"area": areas.printed(actor.area) if actor.area else "", **typed(held.criteria if held else Criteria())}
    form = RuleForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"form": form, "days": queries.LOOKED_BACK}
    if request.method == "POST" and form.is_valid():
        area, criteria = form.cleaned_data["area"], form.criteria()
        try:
            if was_seen(request, area, criteria):
                made = actions.propose(
                    area=area, criteria=criteria, reason=form.cleaned_data["reason"], by=actor, at=at
                )
                return redirect("listrules:version", made)
            newest = queries.newest(area)
            rules.may_propose(
                area, criteria, form.cleaned_data["reason"], newest.criteria if newest else None, actor
            ).or_raise()
            context |= _would_have(area, criteria, at)
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
    return page(request, "listrules/change.html", context, status=422 if form.errors else 200)


def _would_have(area: int, criteria: Criteria, at: datetime) -> dict[str, Any]:
    """What criteria would have done beside the ones that hold in an area."""
    held = queries.in_force(area)
    now = queries.preview(held.criteria if held else Criteria(), area, at)
    then = queries.preview(criteria, area, at)
    return {"now": _kpis(now), "then": _kpis(then), "why": sorted(then.why.items()), "stamp": stamp(area, criteria)}


@needs(Right.LISTRULES_READ)
def version_page(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """One version: what it asks, what it would have done while it waits, and who decides on it."""
    actor = request.actor
    found = queries.version(rule_id)
    held = queries.in_force(found.area)
    label, tone = _tag(found, held)
    context = {
        "version": found, "said": rules.said(found.criteria), "label": label, "tone": tone, "days": queries.LOOKED_BACK,
        "held": rules.said(held.criteria) if held else None,
        "may_decide": accounts.may(actor, Right.LISTRULES_APPROVE),
        "decision": rules.may_decide(found, actor), "reject_form": WhyForm(auto_id="reject_%s"),
    }  # fmt: skip
    if found.state is State.PROPOSED:
        context |= _would_have(found.area, found.criteria, request.at)
    return page(request, "listrules/version.html", context)


@needs(Right.LISTRULES_APPROVE)
@require_POST
def approve(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Let a version hold from now on."""
    actions.approve(version_id=rule_id, by=request.actor, at=request.at)
    return redirect("listrules:version", rule_id)


@needs(Right.LISTRULES_APPROVE)
@require_POST
def reject(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Leave a version unapproved."""
    actions.reject(version_id=rule_id, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return redirect("listrules:version", rule_id)
