"""Reading tasks, their history and evidence; a task's state is its last status row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from sizao.ground.command.errors import NoSuchTask
from sizao.ground.command.models import Evidence, Instruction, Membership, Task, TaskStatus
from sizao.ground.command.types import OPEN_TASK_STATES, TaskFacts, TaskKind, TaskState
from sizao.kernel.actors import Actor
from sizao.kernel.tenures import Tenure

OPEN = [each.value for each in OPEN_TASK_STATES]
ASSIGNED_ONWARDS = [TaskState.ASSIGNED.value, TaskState.RECEIVED.value, TaskState.RETURNED.value, TaskState.DONE.value]


@dataclass(frozen=True)
class Step:
    """One row of a task's history."""

    state: TaskState
    at: datetime
    by: str
    assignee: str
    note: str


@dataclass(frozen=True)
class EvidenceFacts:
    """One piece of evidence."""

    at: datetime
    by: str
    text: str
    document: str
    sha256: str


@dataclass(frozen=True)
class InstructionFacts:
    """One instruction with how many of its tasks are still open."""

    id: UUID
    source: str
    text: str
    received_at: datetime
    area: int
    tasks: int
    open_tasks: int


def rows(as_of: datetime | None = None) -> QuerySet[Any]:
    """Tasks annotated with their state now, in order of due time (those without one last)."""
    steps = TaskStatus.objects.filter(task=OuterRef("pk"))
    if as_of is not None:
        steps = steps.filter(at__lte=as_of)
    last = steps.order_by("-id")
    held = last.filter(state__in=ASSIGNED_ONWARDS)
    found = Task.objects.select_related("group", "incident").annotate(
        state_now=Subquery(last.values("state")[:1]),
        changed_at=Subquery(last.values("at")[:1]),
        assignee_id_now=Subquery(held.values("assignee_id")[:1]),
        assignee_now=Subquery(held.values("assignee")[:1]),
        assigned_at=Subquery(steps.filter(state=TaskState.ASSIGNED.value).order_by("id").values("at")[:1]),
        received_at=Subquery(steps.filter(state=TaskState.RECEIVED.value).order_by("id").values("at")[:1]),
        escalated=Count("escalations", filter=Q(escalations__at__lte=as_of) if as_of else None),
    )
    if as_of is not None:
        found = found.filter(created_at__lte=as_of)
    return found.order_by(F("due_at").asc(nulls_last=True), "id")


def facts(row: Task) -> TaskFacts:
    """An annotated row as other rooms see it."""
    now = row.__dict__
    return TaskFacts(
        id=row.id, number=row.number, kind=TaskKind(row.kind), title=row.title, area=row.area,
        state=TaskState(now["state_now"] or TaskState.CREATED), group_id=row.group_id, group_kind=row.group.kind,
        created_at=row.created_at, due_at=row.due_at, incident_id=row.incident_id,
        incident_number=row.incident.number if row.incident else "", milestone=row.milestone,
        assignee_id=now["assignee_id_now"], assignee=now["assignee_now"] or "", escalations=now["escalated"],
        changed_at=now["changed_at"], assigned_at=now["assigned_at"], received_at=now["received_at"],
        exercise_id=row.exercise_id, detail=row.detail, case_id=row.case_id,
    )  # fmt: skip


def tasks(
    *,
    incident_id: UUID | None = None,
    group_ids: Iterable[UUID] | None = None,
    assignee_id: int | None = None,
    open_only: bool = False,
    as_of: datetime | None = None,
) -> list[TaskFacts]:
    """Tasks in scope, by due time; every filter given must hold."""
    found = rows(as_of)
    if incident_id is not None:
        found = found.filter(incident=incident_id)
    if group_ids is not None:
        found = found.filter(group__in=list(group_ids))
    if assignee_id is not None:
        found = found.filter(assignee_id_now=assignee_id)
    if open_only:
        found = found.filter(state_now__in=OPEN)
    return [facts(row) for row in found]


def my_tasks(actor: Actor, *, open_only: bool = True) -> list[TaskFacts]:
    """The tasks that an actor holds; a machine holds none."""
    if actor.user_id is None:
        return []
    return tasks(assignee_id=actor.user_id, open_only=open_only)


