"""Give, assign, receive, hand back, finish and escalate tasks; every step is an appended row."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sizao.ground.command import events, queries, rules
from sizao.ground.command.errors import NoSuchGroup, NoSuchTask
from sizao.ground.command.models import Escalation, Evidence, Mark, Task, TaskStatus, WorkGroup
from sizao.ground.command.types import GroupKind, NewTask, TaskFacts, TaskState
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parent
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def create_task(
    *,
    new: NewTask,
    by: Actor,
    at: datetime,
    incident_id: UUID | None = None,
    group_id: UUID | None = None,
    instruction_id: UUID | None = None,
) -> UUID:
    """Give a task to a group: the one named, else the group of that kind in the headquarters that commands the area."""
    rules.may_act_in(by, new.area).or_raise()
    incident = queries.incident(incident_id) if incident_id else None
    group = _group(new, incident.area if incident else new.area, group_id)
    row = Task.objects.create(
        incident_id=incident_id, group=group, instruction_id=instruction_id, area=new.area, kind=new.kind.value,
        title_zh=new.title.zh, title_en=new.title.en, detail=new.detail, milestone=new.milestone,
        case_id=new.case_id, due_at=new.due_at, created_at=at, created_by=by.name,
        exercise_id=incident.exercise_id if incident else None,
    )  # fmt: skip
    TaskStatus.objects.create(task=row, state=TaskState.CREATED.value, at=at, by=by.name)
    outbox.emit(
        events.TaskCreated(**_place(row, incident.edition_id if incident else ""), due_at=new.due_at), by=by, at=at
    )
    if new.assignee:
        assign_task(task_id=row.id, assignee=new.assignee, assignee_id=new.assignee_id, by=by, at=at)
    return row.id


def _group(new: NewTask, area: int, group_id: UUID | None) -> WorkGroup:
    if group_id is not None:
        found = WorkGroup.objects.filter(pk=group_id, ended_at__isnull=True).first()
    else:
        commanding = queries.headquarters_for(area)
        found = WorkGroup.objects.filter(
            headquarters=commanding.id if commanding else None, kind=new.group.value, is_task_force=False
        ).first()
    if found is None:
        raise NoSuchGroup
    return found


def _place(row: Task, edition_id: str = "") -> dict[str, Any]:
    return {
        "task_id": row.id,
        "group": row.group.kind,
        "incident_id": row.incident_id,
        "edition_id": edition_id,
        "exercise_id": row.exercise_id,
        "area": row.area,
    }


@transaction.atomic
def assign_task(
    *, task_id: UUID, assignee: str, by: Actor, at: datetime, assignee_id: int | None = None, note: str = ""
) -> None:
    """Put a task in an officer's hands, or in another's."""
    _step(task_id, TaskState.ASSIGNED, by, at, assignee=assignee, assignee_id=assignee_id, note=note)


@transaction.atomic
def receive_task(*, task_id: UUID, by: Actor, at: datetime) -> None:
    """Sign for a task: the receipt that it arrived. Who signs for one in another's hands is on record as doing so."""
    found = queries.task(task_id)
    is_other = None not in (found.assignee_id, by.user_id) and found.assignee_id != by.user_id
    note = f"代 {found.assignee} 签收 / signed on behalf of {found.assignee}" if is_other else ""
    _step(task_id, TaskState.RECEIVED, by, at, note=note)


