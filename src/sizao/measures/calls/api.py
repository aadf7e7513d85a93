"""The API of calls."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from sizao.ground.command import queries as command
from sizao.measures.calls import actions, queries
from sizao.measures.calls.schemas import CallOut, Done, LadderOut, PlanIn, TryIn
from sizao.measures.calls.types import CallFacts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs

router = Router(tags=["calls"])


def _out(request: HttpRequest, found: list[CallFacts]) -> list[CallOut]:
    audit.record(
        by=request.actor, at=request.at, action="calls.read", purpose="contact_management",  # type: ignore[attr-defined]
        persons=[each.person_id for each in found], fields="call",
    )  # fmt: skip
    return [CallOut.of(each) for each in found]


@router.get("/calls/mine", response=list[CallOut])
@needs(Right.CALLS_MAKE)
def read_my_calls(request: HttpRequest) -> list[CallOut]:
    """The caller's open calls, those due first."""
    return _out(request, queries.mine(request.actor.user_id))  # type: ignore[attr-defined]


@router.get("/calls/unreached", response=list[CallOut])
@needs(Right.CALLS_READ)
def read_unreached(request: HttpRequest, incident_id: UUID | None = None) -> list[CallOut]:
    """Calls that reached nobody yet, or never did."""
    return _out(request, queries.unreached(incident_id))


@router.get("/calls/ladder", response=LadderOut)
@needs(Right.CALLS_READ)
def read_ladder(request: HttpRequest) -> LadderOut:
    """How often and how far apart somebody is tried."""
    return LadderOut.of(queries.ladder())


@router.post("/calls/plan", response=Done)
@needs(Right.CALLS_MANAGE)
def plan_calls(request: HttpRequest, given: PlanIn) -> Done:
    """Put the approved contacts of an incident on the list and share the calls."""
    command.incident(given.incident_id)
    done = actions.plan(
        incident_id=given.incident_id, purpose=given.purpose, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return Done(done=done)


@router.post("/calls/share", response=Done)
@needs(Right.CALLS_MANAGE)
def share_calls(request: HttpRequest) -> Done:
    """Give calls that nobody has, or whose caller has left, to those present."""
    return Done(done=actions.share(by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.post("/calls/{uuid:call_id}/tries", response=CallOut)
@needs(Right.CALLS_MAKE)
def record_try(request: HttpRequest, call_id: UUID, given: TryIn) -> CallOut:
    """Record a try."""
    found = actions.record(
        call_id=call_id, outcome=given.outcome, note=given.note, again_at=given.again_at, language=given.language,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return CallOut.of(found)
