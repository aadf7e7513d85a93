"""The lake and its generations; how long visits are kept, and what was deleted when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from sizao.ground.presence import jobs, queries
from sizao.ground.presence.types import SealFacts, SealStep
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Kpi, Tone

DAYS_SHOWN = 60
STEP_TONES = {SealStep.BEGUN: Tone.ORANGE, SealStep.SEALED: Tone.GREEN, SealStep.SWEPT: Tone.GREEN, SealStep.UNDONE: ""}
MEGABYTE = 1024 * 1024


@needs(Right.PRESENCE_READ)
@require_GET
def lake_page(request: HttpRequest) -> HttpResponse:
    """Tail and lake: what is where, and every generation with how it stands."""
    known = queries.standing()
    context = {
        "known": known, "kpis": _kpis(known), "days": queries.segments()[:DAYS_SHOWN],
        "generations": [(each, STEP_TONES[each.step] if each.step else "") for each in queries.generations()],
        "may_seal": accounts.may(request.actor, Right.PRESENCE_KEEP),  # type: ignore[attr-defined]
    }  # fmt: skip
    return page(request, "presence/lake.html", context)


def _kpis(known: SealFacts | None) -> list[Kpi]:
    return [
        Kpi(_("In the tail, not sealed yet"), queries.visit_rows().count(), unit="visit", key="tail"),
        Kpi(_("In the lake"), known.rows if known else 0, unit="row", key="lake"),
        Kpi(_("Sealed days"), known.days if known else 0, unit="day", key="days"),
        Kpi(_("Size of the lake in megabytes"), round(known.bytes / MEGABYTE, 1) if known else 0, key="bytes"),
    ]


@needs(Right.PRESENCE_KEEP)
@require_POST
def seal(request: HttpRequest) -> HttpResponse:
    """Have the closed days sealed now."""
    jobs.ask_for_sealing()
    return redirect("presence:lake")


@needs(Right.PRESENCE_RULES)
@require_GET
def retention_page(request: HttpRequest) -> HttpResponse:
    """The terms in force with their clauses, what stops deletion, and what was deleted, by counts."""
    at = request.at  # type: ignore[attr-defined]
    policy, scenes = queries.retention_policy(), queries.shelf().scenes
    context = {
        "policy": policy, "terms": [(each, each.first_day_kept(at)) for each in policy.terms], "holds": queries.holds(at),
        "deleted": [(each, scenes.get(each.scene)) for each in queries.destructions()], "waiting": len(queries.waiting()),
        "may_propose": accounts.may(request.actor, Right.PRESENCE_PROPOSE),  # type: ignore[attr-defined]
    }  # fmt: skip
    return page(request, "presence/retention.html", context)
