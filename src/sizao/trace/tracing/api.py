"""The API of tracing: count first, run, read the counts, read the persons by number."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.trace.tracing import actions, queries
from sizao.trace.tracing.schemas import ExposedOut, PlaceTraceIn, RunOut, TraceCountsOut, TraceIn
from sizao.trace.tracing.types import Purpose

router = Router(tags=["tracing"])


@router.post("/traces/count", response=TraceCountsOut)
@needs(Right.TRACING_RUN)
def count_trace(request: HttpRequest, wanted: TraceIn) -> TraceCountsOut:
    """A dry run: how many persons a trace of this case would touch, and where; no run is kept."""
    counts = actions.count_trace(
        case_id=wanted.case_id, purpose=Purpose(wanted.purpose), legal_basis=wanted.legal_basis,
        same_zone=wanted.same_zone, by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return TraceCountsOut.of(counts)


@router.post("/traces", response={201: RunOut})
@needs(Right.TRACING_RUN)
def start_trace(request: HttpRequest, wanted: TraceIn) -> Status[RunOut]:
    """Trace a case within the window of its edition."""
    run_id = actions.start_trace(
        case_id=wanted.case_id, purpose=Purpose(wanted.purpose), legal_basis=wanted.legal_basis,
        same_zone=wanted.same_zone, by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, RunOut.of(queries.run(run_id)))


@router.post("/traces/from-place/count", response=TraceCountsOut)
@needs(Right.TRACING_RUN)
def count_place(request: HttpRequest, wanted: PlaceTraceIn) -> TraceCountsOut:
    """A dry run: how many persons a trace from this place would touch, and where; no run is kept."""
    counts = actions.count_place(**wanted.terms(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return TraceCountsOut.of(counts)


@router.post("/traces/from-place", response={201: RunOut})
@needs(Right.TRACING_RUN)
def start_place_trace(request: HttpRequest, wanted: PlaceTraceIn) -> Status[RunOut]:
    """Trace from a place in a period, under the edition of an incident."""
    run_id = actions.start_place_trace(**wanted.terms(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, RunOut.of(queries.run(run_id)))


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
