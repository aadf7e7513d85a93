"""The API of tracing: count first, run, read the counts, read the persons by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Status

from sizao.ground.registry import queries as registry
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.affected import AffectedOut
from sizao.spine.web.queries.fields import NO_CONTROL, Time
from sizao.trace.tracing import actions, queries
from sizao.trace.tracing.queries import arrow
from sizao.trace.tracing.schemas import (
    ApprovedOut,
    ApproveIn,
    CasesTraceIn,
    CompareIn,
    DeclineIn,
    ExposedOut,
    LeadOut,
    PlaceTraceIn,
    ReplyIn,
    RunOut,
    SignatureOut,
    SittingOut,
    StopOut,
    TraceCountsOut,
    TraceIn,
    TrialOut,
    VisitorOut,
)
from sizao.trace.tracing.types import Door, LeadFacts, LegalBasis, Purpose

router = Router(tags=["tracing"])


def _purpose(request: HttpRequest, text: str) -> Purpose:
    """The purpose of a request; one outside the closed list is refused and noted."""
    return actions.purpose_named(text=text, asked_for=request.path, by=request.actor, at=request.at)  # type: ignore[attr-defined]


def _terms(request: HttpRequest, wanted: TraceIn | CasesTraceIn | PlaceTraceIn) -> dict[str, Any]:
    """What an action takes, for a purpose that where people were may serve."""
    _purpose(request, wanted.purpose)
    return wanted.terms()


@router.post("/traces/count", response=TraceCountsOut)
@needs(Right.TRACING_RUN)
def count_trace(request: HttpRequest, wanted: TraceIn) -> TraceCountsOut:
    """A dry run: how many persons a trace of this case would touch, and where; no run is kept."""
    counts = actions.count_trace(**_terms(request, wanted), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return TraceCountsOut.of(counts)


@router.post("/traces", response={201: RunOut})
@needs(Right.TRACING_RUN)
def start_trace(request: HttpRequest, wanted: TraceIn) -> Status[RunOut]:
    """Trace a case within the window of its edition."""
    run_id = actions.start_trace(**_terms(request, wanted), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, RunOut.of(queries.run(run_id)))


@router.post("/traces/of-cases/count", response=TraceCountsOut)
@needs(Right.TRACING_RUN)
def count_cases(request: HttpRequest, wanted: CasesTraceIn) -> TraceCountsOut:
    """A dry run of several cases at once: how many persons it would touch, where, and how many met more than one."""
    counts = actions.count_cases(**_terms(request, wanted), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return TraceCountsOut.of(counts)


@router.post("/traces/of-cases", response={201: RunOut})
@needs(Right.TRACING_RUN)
def start_cases(request: HttpRequest, wanted: CasesTraceIn) -> Status[RunOut]:
    """Trace several cases of an incident at once, each within its own window; everybody found stands once."""
    run_id = actions.start_cases(**_terms(request, wanted), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, RunOut.of(queries.run(run_id)))


@router.post("/traces/from-place/count", response=TraceCountsOut)
@needs(Right.TRACING_RUN)
def count_place(request: HttpRequest, wanted: PlaceTraceIn) -> TraceCountsOut:
    """A dry run: how many persons a trace from this place would touch, and where; no run is kept."""
    counts = actions.count_place(**_terms(request, wanted), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return TraceCountsOut.of(counts)


@router.post("/traces/from-place", response={201: RunOut})
@needs(Right.TRACING_RUN)
def start_place_trace(request: HttpRequest, wanted: PlaceTraceIn) -> Status[RunOut]:
    """Trace from a place in a period, under the edition of an incident."""
    run_id = actions.start_place_trace(**_terms(request, wanted), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, RunOut.of(queries.run(run_id)))


def _asked(request: HttpRequest, door: Door, wanted: TraceIn | CasesTraceIn | PlaceTraceIn) -> Status[SignatureOut]:
    terms = _terms(request, wanted)
    why = {"purpose": terms.pop("purpose"), "legal_basis": terms.pop("legal_basis")}
    made = actions.ask_signature(door=door, terms=terms, **why, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, SignatureOut.of(queries.signature(made, request.at)))  # type: ignore[attr-defined]


@router.post("/traces/ask", response={201: SignatureOut})
@needs(Right.TRACING_RUN)
def ask_for_trace(request: HttpRequest, wanted: TraceIn) -> Status[SignatureOut]:
    """Ask headquarters to sign the trace of a case that touches many; nobody is listed before."""
    return _asked(request, Door.CASE, wanted)


@router.post("/traces/of-cases/ask", response={201: SignatureOut})
@needs(Right.TRACING_RUN)
def ask_for_cases(request: HttpRequest, wanted: CasesTraceIn) -> Status[SignatureOut]:
    """Ask headquarters to sign the trace of several cases that touches many; nobody is listed before."""
    return _asked(request, Door.CASES, wanted)


@router.post("/traces/from-place/ask", response={201: SignatureOut})
@needs(Right.TRACING_RUN)
def ask_for_place(request: HttpRequest, wanted: PlaceTraceIn) -> Status[SignatureOut]:
    """Ask headquarters to sign the trace from a place that touches many; nobody is listed before."""
    return _asked(request, Door.PLACE, wanted)


@router.get("/trace-signatures", response=list[SignatureOut])
@needs(Right.TRACING_READ)
def read_signatures(request: HttpRequest, limit: int = Query(100, ge=1, le=1000)) -> list[SignatureOut]:
    """Traces that needed a signature of headquarters, the newest first."""
    return [SignatureOut.of(each) for each in queries.signatures(request.at, limit)]  # type: ignore[attr-defined]


@router.get("/trace-signatures/{signature_id}", response=SignatureOut)
@needs(Right.TRACING_READ)
def read_signature(request: HttpRequest, signature_id: UUID) -> SignatureOut:
    """One trace that needed a signature, with its count and what came of it."""
    return SignatureOut.of(queries.signature(signature_id, request.at))  # type: ignore[attr-defined]


@router.post("/trace-signatures/{signature_id}/sign", response={201: RunOut})
@needs(Right.TRACING_READ, Right.COMMAND_APPROVE)
def sign_trace(request: HttpRequest, signature_id: UUID) -> Status[RunOut]:
    """Sign a trace that somebody else counted: it is run as it was asked."""
    run_id = actions.sign(request_id=signature_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, RunOut.of(queries.run(run_id)))


@router.post("/trace-signatures/{signature_id}/decline", response=SignatureOut)
@needs(Right.TRACING_READ, Right.COMMAND_APPROVE)
def decline_trace(request: HttpRequest, signature_id: UUID, given: DeclineIn) -> SignatureOut:
    """Leave a trace unsigned, for a reason that who asked reads."""
    actions.decline(request_id=signature_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return SignatureOut.of(queries.signature(signature_id, request.at))  # type: ignore[attr-defined]


@router.post("/traces/compare", response=list[TrialOut])
@needs(Right.TRACING_RUN)
def compare_trials(request: HttpRequest, wanted: CompareIn) -> list[TrialOut]:
    """A dry run of one case under several editions or thresholds; no run is kept."""
    trials = [each.trial() for each in wanted.trials]
    found = actions.compare_trials(
        case_id=wanted.case_id,
        trials=trials,
        purpose=_purpose(request, wanted.purpose),
        legal_basis=wanted.legal_basis,
        by=request.actor,
        at=request.at,
    )  # type: ignore[attr-defined]
    return [TrialOut.of(each) for each in found]


@router.get("/traces/{run_id}/days", response=list[StopOut])
@needs(Right.TRACING_READ)
def read_days(request: HttpRequest, run_id: UUID) -> list[StopOut]:
    """The places of the source's days in order, with how many were exposed at each; whose days is in the access log."""
    actions.log_source_shown(run_id=run_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return [StopOut.of(each) for each in queries.stops(queries.run(run_id))]


@router.get("/traces/{run_id}/places/{place_id}", response=list[SittingOut])
@needs(Right.TRACING_READ, Right.CONTACTS_READ)
def read_place(
    request: HttpRequest,
    run_id: UUID,
    place_id: int = Path(ge=1, le=2**63 - 1),
    offset: int = Query(0, ge=0, le=10_000_000),
    limit: int = Query(100, ge=1, le=1000),
) -> list[SittingOut]:  # fmt: skip
    """Who of a run was at a place, by number, with seat and minutes together; those given are in the access log."""
    run = queries.run(run_id)
    registry.place(place_id)
    rows = queries.at_place(run_id, place_id).order_by("hop", "person")[offset : offset + limit]
    found = queries.sittings(run, place_id, list(rows))
    shown = [each.found.person_id for each in found]
    actions.log_persons_shown(run_id=run_id, persons=shown, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return [SittingOut.of(each) for each in found]


@router.post("/traces/{run_id}/places/{place_id}/approve", response=ApprovedOut)
@needs(Right.TRACING_READ, Right.CONTACTS_READ, Right.CONTACTS_APPROVE)
def approve_at_place(
    request: HttpRequest, run_id: UUID, wanted: ApproveIn, place_id: int = Path(ge=1, le=2**63 - 1)
) -> ApprovedOut:
    """Approve some of a place as contacts, or all of one class; a lead that no call confirmed is refused."""
    ids = _asked_for(run_id, place_id, wanted)
    done, refused = actions.approve_exposed(
        run_id=run_id, exposed_ids=ids, reason=wanted.reason, situation=wanted.situation, by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return ApprovedOut(approved=done, refused=refused)


@router.post("/traces/{run_id}/places/{place_id}/approve/preview", response=AffectedOut)
@needs(Right.TRACING_READ, Right.CONTACTS_READ, Right.CONTACTS_APPROVE)
def preview_approval(
    request: HttpRequest, run_id: UUID, wanted: ApproveIn, place_id: int = Path(ge=1, le=2**63 - 1)
) -> AffectedOut:
    """Whom an approval at a place would touch, by area and class, and what would be lighter; nothing is written."""
    ids = _asked_for(run_id, place_id, wanted)
    found = queries.to_approve(run_id, ids, situation=wanted.situation, reason=wanted.reason)
    people = queries.everybody(found)
    return AffectedOut.of(
        registry.touched(each.person_id for each in people),
        queries.asked_of(run_id, found),
        refused=len(ids) - len(people),
    )


def _asked_for(run_id: UUID, place_id: int, wanted: ApproveIn) -> list[UUID]:
    """Who is asked for: those named who were at the place, and all of one class."""
    queries.run(run_id)
    registry.place(place_id)
    here = queries.at_place(run_id, place_id).filter(pk__in=wanted.exposed_ids).values_list("id", flat=True)
    whole = queries.approvable(run_id, place_id, wanted.contact_class) if wanted.contact_class else []
    return [*here, *(each.id for each in whole)]


@router.get("/traces/{run_id}", response=RunOut)
@needs(Right.TRACING_READ)
def read_trace(request: HttpRequest, run_id: UUID) -> RunOut:
    """One trace run with its counts."""
    return RunOut.of(queries.run(run_id))


@router.get("/traces/{run_id}/exposed", response=list[ExposedOut])
@needs(Right.TRACING_READ, Right.CONTACTS_READ)
def read_exposed(
    request: HttpRequest,
    run_id: UUID,
    offset: int = Query(0, ge=0, le=10_000_000),
    limit: int = Query(100, ge=1, le=1000),
) -> list[ExposedOut]:
    """Exposed persons of a run by number, nearest hop first; those given are entered in the access log."""
    queries.run(run_id)
    rows = queries.exposed_rows(run_id).order_by("hop", "person")[offset : offset + limit]
    found = queries.with_outcomes(list(rows))
    shown = [each.person_id for each in found]
    actions.log_persons_shown(run_id=run_id, persons=shown, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return [ExposedOut.of(each) for each in found]


@router.get(
    "/traces/{run_id}/exposed.arrow",
    openapi_extra={
        "responses": {
            200: {
                "description": arrow.__doc__,
                "content": {
                    arrow.MEDIA: {"schema": {"type": "string", "format": "binary", "description": arrow.COLUMNS}}
                },
            }
        }
    },
)
@needs(Right.TRACING_READ, Right.CONTACTS_READ)
def read_exposed_table(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """All exposed persons of a run as an Arrow stream, numbers only, nearest hop first; all of them are in the access log."""
    run = queries.run(run_id)
    actions.log_persons_shown(run_id=run_id, persons=arrow.persons_of(run), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    answer = HttpResponse(arrow.stream(run), content_type=arrow.MEDIA)
    answer["Content-Disposition"] = f'attachment; filename="{run.number}.arrow"'
    return answer


@router.get("/trace-leads", response=list[LeadOut])
@needs(Right.LEADS_ANSWER)
def read_leads(
    request: HttpRequest,
    offset: int = Query(0, ge=0, le=10_000_000),
    limit: int = Query(100, ge=1, le=1000),
) -> list[LeadOut]:
    """The leads of the own area, newest first; the persons given are entered in the access log."""
    rows = queries.lead_rows().order_by("-first", "-id")[offset : offset + limit]
    found = queries.with_replies(list(rows))
    _log_leads(request, found)
    return [LeadOut.of(each) for each in found]


def _log_leads(request: HttpRequest, found: Sequence[LeadFacts]) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    audit.record(
        by=actor, at=request.at, action="tracing.leads", purpose="contact_management",  # type: ignore[attr-defined]
        persons=[each.person_id for each in found], fields="place, time", area=actor.area,
    )  # fmt: skip


@router.post("/trace-leads/{trace_lead_id}/replies", response={201: LeadOut})
@needs(Right.LEADS_ANSWER)
def reply_lead(request: HttpRequest, trace_lead_id: UUID, given: ReplyIn) -> Status[LeadOut]:
    """Note what came of asking the person; a confirmed lead is proposed as a contact, for an officer to approve."""
    actions.reply_lead(
        lead_id=trace_lead_id, outcome=given.outcome, note=given.note, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    found = queries.lead(trace_lead_id)
    _log_leads(request, [found])
    return Status(201, LeadOut.of(found))


@router.get("/places/{place_id}/visitors", response=list[VisitorOut])
@needs(Right.PRESENCE_READ)
def read_visitors(
    request: HttpRequest,
    start: Time,
    legal_basis: LegalBasis,
    purpose: str = Query(max_length=60, pattern=NO_CONTROL),
    until: Time | None = None,
    place_id: int = Path(ge=1, le=2**63 - 1),
    offset: int = Query(0, ge=0, le=10_000_000),
    limit: int = Query(100, ge=1, le=1000),
) -> list[VisitorOut]:  # fmt: skip
    """Everybody on record at a place who touches a window (up to now without an end), by number; they are in the access log.

    An open case must have been there on each civil day of the window; a request without one, or for another purpose than
    contact management and case investigation, is refused and noted.
    """
    asked = {
        "place_id": place_id, "start": start, "until": until or request.at, "legal_basis": legal_basis, "by": request.actor,  # type: ignore[attr-defined]
        "at": request.at, "purpose": _purpose(request, purpose),  # type: ignore[attr-defined]
    }  # fmt: skip
    found = actions.visitors_of(**asked)[offset : offset + limit]
    actions.log_visitors_shown(persons=[each.person for each in found], **asked)
    return [VisitorOut.of(each) for each in found]
