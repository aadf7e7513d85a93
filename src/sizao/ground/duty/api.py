"""Duty's API: rosters, who is on duty now, hand-over sheets and their signatures."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import AwareDatetime

from sizao.ground.command import queries as command
from sizao.ground.duty import actions, queries
from sizao.ground.duty.schemas import (
    HandOverOut,
    Made,
    NoteIn,
    ProblemOut,
    RosterIn,
    RosterOut,
    ShiftOut,
    SignIn,
)
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.fields import AreaCode

router = Router(tags=["duty"])
LONGEST = timedelta(days=62)
"""The longest stretch of a roster that one answer holds."""


@router.get("/headquarters/{area}/on-duty", response=list[ShiftOut])
@needs(Right.COMMAND_READ)
def read_now(request: HttpRequest, area: AreaCode) -> list[ShiftOut]:
    """Who is on duty now in the headquarters of an area."""
    command.headquarters(area)
    return [ShiftOut.of(each) for each in queries.on_duty(area, request.at)]  # type: ignore[attr-defined]


@router.get("/headquarters/{area}/roster", response=RosterOut)
@needs(Right.COMMAND_READ)
def read_roster(
    request: HttpRequest, area: AreaCode, since: AwareDatetime | None = None, until: AwareDatetime | None = None
) -> RosterOut:
    """A stretch of the roster (the coming week when not given) with gaps, overlaps and double bookings."""
    command.headquarters(area)
    start = since or request.at  # type: ignore[attr-defined]
    end = min(until or start + timedelta(days=7), start + LONGEST)
    found = queries.shifts(area, start, end)
    return RosterOut(
        shifts=[ShiftOut.of(each) for each in found],
        problems=[ProblemOut.of(each) for each in queries.problems(area, start, end)],
    )


@router.post("/rosters", response={201: Made})
@needs(Right.COMMAND_WRITE)
def save_roster(request: HttpRequest, roster: RosterIn) -> Status[Made]:
    """Enter shifts; gaps, overlaps, double bookings and shifts without a lead are refused, each named."""
    new = [each.shift() for each in roster.shifts]
    ids = actions.save_shifts(area=roster.area, shifts=new, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, Made(ids=ids))


@router.post("/shifts/{shift_id}/withdrawal", response={204: None})
@needs(Right.COMMAND_WRITE)
def withdraw_shift(request: HttpRequest, shift_id: UUID) -> Status[None]:
    """Take a shift out of the roster."""
    actions.withdraw_shift(shift_id=shift_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(204, None)


@router.get("/hand-overs", response=list[HandOverOut])
@needs(Right.COMMAND_READ)
def read_hand_overs(request: HttpRequest) -> list[HandOverOut]:
    """The latest hand-over sheets in scope."""
    return [HandOverOut.of(each) for each in queries.hand_overs()]


@router.get("/hand-overs/late", response=list[ShiftOut])
@needs(Right.COMMAND_READ)
def read_late(request: HttpRequest) -> list[ShiftOut]:
    """Shifts that ended without both signatures, past the time allowed for that."""
    found = queries.late_hand_overs(request.at, within=request.actor.area)  # type: ignore[attr-defined]
    return [ShiftOut.of(each.shift) for each in found]


@router.post("/shifts/{shift_id}/hand-over", response={201: HandOverOut})
@needs(Right.COMMAND_READ, Right.TASKS_WRITE)
def draw_hand_over(request: HttpRequest, shift_id: UUID, given: NoteIn) -> Status[HandOverOut]:
    """Draw the hand-over sheet of a shift: what is open now, frozen; drawing twice gives the first one."""
    made = actions.draw_hand_over(shift_id=shift_id, note=given.note, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, HandOverOut.of(queries.hand_over(made)))


@router.get("/hand-overs/{hand_over_id}", response=HandOverOut)
@needs(Right.COMMAND_READ)
def read_hand_over(request: HttpRequest, hand_over_id: UUID) -> HandOverOut:
    """One hand-over sheet."""
    return HandOverOut.of(queries.hand_over(hand_over_id))


@router.post("/hand-overs/{hand_over_id}/signatures", response=HandOverOut)
@needs(Right.COMMAND_READ, Right.TASKS_WRITE)
def sign_hand_over(request: HttpRequest, hand_over_id: UUID, given: SignIn) -> HandOverOut:
    """Sign for one side."""
    actions.sign_hand_over(
        hand_over_id=hand_over_id, side=given.side, name=request.actor.name,  # type: ignore[attr-defined]
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return HandOverOut.of(queries.hand_over(hand_over_id))
