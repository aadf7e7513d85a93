"""The API of investigations: begin, read, type, hold, submit, review."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.ground.identity.types import Sealed
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs
from sizao.trace.cases import queries as cases
from sizao.trace.investigation import actions, queries
from sizao.trace.investigation.schemas import (
    AgencyAnswerIn,
    AnswerIn,
    DraftIn,
    FoundPlaceOut,
    HoldIn,
    InvestigationOut,
    LeadIn,
    LeadOut,
    PartsOut,
    ReviewIn,
)
from sizao.trace.investigation.types import About

router = Router(tags=["investigation"])


def _shown(request: HttpRequest, investigation_id: UUID) -> InvestigationOut:
    """The investigation as it stands; reading it is entered in the access log."""
    found = queries.investigation(investigation_id)
    audit.record(
        by=request.actor, at=request.at, action="investigation.read", purpose="case_investigation",  # type: ignore[attr-defined]
        persons=[cases.case(found.case_id).person_id], fields="interview", area=found.area,
    )  # fmt: skip
    return InvestigationOut.of(found, queries.reading(found, request.at))  # type: ignore[attr-defined]


@router.post("/cases/{case_id}/investigation", response={201: InvestigationOut})
@needs(Right.INVESTIGATION_WRITE)
def begin(request: HttpRequest, case_id: UUID) -> Status[InvestigationOut]:
    """Begin the interview of a case, or give the one that was begun."""
    found = actions.begin(case_id=case_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, _shown(request, found))


@router.get("/investigations/{investigation_id}", response=InvestigationOut)
@needs(Right.INVESTIGATION_READ)
def read(request: HttpRequest, investigation_id: UUID) -> InvestigationOut:
    """One investigation: the form as typed, and how it was understood."""
    return _shown(request, investigation_id)


@router.patch("/investigations/{investigation_id}/draft", response=InvestigationOut)
@needs(Right.INVESTIGATION_WRITE)
def save(request: HttpRequest, investigation_id: UUID, given: DraftIn) -> InvestigationOut:
    """Save what was typed, however unfinished; only who holds the form may."""
    actions.save_draft(
        investigation_id=investigation_id, changes=given.changes, rows=given.rows,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return _shown(request, investigation_id)


@router.post("/investigations/{investigation_id}/hold", response=InvestigationOut)
@needs(Right.INVESTIGATION_WRITE)
def take(request: HttpRequest, investigation_id: UUID, given: HoldIn) -> InvestigationOut:
    """Take up the form, from somebody else with a reason."""
    actions.take(investigation_id=investigation_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _shown(request, investigation_id)


@router.delete("/investigations/{investigation_id}/hold", response=InvestigationOut)
@needs(Right.INVESTIGATION_WRITE)
def pause(request: HttpRequest, investigation_id: UUID) -> InvestigationOut:
    """Let go of the form; what was typed stays."""
    actions.pause(investigation_id=investigation_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _shown(request, investigation_id)


@router.post("/investigations/{investigation_id}/submission", response=InvestigationOut)
@needs(Right.INVESTIGATION_WRITE)
def submit(request: HttpRequest, investigation_id: UUID) -> InvestigationOut:
    """Submit the form for review by a second person."""
    actions.submit(investigation_id=investigation_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _shown(request, investigation_id)


@router.post("/investigations/{investigation_id}/review", response=InvestigationOut)
@needs(Right.INVESTIGATION_REVIEW, Right.INVESTIGATION_READ)
def review(request: HttpRequest, investigation_id: UUID, given: ReviewIn) -> InvestigationOut:
    """Approve, return, or take up again."""
    act = {"approve": actions.approve, "return": actions.send_back, "reopen": actions.reopen}[given.step]
    act(investigation_id=investigation_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined, operator]
    return _shown(request, investigation_id)


@router.get("/investigation-leads", response=list[LeadOut])
@needs(Right.LEADS_ANSWER)
def read_leads(
    request: HttpRequest, offset: int = Query(0, ge=0, le=10_000_000), limit: int = Query(100, ge=1, le=1000)
) -> list[LeadOut]:
    """The leads that the reader's role follows in the own area, newest first; the case is not named."""
    rows = queries.lead_rows(request.actor.role).order_by("-at", "-id")[offset : offset + limit]  # type: ignore[attr-defined]
    return [LeadOut.of(each) for each in queries.answered(list(rows))]


