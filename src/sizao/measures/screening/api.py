"""Testing's API: points, samples, results, release, counts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel.words import Words
from sizao.measures.screening import actions, queries
from sizao.measures.screening.schemas import (
    Ids,
    PointOut,
    PointsIn,
    Released,
    ReleaseIn,
    ResultsIn,
    RoundEndIn,
    RoundIn,
    RoundOut,
    SampleOut,
    SamplesIn,
    SamplesOut,
    TestingOut,
)
from sizao.measures.screening.types import NewResult, NewSample, Value
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.affected import AffectedOut
from sizao.spine.web.queries.fields import Time
from sizao.spine.web.queries.keyset import Cursor, cursors, take

router = Router(tags=["screening"])
Limit = Query(100, ge=1, le=1000)
After = Query("", max_length=400)


@router.get("/sampling-points", response=list[PointOut])
@needs(Right.SCREENING_READ)
def read_points(request: HttpRequest, incident_id: UUID | None = None, as_of: Time | None = None) -> list[PointOut]:
    """Sampling points in the caller's scope; with a moment, those open then."""
    return [PointOut.of(each) for each in queries.points(incident_id=incident_id, as_of=as_of)]


@router.post("/sampling-points", response={201: Ids})
@needs(Right.SCREENING_MANAGE)
def open_points(request: HttpRequest, given: PointsIn) -> Status[Ids]:
    """Open sampling points, for an incident or for none."""
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    new = [each.point(at) for each in given.points]
    return Status(201, Ids(ids=actions.open_points(points=new, incident_id=given.incident_id, by=by, at=at)))


@router.post("/sampling-points/{point_id}/closing", response=PointOut)
@needs(Right.SCREENING_MANAGE)
def close_point(request: HttpRequest, point_id: UUID) -> PointOut:
    """Close a sampling point."""
    actions.close_point(point_id=point_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return PointOut.of(queries.point(point_id))


@router.get("/rounds", response=list[RoundOut])
@needs(Right.SCREENING_READ)
def read_rounds(request: HttpRequest, incident_id: UUID | None = None, as_of: Time | None = None) -> list[RoundOut]:
    """Screening rounds in the caller's scope as they stood at a moment, the oldest first."""
    return [RoundOut.of(each) for each in queries.rounds(incident_id=incident_id, as_of=as_of)]


@router.post("/rounds", response={201: RoundOut})
@needs(Right.SCREENING_MANAGE)
def open_round(request: HttpRequest, given: RoundIn) -> Status[RoundOut]:
    """Start the next screening round of an area."""
    made = actions.open_round(
        incident_id=given.incident_id, area=given.area, name=Words(given.name_zh, given.name_en or given.name_zh),
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, RoundOut.of(queries.round_of(made)))


@router.post("/rounds/preview", response=AffectedOut)
@needs(Right.SCREENING_MANAGE)
def preview_round(request: HttpRequest, given: RoundIn) -> AffectedOut:
    """Whom a round would ask to be sampled, and the towns with cases alone as the lighter round; nothing is written."""
    queries.next_round(given.incident_id, given.area, request.actor)  # type: ignore[attr-defined]
    lighter = queries.lighter_round(given.incident_id, given.area)
    return AffectedOut.of(registry.touched_in(given.area), lighter=lighter)


@router.post("/rounds/{round_id}/end", response=RoundOut)
@needs(Right.SCREENING_MANAGE)
def end_round(request: HttpRequest, round_id: UUID, given: RoundEndIn) -> RoundOut:
    """End a round: all negative, which every tube must bear out, or positives found."""
    actions.end_round(
        round_id=round_id, state=given.state, note=given.note, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return RoundOut.of(queries.round_of(round_id))


@router.get("/samples", response=SamplesOut)
@needs(Right.SCREENING_READ)
def find_samples(
    request: HttpRequest,
    incident_id: UUID | None = None,
    round_id: UUID | None = None,
    value: Value | None = None,
    awaiting: bool = False,
    after: str = After,
    limit: int = Limit,
) -> SamplesOut:
    """Samples in scope, newest first; ``awaiting`` keeps those for which the laboratory has entered nothing yet."""
    rows = queries.awaiting_rows() if awaiting else queries.sample_rows()
    wanted = {"incident": incident_id, "round": round_id, "value_now": value.value if value else None}
    rows = rows.filter(**{name: each for name, each in wanted.items() if each is not None})
    found, _before, more = take(rows, "-taken_at", Cursor.from_text(after) if after else None, limit)
    audit.record(
        by=request.actor, at=request.at, action="screening.samples", purpose="sampling", fields="sample",  # type: ignore[attr-defined]
        persons=[row.person_id for row in found if row.person_id],
    )  # fmt: skip
    return SamplesOut(rows=[SampleOut.of(row) for row in found], next=cursors(found, "-taken_at")[1] if more else None)


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
