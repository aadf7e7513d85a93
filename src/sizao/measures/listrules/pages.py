"""Pages of list rules: how each version did, and changing the rule after seeing what another one would have done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sizao.kernel import areas
from sizao.kernel.errors import SizaoError
from sizao.measures.listrules import actions, queries, rules
from sizao.measures.listrules.forms import RuleForm, typed
from sizao.measures.listrules.types import Criteria, Tally
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


@needs(Right.LISTRULES_READ)
def rules_page(request: HttpRequest) -> HttpResponse:
    """The rules by which lists are made here, the newest first, each with what it spared and how true its lists were."""
    held = queries.in_force(request.actor.area)
    found = queries.with_tallies(queries.versions())
    context = {
        "rows": [(each, rules.said(each.criteria), held is not None and each.id == held.id) for each in found],
        "now": rules.said(held.criteria) if held else None, "days": queries.LOOKED_BACK,
        "past": _kpis(queries.preview(held.criteria if held else Criteria(), request.actor.area, request.at)),
        "may_change": accounts.may(request.actor, Right.LISTRULES_WRITE),
    }  # fmt: skip
    return page(request, "listrules/rules.html", context)


@needs(Right.LISTRULES_WRITE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Change the rule: sent first, the form shows what it would have done in the last weeks; sent again, it holds."""
    actor, at = request.actor, request.at
    held = queries.in_force(actor.area)
    initial = {"area": areas.printed(actor.area) if actor.area else "", **typed(held.criteria if held else Criteria())}
    form = RuleForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"form": form, "days": queries.LOOKED_BACK}
    if request.method == "POST" and form.is_valid():
        area, criteria = form.cleaned_data["area"], form.criteria()
        try:
            if was_seen(request, area, criteria):
                actions.change(area=area, criteria=criteria, reason=form.cleaned_data["reason"], by=actor, at=at)
                return redirect("listrules:rules")
            newest = queries.newest(area)
            rules.may_change(
                area, criteria, form.cleaned_data["reason"], newest.criteria if newest else None, actor
            ).or_raise()
            there = queries.in_force(area)
            context |= _would_have(area, criteria, there.criteria if there else Criteria(), at)
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
    return page(request, "listrules/change.html", context, status=422 if form.errors else 200)


def _would_have(area: int, criteria: Criteria, held: Criteria, at: Any) -> dict[str, Any]:
    """What the typed criteria would have done beside the ones that hold."""
    now, then = queries.preview(held, area, at), queries.preview(criteria, area, at)
    return {"now": _kpis(now), "then": _kpis(then), "why": sorted(then.why.items()), "stamp": stamp(area, criteria)}
