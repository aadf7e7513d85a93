"""Reading the area tree: areas and their names, what lies above and below, what is registered inside, who looks after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from sizao.ground.registry.errors import AreaUnknown, ChiefUnknown
from sizao.ground.registry.models import Area, AreaChange, Chief, Household, Person, Place
from sizao.ground.registry.types import AreaChangeFacts, AreaChangeKind, AreaCounts, AreaFacts, ChiefFacts
from sizao.kernel import areas
from sizao.kernel.areas import Level
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Role

STATES = (AreaChangeKind.ADDED, AreaChangeKind.CLOSED, AreaChangeKind.REOPENED)
"""Changes that say whether an area is in use."""


_SMALL = frozenset({Level.COMMUNITY, Level.GRID, Level.BUILDING, Level.UNIT})
HANDS = (Role.GRID_WORKER, Role.COMMUNITY, Role.COORDINATOR, Role.SITE_MANAGER)
"""Roles whose accounts are offered as chiefs and as responsible for places."""


def _with_state(rows: QuerySet[Area]) -> QuerySet[Area]:
    latest = AreaChange.objects.filter(area=OuterRef("code"), kind__in=STATES).order_by("-at", "-id")
    return rows.defer("boundary").annotate(state=Subquery(latest.values("kind")[:1]))


def area(code: int) -> AreaFacts:
    """One area.

    Raises:
        AreaUnknown: when there is none with this code.
    """
    row = _with_state(Area.objects.filter(pk=code)).first()
    if row is None:
        raise AreaUnknown(code=areas.printed(code))
    return _area_facts(row)


def _area_facts(row: Area) -> AreaFacts:
    """Facts without loading the boundary."""
    return AreaFacts(
        row.code, areas.printed(row.code), Level(row.level), Words(row.name_zh, row.name_en), row.parent,
        row.longitude, row.latitude, bool(row.boundary_source), row.is_schematic,
        getattr(row, "state", None) == AreaChangeKind.CLOSED,
    )  # fmt: skip


def area_names(codes: Iterable[int]) -> dict[int, Words]:
    """Names of areas by code; an unknown one is shown by its printed code."""
    wanted = set(codes)
    rows = Area.objects.filter(pk__in=wanted).values_list("code", "name_zh", "name_en")
    found = {code: Words(zh, en) for code, zh, en in rows}
    return {code: found.get(code, Words(areas.printed(code), areas.printed(code))) for code in wanted}


def full_name(code: int) -> Words:
    """An area's name with those above it, down from the city: 无锡市宜兴市万石镇."""
    chain = [each for each in ancestors(code) if each.level not in {Level.NATION, Level.PROVINCE}]
    return Words("".join(each.words.zh for each in chain), ", ".join(each.words.en for each in reversed(chain)))


def near_names(codes: Iterable[int]) -> dict[int, Words]:
    """Names that tell small areas apart: what lies below the town, joined; 万石村第一网格2号楼2单元."""
    wanted = set(codes)
    chains = {code: _below_town(code) for code in wanted}
    names = area_names({each for chain in chains.values() for each in chain})
    return {
        code: Words("".join(names[each].zh for each in chain), ", ".join(names[each].en for each in reversed(chain)))
        for code, chain in chains.items()
    }


def _below_town(code: int) -> list[int]:
    chain = [areas.ancestor(code, level) for level in (Level.COMMUNITY, Level.GRID, Level.BUILDING, Level.UNIT)]
    return list(dict.fromkeys([each for each in chain if areas.level_of(each) in _SMALL])) or [code]


def ancestors(code: int) -> list[AreaFacts]:
    """The areas from the country down to this one, this one included."""
    codes = list(dict.fromkeys([*(areas.ancestor(code, level) for level in areas.WIDTHS), code]))
    return [_area_facts(row) for row in Area.objects.filter(pk__in=codes).defer("boundary").order_by("code")]


def children(code: int) -> list[AreaFacts]:
    """The areas one level below."""
    rows = _with_state(Area.objects.filter(parent=code).exclude(pk=code)).order_by("code")
    return [_area_facts(row) for row in rows]


def areas_at(level: Level, within: int) -> list[AreaFacts]:
    """Every area of one level inside an area."""
    span = areas.subtree(within)
    rows = Area.objects.filter(level=level, code__gte=span.lower, code__lt=span.upper).defer("boundary")
    return [_area_facts(row) for row in rows.order_by("code")]


def search_areas(text: str, within: int = areas.NATION, limit: int = 30) -> list[AreaFacts]:
    """Areas whose Chinese name, pinyin or code begins or continues with a text."""
    span = areas.subtree(within)
    rows = Area.objects.filter(code__gte=span.lower, code__lt=span.upper).defer("boundary")
    wanted = text.strip().lower()
    match = Q(name_zh__contains=wanted) | Q(search__contains=wanted)
    if wanted.isdigit():
        match = Q(search__startswith=wanted) | Q(search__contains=f" {wanted}")
    return [_area_facts(row) for row in rows.filter(match).order_by("code")[:limit]]


def boundaries(within: int, level: Level) -> dict[str, Any]:
    """Boundaries of the areas of a level as a GeoJSON feature collection (WGS-84), each with code, names and origin."""
    span = areas.subtree(within)
    rows = Area.objects.filter(level=level, code__gte=span.lower, code__lt=span.upper, boundary__isnull=False)
    return {"type": "FeatureCollection", "features": [_feature(row) for row in rows.order_by("code")]}


