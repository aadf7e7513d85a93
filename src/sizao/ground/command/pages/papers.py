"""Instructions from above with their tasks and the report back, and meetings with their decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import actions, queries, rules
from sizao.ground.command.errors import NoSuchPaper
from sizao.ground.command.forms import (
    InstructionForm,
    MeetingForm,
    MinutesForm,
    ReportForm,
    ResolutionForm,
    SplitForm,
)
from sizao.ground.command.pages.tasks import TONES as TASK_TONES
from sizao.ground.command.types import GroupKind, InstructionPaper, InstructionState, TaskKind, TaskState
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, OnPhone

TONES = {
    InstructionState.UNSPLIT: "red",
    InstructionState.RUNNING: "blue",
    InstructionState.DONE: "orange",
    InstructionState.REPORTED: "green",
}

INSTRUCTIONS = ListPage(
    name="instructions",
    caption=_("Instructions from above"),
    columns=(
        Column(
            "text", _("What is required"), value=lambda row: row.text[:80], on_phone=OnPhone.TITLE,
            link=lambda row: reverse("command:instruction", args=[row.id]),
        ),
        Column("state", _("State"), kind=Kind.TAG, tone=lambda row: TONES[row.state], on_phone=OnPhone.TAG),
        Column("source", _("Issuer")),
        Column("number", _("Document number")),
        Column("received_at", _("Received"), kind=Kind.TIME),
        Column("due_at", _("Report back by"), kind=Kind.TIME),
        Column("open", _("Open tasks"), value=lambda row: f"{row.open_tasks} / {len(row.tasks)}"),
    ),
    filters=(
        Filter("state", _("State"), lookup="state", is_tabs=True,
               choices=lambda: [("", _("all")), *((each.value, each.words) for each in InstructionState)]),
    ),
    order="",
    empty=_("No instruction has been registered"),
    empty_hint=_("Register what comes from above with its number and deadline, and split it into owned tasks."),
)  # fmt: skip

MEETINGS = ListPage(
    name="meetings",
    caption=_("Meetings"),
    columns=(
        Column("title", _("Title"), on_phone=OnPhone.TITLE, link=lambda row: reverse("command:meeting", args=[row.id])),
        Column("kind", _("Kind"), kind=Kind.TAG, on_phone=OnPhone.TAG),
        Column("held_at", _("Held at"), kind=Kind.TIME),
        Column("chair", _("Chair")),
        Column("there", _("There"), value=lambda row: len(row.attendance), kind=Kind.NUMBER),
        Column("decisions", _("Decisions taken"), value=lambda row: len(row.resolutions), kind=Kind.NUMBER),
        Column("open", _("Open tasks"), value="open_tasks", kind=Kind.NUMBER),
    ),
    order="",
    empty=_("No meeting has been entered"),
    empty_hint=_("Enter the agenda and who was there; each decision becomes an owner's task."),
)  # fmt: skip


def incident_choices() -> list[tuple[str, str]]:
    """The open incidents to choose from."""
    language = get_language() or "zh"
    found = queries.incidents(open_only=True)
    return [(str(each.id), f"{each.number} {each.title.in_language(language)}") for each in found]


def own_area(request: HttpRequest) -> int:
    """The area of the headquarters that commands the reader's area, when it is inside it."""
    actor = request.actor  # type: ignore[attr-defined]
    commanding = queries.headquarters_for(actor.area)
    return commanding.area if commanding and areas.contains(actor.area, commanding.area) else actor.area


def may_write(request: HttpRequest, area: int | None = None) -> bool:
    """Whether the reader may write papers, here or at all."""
    actor = request.actor  # type: ignore[attr-defined]
    is_inside = area is None or areas.contains(actor.area, area)
    return accounts.may(actor, Right.COMMAND_WRITE) and is_inside


def checked(form: Any) -> dict[str, Any]:
    """A small form's values; its first errors are the refusal."""
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    return dict(form.cleaned_data)


@needs(Right.COMMAND_READ)
def instructions_page(request: HttpRequest) -> HttpResponse:
    """What came from above, and where each stands."""
    context = {"may_write": may_write(request)}
    return list_page(request, INSTRUCTIONS, queries.instruction_papers(), "command/instructions.html", context)


