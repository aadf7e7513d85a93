"""Tasks of chiefs by name: whoever offers them sees who has how many, a chief has the own ones on one page for the phone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import actions, queries
from sizao.ground.command.forms import EvidenceForm, HandOnForm, OfferForm, ReasonForm
from sizao.ground.command.types import GroupKind, NewTask, TaskFacts, TaskKind, TaskState
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import ChiefFacts
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Invalid, SizaoError
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.at  # type: ignore[attr-defined]


def chief_choices(chiefs: Iterable[ChiefFacts]) -> list[tuple[str, str]]:
    """Chiefs by place and name, as a form offers them."""
    language = get_language() or "zh"
    return [(str(each.id), f"{registry.full_name(each.area).in_language(language)} · {each.holder}") for each in chiefs]


@needs(Right.TASKS_OFFER)
@require_http_methods(["GET", "POST"])
def chiefs_page(request: HttpRequest) -> HttpResponse:
    """The chiefs of the area who have an account, with their tasks; and offering one by name."""
    actor, at = _who(request)
    found = queries.chiefs_with_tasks(actor.area, at)
    chiefs = [each.chief for each in found]
    form = OfferForm(request.POST or None, chiefs=chief_choices(chiefs), initial=_visit(request, at))
    if request.method == "POST" and form.is_valid():
        try:
            chosen = next(each for each in chiefs if str(each.id) == form.cleaned_data["chief"])
            made = actions.offer_task(new=_new(form.cleaned_data, chosen.area), chief_id=chosen.id, by=actor, at=at)
            return redirect("command:task", made)
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
    return page(request, "command/chiefs.html", {"rows": found, "form": form}, status=422 if form.errors else 200)


def _visit(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """What the form begins with when it is opened from a household: the chief nearest to its door, and the visit."""
    try:
        home = registry.household(UUID(request.GET.get("household", "")))
    except (ValueError, SizaoError):
        return {}
    nearest = next(iter(queries.chiefs_covering(home.area, at)), None)
    return {"chief": str(nearest.id) if nearest else "", "title": f"{gettext('Visit the household')} {home.label}"}


def _new(given: dict[str, Any], area: int) -> NewTask:
    title = Words(given["title"], given["title"])
    return NewTask(TaskKind(given["kind"]), title, GroupKind.COMMUNITY, area, given["due_at"], given["detail"])


@needs(Right.TASKS_READ)
def own_page(request: HttpRequest) -> HttpResponse:
    """The reader's own open tasks, each with accepting, finishing, handing on and handing back; and what was finished."""
    actor, at = _who(request)
    mine = queries.my_tasks(actor, open_only=False)
    context = {
        "rows": [(each, each.is_overdue(at), _steps(each, at)) for each in mine if each.is_open],
        "done": [each for each in reversed(mine) if each.state is TaskState.DONE][:DONE],
        "may_work": accounts.may(actor, Right.TASKS_WRITE),
    }  # fmt: skip
    return page(request, "command/own_tasks.html", context)


DONE = 20
"""Finished tasks that the page shows."""


def _steps(found: TaskFacts, at: datetime) -> dict[str, Any]:
    others = others_covering(found, at)
    return {
        "detail": queries.task_detail(found.id), "may_accept": found.state is TaskState.ASSIGNED,
        "evidence_form": EvidenceForm(auto_id=f"done-{found.number}_%s"),
        "hand_form": HandOnForm(auto_id=f"hand-{found.number}_%s", chiefs=chief_choices(others)) if others else None,
        "return_form": ReasonForm(auto_id=f"back-{found.number}_%s"),
    }  # fmt: skip


def others_covering(found: TaskFacts, at: datetime) -> list[ChiefFacts]:
    """The chiefs of a task's address to whom it could be handed on."""
    return [each for each in queries.chiefs_covering(found.area, at) if each.user_id != found.assignee_id]


@needs(Right.TASKS_WRITE)
@require_POST
def hand_on(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Put a task into another chief's hands."""
    actor, at = _who(request)
    chiefs = queries.chiefs_covering(queries.task(task_id).area, at)
    form = HandOnForm(request.POST, chiefs=chief_choices(chiefs))
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    actions.hand_on(
        task_id=task_id, chief_id=UUID(form.cleaned_data["chief"]), reason=form.cleaned_data["reason"], by=actor, at=at,
        may_offer=accounts.may(actor, Right.TASKS_OFFER),
    )  # fmt: skip
    return redirect("command:task", task_id)
