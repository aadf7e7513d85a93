"""Incidents: the list, one incident's clock with what is late and why, and the steps taken on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import actions, queries
from sizao.ground.command.forms import DelayForm, IncidentForm, MarkForm, ReasonForm
from sizao.ground.command.types import ClockRow, ClockState, IncidentFacts, IncidentState, TaskFacts
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.editions import Disease, library
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, Kpi, ListPage, OnPhone, Slider

STATE_TONES = {IncidentState.OPEN: "orange", IncidentState.CLOSED: "green"}
CLOCK_TONES = {
    ClockState.DONE: "green",
    ClockState.LATE_DONE: "yellow",
    ClockState.DUE: "blue",
    ClockState.LATE: "red",
    ClockState.NOT_STARTED: "grey",
}


def disease_words(disease: str) -> Words:
    """The disease's name; an unknown key is shown as it is."""
    return Disease(disease).words if disease in set(Disease) else Words(disease, disease)


INCIDENTS = ListPage(
    name="incidents",
    caption=_("Incidents"),
    columns=(
        Column("number", _("Number"), kind=Kind.CODE, sort="number", on_phone=OnPhone.PART),
        Column(
            "title", _("Title"), on_phone=OnPhone.TITLE, link=lambda row: reverse("command:incident", args=[row.pk]),
        ),
        Column(
            "state", _("State"), value=lambda row: IncidentState(row.state_now), kind=Kind.TAG,
            tone=lambda row: STATE_TONES[IncidentState(row.state_now)], on_phone=OnPhone.TAG,
        ),
        Column("disease", _("Disease"), value=lambda row: disease_words(row.disease)),
        Column("area", _("Area"), kind=Kind.AREA, sort="area"),
        Column("reported_at", _("Reported"), kind=Kind.TIME, sort="reported_at"),
        Column("edition", _("Edition applied"), value="edition_id", on_phone=OnPhone.HIDE),
        Column("closed_at", _("Closed"), kind=Kind.TIME, on_phone=OnPhone.HIDE),
    ),
    filters=(
        Filter("q", _("Number or title"), is_search=True, lookup=queries.search_incidents),
        Filter("state", _("State"), lookup="state_now", is_tabs=True,
               choices=lambda: [("", _("all")), *((each.value, each.words) for each in IncidentState)]),
        Filter("disease", _("Disease"), choices=lambda: [(each.value, each.words) for each in Disease]),
    ),
    order="-opened_at",
    empty=_("No incident has been opened here"),
    empty_hint=_("An incident is opened from a case, or by the headquarters."),
)  # fmt: skip


@needs(Right.COMMAND_READ)
def incidents_page(request: HttpRequest) -> HttpResponse:
    """Every incident of the area, newest first."""
    may_open = accounts.may(request.actor, Right.COMMAND_WRITE)  # type: ignore[attr-defined]
    return list_page(request, INCIDENTS, queries.incident_rows(), "command/incidents.html", {"may_open": may_open})


