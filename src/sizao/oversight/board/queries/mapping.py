"""What a map of an incident shows, as GeoJSON in WGS-84: areas with counts, zones, sampling points."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.measures.screening import queries as screening
from sizao.measures.zones import queries as zones
from sizao.oversight.board import rules
from sizao.oversight.board.types import AreaFigures, Situation

SUNFLOWER = math.pi * (3 - math.sqrt(5))
SPREAD = 0.006
"""Degrees between points whose own position is not known."""


NOTHING: dict[str, Any] = {"type": "FeatureCollection", "features": []}


def map_of(found: Situation) -> dict[str, Any]:
    """Areas one level down with counts, the ring of neighbours around them, zones and sampling points.

    Parts without a boundary (villages mostly) are spots inside the area, and its own outline is drawn instead.
    """
    within = found.within
    inner = registry.boundaries(within, rules.inner_level(within))
    counted = {areas.printed(each.code): each for each in found.areas}
    for feature in inner["features"]:
        _fill(feature["properties"], counted.pop(feature["id"], None))
    shown = [each for each in found.zones if each.is_in_force or each.lifted_at is None]
    return {
        "areas": inner,
        "own": NOTHING if inner["features"] else registry.boundaries(within, areas.level_of(within)),
        "spots": _spots(counted.values()),
        "around": _around_it(found),
        "zones": zones.geojson(shown),
        "points": _points(found),
    }


def _around_it(found: Situation) -> dict[str, Any]:
    """The counties round the incident's area; round an area inside it, its neighbours in the area above."""
    within, city = found.within, areas.ancestor(found.within, areas.Level.CITY)
    if within == city:
        return NOTHING
    is_whole = within == found.incident.area
    ring = registry.boundaries(
        city if is_whole else areas.parent(within), areas.Level.COUNTY if is_whole else areas.level_of(within)
    )
    own = areas.printed(within)
    return {**ring, "features": [each for each in ring["features"] if each["id"] != own]}


def _spots(rows: Iterable[AreaFigures]) -> list[dict[str, Any]]:
    """Parts that have people but no boundary, at their own position or round the middle of the area above."""
    shown, taken = [], Counter[int]()
    for each in rows:
        position = _around(each.code, taken)
        if position:
            said = {"code": areas.printed(each.code), "name_zh": each.words.zh, "name_en": each.words.en}
            shown.append({
                **said, "cases": each.cases, "contacts": each.contacts,
                "lon": round(position[0], 5), "lat": round(position[1], 5),
            })  # fmt: skip
    return shown


def _fill(properties: dict[str, Any], figures: AreaFigures | None) -> None:
    properties["cases"] = figures.cases if figures else 0
    properties["contacts"] = figures.contacts if figures else 0


def _points(found: Situation) -> list[dict[str, Any]]:
    """Sampling points at their place, else around the middle of the nearest area whose position is known."""
    points = screening.points(incident_id=found.incident.id, as_of=found.as_of)
    places = registry.places({each.place_id for each in points if each.place_id is not None})
    shown, taken = [], Counter[int]()
    for each in points:
        place = places.get(each.place_id) if each.place_id is not None else None
        exact = (place.longitude, place.latitude) if place and place.longitude and place.latitude else None
        position, is_exact = exact or _around(each.area, taken), exact is not None
        if position:
            said = {"name_zh": each.words.zh, "name_en": each.words.en, "number": each.number, "is_exact": is_exact}
            shown.append({**said, "lon": round(position[0], 5), "lat": round(position[1], 5)})
    return shown


def _around(area: int, taken: Counter[int]) -> tuple[float, float] | None:
    """A spot near the middle of the nearest area with a position; spots of one area spread like sunflower seeds."""
    known = [each for each in registry.ancestors(area) if each.longitude is not None and each.latitude is not None]
    if not known:
        return None
    middle = known[-1]
    taken[middle.code] += 1
    angle, radius = taken[middle.code] * SUNFLOWER, SPREAD * math.sqrt(taken[middle.code])
    return (middle.longitude or 0) + radius * math.cos(angle), (middle.latitude or 0) + radius * math.sin(angle)
