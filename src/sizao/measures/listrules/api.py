"""The API of list rules: what each version did, what another one would have done, proposing and approving."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.measures.listrules import actions, queries
from sizao.measures.listrules.schemas import CriteriaIn, ReasonIn, RuleIn, TallyOut, VersionOut
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs

router = Router(tags=["listrules"])


@router.get("/list-rules", response=list[VersionOut])
@needs(Right.LISTRULES_READ)
def list_rules(request: HttpRequest) -> list[VersionOut]:
    """The rules by which lists are made here, the newest first, each with what it spared and how true its lists were."""
    return [VersionOut.of(each) for each in queries.with_tallies(queries.versions())]


@router.post("/list-rules/preview", response=TallyOut)
@needs(Right.LISTRULES_READ)
def preview_list_rule(request: HttpRequest, given: CriteriaIn) -> TallyOut:
    """What criteria would have made of the lists of the 60 days up to the newest trace; what was known of people then is left out."""
    return TallyOut.of(queries.preview(given.criteria(), given.area, request.at))


@router.post("/list-rules", response={201: VersionOut})
@needs(Right.LISTRULES_WRITE)
def propose_list_rule(request: HttpRequest, given: RuleIn) -> Status[VersionOut]:
    """Propose other criteria for an area's lists; nothing changes before somebody else approves."""
    made = actions.propose(
        area=given.area, criteria=given.criteria(), reason=given.reason, by=request.actor, at=request.at
    )
    return Status(201, VersionOut.of(queries.version(made)))


@router.post("/list-rules/{uuid:rule_id}/approve", response=VersionOut)
@needs(Right.LISTRULES_APPROVE)
def approve_list_rule(request: HttpRequest, rule_id: UUID) -> VersionOut:
    """Make the lists of an area by a version from now on; never by who proposed it."""
    actions.approve(version_id=rule_id, by=request.actor, at=request.at)
    return VersionOut.of(queries.version(rule_id))


@router.post("/list-rules/{uuid:rule_id}/reject", response=VersionOut)
@needs(Right.LISTRULES_APPROVE)
def reject_list_rule(request: HttpRequest, rule_id: UUID, given: ReasonIn) -> VersionOut:
    """Leave a version unapproved, with the reason."""
    actions.reject(version_id=rule_id, reason=given.reason, by=request.actor, at=request.at)
    return VersionOut.of(queries.version(rule_id))
