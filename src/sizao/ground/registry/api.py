"""The registry's API."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.ground.registry import actions, queries, rules
from sizao.ground.registry.errors import PersonUnknown
from sizao.ground.registry.schemas import (
    AreaMade,
    AreaNameIn,
    AreaOut,
    BoundariesApplied,
    BoundariesIn,
    BoundariesOut,
    ChiefIn,
    ChiefOut,
    HouseholdIn,
    HouseholdOut,
    HouseholdWhole,
    Made,
    MemberIn,
    MemberOut,
    NeedIn,
    NeedOut,
    NoteIn,
    OrganisationIn,
    OrganisationOut,
    PlaceIn,
    PlaceMade,
    PlaceOut,
    PlacesIn,
    PlacesMade,
    PlanIn,
    ReasonIn,
    ResponsibilityOut,
    ResponsibleIn,
    RunByIn,
    SmallAreaIn,
)
from sizao.ground.registry.types import HelpPlan, NeedState, NewResponsibility, OrganisationKind, PlaceKind
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs

router = Router(tags=["registry"])


@router.get("/areas", response=list[AreaOut])
@needs(Right.REGISTRY_READ)
def find_areas(
    request: HttpRequest, q: str = Query("", max_length=40), parent: str = Query("", max_length=19)
) -> list[AreaOut]:
    """Areas below a parent, or those that a text finds (Chinese name, pinyin or code)."""
    found = queries.search_areas(q) if q.strip() else queries.children(rules.area_code(parent))
    return [AreaOut.of(each) for each in found]


@router.get("/areas/{code}", response=AreaOut)
@needs(Right.REGISTRY_READ)
def read_area(request: HttpRequest, code: str) -> AreaOut:
    """One area by its printed code."""
    return AreaOut.of(queries.area(rules.area_code(code)))


@router.get("/places", response=list[PlaceOut])
@needs(Right.REGISTRY_READ)
def find_places(
    request: HttpRequest,
    q: str = Query("", max_length=60),
    kind: PlaceKind | None = None,
    area: str = Query("", max_length=19),
    limit: int = Query(50, ge=1, le=200),
) -> list[PlaceOut]:
    """Places in the caller's scope by name, kind and area."""
    rows = queries.place_rows(kind=kind, within=rules.area_code(area), text=q.strip()).order_by("id")[:limit]
    return [PlaceOut.of(row.facts()) for row in rows]


@router.post("/places", response={201: PlaceMade})
@needs(Right.REGISTRY_WRITE)
def enter_place(request: HttpRequest, place: PlaceIn) -> Status[PlaceMade]:
    """Enter a place."""
    return Status(201, PlaceMade(id=actions.add_place(place=place.new(), by=request.actor, at=request.at)))  # type: ignore[attr-defined]


@router.post("/places/together", response={201: PlacesMade})
@needs(Right.REGISTRY_WRITE)
def enter_places(request: HttpRequest, given: PlacesIn) -> Status[PlacesMade]:
    """Enter a list of places, all of them or none; their ids in the order given."""
    new = [each.new() for each in given.places]
    return Status(201, PlacesMade(ids=actions.add_places(places=new, by=request.actor, at=request.at)))  # type: ignore[attr-defined]


@router.get("/organisations", response=list[OrganisationOut])
@needs(Right.REGISTRY_READ)
def find_organisations(
    request: HttpRequest,
    q: str = Query("", max_length=60),
    kind: OrganisationKind | None = None,
    limit: int = Query(50, ge=1, le=200),
) -> list[OrganisationOut]:
    """Organisations of the caller's area by name or credit code and kind."""
    rows = queries.organisation_rows(within=request.actor.area, kind=kind, text=q.strip())  # type: ignore[attr-defined]
    return [OrganisationOut.of(row.facts()) for row in rows.order_by("name_zh", "id")[:limit]]


@router.post("/organisations", response={201: Made})
@needs(Right.REGISTRY_WRITE)
def enter_organisation(request: HttpRequest, given: OrganisationIn) -> Status[Made]:
    """Enter an organisation."""
    made = actions.add_organisation(
        words=given.words(), kind=given.kind, area=rules.area_code(given.area), credit_code=given.credit_code,
        **_who(request),
    )  # fmt: skip
    return Status(201, Made(id=made))


