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
    EmergencyIn,
    EmergencyOut,
    FirstStepIn,
    FirstStepOut,
    LimitIn,
    LimitOut,
    StandUpIn,
    TakeIn,
    UnattendedOut,
)
from sizao.ground.command.types import EmergencyOrder, FirstStep, NewIncident, SignedDecision
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


@router.post("/headquarters/{area}/emergency/preview", response=EmergencyOut)
@needs(Right.COMMAND_READ)
def preview_emergency(request: HttpRequest, area: AreaCode, given: EmergencyIn) -> EmergencyOut:
    """What entering the emergency state would do now, with an incident that would be opened with it; nothing happens."""
    queries.headquarters(area)
    return EmergencyOut.of(queries.emergency_sheet(area, request.at, _opening(given)))  # type: ignore[attr-defined]


@router.post("/headquarters/{area}/emergency", response=Count)
@needs(Right.COMMAND_APPROVE, Right.COMMAND_WRITE)
def enter_emergency(request: HttpRequest, area: AreaCode, given: EmergencyIn) -> Count:
    """Enter the emergency state and do what its preview showed, all of it or nothing: how many tasks were given."""
    queries.headquarters(area)
    sheet = queries.emergency_sheet(area, request.at, _opening(given))  # type: ignore[attr-defined]
    left = set(given.leave_out)
    chosen = tuple(
        replace(each, steps=tuple(step for step in each.steps if step.key not in left)) for each in sheet.incidents
    )
    order = EmergencyOrder(
        SignedDecision(given.signed_by, given.number, given.text), chosen,
        None if sheet.roster.key in left else sheet.roster,
        tuple((each.group, each.name) for each in given.leads),
    )  # fmt: skip
    return Count(count=actions.enter_emergency(area=area, order=order, by=request.actor, at=request.at))  # type: ignore[attr-defined]


def _opening(given: EmergencyIn) -> NewIncident | None:
    if given.opening is None:
        return None
    found = given.opening
    title = Words(found.title_zh, found.title_en or found.title_zh)
    return NewIncident(title, found.disease.value, found.reported_at, found.detected_at)
