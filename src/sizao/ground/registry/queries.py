"""Reading the registry. The scope is the transaction's: rows outside it do not exist here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from sizao.ground.registry.errors import AreaUnknown, PlaceUnknown
from sizao.ground.registry.models import Area, Need, Organisation, Person, Place
from sizao.ground.registry.types import AreaFacts, OrganisationFacts, PersonFacts, PlaceFacts, PlaceKind, SpecialNeed
from sizao.kernel import areas
from sizao.kernel.areas import Level
from sizao.kernel.words import Words


def area(code: int) -> AreaFacts:
    """One area.

    Raises:
        AreaUnknown: when there is none with this code.
    """
    row = Area.objects.filter(pk=code).defer("boundary").first()
    if row is None:
        raise AreaUnknown(code=areas.printed(code))
    return _area_facts(row)


def _area_facts(row: Area) -> AreaFacts:
    """Facts without loading the boundary."""
    return AreaFacts(
        row.code, areas.printed(row.code), Level(row.level), Words(row.name_zh, row.name_en), row.parent,
        row.longitude, row.latitude, bool(row.boundary_source), row.is_schematic,
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


def ancestors(code: int) -> list[AreaFacts]:
    """The areas from the country down to this one, this one included."""
    codes = list(dict.fromkeys([*(areas.ancestor(code, level) for level in areas.WIDTHS), code]))
    return [_area_facts(row) for row in Area.objects.filter(pk__in=codes).defer("boundary").order_by("code")]


def children(code: int) -> list[AreaFacts]:
    """The areas one level below."""
    rows = Area.objects.filter(parent=code).exclude(pk=code).defer("boundary").order_by("code")
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


def counts_below(code: int) -> dict[int, tuple[int, int]]:
    """Persons resident and places inside each child area, by the child's code."""
    below = children(code)
    if not below:
        return {}
    step = 10 ** (areas.DIGITS - areas.WIDTHS[below[0].level])
    residents = _grouped(Person.objects, "area_residence", code, step)
    venues = _grouped(Place.objects, "area", code, step)
    return {each.code: (residents.get(each.code, 0), venues.get(each.code, 0)) for each in below}


def _grouped(rows: Any, column: str, code: int, step: int) -> dict[int, int]:
    span = areas.subtree(code)
    inside = rows.filter(**{f"{column}__gte": span.lower, f"{column}__lt": span.upper})
    found: dict[int, int] = {}
    for value, count in inside.values_list(column).annotate(Count("pk")):
        found[value // step * step] = found.get(value // step * step, 0) + count
    return found


def persons(ids: Iterable[int]) -> dict[int, PersonFacts]:
    """Persons by number, those in scope."""
    return {row.pk: row.facts() for row in Person.objects.filter(pk__in=set(ids))}


def person_by_number(number: str) -> PersonFacts | None:
    """The person with a public number, when in scope."""
    row = Person.objects.filter(number=number.strip().upper()).first()
    return row.facts() if row else None


def persons_in_areas(codes: Iterable[int]) -> dict[int, int]:
    """How many persons live in each area's subtree."""
    return {code: _inside(Person.objects.all(), "area_residence", code).count() for code in codes}


def _inside(rows: QuerySet[Any], column: str, code: int) -> QuerySet[Any]:
    span = areas.subtree(code)
    return rows.filter(**{f"{column}__gte": span.lower, f"{column}__lt": span.upper})


def needs(person_ids: Iterable[int]) -> dict[int, tuple[SpecialNeed, ...]]:
    """Open special needs by person."""
    found: dict[int, tuple[SpecialNeed, ...]] = {}
    for row in Need.objects.filter(person_id__in=set(person_ids), until__isnull=True).order_by("since"):
        found[row.person_id] = (*found.get(row.person_id, ()), SpecialNeed(row.kind))
    return found


def places(ids: Iterable[int]) -> dict[int, PlaceFacts]:
    """Places by id, those in scope."""
    return {row.pk: row.facts() for row in Place.objects.filter(pk__in=set(ids))}


def place(place_id: int) -> PlaceFacts:
    """One place.

    Raises:
        PlaceUnknown: when there is none in scope.
    """
    row = Place.objects.filter(pk=place_id).first()
    if row is None:
        raise PlaceUnknown
    return row.facts()


def place_rows(*, kind: PlaceKind | None = None, within: int = areas.NATION, text: str = "") -> QuerySet[Place]:
    """Places for this room's own lists, filtered; not for neighbours."""
    rows = _inside(Place.objects.all(), "area", within)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(name_zh__contains=text) | Q(name_en__icontains=text) | Q(number=text.upper()))
    return rows


def places_of_kind(kind: PlaceKind, within: int = areas.NATION) -> list[PlaceFacts]:
    """Places of a kind inside an area."""
    return [row.facts() for row in place_rows(kind=kind, within=within).order_by("id")]


def search_places(text: str, area: int = areas.NATION, limit: int = 20) -> list[PlaceFacts]:
    """Places whose name contains a text or whose number is it."""
    return [row.facts() for row in place_rows(within=area, text=text.strip()).order_by("id")[:limit]]


def organisations(ids: Iterable[Any]) -> dict[Any, OrganisationFacts]:
    """Organisations by id, those in scope."""
    return {row.id: row.facts() for row in Organisation.objects.filter(pk__in=set(ids))}
