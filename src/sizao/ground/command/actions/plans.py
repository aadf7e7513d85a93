"""Preview and give what the standing plan stands up; set a headquarters' own limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries, rules
from sizao.ground.command.actions.organisation import form_task_force
from sizao.ground.command.actions.tasks import assign_task, create_task, receive_task
from sizao.ground.command.errors import NoSuchHeadquarters
from sizao.ground.command.models import AttentionLimit, Headquarters
from sizao.ground.command.types import FirstStep, NewTask, PlannedForce, TaskState, Wait
from sizao.kernel.actors import Actor


@transaction.atomic
def stand_up(
    *,
    incident_id: UUID,
    by: Actor,
    at: datetime,
    steps: Sequence[FirstStep] | None = None,
    forces: Sequence[PlannedForce] | None = None,
) -> int:
    """Give what the preview showed: the plan's task forces, a first task per group and one per milestone of the clock.

    Pressing twice adds nothing: what exists already is kept. Returns how many tasks were created.

    Args:
        incident_id: the incident.
        by: who presses.
        at: when.
        steps: the lines of the preview as edited; all of them as proposed when not given.
        forces: the task forces to stand up; the plan's when not given.
    """
    found = queries.incident(incident_id)
    rules.may_add(found).or_raise()
    for force in queries.first_forces(incident_id, at) if forces is None else forces:
        form_task_force(
            area=found.area,
            kind=force.kind,
            name=force.name,
            mission=force.mission,
            incident_id=incident_id,
            by=by,
            at=at,
        )
    new = [each for each in (queries.first_steps(incident_id, at) if steps is None else steps) if not each.is_given]
    for each in new:
        create_task(new=_task(each, found.area), incident_id=incident_id, by=by, at=at)
    return len(new)


def _task(step: FirstStep, area: int) -> NewTask:
    detail = f"依据 / basis: {step.clause}" if not step.milestone else ""
    return NewTask(
        step.kind, step.title, step.group, area, step.due_at, detail=detail, milestone=step.milestone,
        assignee=step.owner, assignee_id=step.owner_id,
    )  # fmt: skip


@transaction.atomic
def set_limit(*, area: int, wait: Wait, minutes: int, number: str, by: Actor, at: datetime) -> None:
    """Set how long one kind of thing may wait here, on a numbered paper.

    Raises:
        NoSuchHeadquarters: when the area has none of its own.
    """
    rules.may_act_in(by, area).or_raise()
    row = Headquarters.objects.filter(area=area).first()
    if row is None:
        raise NoSuchHeadquarters
    AttentionLimit.objects.create(
        headquarters=row, wait=wait.value, minutes=minutes, number=number.strip(), at=at, by=by.name
    )


@transaction.atomic
def take_task(*, task_id: UUID, name: str, by: Actor, at: datetime) -> None:
    """Take an unattended task with one click: it is mine and signed for."""
    found = queries.task(task_id)
    if found.state is not TaskState.ASSIGNED or found.assignee_id != by.user_id or by.user_id is None:
        assign_task(task_id=task_id, assignee=name, assignee_id=by.user_id, by=by, at=at)
    receive_task(task_id=task_id, by=by, at=at)
