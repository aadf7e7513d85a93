"""Operations on tasks of chiefs by name."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from sizao.ground.command import actions, queries
from sizao.ground.command.api.incidents import router
from sizao.ground.command.schemas import ChiefTasksOut, HandOnIn, OfferIn, TaskOut
from sizao.ground.command.types import GroupKind, NewTask
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs


@router.get("/chief-tasks", response=list[ChiefTasksOut])
@needs(Right.TASKS_OFFER)
def read_chief_tasks(request: HttpRequest) -> list[ChiefTasksOut]:
    """The chiefs of the caller's area who have an account, by place, with how many tasks each has."""
    found = queries.chiefs_with_tasks(request.actor.area, request.at)  # type: ignore[attr-defined]
    return [ChiefTasksOut.of(each) for each in found]


@router.post("/chief-tasks", response={201: TaskOut})
@needs(Right.TASKS_OFFER)
def offer_task(request: HttpRequest, given: OfferIn) -> Status[TaskOut]:
    """Offer a task by name to the chief nearest to an address, or to another one who covers it."""
    title = Words(given.title_zh, given.title_en or given.title_zh)
    new = NewTask(given.kind, title, GroupKind.COMMUNITY, given.area, given.due_at, given.detail)
    made = actions.offer_task(
        new=new, chief_id=given.chief_id, incident_id=given.incident_id, by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, TaskOut.of(queries.task(made)))


@router.post("/tasks/{task_id}/hand-on", response=TaskOut)
@needs(Right.TASKS_WRITE)
def hand_on(request: HttpRequest, task_id: UUID, given: HandOnIn) -> TaskOut:
    """Put a task into the hands of another chief who covers its address."""
    actor = request.actor  # type: ignore[attr-defined]
    actions.hand_on(
        task_id=task_id, chief_id=given.chief_id, reason=given.reason, by=actor, at=request.at,  # type: ignore[attr-defined]
        may_offer=accounts.may(actor, Right.TASKS_OFFER),
    )  # fmt: skip
    return TaskOut.of(queries.task(task_id))
