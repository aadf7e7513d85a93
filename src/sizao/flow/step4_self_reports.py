"""Step 4, for the people themselves: notices on their page, and a request for a review is somebody's task at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command import queries as tasks
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.measures.followup import events as plans
from sizao.measures.followup import queries
from sizao.measures.followup.types.invitations import PublicNotice, notices_source
from sizao.oversight.notices import queries as notices
from sizao.spine.outbox.types import on


@notices_source
def in_force(incident_id: UUID, at: datetime) -> list[PublicNotice]:
    """The notices of an incident that no later one has replaced."""
    return [
        PublicNotice(each.title, Words(each.body, each.body_en or each.body), each.issued_at, each.issued_by)
        for each in notices.notices(incident_id=incident_id, as_of=at)
        if each.is_valid
    ]


@on(plans.ReviewAsked)
def have_it_looked_at(event: plans.ReviewAsked, *, by: Actor, at: datetime) -> None:
    """Ask the group that holds the person to look at it again."""
    plan = queries.plan(event.plan_id)
    title = Words(f"复核管理对象 {plan.number} 的申请", f"Look again at what was decided for {plan.number}")
    task = NewTask(TaskKind.APPROVE, title, GroupKind.ISOLATION, plan.area, detail=f"review {event.review_id}")
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


@on(plans.ReviewAnswered)
def end_the_task(event: plans.ReviewAnswered, *, by: Actor, at: datetime) -> None:
    """The answer is the evidence that ends the task."""
    for each in tasks.tasks(incident_id=event.incident_id, open_only=True):
        if each.detail == f"review {event.review_id}":
            command.complete_task(task_id=each.id, evidence="已答复 / answered", by=by, at=at)