@transaction.atomic
def return_task(*, task_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Hand a task back to its group with the reason."""
    _step(task_id, TaskState.RETURNED, by, at, note=reason)


@transaction.atomic
def cancel_task(*, task_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Take a task back because it is no longer needed."""
    _step(task_id, TaskState.CANCELLED, by, at, note=reason)


@transaction.atomic
def add_evidence(*, task_id: UUID, text: str, by: Actor, at: datetime, document: str = "", sha256: str = "") -> None:
    """Attach what shows progress: words, and the name and fingerprint of a document kept elsewhere."""
    if not Task.objects.filter(pk=task_id).exists():
        raise NoSuchTask
    Evidence.objects.create(task_id=task_id, text=text, document=document, sha256=sha256, at=at, by=by.name)


@transaction.atomic
def complete_task(
    *, task_id: UUID, evidence: str, by: Actor, at: datetime, document: str = "", sha256: str = ""
) -> None:
    """Finish a task with its evidence; a milestone's task marks the milestone on the incident's clock.

    Raises:
        EvidenceMissing: when nothing shows that it was done.
        TransitionRefused: when it is finished or cancelled already.
    """
    found = queries.task(task_id)
    _step(task_id, TaskState.DONE, by, at, evidence=evidence)
    add_evidence(task_id=task_id, text=evidence, document=document, sha256=sha256, by=by, at=at)
    row = Task.objects.select_related("group").get(pk=task_id)
    _mark_milestone(found, evidence, by, at)
    done = events.TaskCompleted(**_place(row), kind=found.kind, milestone=row.milestone, case_id=row.case_id)
    outbox.emit(done, by=by, at=at)


def _mark_milestone(found: TaskFacts, evidence: str, by: Actor, at: datetime) -> None:
    if not found.milestone or found.incident_id is None:
        return
    if found.milestone in queries.marks(found.incident_id):
        return
    Mark.objects.create(
        incident_id=found.incident_id, key=found.milestone, actual_at=at, at=at, by=by.name, note=evidence
    )
    incident = queries.incident(found.incident_id)
    reached = events.MilestoneReached(
        incident_id=incident.id, edition_id=incident.edition_id, exercise_id=incident.exercise_id,
        area=incident.area, key=found.milestone, actual_at=at,
    )  # fmt: skip
    outbox.emit(reached, by=by, at=at)


def finish_milestone_tasks(*, incident_id: UUID, key: str, note: str, by: Actor, at: datetime) -> None:
    """Finish the open tasks of a milestone that was marked, with the mark as their evidence."""
    words = note or "节点已确认 / milestone confirmed"
    for found in queries.tasks(incident_id=incident_id, open_only=True):
        if found.milestone == key:
            _step(found.id, TaskState.DONE, by, at, evidence=words)
            add_evidence(task_id=found.id, text=words, by=by, at=at)


def _step(
    task_id: UUID,
    then: TaskState,
    by: Actor,
    at: datetime,
    *,
    assignee: str = "",
    assignee_id: int | None = None,
    note: str = "",
    evidence: str = "",
) -> None:
    """Append a status row after asking the transition table; the task's row is locked so that two steps cannot race."""
    if Task.objects.select_for_update(of=("self",)).filter(pk=task_id).first() is None:
        raise NoSuchTask
    found = queries.task(task_id)
    rules.may_move_task(found.state, then, evidence).or_raise()
    TaskStatus.objects.create(
        task_id=task_id, state=then.value, at=at, by=by.name, note=note,
        assignee=assignee or found.assignee, assignee_id=assignee_id if assignee else found.assignee_id,
    )  # fmt: skip


@transaction.atomic
def escalate_overdue(*, by: Actor, at: datetime) -> int:
    """Bring every overdue task to the level its lateness calls for; returns how many escalations were written."""
    written = 0
    for found in queries.overdue_tasks(at):
        level = rules.escalation_level(found, at)
        if level > 0:
            written += _escalate(found, level, by, at)
    return written


def _escalate(found: TaskFacts, level: int, by: Actor, at: datetime) -> bool:
    """Write one level of one task once; false when it stands already (a task may have skipped a level)."""
    given = {"to_group": _above(found, level), "at": at}
    _, is_new = Escalation.objects.get_or_create(task_id=found.id, level=level, defaults=given)
    if not is_new:
        return False
    row = Task.objects.select_related("group").get(pk=found.id)
    outbox.emit(events.TaskOverdue(**_place(row), due_at=row.due_at, level=level), by=by, at=at)
    return True


def _above(found: TaskFacts, level: int) -> WorkGroup | None:
    """Level 1 is the own headquarters' coordination group; each further level is the headquarters one step up."""
    own = WorkGroup.objects.filter(pk=found.group_id).first()
    area = own.area if own else found.area
    for _ in range(level - 1):
        area = parent(area)
    commanding = queries.headquarters_for(area)
    return WorkGroup.objects.filter(
        headquarters=commanding.id if commanding else None, kind=GroupKind.COORDINATION.value, is_task_force=False
    ).first()
