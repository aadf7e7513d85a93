"""Tasks: mine, my groups', an incident's; one task with its history, evidence and next steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import actions, queries, rules
from sizao.ground.command.forms import AssignForm, EvidenceForm, HandOnForm, ReasonForm, TaskForm
from sizao.ground.command.pages.chiefs import chief_choices, others_covering
from sizao.ground.command.types import GroupKind, TaskFacts, TaskKind, TaskState
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, Moment, OnPhone, Tab

TONES = {
    TaskState.CREATED: "yellow",
    TaskState.ASSIGNED: "blue",
    TaskState.RECEIVED: "blue",
    TaskState.RETURNED: "orange",
    TaskState.DONE: "green",
    TaskState.CANCELLED: "grey",
}

TASKS = ListPage(
    name="tasks",
    caption=_("Tasks"),
    columns=(
        Column("title", _("Task"), on_phone=OnPhone.TITLE, link=lambda row: reverse("command:task", args=[row.id])),
        Column("state", _("State"), kind=Kind.TAG, tone=lambda row: TONES[row.state], on_phone=OnPhone.TAG),
        Column("due_at", _("Due"), kind=Kind.TIME, sort="due_at"),
        Column("group", _("Group"), value=lambda row: GroupKind(row.group_kind)),
        Column(
            "assignee", _("Assignee"), sort="assignee",
            value=lambda row: GroupKind.called(row.assignee) if row.assignee else "",
        ),
        Column("area", _("Area"), kind=Kind.AREA, sort="area"),
        Column("incident", _("Incident"), kind=Kind.CODE, value="incident_number", on_phone=OnPhone.HIDE),
        Column("kind", _("Kind"), on_phone=OnPhone.HIDE),
        Column("number", _("Number"), kind=Kind.CODE, on_phone=OnPhone.HIDE, sort="number"),
        Column("escalations", _("Brought up"), kind=Kind.NUMBER, on_phone=OnPhone.HIDE, is_hidden=True),
    ),
    filters=(
        Filter("group", _("Group"), lookup="group_kind", choices=lambda: [(each.value, each.words) for each in GroupKind]),
        Filter("kind", _("Kind"), lookup="kind", choices=lambda: [(each.value, each.words) for each in TaskKind]),
    ),
    order="due_at",
    empty=_("No tasks here"),
    empty_hint=_("Nothing is owed."),
)  # fmt: skip

VIEWS = {"mine": _("My tasks"), "groups": _("Waiting in my groups"), "area": _("All in the area"), "late": _("Overdue")}


@needs(Right.TASKS_READ)
def tasks_page(request: HttpRequest) -> HttpResponse:
    """What I owe, what waits in my groups, and everything open in the area."""
    lists = {
        "mine": queries.my_tasks(request.actor),  # type: ignore[attr-defined]
        "groups": queries.unclaimed_tasks(request.actor),  # type: ignore[attr-defined]
        "area": queries.tasks(open_only=True),
        "late": queries.overdue_tasks(request.at),  # type: ignore[attr-defined]
    }
    view = request.GET.get("view", "")
    if view not in VIEWS:
        view = next((key for key in ("mine", "groups") if lists[key]), "area")
    tabs = [Tab(VIEWS[key], f"?view={key}", len(rows), key == view) for key, rows in lists.items()]
    return list_page(request, _tasks(request), lists[view], "command/tasks.html", {"tabs": tabs})


def _tasks(request: HttpRequest) -> ListPage:
    """The list of tasks, with those marked that are past their time now."""
    return replace(TASKS, late=lambda row: row.is_overdue(request.at))  # type: ignore[attr-defined]


@needs(Right.COMMAND_READ)
def incident_tasks(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The tasks of one incident."""
    found = queries.incident(incident_id)
    every = queries.tasks(incident_id=incident_id)
    open_ones = [each for each in every if each.is_open]
    lists = {
        "open": open_ones,
        "overdue": [each for each in open_ones if each.is_overdue(request.at)],  # type: ignore[attr-defined]
        "all": every,
    }
    captions = {"open": _("Still open"), "overdue": _("Overdue"), "all": _("All")}
    state = request.GET.get("state", "open")
    state = state if state in lists else "open"
    tabs = [Tab(captions[key], f"?state={key}", len(rows), key == state) for key, rows in lists.items()]
    may_give = accounts.may(request.actor, Right.COMMAND_WRITE)  # type: ignore[attr-defined]
    context = {"tabs": tabs, "incident": found, "may_give": may_give}
    return list_page(request, _tasks(request), lists[state], "command/incident_tasks.html", context)


