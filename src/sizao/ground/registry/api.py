"""The registry's API."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.ground.registry import actions, queries, rules
from sizao.ground.registry.schemas import AreaOut, PlaceIn, PlaceMade, PlaceOut
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
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
    given = NewPlace(
        words=Words(place.name_zh, place.name_en or place.name_zh), kind=place.kind,
        area=rules.area_code(place.area), longitude=place.longitude, latitude=place.latitude,
        capacity=place.capacity,
    )  # fmt: skip
    return Status(201, PlaceMade(id=actions.add_place(place=given, by=request.actor, at=request.at)))  # type: ignore[attr-defined]
