"""Entering the emergency state: what it would stand up is shown line by line, changed, and done with one click."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from sizao.ground.command import actions, queries, rules
from sizao.ground.command.forms import OpenWithItForm, StateForm
from sizao.ground.command.pages.attention import edited
from sizao.ground.command.pages.organisation import area_of
from sizao.ground.command.types import (
    PANELS,
    EmergencyOrder,
    EmergencySheet,
    GroupKind,
    HqState,
    NewIncident,
    StandUp,
)
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page


@needs(Right.COMMAND_APPROVE, Right.COMMAND_WRITE)
@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest, code: str) -> HttpResponse:
    """What entering the emergency state here would do; with the paper and one click it is done."""
    found = queries.headquarters(area_of(code))
    rules.may_act_in(request.actor, found.area).or_raise()  # type: ignore[attr-defined]
    typed = request.POST if request.method == "POST" else request.GET
    opening = OpenWithItForm(typed if "title_zh" in typed else None, auto_id="open_%s")
    new = _new(opening) if opening.is_bound else None
    sheet = queries.emergency_sheet(found.area, request.at, new)  # type: ignore[attr-defined]
    if request.method == "POST":
        if opening.is_bound and new is None:
            raise Invalid(reason=" ".join(str(each) for errors in opening.errors.values() for each in errors))
        order = _order(sheet, request.POST)
        made = actions.enter_emergency(area=found.area, order=order, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        messages.success(request, gettext("Tasks given: %(number)s") % {"number": made})
        return redirect("command:headquarters", code)
    return page(request, "command/emergency.html", _shown(request, code, sheet, opening, new))


def _new(opening: OpenWithItForm) -> NewIncident | None:
    return opening.incident() if opening.is_valid() else None


def _shown(
    request: HttpRequest, code: str, sheet: EmergencySheet, opening: OpenWithItForm, new: NewIncident | None
) -> dict[str, Any]:
    now = queries.state(sheet.area).state
    names = {member.name for group in queries.groups(sheet.area) for member in group.members}
    at = request.at  # type: ignore[attr-defined]
    return {
        "hq": queries.headquarters(sheet.area),
        "code": areas.printed(areas.parse(code)),
        "sheet": sheet,
        "roster_lines": [sheet.roster],
        "stand_ups": [(each, [(f"{each.key}-{n}", force) for n, force in enumerate(each.forces)]) for each in sheet.incidents],
        "panels": [said for each in PANELS if (said := each(sheet.area, at))],
        "decision": rules.may_change_state(now, HqState.EMERGENCY, None),
        "state_form": StateForm(auto_id="state_%s"),
        "opening": opening,
        "carried": list(opening.data.items()) if new is not None else [],
        "members": sorted(names),
    }  # fmt: skip


def _order(sheet: EmergencySheet, given: QueryDict) -> EmergencyOrder:
    """The sheet as the page sent it back: only what is ticked is done."""
    paper = StateForm(given)
    if not paper.is_valid():
        raise Invalid(reason=" ".join(str(each) for errors in paper.errors.values() for each in errors))
    roster = edited(sheet.roster, given) if "give-roster" in given else None
    chosen = tuple(_chosen(each, given) for each in sheet.incidents)
    return EmergencyOrder(paper.decision(), chosen, roster, _leads(sheet, given))


def _chosen(found: StandUp, given: QueryDict) -> StandUp:
    forces = tuple(each for n, each in enumerate(found.forces) if f"force-{found.key}-{n}" in given)
    steps = tuple(edited(each, given) for each in found.steps if f"give-{each.key}" in given)
    return replace(found, forces=forces, steps=steps)


def _leads(sheet: EmergencySheet, given: QueryDict) -> tuple[tuple[GroupKind, str], ...]:
    typed = [
        (each.kind, given.get(f"lead-{each.kind.value}", "").strip()[:80]) for each in sheet.desks if not each.lead
    ]
    return tuple((kind, name) for kind, name in typed if name)