@needs(Right.COMMAND_WRITE)
@require_http_methods(["GET", "POST"])
def new_task(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Give a task in an incident."""
    found = queries.incident(incident_id)
    form = TaskForm(request.POST or None, initial={"area": areas.printed(found.area)})
    if request.method == "POST" and form.is_valid():
        task_id = actions.create_task(
            new=form.task(),
            incident_id=incident_id,
            by=request.actor,
            at=request.at,  # type: ignore[attr-defined]
        )
        return redirect("command:task", task_id)
    context = {"form": form, "incident": found}
    return page(request, "command/new_task.html", context, status=422 if form.errors else 200)


@needs(Right.TASKS_READ)
def task_page(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One task: what is asked, who has it, what was done, and the next step."""
    found = queries.task(task_id)
    context = {
        "task": found,
        "tone": TONES[found.state],
        "detail": queries.task_detail(task_id),
        "facts": _facts(found),
        "is_late": found.is_overdue(request.at),  # type: ignore[attr-defined]
        "moments": _moments(task_id),
        "evidence": [(each, said_by(each.by)) for each in queries.evidence(task_id)],
        **_steps(request, found),
    }
    return page(request, "command/task.html", context)


def _facts(found: TaskFacts) -> list[Fact]:
    href = reverse("command:incident", args=[found.incident_id]) if found.incident_id else ""
    return [
        Fact(_("Number"), found.number),
        Fact(_("Kind"), found.kind),
        Fact(_("Group"), GroupKind(found.group_kind)),
        Fact(_("Area"), registry.full_name(found.area)),
        Fact(_("Assignee"), found.assignee_words if found.assignee else "—"),
        Fact(_("Incident"), found.incident_number or "—", href),
    ]


def _moments(task_id: UUID) -> list[Moment]:
    return [
        Moment(each.at, each.state, _said(each.assignee, each.note), TONES[each.state], by=said_by(each.by))
        for each in queries.history(task_id)
    ]


def _said(assignee: str, note: str) -> Words:
    parts = [each for each in (GroupKind.called(assignee), Words.written(note)) if each.zh]
    return Words(" · ".join(each.zh for each in parts), " · ".join(each.en for each in parts))


def said_by(name: str) -> Any:
    """Who did it; what the flow does by itself is said to be done by the platform."""
    return _("the platform itself") if name.startswith("flow.") else name


def _steps(request: HttpRequest, found: TaskFacts) -> dict[str, Any]:
    """The next steps that the table allows, each with its decision, for who may take them."""
    if not found.is_open or not accounts.may(request.actor, Right.TASKS_WRITE):  # type: ignore[attr-defined]
        return {}
    members = queries.group(found.group_id).members
    others = others_covering(found, request.at)  # type: ignore[attr-defined]
    return {
        "hand_form": HandOnForm(auto_id="hand_%s", chiefs=chief_choices(others)) if found.assignee and others else None,
        "may_work": True,
        "may_receive": rules.may_move_task(found.state, TaskState.RECEIVED),
        "may_return": rules.may_move_task(found.state, TaskState.RETURNED),
        "may_cancel": accounts.may(request.actor, Right.COMMAND_WRITE),  # type: ignore[attr-defined]
        "assign_form": AssignForm(auto_id="assign_%s", members=members),
        "evidence_form": EvidenceForm(auto_id="evidence_%s"),
        "return_form": ReasonForm(auto_id="return_%s"),
        "cancel_form": ReasonForm(auto_id="cancel_%s"),
    }


@needs(Right.TASKS_WRITE)
@require_POST
def assign(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Put a task in somebody's hands."""
    found = queries.task(task_id)
    form = AssignForm(request.POST, members=queries.group(found.group_id).members)
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for error in form.non_field_errors()) or "assignee")
    name, user_id = form.assignee()
    actions.assign_task(task_id=task_id, assignee=name, assignee_id=user_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("command:task", task_id)


@needs(Right.TASKS_WRITE)
@require_POST
def receive(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Sign for a task."""
    actions.receive_task(task_id=task_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("command:task", task_id)


@needs(Right.TASKS_WRITE)
@require_POST
def hand_back(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Hand a task back with the reason."""
    actions.return_task(task_id=task_id, reason=_reason(request), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("command:task", task_id)


@needs(Right.TASKS_WRITE)
@require_POST
def complete(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Finish a task with its evidence."""
    form = EvidenceForm(request.POST)
    form.is_valid()
    given = form.cleaned_data
    actions.complete_task(
        task_id=task_id, evidence=given.get("evidence", ""), document=given.get("document", ""),
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("command:task", task_id)


@needs(Right.COMMAND_WRITE)
@require_POST
def cancel(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Take a task back."""
    actions.cancel_task(task_id=task_id, reason=_reason(request), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("command:task", task_id)


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    return str(form.cleaned_data["reason"])