def _who(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when."""
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


@router.post("/areas", response={201: AreaMade})
@needs(Right.AREAS_WRITE)
def add_area(request: HttpRequest, area: SmallAreaIn) -> Status[AreaMade]:
    """Add a grid, a building or a unit below an area; it gets the next free number."""
    words = Words(area.name_zh, area.name_en or area.name_zh) if area.name_zh else None
    made = actions.add_area(parent=rules.area_code(area.parent), level=area.level, words=words, **_who(request))
    return Status(201, AreaMade(code=queries.area(made).printed))


@router.post("/areas/{code}/rename", response={204: None})
@needs(Right.AREAS_WRITE)
def rename_area(request: HttpRequest, code: str, name: AreaNameIn) -> Status[None]:
    """Give a grid, a building or a unit another name."""
    words = Words(name.name_zh, name.name_en)
    actions.rename_area(code=rules.area_code(code), words=words, **_who(request))
    return Status(204, None)


@router.post("/areas/{code}/close", response={204: None})
@needs(Right.AREAS_WRITE)
def close_area(request: HttpRequest, code: str, why: ReasonIn) -> Status[None]:
    """Close a grid, a building or a unit that holds nobody any more."""
    actions.close_area(code=rules.area_code(code), reason=why.reason, **_who(request))
    return Status(204, None)


@router.post("/areas/{code}/reopen", response={204: None})
@needs(Right.AREAS_WRITE)
def reopen_area(request: HttpRequest, code: str, why: ReasonIn) -> Status[None]:
    """Take a closed area into use again."""
    actions.reopen_area(code=rules.area_code(code), reason=why.reason, **_who(request))
    return Status(204, None)


@router.get("/areas/{code}/chiefs", response=list[ChiefOut])
@needs(Right.REGISTRY_READ)
def list_chiefs(request: HttpRequest, code: str) -> list[ChiefOut]:
    """Who looks after a grid, a building or a unit, and who did before; the latest first."""
    return [ChiefOut.of(each) for each in queries.chief_history(rules.area_code(code))]


@router.post("/areas/{code}/chief", response={204: None})
@needs(Right.AREAS_WRITE)
def appoint_chief(request: HttpRequest, code: str, chief: ChiefIn) -> Status[None]:
    """Put a grid, a building or a unit into somebody's hands from now on."""
    actions.appoint_chief(code=rules.area_code(code), username=chief.username, post=chief.post, **_who(request))
    return Status(204, None)


@router.get("/households", response=list[HouseholdOut])
@needs(Right.HOUSEHOLDS_READ)
def list_households(
    request: HttpRequest, area: str = Query("", max_length=19), limit: int = Query(50, ge=1, le=200)
) -> list[HouseholdOut]:
    """Households of an area in the caller's scope, without their members."""
    rows = queries.household_rows(within=rules.area_code(area)).order_by("area", "id")[:limit]
    return [HouseholdOut.of(row.facts()) for row in rows]


@router.post("/households", response={201: Made})
@needs(Right.HOUSEHOLDS_WRITE)
def add_household(request: HttpRequest, household: HouseholdIn) -> Status[Made]:
    """Enter a household."""
    area = rules.area_code(household.area)
    return Status(201, Made(id=actions.add_household(area=area, label=household.label, **_who(request))))


@router.get("/households/{household_id}", response=HouseholdWhole)
@needs(Right.HOUSEHOLDS_READ)
def read_household(request: HttpRequest, household_id: UUID) -> HouseholdWhole:
    """One household with its members under their numbers and what they need; the reading is written to the access log."""
    home, members = queries.household(household_id), queries.members(household_id)
    if members:
        audit.record(
            action="registry.household", purpose="supply", persons=[each.id for each in members],
            fields="household, special needs", area=home.area, **_who(request),
        )  # fmt: skip
    wanted = queries.needs_of_household(household_id, request.at)  # type: ignore[attr-defined]
    return HouseholdWhole(
        household=HouseholdOut.of(home), members=[MemberOut.of(each) for each in members],
        needs=[NeedOut.of(each) for each in wanted],
    )  # fmt: skip


@router.post("/households/{household_id}/members", response={204: None})
@needs(Right.HOUSEHOLDS_WRITE)
def join_household(request: HttpRequest, household_id: UUID, member: MemberIn) -> Status[None]:
    """A person lives in a household from now on."""
    actions.join_household(household_id=household_id, number=member.number, **_who(request))
    return Status(204, None)


@router.post("/households/{household_id}/leavers", response={204: None})
@needs(Right.HOUSEHOLDS_WRITE)
def leave_household(request: HttpRequest, household_id: UUID, member: MemberIn) -> Status[None]:
    """A person no longer lives in a household."""
    actions.leave_household(household_id=household_id, number=member.number, **_who(request))
    return Status(204, None)


@router.get("/needs", response=list[NeedOut])
@needs(Right.HOUSEHOLDS_READ)
def list_needs(
    request: HttpRequest,
    area: str = Query("", max_length=19),
    state: NeedState | None = None,
    limit: int = Query(50, ge=1, le=200),
) -> list[NeedOut]:
    """Special needs of an area as they stand now; the reading is written to the access log."""
    at = request.at  # type: ignore[attr-defined]
    found = queries.needs_within(rules.area_code(area), at, state=state, limit=limit)
    if found:
        persons = [each.person_id for each in found]
        audit.record(
            action="registry.needs", purpose="supply", persons=persons, fields="special needs", **_who(request)
        )
    return [NeedOut.of(each) for each in found]


@router.post("/needs", response={201: Made})
@needs(Right.HOUSEHOLDS_WRITE)
def note_need(request: HttpRequest, need: NeedIn) -> Status[Made]:
    """Note a special need of a person; noting it twice changes nothing."""
    person = queries.person_by_number(need.number)
    if person is None:
        raise PersonUnknown
    return Status(201, Made(id=actions.note_need(person_id=person.id, kind=need.kind, **_who(request))))


@router.post("/needs/{need_id}/plan", response={204: None})
@needs(Right.HOUSEHOLDS_WRITE)
def plan_help(request: HttpRequest, need_id: UUID, plan: PlanIn) -> Status[None]:
    """Plan help for a need."""
    given = HelpPlan(plan.help, plan.responsible, plan.due_at, plan.note)
    actions.plan_help(need_id=need_id, plan=given, **_who(request))
    return Status(204, None)


@router.post("/needs/{need_id}/met", response={204: None})
@needs(Right.HOUSEHOLDS_WRITE)
def mark_met(request: HttpRequest, need_id: UUID, remark: NoteIn) -> Status[None]:
    """The planned help was given."""
    actions.mark_met(need_id=need_id, note=remark.note, **_who(request))
    return Status(204, None)


@router.post("/needs/{need_id}/end", response={204: None})
@needs(Right.HOUSEHOLDS_WRITE)
def end_need(request: HttpRequest, need_id: UUID, remark: NoteIn) -> Status[None]:
    """The need is over."""
    actions.end_need(need_id=need_id, note=remark.note, **_who(request))
    return Status(204, None)


@router.get("/places/{place_id}/responsibilities", response=list[ResponsibilityOut])
@needs(Right.REGISTRY_READ)
def list_responsibilities(request: HttpRequest, place_id: int) -> list[ResponsibilityOut]:
    """Who answers for what at a place, and who did before."""
    return [ResponsibilityOut.of(each) for each in queries.responsibilities(queries.place(place_id).id)]


@router.post("/places/{place_id}/responsibilities", response={201: Made})
@needs(Right.DUTIES_WRITE)
def name_responsible(request: HttpRequest, place_id: int, named: ResponsibleIn) -> Status[Made]:
    """Name who answers for what at a place from now on."""
    new = NewResponsibility(place_id, named.party, named.duty, named.username, named.organisation_id, named.post)
    return Status(201, Made(id=actions.name_responsible(new=new, **_who(request))))


@router.post("/places/{place_id}/organisation", response=PlaceOut)
@needs(Right.REGISTRY_WRITE)
def run_by(request: HttpRequest, place_id: int, given: RunByIn) -> PlaceOut:
    """Note which organisation runs a place."""
    actions.run_by(place_id=place_id, organisation_id=given.organisation_id, **_who(request))
    return PlaceOut.of(queries.place(place_id))


@router.post("/responsibilities/{responsibility_id}/end", response={204: None})
@needs(Right.DUTIES_WRITE)
def end_responsibility(request: HttpRequest, responsibility_id: UUID) -> Status[None]:
    """Somebody answers for something no longer."""
    actions.end_responsibility(responsibility_id=responsibility_id, **_who(request))
    return Status(204, None)


@router.post("/boundaries", response={201: BoundariesOut})
@needs(Right.BOUNDARIES_LOAD)
def stage_boundaries(request: HttpRequest, sent: BoundariesIn) -> Status[BoundariesOut]:
    """Read an authority's boundaries and say what they would replace; nothing is replaced yet."""
    shown = actions.stage_boundaries(
        content=json.dumps(sent.collection).encode(), filename=sent.filename, crs=sent.crs, source=sent.source,
        **_who(request),
    )  # fmt: skip
    return Status(201, BoundariesOut.of(shown))


@router.get("/boundaries/{file_id}", response=BoundariesOut)
@needs(Right.BOUNDARIES_LOAD)
def read_boundaries(request: HttpRequest, file_id: UUID) -> BoundariesOut:
    """What a boundary file would replace, or did."""
    return BoundariesOut.of(queries.boundary_preview(file_id))


@router.post("/boundaries/{file_id}/apply", response=BoundariesApplied)
@needs(Right.BOUNDARIES_LOAD)
def apply_boundaries(request: HttpRequest, file_id: UUID) -> BoundariesApplied:
    """Replace the outlines."""
    return BoundariesApplied(replaced=actions.apply_boundaries(file_id=file_id, **_who(request)))