@router.post("/investigation-leads/{lead_id}/answers", response={201: LeadOut})
@needs(Right.LEADS_ANSWER)
def answer_lead(request: HttpRequest, lead_id: UUID, given: AnswerIn) -> Status[LeadOut]:
    """Note what came of a lead; the newest answer counts."""
    role = request.actor.role  # type: ignore[attr-defined]
    queries.lead_for(lead_id, role)
    actions.answer_lead(lead_id=lead_id, outcome=given.outcome, note=given.note, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, LeadOut.of(queries.lead_for(lead_id, role)))


@router.post("/investigation-leads/{lead_id}/place", response=FoundPlaceOut)
@needs(Right.LEADS_ANSWER)
def open_place(request: HttpRequest, lead_id: UUID) -> FoundPlaceOut:
    """The address or telephone that was found for a lead, or that it sends the grid to; entered in the access log."""
    lead = queries.lead_for(lead_id, request.actor.role)  # type: ignore[attr-defined]
    return FoundPlaceOut(place=actions.open_place(lead=lead, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.post("/investigations/{investigation_id}/leads", response={201: LeadOut})
@needs(Right.INVESTIGATION_WRITE)
def ask_lead(request: HttpRequest, investigation_id: UUID, given: LeadIn) -> Status[LeadOut]:
    """Ask a group or an agency to follow a lead, with the parts of the case's identity that its task needs."""
    parts = frozenset(Sealed(each) for each in given.parts)
    person = cases.case(queries.investigation(investigation_id).case_id).person_id if parts else None
    about = About(person_id=person, parts=parts, since=given.since, until=given.until, due_at=given.due_at)
    lead_id = actions.ask_lead(
        investigation_id=investigation_id, direction=given.direction, what=given.what, area=given.area,
        group=given.group, about=about, by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, LeadOut.of(queries.lead(lead_id)))


@router.get("/agency-leads", response=list[LeadOut])
@needs(Right.AGENCY_WORK)
def read_agency_leads(
    request: HttpRequest, offset: int = Query(0, ge=0, le=10_000_000), limit: int = Query(100, ge=1, le=1000)
) -> list[LeadOut]:
    """The leads given to the reader's agency in the own area, newest first; the case is not named."""
    rows = queries.agency_rows(request.actor.role).order_by("-at", "-id")[offset : offset + limit]  # type: ignore[attr-defined]
    return [LeadOut.of(each) for each in queries.answered(list(rows))]


@router.post("/agency-leads/{lead_id}/parts", response=PartsOut)
@needs(Right.AGENCY_WORK)
def open_parts(request: HttpRequest, lead_id: UUID) -> PartsOut:
    """What a lead's task needs of the person it is about; entered in the access log."""
    return PartsOut(parts=actions.open_parts(lead_id=lead_id, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.post("/agency-leads/{lead_id}/place", response=FoundPlaceOut)
@needs(Right.AGENCY_WORK)
def open_agency_place(request: HttpRequest, lead_id: UUID) -> FoundPlaceOut:
    """The address or telephone that the agency noted; entered in the access log."""
    lead = queries.agency_lead(lead_id, request.actor.role)  # type: ignore[attr-defined]
    return FoundPlaceOut(place=actions.open_place(lead=lead, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.post("/agency-leads/{lead_id}/answers", response={201: LeadOut})
@needs(Right.AGENCY_WORK)
def answer_agency_lead(request: HttpRequest, lead_id: UUID, given: AgencyAnswerIn) -> Status[LeadOut]:
    """Note what the agency found; an address sends the grid there."""
    role = request.actor.role  # type: ignore[attr-defined]
    queries.agency_lead(lead_id, role)
    actions.answer_lead(
        lead_id=lead_id, outcome=given.outcome, note=given.note, address=given.address,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, LeadOut.of(queries.agency_lead(lead_id, role)))
