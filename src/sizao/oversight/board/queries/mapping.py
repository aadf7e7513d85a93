"""What a map of an incident shows, as GeoJSON in WGS-84: areas with counts, zones, sampling points."""

from __future__ import annotations

from typing import Any

from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.measures.screening import queries as screening
from sizao.measures.zones import queries as zones
from sizao.oversight.board import rules
from sizao.oversight.board.types import AreaFigures, Situation


def map_of(found: Situation) -> dict[str, Any]:
    """Areas of the incident one level down with counts, the ring of neighbours around them, zones and sampling points."""
    within = found.incident.area
    inner = registry.boundaries(within, rules.inner_level(within))
    outer = registry.boundaries(areas.ancestor(within, areas.Level.CITY), areas.Level.COUNTY)
    counted = {areas.printed(each.code): each for each in found.areas}
    for feature in inner["features"]:
        _fill(feature["properties"], counted.get(feature["id"]))
    own = areas.printed(within)
    outer["features"] = [each for each in outer["features"] if each["id"] != own]
    shown = [each for each in found.zones if each.is_in_force or each.lifted_at is None]
    return {
        "areas": inner,
        "around": outer
        if within != areas.ancestor(within, areas.Level.CITY)
        else {"type": "FeatureCollection", "features": []},
        "zones": zones.geojson(shown),
        "points": _points(found),
    }


def _fill(properties: dict[str, Any], figures: AreaFigures | None) -> None:
    properties["cases"] = figures.cases if figures else 0
    properties["contacts"] = figures.contacts if figures else 0


def _points(found: Situation) -> list[dict[str, Any]]:
    """Sampling points that stand at a known place."""
    points = screening.points(incident_id=found.incident.id, as_of=found.as_of)
    places = registry.places({each.place_id for each in points if each.place_id is not None})
    return [
        {
            "name_zh": each.words.zh,
            "name_en": each.words.en,
            "number": each.number,
            "lon": places[each.place_id].longitude,
            "lat": places[each.place_id].latitude,
        }
        for each in points
        if each.place_id in places and places[each.place_id].longitude is not None
    ]
