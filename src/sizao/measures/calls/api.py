"""The API of calls."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.measures.calls import actions, queries
from sizao.measures.calls.schemas import CallOut, Done, LadderOut, PlanIn, ScriptOut, TeamIn, TeamOut, TryIn
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
    held = queries.held(found, request.at)  # type: ignore[attr-defined]
    return [CallOut.of(each, held.get(each.id)) for each in found]


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
    """How often and how far apart somebody is tried, and when nobody is."""
    return LadderOut.of(queries.ladder(), queries.quiet_hours())


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
        answers=given.answers, reason=given.reason, by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return CallOut.of(found, queries.held([found], request.at).get(found.id))  # type: ignore[attr-defined]


@router.get("/calls/{uuid:call_id}/script", response=ScriptOut)
@needs(Right.CALLS_MAKE)
def read_script(request: HttpRequest, call_id: UUID) -> ScriptOut:
    """What to say and ask, with the figures of the contact's edition on this day; the name is for the caller to fill in."""
    found = queries.call(call_id)
    area = registry.area_names([found.area])[found.area]
    return ScriptOut.of(queries.script(found, request.at, area=area, name="—"))  # type: ignore[attr-defined]


@router.get("/calls/teams", response=list[TeamOut])
@needs(Right.CALLS_READ)
def read_teams(request: HttpRequest) -> list[TeamOut]:
    """The teams of callers and what each has open."""
    return [TeamOut.of(each) for each in queries.teams()]


@router.post("/calls/teams", response={201: TeamOut})
@needs(Right.CALLS_MANAGE, Right.CALLS_READ)
def form_team(request: HttpRequest, given: TeamIn) -> Status[TeamOut]:
    """Form a team of callers for an area of one's own."""
    made = actions.make_team(name=given.name, area=given.area, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, next(TeamOut.of(each) for each in queries.teams() if each.id == made))
