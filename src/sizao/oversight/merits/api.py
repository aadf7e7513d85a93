"""The API of merit records: the chiefs of an area in a month, merits, objections, and a chief's own record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import get_current_timezone
from ninja import Router, Status

from sizao.oversight.merits import actions, queries, rules
from sizao.oversight.merits.schemas import DecisionIn, MeritIn, MeritOut, ObjectionOut, RecordOut, WaitingOut, WordsIn
from sizao.oversight.merits.types import Span
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs

router = Router(tags=["merits"])


def _done(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


def _span(request: HttpRequest, month: str) -> Span:
    return rules.month_span(month, request.at, get_current_timezone())  # type: ignore[attr-defined]


@router.get("/chief-records", response=list[RecordOut])
@needs(Right.MERITS_READ)
def read_records(request: HttpRequest, month: str = "") -> list[RecordOut]:
    """The records of the chiefs of the caller's area in a month (``2021-12``; the present one), by area; the look is logged."""
    span = _span(request, month)
    found = queries.records(request.actor.area, span)  # type: ignore[attr-defined]
    actions.note_list(span=span, **_done(request))
    return [RecordOut.of(each) for each in found]


@router.get("/chief-records/{chief_id}", response=RecordOut)
@needs(Right.MERITS_READ)
def read_record(request: HttpRequest, chief_id: UUID, month: str = "") -> RecordOut:
    """One chief's record in a month; the look is logged."""
    found = queries.record(request.actor, chief_id, _span(request, month))  # type: ignore[attr-defined]
    actions.note_look(found=found, **_done(request))
    return RecordOut.of(found)


@router.post("/chief-records/{chief_id}/merits", response={201: MeritOut})
@needs(Right.MERITS_PROPOSE)
def propose(request: HttpRequest, chief_id: UUID, given: MeritIn) -> Status[MeritOut]:
    """Propose a merit for a chief, with where it can be looked up."""
    made = actions.propose(
        chief_id=chief_id, kind=given.kind, text=given.text, reference=given.reference, **_done(request)
    )
    return Status(201, MeritOut.of(queries.merit(made)))


@router.get("/waiting-merits", response=WaitingOut)
@needs(Right.MERITS_DECIDE)
def list_waiting(request: HttpRequest) -> WaitingOut:
    """The merits and objections that the caller may settle, the oldest first; the look is logged."""
    merits, objections = queries.waiting(actions.who(request.actor))  # type: ignore[attr-defined]
    actions.note_waiting(**_done(request))
    return WaitingOut(
        merits=[MeritOut.of(each) for each in merits], objections=[ObjectionOut.of(each) for each in objections]
    )


@router.post("/merits/{merit_id}/decision", response=MeritOut)
@needs(Right.MERITS_DECIDE)
def decide(request: HttpRequest, merit_id: UUID, given: DecisionIn) -> MeritOut:
    """Approve or refuse a merit; never one's own, nor one that one proposed."""
    actions.decide(merit_id=merit_id, is_approved=given.is_approved, reasons=given.reasons, **_done(request))
    return MeritOut.of(queries.merit(merit_id))


@router.post("/merit-objections/{objection_id}/answer", response=ObjectionOut)
@needs(Right.MERITS_DECIDE)
def answer(request: HttpRequest, objection_id: UUID, given: WordsIn) -> ObjectionOut:
    """Answer a chief's objection."""
    actions.answer(objection_id=objection_id, text=given.text, **_done(request))
    return ObjectionOut.of(queries.objection(objection_id))


@router.get("/own-chief-records", response=list[RecordOut])
@needs(Right.SIGNED_IN)
def read_own(request: HttpRequest, month: str = "") -> list[RecordOut]:
    """The caller's own records as a chief."""
    found = queries.own_records(request.actor, _span(request, month))  # type: ignore[attr-defined]
    return [RecordOut.of(each) for each in found]


@router.post("/own-chief-records/{chief_id}/objections", response={201: ObjectionOut})
@needs(Right.SIGNED_IN)
def object_to(request: HttpRequest, chief_id: UUID, given: WordsIn) -> Status[ObjectionOut]:
    """Object to one's own record."""
    made = actions.object_to(chief_id=chief_id, text=given.text, **_done(request))
    return Status(201, ObjectionOut.of(queries.objection(made)))
