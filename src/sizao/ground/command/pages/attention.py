"""What lies unattended, with one click to take it; the limits; and the standing plan's preview before it happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import actions, queries
from sizao.ground.command.forms import LimitForm
from sizao.ground.command.types import FirstStep, Unattended, UnattendedKind, Wait
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Tab

TAKEN = {UnattendedKind.TASK_UNASSIGNED, UnattendedKind.TASK_UNSIGNED}


@needs(Right.COMMAND_READ)
def unattended_page(request: HttpRequest) -> HttpResponse:
    """What nobody owns or nobody has opened within its time, whose it is, and a button to take it."""
    at: datetime = request.at  # type: ignore[attr-defined]
    found = queries.unattended(at, area=request.actor.area)  # type: ignore[attr-defined]
    chosen = request.GET.get("kind", "")
    kinds = [each for each in UnattendedKind if any(row.kind is each for row in found)]
    tabs = [Tab(_("All"), "?", len(found), not chosen)] + [
        Tab(each, f"?kind={each.value}", sum(row.kind is each for row in found), each.value == chosen) for each in kinds
    ]
    shown = [each for each in found if chosen in ("", each.kind.value)]
    area = request.actor.area  # type: ignore[attr-defined]
    context = {
        "rows": [(each, _href(each), at - each.due_at, each.kind in TAKEN) for each in shown],
        "tabs": tabs,
        "limits": list(queries.limits(area, at).values()),
        "may_take": accounts.may(request.actor, Right.TASKS_WRITE),  # type: ignore[attr-defined]
        "limit_form": LimitForm(auto_id="limit_%s") if _may_set(request) else None,
    }
    return page(request, "command/unattended.html", context)


def _href(found: Unattended) -> str:
    """Its page; none for what only others may open."""
    return reverse(found.place, args=[found.id]) if found.place else ""


def _may_set(request: HttpRequest) -> bool:
    actor = request.actor  # type: ignore[attr-defined]
    commanding = queries.headquarters_for(actor.area)
    return accounts.may(actor, Right.COMMAND_APPROVE) and commanding is not None and commanding.area == actor.area


@needs(Right.COMMAND_READ, Right.TASKS_WRITE)
@require_POST
def take(request: HttpRequest, kind: str, item_id: UUID) -> HttpResponse:
    """Take one unattended thing."""
    if kind not in set(UnattendedKind):
        raise Invalid(reason=kind)
    name = str(getattr(request.user, "display_name", "") or request.actor.name)  # type: ignore[attr-defined]
    actions.take(kind=UnattendedKind(kind), id=item_id, name=name, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, gettext("It is yours now, and signed for."))
    return redirect("command:unattended")


@needs(Right.COMMAND_APPROVE)
@require_POST
def set_limit(request: HttpRequest) -> HttpResponse:
    """Set the own headquarters' limit for one kind of waiting."""
    form = LimitForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    given = form.cleaned_data
    actions.set_limit(
        area=request.actor.area, wait=Wait(given["wait"]), minutes=given["minutes"], number=given["number"],  # type: ignore[attr-defined]
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("command:unattended")


@needs(Right.COMMAND_WRITE)
@require_http_methods(["GET", "POST"])
def first_steps(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The standing plan for an incident: what would be stood up, each line to be kept, changed or left out."""
    found = queries.incident(incident_id)
    at: datetime = request.at  # type: ignore[attr-defined]
    steps = queries.first_steps(incident_id, at)
    forces = queries.first_forces(incident_id, at)
    if request.method == "POST":
        chosen = [edited(each, request.POST) for each in steps if f"give-{each.key}" in request.POST]
        wanted = [each for place, each in enumerate(forces) if f"force-{place}" in request.POST]
        made = actions.stand_up(incident_id=incident_id, steps=chosen, forces=wanted, by=request.actor, at=at)  # type: ignore[attr-defined]
        messages.success(request, gettext("Tasks given: %(number)s") % {"number": made})
        return redirect("command:incident_tasks", incident_id)
    context = {
        "incident": found,
        "plan": queries.plan(at),
        "steps": steps,
        "forces": [(str(place), each) for place, each in enumerate(forces)],
        "groups": len({each.group for each in steps if not each.is_given}),
        "new": sum(not each.is_given for each in steps),
        "members": _members(found.area),
    }
    return page(request, "command/first_steps.html", context)


def _members(area: int) -> list[str]:
    names = {member.name for group in queries.groups(area) for member in group.members}
    return sorted(names)


def edited(step: FirstStep, given: QueryDict) -> FirstStep:
    """The line as the page sent it back; what is missing stays as proposed."""
    owner = given.get(f"owner-{step.key}", step.owner).strip()[:80]
    title = given.get(f"title-{step.key}", "").strip()[:200]
    changed: dict[str, Any] = {"due_at": _moment(given.get(f"due-{step.key}", ""), step.due_at)}
    if owner != step.owner:
        changed |= {"owner": owner, "owner_id": None}
    if title and title not in step.title:
        changed["title"] = Words(title, title)
    return replace(step, **changed)


def _moment(text: str, otherwise: datetime | None) -> datetime | None:
    """A local moment as the browser sends it; minutes only, so an unchanged one is left as it was."""
    try:
        read = parse_datetime(text) if text else None
    except ValueError as error:
        raise Invalid(reason=text) from error
    if read is None:
        return None if otherwise is None else otherwise
    moment = read if read.tzinfo else make_aware(read, get_current_timezone())
    unchanged = otherwise is not None and otherwise.replace(second=0, microsecond=0) == moment
    return otherwise if unchanged else moment