def _feature(row: Area) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": areas.printed(row.code),
        "properties": {
            "code": areas.printed(row.code), "name": row.name_zh, "name_zh": row.name_zh, "name_en": row.name_en,
            "schematic": row.is_schematic, "source": row.boundary_source,
            "centre": [row.longitude, row.latitude] if row.longitude is not None else None,
        },
        "geometry": row.boundary,
    }  # fmt: skip


def outlines(codes: Iterable[int]) -> dict[int, tuple[Words, dict[str, Any] | None, bool]]:
    """Name, boundary and whether it is schematic, of areas by code."""
    rows = Area.objects.filter(pk__in=set(codes))
    return {row.code: (Words(row.name_zh, row.name_en), row.boundary, row.is_schematic) for row in rows}


def counts_below(code: int) -> dict[int, AreaCounts]:
    """Persons resident, households and places inside each child area, by the child's code."""
    below = [each.code for each in children(code)]
    if not below:
        return {}
    residents = _grouped(Person.objects, "area_residence", code, below)
    households = _grouped(Household.objects, "area", code, below)
    venues = _grouped(Place.objects, "area", code, below)
    return {each: AreaCounts(residents.get(each, 0), households.get(each, 0), venues.get(each, 0)) for each in below}


def counts_inside(code: int) -> AreaCounts:
    """Persons resident, households and places inside an area."""
    return AreaCounts(
        inside(Person.objects.all(), "area_residence", code).count(),
        inside(Household.objects.all(), "area", code).count(),
        inside(Place.objects.all(), "area", code).count(),
    )


def counts_inside_each(codes: Collection[int]) -> dict[int, AreaCounts]:
    """The same as :func:`counts_inside` for many areas, one inside another or not, in three statements."""
    if not codes:
        return {}
    ranges = {each: areas.subtree(each) for each in codes}
    lower, upper = min(each.lower for each in ranges.values()), max(each.upper for each in ranges.values())
    tables = ((Person, "area_residence"), (Household, "area"), (Place, "area"))
    found: dict[int, list[int]] = {each: [] for each in codes}
    for table, column in tables:
        rows = table.objects.filter(**{f"{column}__gte": lower, f"{column}__lt": upper}).order_by()
        by_area = list(rows.values_list(column).annotate(Count("pk")))
        for code, span in ranges.items():
            found[code].append(sum(number for area, number in by_area if span.lower <= area < span.upper))
    return {code: AreaCounts(*numbers) for code, numbers in found.items()}


def _grouped(rows: Any, column: str, code: int, below: Sequence[int]) -> dict[int, int]:
    """Rows by the child area that holds them; children of several levels (a building beside grids) may stand together."""
    steps = {10 ** (areas.DIGITS - areas.WIDTHS[areas.level_of(each)]) for each in below}
    known = set(below)
    found: dict[int, int] = {}
    for value, count in inside(rows.all(), column, code).values_list(column).annotate(Count("pk")):
        child = next((value // step * step for step in steps if value // step * step in known), None)
        if child is not None:
            found[child] = found.get(child, 0) + count
    return found


def inside(rows: QuerySet[Any], column: str, code: int) -> QuerySet[Any]:
    """Rows whose area column lies in an area's subtree."""
    span = areas.subtree(code)
    return rows.filter(**{f"{column}__gte": span.lower, f"{column}__lt": span.upper})


def changes(code: int) -> list[AreaChangeFacts]:
    """What was done to an area, newest first."""
    rows = AreaChange.objects.filter(area=code).order_by("-at", "-id")
    return [AreaChangeFacts(row.area, AreaChangeKind(row.kind), row.note, row.at, row.by) for row in rows]


def chiefs(codes: Iterable[int], at: datetime) -> dict[int, ChiefFacts]:
    """Who looks after areas at a moment, by area."""
    rows = Chief.objects.filter(Q(until__isnull=True) | Q(until__gt=at), area__in=set(codes), since__lte=at)
    return {row.area: row.facts() for row in rows}


def chief_history(code: int) -> list[ChiefFacts]:
    """Everybody who looked after an area, the latest first."""
    return [row.facts() for row in Chief.objects.filter(area=code).order_by("-since")]


def chief(chief_id: UUID) -> ChiefFacts:
    """One chief's time in a post.

    Raises:
        ChiefUnknown: there is none.
    """
    row = Chief.objects.filter(pk=chief_id).first()
    if row is None:
        raise ChiefUnknown
    return row.facts()


def chiefs_by_id(ids: Iterable[UUID]) -> dict[UUID, ChiefFacts]:
    """Times in a post, by their ids; what is not there is left out."""
    return {row.id: row.facts() for row in Chief.objects.filter(pk__in=set(ids))}


def chiefs_within(code: int, since: datetime, until: datetime) -> list[ChiefFacts]:
    """Everybody who looked after a grid, building or unit of an area at some time between two moments, by area."""
    rows = inside(Chief.objects.all(), "area", code).filter(Q(until__isnull=True) | Q(until__gt=since), since__lt=until)
    return [row.facts() for row in rows.order_by("area", "since")]


def posts_of(user_id: int) -> list[ChiefFacts]:
    """The posts that an account holds or held as a chief, the latest first."""
    return [row.facts() for row in Chief.objects.filter(user_id=user_id).order_by("-since")]


def possible_holders(code: int) -> list[tuple[str, str]]:
    """Accounts that work in an area or right above it, as user name and shown name: whom one would make responsible."""
    near = {areas.ancestor(code, level) for level in areas.WIDTHS if level is not Level.NATION} | {code}
    return [
        (each.username, each.display_name or each.username)
        for each in accounts.users()
        if each.is_active and any(grant.area in near and grant.role in HANDS for grant in each.grants)
    ]
