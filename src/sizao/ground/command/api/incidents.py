"""Command's API: incidents and their clock, tasks, headquarters."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.ground.command import actions, queries
from sizao.ground.command.schemas import (
    AssigneeIn,
    ClockOut,
    ClockRowOut,
    Count,
    DelayIn,
    EvidenceIn,
    HeadquartersOut,
    IncidentIn,
    IncidentOut,
    Made,
    MarkIn,
    ReasonIn,
    StateIn,
    TaskIn,
    TaskOut,
)
from sizao.ground.command.types import NewTask, SignedDecision
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.fields import AreaCode, Time

router = Router(tags=["command"])


@router.get("/incidents", response=list[IncidentOut])
@needs(Right.COMMAND_READ)
def read_incidents(request: HttpRequest, open_only: bool = False) -> list[IncidentOut]:
    """Incidents in the caller's scope, newest first."""
    return [IncidentOut.of(each) for each in queries.incidents(open_only=open_only)]


@router.post("/incidents", response={201: Made})
@needs(Right.COMMAND_WRITE)
def open_incident(request: HttpRequest, incident: IncidentIn) -> Status[Made]:
    """Open an incident under the edition in force at its event time."""
    incident_id = actions.open_incident(
        title=Words(incident.title_zh, incident.title_en or incident.title_zh), disease=incident.disease,
        area=incident.area, reported_at=incident.reported_at, detected_at=incident.detected_at,
        emergence_at=incident.emergence_at, by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, Made(id=incident_id))


@router.get("/incidents/{incident_id}", response=IncidentOut)
@needs(Right.COMMAND_READ)
def read_incident(request: HttpRequest, incident_id: UUID) -> IncidentOut:
    """One incident."""
    return IncidentOut.of(queries.incident(incident_id))


@router.get("/incidents/{incident_id}/clock", response=ClockOut)
@needs(Right.COMMAND_READ)
def read_clock(request: HttpRequest, incident_id: UUID, as_of: Time | None = None) -> ClockOut:
    """Golden 24 hours and 7-1-7 as of a moment (now when not given): planned, actual, late, owner, cause, clause."""
    moment = as_of or request.at  # type: ignore[attr-defined]
    table = queries.clock(incident_id, moment)
    if as_of is None:
        table = queries.with_progress(incident_id, table)
    return ClockOut(
        as_of=moment,
        golden_24_hours=[ClockRowOut.of(row) for row in table],
        seven_one_seven=[ClockRowOut.of(row) for row in queries.seven_one_seven(incident_id, moment)],
    )


@router.post("/incidents/{incident_id}/first-tasks", response=Count)
@needs(Right.COMMAND_WRITE)
def stand_up(request: HttpRequest, incident_id: UUID) -> Count:
    """Create the first tasks of every group from the template; pressing twice adds nothing."""
    return Count(count=actions.stand_up(incident_id=incident_id, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.post("/incidents/{incident_id}/marks", response={204: None})
@needs(Right.COMMAND_WRITE)
def mark(request: HttpRequest, incident_id: UUID, given: MarkIn) -> Status[None]:
    """Mark that a milestone happened."""
    actions.mark(
        incident_id=incident_id, key=given.key, actual_at=given.actual_at, note=given.note,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(204, None)


@router.post("/incidents/{incident_id}/delays", response={204: None})
@needs(Right.COMMAND_WRITE)
def explain_delay(request: HttpRequest, incident_id: UUID, given: DelayIn) -> Status[None]:
    """Write down why a milestone is late."""
    actions.explain_delay(
        incident_id=incident_id, key=given.key, reason=given.reason,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(204, None)


@router.post("/incidents/{incident_id}/closing", response={204: None})
@needs(Right.COMMAND_APPROVE)
def close_incident(request: HttpRequest, incident_id: UUID, given: ReasonIn) -> Status[None]:
    """Close an incident that owes nothing any more."""
    actions.close_incident(incident_id=incident_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(204, None)


@router.get("/tasks", response=list[TaskOut])
@needs(Right.TASKS_READ)
def read_tasks(
    request: HttpRequest, incident_id: UUID | None = None, mine: bool = False, open_only: bool = True
) -> list[TaskOut]:
    """Tasks in the caller's scope by due time: all, one incident's, or the caller's own."""
    if mine:
        found = queries.my_tasks(request.actor, open_only=open_only)  # type: ignore[attr-defined]
        return [TaskOut.of(each) for each in found if incident_id in (None, each.incident_id)]
    return [TaskOut.of(each) for each in queries.tasks(incident_id=incident_id, open_only=open_only)]


@router.post("/tasks", response={201: Made})
@needs(Right.COMMAND_WRITE)
def give_task(request: HttpRequest, task: TaskIn) -> Status[Made]:
    """Give a task to a group."""
    title = Words(task.title_zh, task.title_en or task.title_zh)
    new = NewTask(task.kind, title, task.group, task.area, task.due_at, task.detail)
    task_id = actions.create_task(new=new, incident_id=task.incident_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, Made(id=task_id))


@router.get("/tasks/{task_id}", response=TaskOut)
@needs(Right.TASKS_READ)
def read_task(request: HttpRequest, task_id: UUID) -> TaskOut:
    """One task."""
    return TaskOut.of(queries.task(task_id))


@router.post("/tasks/{task_id}/assignment", response=TaskOut)
@needs(Right.TASKS_WRITE)
def assign_task(request: HttpRequest, task_id: UUID, given: AssigneeIn) -> TaskOut:
    """Put a task in an officer's hands."""
    actions.assign_task(
        task_id=task_id,
        assignee=given.assignee,
        note=given.note,
        by=request.actor,
        at=request.at,  # type: ignore[attr-defined]
    )
    return TaskOut.of(queries.task(task_id))


@router.post("/tasks/{task_id}/receipt", response=TaskOut)
@needs(Right.TASKS_WRITE)
def receive_task(request: HttpRequest, task_id: UUID) -> TaskOut:
    """Sign for a task."""
    actions.receive_task(task_id=task_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return TaskOut.of(queries.task(task_id))


@router.post("/tasks/{task_id}/return", response=TaskOut)
@needs(Right.TASKS_WRITE)
def return_task(request: HttpRequest, task_id: UUID, given: ReasonIn) -> TaskOut:
    """Hand a task back to its group."""
    actions.return_task(task_id=task_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return TaskOut.of(queries.task(task_id))


@router.post("/tasks/{task_id}/completion", response=TaskOut)
@needs(Right.TASKS_WRITE)
def complete_task(request: HttpRequest, task_id: UUID, given: EvidenceIn) -> TaskOut:
    """Finish a task with its evidence; a milestone's task marks the milestone."""
    actions.complete_task(
        task_id=task_id, evidence=given.evidence, document=given.document, sha256=given.sha256,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return TaskOut.of(queries.task(task_id))


@router.get("/headquarters", response=list[HeadquartersOut])
@needs(Right.COMMAND_READ)
def read_headquarters(request: HttpRequest) -> list[HeadquartersOut]:
    """The headquarters above the caller's area, of it and inside it."""
    return [HeadquartersOut.of(each) for each in queries.headquarters_list()]


@router.post("/headquarters/{area}/state", response=HeadquartersOut)
@needs(Right.COMMAND_APPROVE)
def change_state(request: HttpRequest, area: AreaCode, given: StateIn) -> HeadquartersOut:
    """Enter the emergency state, or leave it with a signed decision."""
    decision = SignedDecision(given.signed_by, given.number, given.text)
    actions.change_state(area=area, to=given.state, decision=decision, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return HeadquartersOut.of(queries.headquarters(area))