@needs(Right.COMMAND_WRITE)
@require_http_methods(["GET", "POST"])
def new_incident(request: HttpRequest) -> HttpResponse:
    """Open an incident by hand."""
    area = request.actor.area  # type: ignore[attr-defined]
    form = IncidentForm(request.POST or None, initial={"area": areas.printed(area) if area else ""})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        incident_id = actions.open_incident(
            title=form.title(), disease=given["disease"], area=given["area"], reported_at=given["reported_at"],
            detected_at=given["detected_at"], emergence_at=given["emergence_at"],
            by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
        return redirect("command:incident", incident_id)
    return page(request, "command/new_incident.html", {"form": form}, status=422 if form.errors else 200)


@needs(Right.COMMAND_READ)
def incident_page(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """One incident: its clock as of a moment, what is late and why, and what is still owed."""
    found = queries.incident(incident_id)
    slider = _slider(request, found)
    table = queries.clock(incident_id, slider.at)
    if slider.at + timedelta(minutes=slider.step) > request.at:  # type: ignore[attr-defined]
        table = queries.with_progress(incident_id, table)
    tasks = queries.tasks(incident_id=incident_id, as_of=slider.at)
    context = {
        "incident": found,
        "facts": _facts(found),
        "slider": slider,
        "steps": table,
        "as_of": slider.at,
        "late": sorted((row for row in table if row.is_late), key=lambda row: row.late_by or timedelta(), reverse=True),
        "waiting": [row for row in table if row.state is ClockState.NOT_STARTED and row.cause],
        "targets": [(row, CLOCK_TONES[row.state]) for row in queries.seven_one_seven(incident_id, slider.at)],
        "kpis": _kpis(found, table, tasks, slider.at),
        "groups": [
            each for each in queries.groups(found.area, incident_id=incident_id, as_of=slider.at) if each.is_task_force
        ],
        "instructions": queries.instructions(incident_id=incident_id, as_of=slider.at),
        **_forms(request, found, table),
    }
    return page(request, "command/incident.html", context)


QUIET = timedelta(days=30)
"""An open incident whose clock is whole and in which nothing has happened for so long is shown as it stood then."""


def _slider(request: HttpRequest, found: IncidentFacts) -> Slider:
    """From detection to now; to the closing, or to the last thing that happened, when the incident is over or quiet."""
    now = request.at  # type: ignore[attr-defined]
    start = found.detected_at or found.reported_at
    last = found.closed_at or queries.last_moment(found.id) or now
    is_live = found.state is IncidentState.OPEN and (now - last < QUIET or _is_unfinished(found.id, now))
    until = max(start + timedelta(minutes=1), now if is_live else last)
    text = request.GET.get("minute", "")
    length = int((until - start).total_seconds() // 60)
    minute = min(int(text), length) if text.isascii() and text.isdigit() and len(text) < 9 else length
    return Slider("minute", start, until, until if minute == length else start + timedelta(minutes=minute))


def _is_unfinished(incident_id: UUID, now: datetime) -> bool:
    return any(row.actual_at is None for row in queries.clock(incident_id, now))


def _facts(found: IncidentFacts) -> list[Fact]:
    return [
        Fact(_("State"), found.state, tone=STATE_TONES[found.state]),
        Fact(_("Disease"), disease_words(found.disease)),
        Fact(_("Area"), registry.full_name(found.area)),
        Fact(_("Edition applied"), library().get(found.edition_id).title),
        Fact(_("Emerged"), _local(found.emergence_at)),
        Fact(_("Detected"), _local(found.detected_at)),
        Fact(_("Reported"), _local(found.reported_at)),
        Fact(_("Closed"), _local(found.closed_at)),
    ]


def _local(moment: datetime | None) -> str:
    from sizao.spine.web.templatetags.words import local_time

    return local_time(moment) or "—"


def _kpis(found: IncidentFacts, table: Sequence[ClockRow], tasks: Sequence[TaskFacts], as_of: datetime) -> list[Kpi]:
    late = sum(row.state is ClockState.LATE for row in table)
    done = sum(row.actual_at is not None for row in table)
    behind = [each for each in tasks if each.is_overdue(as_of)]
    href = reverse("command:incident_tasks", args=[found.id])
    return [
        Kpi(_("Milestones late now"), late, "milestone", "#late", tone="red" if late else "", key="late"),
        Kpi(_("Milestones reached"), done, "milestone", "#clock", note=f"/ {len(table)}", key="reached"),
        Kpi(_("Open tasks"), sum(each.is_open for each in tasks), "task", f"{href}?state=open", key="open_tasks"),
        Kpi(_("Overdue tasks"), len(behind), "task", f"{href}?state=overdue", tone="red" if behind else "", key="overdue"),
    ]  # fmt: skip


def _forms(request: HttpRequest, found: IncidentFacts, table: Sequence[ClockRow]) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    if not (accounts.may(actor, Right.COMMAND_WRITE) and areas.contains(actor.area, found.area)):
        return {}
    late = [(row.milestone, row.words) for row in table if row.is_late]
    choices = [(each.key, each.words) for each in queries.milestones(found.id)]
    return {
        "may_write": found.state is IncidentState.OPEN,
        "may_stand_up": not any(each.milestone for each in queries.tasks(incident_id=found.id)),
        "mark_form": MarkForm(auto_id="mark_%s", milestones=choices),
        "delay_form": DelayForm(auto_id="delay_%s", milestones=late) if late else None,
        "close_form": ReasonForm(auto_id="close_%s"),
        "may_close": queries.may_close(found, reason="—"),
    }


@needs(Right.COMMAND_WRITE)
@require_POST
def mark(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Mark that a milestone happened."""
    choices = [(each.key, each.words) for each in queries.milestones(incident_id)]
    form = MarkForm(request.POST, milestones=choices)
    _check(form)
    given = form.cleaned_data
    actions.mark(
        incident_id=incident_id, key=given["key"], actual_at=given["actual_at"], note=given["note"],
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("command:incident", incident_id)


@needs(Right.COMMAND_WRITE)
@require_POST
def explain(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Write down why a milestone is late."""
    choices = [(each.key, each.words) for each in queries.milestones(incident_id)]
    form = DelayForm(request.POST, milestones=choices)
    _check(form)
    given = form.cleaned_data
    actions.explain_delay(
        incident_id=incident_id, key=given["key"], reason=given["reason"],
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("command:incident", incident_id)


@needs(Right.COMMAND_APPROVE)
@require_POST
def close(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Close the incident."""
    form = ReasonForm(request.POST)
    _check(form)
    actions.close_incident(
        incident_id=incident_id,
        reason=form.cleaned_data["reason"],
        by=request.actor,
        at=request.at,  # type: ignore[attr-defined]
    )
    return redirect("command:incident", incident_id)


def _check(form: Any) -> None:
    """Refuse a small form with its first error; the larger forms show theirs beside the fields."""
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        raise Invalid(reason=said)
