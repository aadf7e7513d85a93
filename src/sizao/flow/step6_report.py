"""Step 6: a return that is missing becomes a task of the unit that owes it, and ends with the return."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command import queries as tasks
from sizao.ground.command.types import GroupKind, NewTask, TaskFacts, TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.oversight.returns import events, queries
from sizao.spine.outbox.types import on


def _title(unit_id: UUID, form_id: str, day: date) -> Words:
    unit, form = queries.unit(unit_id), queries.form(form_id)
    return Words(
        f"补报 {day} {form.words.zh}({unit.words.zh})", f"File the return of {day}: {form.words.en} ({unit.words.en})"
    )


def _open(unit_id: UUID, form_id: str, day: date, area: int) -> list[TaskFacts]:
    title = _title(unit_id, form_id, day)
    found = tasks.tasks(open_only=True)
    return [each for each in found if each.kind is TaskKind.REPORT and each.area == area and each.title == title]


def _ask(event: events.ReturnMissed | events.ReturnChased, *, by: Actor, at: datetime) -> None:
    """Give the unit's owner the task, unless it is open already or no headquarters commands the area."""
    if _open(event.unit_id, event.form_id, event.on, event.area) or tasks.headquarters_for(event.area) is None:
        return
    unit = queries.unit(event.unit_id)
    new = NewTask(
        TaskKind.REPORT, _title(event.unit_id, event.form_id, event.on), GroupKind.COORDINATION, event.area,
        event.answer_by, assignee=unit.owner, assignee_id=unit.owner_id,
    )  # fmt: skip
    command.create_task(new=new, by=by, at=at)


@on(events.ReturnMissed)
def ask_for_the_return(event: events.ReturnMissed, *, by: Actor, at: datetime) -> None:
    """A return that is missing at its cut-off becomes a task."""
    _ask(event, by=by, at=at)


@on(events.ReturnChased)
def ask_again(event: events.ReturnChased, *, by: Actor, at: datetime) -> None:
    """A return that somebody chases becomes a task when it is none yet."""
    _ask(event, by=by, at=at)


@on(events.ReturnSubmitted)
def end_the_asking(event: events.ReturnSubmitted, *, by: Actor, at: datetime) -> None:
    """The return is the evidence that ends its task."""
    for each in _open(event.unit_id, event.form_id, event.on, event.area):
        command.complete_task(task_id=each.id, evidence=event.number, by=by, at=at)