@needs(Right.COMMAND_WRITE)
@require_http_methods(["GET", "POST"])
def new_instruction(request: HttpRequest) -> HttpResponse:
    """Register an instruction from above."""
    form = InstructionForm(request.POST or None, incidents=incident_choices())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.register_instruction(
            source=given["source"], text=given["text"], number=given["number"], issued_on=given["issued_on"],
            due_at=given["due_at"], area=own_area(request), incident_id=given["incident"] or None,
            by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
        return redirect("command:instruction", made)
    context = {"form": form, "caption": _("Register an instruction"), "back": reverse("command:instructions")}
    return page(request, "command/new_paper.html", context, status=422 if form.errors else 200)


@needs(Right.COMMAND_READ)
def instruction_page(request: HttpRequest, instruction_id: UUID) -> HttpResponse:
    """One instruction: what is required, the tasks it became, and the reports back."""
    found = queries.instruction(instruction_id)
    context = {
        "paper": found,
        "tone": TONES[found.state],
        "facts": _facts(found),
        "tasks": [(each, TASK_TONES[each.state], GroupKind(each.group_kind)) for each in found.tasks],
        "may_write": may_write(request, found.area),
        "may_report": rules.may_report_instruction(found.open_tasks),
        "split_form": SplitForm(auto_id="split_%s", initial={"due_at": found.due_at}),
        "report_form": ReportForm(auto_id="report_%s", initial={"to": found.source}),
    }
    return page(request, "command/instruction.html", context)


def _facts(found: InstructionPaper) -> list[Fact]:
    href = reverse("command:incident", args=[found.incident_id]) if found.incident_id else ""
    return [
        Fact(_("Issuer"), found.source),
        Fact(_("Document number"), found.number or "—"),
        Fact(_("Issued on"), str(found.issued_on or "—")),
        Fact(_("Incident"), found.incident_number or "—", href),
    ]


@needs(Right.COMMAND_WRITE)
@require_POST
def split(request: HttpRequest, instruction_id: UUID) -> HttpResponse:
    """Give one more task of an instruction."""
    found = queries.instruction(instruction_id)
    form = SplitForm(request.POST)
    checked(form)
    actions.split_instruction(
        instruction_id=instruction_id, new=form.task(found.area, TaskKind.INSTRUCTION),
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("command:instruction", instruction_id)


@needs(Right.COMMAND_WRITE)
@require_POST
def report(request: HttpRequest, instruction_id: UUID) -> HttpResponse:
    """Report back upwards."""
    given = checked(ReportForm(request.POST))
    made = actions.report_instruction(instruction_id=instruction_id, **given, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("command:instruction_report", instruction_id, made)


@needs(Right.COMMAND_READ)
def report_page(request: HttpRequest, instruction_id: UUID, report_id: UUID) -> HttpResponse:
    """The one document that goes upwards, as it was frozen; made to be printed."""
    found = queries.instruction(instruction_id)
    shown = next((each for each in found.reports if each.id == report_id), None)
    if shown is None:
        raise NoSuchPaper
    chinese = (get_language() or "zh").startswith("zh")
    lines = [
        {**each, "title": each["title_zh" if chinese else "title_en"], "group": GroupKind(each["group"]), "state": TaskState(each["state"])}
        for each in shown.lines
    ]  # fmt: skip
    return page(request, "command/instruction_report.html", {"paper": found, "report": shown, "lines": lines})


@needs(Right.COMMAND_READ)
def meetings_page(request: HttpRequest) -> HttpResponse:
    """The meetings, and what is still open of their decisions."""
    return list_page(request, MEETINGS, queries.meetings(), "command/meetings.html", {"may_write": may_write(request)})


@needs(Right.COMMAND_WRITE)
@require_http_methods(["GET", "POST"])
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Enter a meeting."""
    form = MeetingForm(request.POST or None, incidents=incident_choices(), initial={"held_at": request.at})  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        made = actions.hold_meeting(area=own_area(request), new=form.meeting(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return redirect("command:meeting", made)
    context = {"form": form, "caption": _("Enter a meeting"), "back": reverse("command:meetings")}
    return page(request, "command/new_paper.html", context, status=422 if form.errors else 200)


@needs(Right.COMMAND_READ)
def meeting_page(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: agenda, who was there, minutes, and its decisions with their tasks."""
    found = queries.meeting(meeting_id)
    href = reverse("command:incident", args=[found.incident_id]) if found.incident_id else ""
    context = {
        "meeting": found,
        "facts": [
            Fact(_("Kind"), found.kind),
            Fact(_("Chair"), found.chair or "—"),
            Fact(_("Place and sub-venues"), found.place or "—"),
            Fact(_("Incident"), found.incident_number or "—", href),
        ],
        "resolutions": [(each, TASK_TONES[each.task.state] if each.task else "grey") for each in found.resolutions],
        "may_write": may_write(request, found.area),
        "minutes_form": MinutesForm(auto_id="minutes_%s", initial={"text": found.minutes}),
        "resolution_form": ResolutionForm(auto_id="resolution_%s"),
    }
    return page(request, "command/meeting.html", context)


@needs(Right.COMMAND_WRITE)
@require_POST
def minutes(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Write the minutes."""
    given = checked(MinutesForm(request.POST))
    actions.write_minutes(meeting_id=meeting_id, text=given["text"], by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("command:meeting", meeting_id)


@needs(Right.COMMAND_WRITE)
@require_POST
def resolve(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Write down a decision; it becomes a task."""
    found = queries.meeting(meeting_id)
    form = ResolutionForm(request.POST)
    given = checked(form)
    actions.resolve(
        meeting_id=meeting_id, text=given["text"], new=form.task(found.area, TaskKind.INSTRUCTION),
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("command:meeting", meeting_id)
