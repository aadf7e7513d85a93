"""Operations on what is unattended, on its limits, and on the standing plan's preview."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from sizao.ground.command import actions, queries
from sizao.ground.command.api.incidents import router
from sizao.ground.command.schemas import (
    Count,
    FirstStepIn,
    FirstStepOut,
    LimitIn,
    LimitOut,
    StandUpIn,
    TakeIn,
    UnattendedOut,
)
from sizao.ground.command.types import FirstStep
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.fields import AreaCode


@router.get("/unattended", response=list[UnattendedOut])
@needs(Right.COMMAND_READ)
def read_unattended(request: HttpRequest) -> list[UnattendedOut]:
    """What nobody owns or nobody has opened within its time, the longest wait first."""
    found = queries.unattended(request.at, area=request.actor.area)  # type: ignore[attr-defined]
    return [UnattendedOut.of(each) for each in found]


@router.post("/unattended/taking", response={204: None})
@needs(Right.COMMAND_READ, Right.TASKS_WRITE)
def take(request: HttpRequest, given: TakeIn) -> Status[None]:
    """Take one unattended thing: a task becomes mine and signed for, an order counts as read by me."""
    actions.take(kind=given.kind, id=given.id, name=request.actor.name, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(204, None)


@router.get("/headquarters/{area}/limits", response=list[LimitOut])
@needs(Right.COMMAND_READ)
def read_limits(request: HttpRequest, area: AreaCode) -> list[LimitOut]:
    """How long each kind of thing may wait in an area."""
    queries.headquarters(area)
    return [LimitOut.of(each) for each in queries.limits(area, request.at).values()]  # type: ignore[attr-defined]


@router.post("/headquarters/{area}/limits", response={204: None})
@needs(Right.COMMAND_APPROVE)
def set_limit(request: HttpRequest, area: AreaCode, given: LimitIn) -> Status[None]:
    """Set a headquarters' own limit."""
    actions.set_limit(
        area=area, wait=given.wait, minutes=given.minutes, number=given.number,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(204, None)


@router.get("/incidents/{incident_id}/first-steps", response=list[FirstStepOut])
@needs(Right.COMMAND_READ)
def read_first_steps(request: HttpRequest, incident_id: UUID) -> list[FirstStepOut]:
    """What the standing plan would give now: owner, due time and clause of each line."""
    return [FirstStepOut.of(each) for each in queries.first_steps(incident_id, request.at)]  # type: ignore[attr-defined]


@router.post("/incidents/{incident_id}/first-steps", response=Count)
@needs(Right.COMMAND_WRITE)
def give_first_steps(request: HttpRequest, incident_id: UUID, given: StandUpIn) -> Count:
    """Stand up the plan's task forces and give the chosen lines, edited."""
    proposed = {each.key: each for each in queries.first_steps(incident_id, request.at)}  # type: ignore[attr-defined]
    chosen = None
    if given.steps is not None:
        chosen = [_edited(proposed[each.key], each) for each in given.steps if each.key in proposed]
    made = actions.stand_up(incident_id=incident_id, steps=chosen, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Count(count=made)


def _edited(step: FirstStep, given: FirstStepIn) -> FirstStep:
    title = Words(given.title_zh or step.title.zh, given.title_en or step.title.en)
    owner = (given.owner, None) if given.owner and given.owner != step.owner else (step.owner, step.owner_id)
    return replace(step, title=title, due_at=given.due_at or step.due_at, owner=owner[0], owner_id=owner[1])
