"""Testing's API: points, samples, results, release, counts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.ground.command import queries as command
from sizao.measures.screening import actions, queries
from sizao.measures.screening.schemas import (
    Ids,
    PointOut,
    Released,
    ReleaseIn,
    ResultsIn,
    SamplesIn,
    TestingOut,
)
from sizao.measures.screening.types import NewResult, NewSample
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.fields import Time

router = Router(tags=["screening"])


@router.get("/sampling-points", response=list[PointOut])
@needs(Right.SCREENING_READ)
def read_points(request: HttpRequest, incident_id: UUID | None = None, as_of: Time | None = None) -> list[PointOut]:
    """Sampling points in the caller's scope; with a moment, those open then."""
    return [PointOut.of(each) for each in queries.points(incident_id=incident_id, as_of=as_of)]


@router.get("/incidents/{incident_id}/testing", response=TestingOut)
@needs(Right.SCREENING_READ)
def read_counts(request: HttpRequest, incident_id: UUID, as_of: Time | None = None) -> TestingOut:
    """An incident's testing in figures, summed over samples, as of a moment."""
    command.incident(incident_id)
    moment = as_of or request.at  # type: ignore[attr-defined]
    return TestingOut.of(queries.counts(incident_id, moment), moment)


@router.post("/samples", response={201: Ids})
@needs(Right.SCREENING_WRITE)
def take_samples(request: HttpRequest, given: SamplesIn) -> Status[Ids]:
    """Enter samples."""
    new = [NewSample(**each.dict()) for each in given.samples]
    return Status(201, Ids(ids=actions.take_samples(samples=new, by=request.actor, at=request.at)))  # type: ignore[attr-defined]


@router.post("/results", response={201: Ids})
@needs(Right.SCREENING_RELEASE)
def enter_results(request: HttpRequest, given: ResultsIn) -> Status[Ids]:
    """Enter a laboratory's answers; they count once somebody else has released them."""
    new = [NewResult(**each.dict()) for each in given.results]
    return Status(201, Ids(ids=actions.enter_results(results=new, by=request.actor, at=request.at)))  # type: ignore[attr-defined]


@router.post("/results/release", response=Released)
@needs(Right.SCREENING_RELEASE)
def release_results(request: HttpRequest, given: ReleaseIn) -> Released:
    """Release results that somebody else entered."""
    count = actions.release_results(result_ids=given.result_ids, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Released(count=count)
