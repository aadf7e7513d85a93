"""The API of cohorts: rules proposed and approved, stays registered and held against them, duties done."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.kernel.words import Words
from sizao.measures.cohorts import actions, queries
from sizao.measures.cohorts.schemas import (
    CohortIn,
    CohortOut,
    DoneIn,
    MatchedOut,
    MemberOut,
    PlaceIn,
    ReasonIn,
    RegisteredOut,
    RuleIn,
    StaysIn,
    UnplacedOut,
    VersionOut,
)
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.affected import AffectedOut

router = Router(tags=["cohorts"])


def _out(request: HttpRequest, cohort_id: UUID) -> CohortOut:
    found = queries.cohort(cohort_id)
    return CohortOut.of(found, queries.counts([cohort_id], queries.today(request.at))[cohort_id])


@router.get("/cohorts", response=list[CohortOut])
@needs(Right.COHORTS_READ)
def list_cohorts(request: HttpRequest) -> list[CohortOut]:
    """The cohorts that hold in the caller's area, the newest first, with their counts there."""
    found = queries.cohorts()
    counted = queries.counts([each.id for each in found], queries.today(request.at))
    return [CohortOut.of(each, counted[each.id]) for each in found]


@router.post("/cohorts", response={201: CohortOut})
@needs(Right.COHORTS_PROPOSE)
def propose_cohort(request: HttpRequest, given: CohortIn) -> Status[CohortOut]:
    """Propose a cohort with the first version of its rule; nobody is asked for anything before it is approved."""
    made = actions.propose_cohort(
        area=given.area, title=Words(given.title_zh, given.title_en), rule=given.rule.new(),
        incident_id=given.incident_id, by=request.actor, at=request.at,
    )  # fmt: skip
    return Status(201, _out(request, made))


@router.get("/cohorts/{uuid:cohort_id}", response=CohortOut)
@needs(Right.COHORTS_READ)
def read_cohort(request: HttpRequest, cohort_id: UUID) -> CohortOut:
    """One cohort with its versions and its counts in the caller's area."""
    return _out(request, cohort_id)


@router.get("/cohorts/{uuid:cohort_id}/members", response=list[MemberOut])
@needs(Right.COHORTS_READ)
def list_cohort_members(
    request: HttpRequest, cohort_id: UUID, open_only: bool = False, limit: int = Query(200, ge=1, le=1000)
) -> list[MemberOut]:
    """The people of a cohort in the caller's area, each with the reason and what is asked."""
    queries.cohort(cohort_id)
    found = queries.members(cohort_id, open_only=open_only, limit=limit)
    audit.record(
        by=request.actor, at=request.at, action="cohorts.read", purpose="contact_management",
        persons=[each.person_id for each in found], fields="number",
    )  # fmt: skip
    return [MemberOut.of(each) for each in found]


@router.post("/cohorts/{uuid:cohort_id}/versions", response={201: VersionOut})
@needs(Right.COHORTS_PROPOSE)
def propose_cohort_version(request: HttpRequest, cohort_id: UUID, given: RuleIn) -> Status[VersionOut]:
    """Propose the next version of a cohort's rule."""
    made = actions.propose_version(cohort_id=cohort_id, rule=given.new(), by=request.actor, at=request.at)
    return Status(201, VersionOut.of(queries.version(made)))


@router.post("/cohorts/{uuid:cohort_id}/end", response=CohortOut)
@needs(Right.COHORTS_APPROVE)
def end_cohort(request: HttpRequest, cohort_id: UUID, given: ReasonIn) -> CohortOut:
    """Hold the rule against registrations no longer."""
    actions.end(cohort_id=cohort_id, reason=given.reason, by=request.actor, at=request.at)
    return _out(request, cohort_id)


@router.get("/cohort-versions/{uuid:version_id}/preview", response=AffectedOut)
@needs(Right.COHORTS_READ)
def preview_cohort_version(request: HttpRequest, version_id: UUID) -> AffectedOut:
    """Whom a version would touch now: people registered who fall under it, members of whom it asks more; and what is lighter."""
    return AffectedOut.of(queries.touched(version_id, request.at), lighter=queries.lighter(queries.version(version_id)))


@router.post("/cohort-versions/{uuid:version_id}/approve", response=MatchedOut)
@needs(Right.COHORTS_APPROVE)
def approve_cohort_version(request: HttpRequest, version_id: UUID) -> MatchedOut:
    """Put a version into force; the one before is replaced, and people registered already are held against it."""
    return MatchedOut(matched=actions.approve(version_id=version_id, by=request.actor, at=request.at))


@router.post("/cohort-versions/{uuid:version_id}/reject", response=VersionOut)
@needs(Right.COHORTS_APPROVE)
def reject_cohort_version(request: HttpRequest, version_id: UUID, given: ReasonIn) -> VersionOut:
    """Leave a proposed version unapproved."""
    actions.reject(version_id=version_id, reason=given.reason, by=request.actor, at=request.at)
    return VersionOut.of(queries.version(version_id))


@router.post("/cohort-stays", response=RegisteredOut)
@needs(Right.COHORTS_REGISTER)
def register_stays(request: HttpRequest, given: StaysIn) -> RegisteredOut:
    """Register where people were; each stay is held against the rules in force at once."""
    matched = actions.register(stays=[each.new() for each in given.stays], by=request.actor, at=request.at)
    return RegisteredOut(stays=len(given.stays), matched=matched)


@router.get("/cohort-unplaced", response=list[UnplacedOut])
@needs(Right.COHORTS_REGISTER)
def list_unplaced_stays(request: HttpRequest) -> list[UnplacedOut]:
    """Stays in the caller's area whose place names no area known here, the oldest first; the look is logged."""
    found = queries.unplaced_stays()
    audit.record(
        by=request.actor, at=request.at, action="cohorts.read", purpose="contact_management",
        persons=[each.person_id for each in found], fields="number, place as told",
    )  # fmt: skip
    return [UnplacedOut.of(each) for each in found]


@router.post("/cohort-unplaced/{uuid:unplaced_id}/place", response=MatchedOut)
@needs(Right.COHORTS_REGISTER)
def place_stay(request: HttpRequest, unplaced_id: UUID, given: PlaceIn) -> MatchedOut:
    """Say which area a stay was in; the rules in force are held against it at once."""
    matched = actions.place(unplaced_id=unplaced_id, place=given.place, by=request.actor, at=request.at)
    return MatchedOut(matched=matched)


@router.post("/cohort-duties/{duty_id}/done", response=CohortOut)
@needs(Right.COHORTS_REGISTER)
def do_cohort_duty(request: HttpRequest, duty_id: int, given: DoneIn) -> CohortOut:
    """Note that something asked of a member was done."""
    return _out(request, actions.do(duty_id=duty_id, note=given.note, by=request.actor, at=request.at))
