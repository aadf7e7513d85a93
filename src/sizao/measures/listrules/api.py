"""The API of list rules: what each version did, what another one would have done, and changing the rule."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from sizao.measures.listrules import actions, queries
from sizao.measures.listrules.schemas import CriteriaIn, RuleIn, TallyOut, VersionOut
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
def change_list_rule(request: HttpRequest, given: RuleIn) -> Status[VersionOut]:
    """Make the lists of an area by other criteria from now on."""
    made = actions.change(
        area=given.area, criteria=given.criteria(), reason=given.reason, by=request.actor, at=request.at
    )
    return Status(201, VersionOut.of(next(each for each in queries.versions() if each.id == made)))
