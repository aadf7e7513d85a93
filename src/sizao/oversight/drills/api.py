"""The drills' API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.oversight.drills import actions
from sizao.oversight.drills.queries import inbox, running
from sizao.oversight.drills.queries.scenarios import scenario, scenarios
from sizao.oversight.drills.schemas import DrillIn, DrillOut, InjectIn, MessageOut, ScenarioOut, ScoreOut, SpeedIn
from sizao.spine import drill
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs

router = Router(tags=["drills"])


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


def _now(drill_id: UUID) -> DrillOut:
    found = running.drill(drill_id)
    return DrillOut.of(found, running.served(drill_id) if found.stands else None)


@router.get("/drill-scenarios", response=list[ScenarioOut])
@needs(Right.DRILLS_READ)
def read_scenarios(request: HttpRequest) -> list[ScenarioOut]:
    """The scenarios that a drill can be started from."""
    return [ScenarioOut.of(each) for each in scenarios()]


@router.get("/drill-messages", response=list[MessageOut])
@needs(Right.SIGNED_IN)
def read_messages(request: HttpRequest, unread: bool = False) -> list[MessageOut]:
    """Within a drill: what the caller's role was told, newest first. Nothing in the real platform."""
    running_here, actor = drill.current(), request.actor  # type: ignore[attr-defined]
    if running_here is None:
        return []
    waiting = inbox.unread(running_here.folder, actor.role, actor.user_id or 0)
    found = waiting if unread else inbox.messages(running_here.folder, actor.role)
    keys = {each.key for each in waiting}
    return [MessageOut.of(each, each.key not in keys) for each in found]


@router.post("/drill-messages/{key}/confirmation", response={204: None})
@needs(Right.SIGNED_IN)
def confirm_message(request: HttpRequest, key: str) -> Status[None]:
    """Within a drill: confirm that a message was read."""
    actions.confirm(key=key, **_who(request))
    return Status(204, None)


@router.get("/drills", response=list[DrillOut])
@needs(Right.DRILLS_READ)
def read_drills(request: HttpRequest) -> list[DrillOut]:
    """The drills of the caller's area, newest first."""
    return [DrillOut.of(each) for each in running.drills()]


@router.post("/drills", response={201: DrillOut})
@needs(Right.DRILLS_RUN)
def start_drill(request: HttpRequest, given: DrillIn) -> Status[DrillOut]:
    """Ask for a drill: it is being made from now on; ask for it again until its state is running."""
    made = actions.start(new=given.drill(scenario(given.scenario)), **_who(request))
    return Status(201, _now(made))


@router.get("/drills/{drill_id}", response=DrillOut)
@needs(Right.DRILLS_READ)
def read_drill(request: HttpRequest, drill_id: UUID) -> DrillOut:
    """One drill with its present time."""
    return _now(drill_id)


@router.post("/drills/{drill_id}/pause", response=DrillOut)
@needs(Right.DRILLS_RUN)
def pause_drill(request: HttpRequest, drill_id: UUID) -> DrillOut:
    """Let a drill's time stand still."""
    actions.pause(drill_id=drill_id, **_who(request))
    return _now(drill_id)


@router.post("/drills/{drill_id}/resume", response=DrillOut)
@needs(Right.DRILLS_RUN)
def resume_drill(request: HttpRequest, drill_id: UUID) -> DrillOut:
    """Let a drill's time go on."""
    actions.resume(drill_id=drill_id, **_who(request))
    return _now(drill_id)


@router.post("/drills/{drill_id}/speed", response=DrillOut)
@needs(Right.DRILLS_RUN)
def change_speed(request: HttpRequest, drill_id: UUID, given: SpeedIn) -> DrillOut:
    """Let a drill's time run faster or slower."""
    actions.change_speed(drill_id=drill_id, speed=given.speed, **_who(request))
    return _now(drill_id)


@router.post("/drills/{drill_id}/injects", response=DrillOut)
@needs(Right.DRILLS_RUN)
def fire_inject(request: HttpRequest, drill_id: UUID, given: InjectIn) -> DrillOut:
    """Throw something at the players of a drill."""
    actions.fire(drill_id=drill_id, inject=given.inject(), **_who(request))
    return _now(drill_id)


@router.post("/drills/{drill_id}/end", response=DrillOut)
@needs(Right.DRILLS_RUN)
def end_drill(request: HttpRequest, drill_id: UUID) -> DrillOut:
    """End a drill and have all of it deleted, the report apart."""
    actions.end(drill_id=drill_id, **_who(request))
    return _now(drill_id)


@router.get("/drills/{drill_id}/score", response=ScoreOut)
@needs(Right.DRILLS_READ)
def read_score(request: HttpRequest, drill_id: UUID) -> ScoreOut:
    """What a drill came to."""
    return ScoreOut(drill_id=drill_id, score=running.score(drill_id)["score"])