def unclaimed_tasks(actor: Actor) -> list[TaskFacts]:
    """Open tasks of the actor's groups that nobody holds."""
    if actor.user_id is None:
        return []
    mine = Membership.objects.filter(user_id=actor.user_id, until__isnull=True).values("group")
    return [each for each in tasks(group_ids=mine.values_list("group", flat=True), open_only=True) if not each.assignee]


def open_tasks(incident_id: UUID) -> int:
    """How many tasks of an incident somebody still owes."""
    return rows().filter(incident=incident_id, state_now__in=OPEN).count()


def overdue_tasks(as_of: datetime) -> list[TaskFacts]:
    """Open tasks past their due time."""
    return [facts(row) for row in rows().filter(state_now__in=OPEN, due_at__lt=as_of)]


def task(task_id: UUID) -> TaskFacts:
    """One task.

    Raises:
        NoSuchTask: when it is not in scope.
    """
    row = rows().filter(pk=task_id).first()
    if row is None:
        raise NoSuchTask
    return facts(row)


def task_detail(task_id: UUID) -> str:
    """The task's detail text."""
    return Task.objects.filter(pk=task_id).values_list("detail", flat=True).first() or ""


def history(task_id: UUID) -> list[Step]:
    """A task's status rows, oldest first."""
    found = TaskStatus.objects.filter(task=task_id).order_by("id")
    return [Step(TaskState(row.state), row.at, row.by, row.assignee, row.note) for row in found]


def evidence(task_id: UUID) -> list[EvidenceFacts]:
    """A task's evidence, oldest first."""
    found = Evidence.objects.filter(task=task_id).order_by("id")
    return [EvidenceFacts(row.at, row.by, row.text, row.document, row.sha256) for row in found]


def instructions(*, incident_id: UUID | None = None, as_of: datetime | None = None) -> list[InstructionFacts]:
    """Instructions in scope, newest first, with their tasks counted, as they stood at a moment."""
    found = Instruction.objects.order_by("-received_at", "id")
    if incident_id is not None:
        found = found.filter(incident=incident_id)
    if as_of is not None:
        found = found.filter(received_at__lte=as_of)
    return [_instruction(row, as_of) for row in found]


def _instruction(row: Instruction, as_of: datetime | None) -> InstructionFacts:
    states = list(rows(as_of).filter(instruction=row).values_list("state_now", flat=True))
    still = sum(state in OPEN for state in states)
    return InstructionFacts(row.id, row.source, row.text, row.received_at, row.area, len(states), still)


def work_of(held: Collection[Tenure]) -> dict[Tenure, tuple[int, int]]:
    """How many tasks each account was given within its time, and how many of those it holds and are done by its end."""
    users = {each.user_id for each in held}
    theirs = TaskStatus.objects.filter(assignee_id__in=users, state=TaskState.ASSIGNED.value).values("task")
    steps = TaskStatus.objects.filter(task__in=theirs).order_by("task", "id")
    of_task: dict[UUID, list[tuple[str, int | None, datetime]]] = defaultdict(list)
    given: dict[int, set[UUID]] = defaultdict(set)
    for task_id, state, assignee, at in steps.values_list("task", "state", "assignee_id", "at"):
        of_task[task_id].append((state, assignee, at))
        if state == TaskState.ASSIGNED.value and assignee in users:
            given[assignee].add(task_id)
    return {each: _worked(each, [of_task[task_id] for task_id in given[each.user_id]]) for each in held}


def _worked(held: Tenure, found: Iterable[Sequence[tuple[str, int | None, datetime]]]) -> tuple[int, int]:
    """Tasks given within a tenure, and those of them that the account holds and that are done by its end."""
    taken = done = 0
    for steps in found:
        if not any(
            state == TaskState.ASSIGNED.value and who == held.user_id and held.since <= at < held.until
            for state, who, at in steps
        ):
            continue
        taken += 1
        known = [each for each in steps if each[2] <= held.until]
        holder = next((who for state, who, _ in reversed(known) if state in ASSIGNED_ONWARDS), None)
        done += known[-1][0] == TaskState.DONE.value and holder == held.user_id
    return taken, done
