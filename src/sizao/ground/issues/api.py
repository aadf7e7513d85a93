"""The API of issues: the log, each time a problem was met, its cure; leaders and their visits."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.ground.issues import actions, queries
from sizao.ground.issues.schemas import CureIn, IssueIn, IssueOut, LiaisonIn, LiaisonOut, Made, MetIn, VisitIn
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs

router = Router(tags=["issues"])


@router.get("/issues", response=list[IssueOut])
@needs(Right.COMMAND_READ)
def read_issues(request: HttpRequest, open_only: bool = False) -> list[IssueOut]:
    """The problems in the caller's area, those met most often first."""
    found = queries.issues(within=request.actor.area, open_only=open_only)  # type: ignore[attr-defined]
    return [IssueOut.of(each) for each in found]


@router.post("/issues", response={201: IssueOut})
@needs(Right.COMMAND_WRITE)
def raise_issue(request: HttpRequest, given: IssueIn) -> Status[IssueOut]:
    """Write down a problem; one of the same title in the same area counts as met again."""
    made = actions.raise_issue(
        area=given.area, title=given.title, owner=given.owner, source=given.source, text=given.text,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, IssueOut.of(queries.issue(made)))


@router.post("/issues/{issue_id}/occurrences", response=IssueOut)
@needs(Right.COMMAND_WRITE)
def meet_again(request: HttpRequest, issue_id: UUID, given: MetIn) -> IssueOut:
    """Write down that a problem was met once more."""
    found = queries.issue(issue_id)
    actions.meet_again(
        issue_id=issue_id, area=found.area, source=given.source, text=given.text,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return IssueOut.of(queries.issue(issue_id))


@router.post("/issues/{issue_id}/cure", response=IssueOut)
@needs(Right.COMMAND_WRITE)
def cure_issue(request: HttpRequest, issue_id: UUID, given: CureIn) -> IssueOut:
    """Say which finished task, edition or local rule cured a problem."""
    actions.cure_issue(
        issue_id=issue_id, kind=given.kind, reference=given.reference, text=given.text,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return IssueOut.of(queries.issue(issue_id))


@router.get("/leaders", response=list[LiaisonOut])
@needs(Right.COMMAND_READ)
def read_leaders(request: HttpRequest) -> list[LiaisonOut]:
    """Which leader answers for which unit."""
    return [LiaisonOut.of(each) for each in queries.liaisons()]


@router.post("/leaders", response={201: Made})
@needs(Right.COMMAND_WRITE)
def assign_leader(request: HttpRequest, given: LiaisonIn) -> Status[Made]:
    """Assign a leader to a unit."""
    made = actions.assign_leader(
        area=given.area, leader=given.leader, body=given.body, unit=given.unit, every_days=given.every_days,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, Made(id=made))


@router.post("/leaders/{liaison_id}/visits", response=LiaisonOut)
@needs(Right.COMMAND_WRITE)
def record_visit(request: HttpRequest, liaison_id: UUID, given: VisitIn) -> LiaisonOut:
    """Write down a visit; a problem raised on it goes into the issue log."""
    actions.record_visit(
        liaison_id=liaison_id, on=given.on, note=given.note, problem=given.problem,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return LiaisonOut.of(queries.liaison(liaison_id))
