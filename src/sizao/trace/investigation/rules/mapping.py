"""The places of a trajectory on a map: numbered marks and the way between them over the outlines of the towns, as an SVG.

Positions are WGS-84; within one city a plane is near enough, with the degrees of longitude shortened by the latitude.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sizao.ground.registry.types import PlaceFacts
from sizao.kernel.words import Words
from sizao.trace.investigation.types import ReadRow

WIDTH, HEIGHT, MARGIN = 960, 480, 72
"""The drawing, and the room around its marks, in drawing units."""
TEXT_WIDTH, TEXT_HEIGHT = 170, 16
"""How much room a place's text takes, in drawing units."""
LEAST_SPAN = 0.02
"""Degrees that the drawing shows at least, so that two doors in one street do not fill a map."""


@dataclass(frozen=True)
class Stop:
    """One place: where it is drawn, what it is called, and the rows that were there."""

    x: float
    y: float
    words: Words
    numbers: str
    radius: int
    text_y: float
    """The line its numbers stand on, clear of those of its neighbours."""


@dataclass(frozen=True)
class Outline:
    """One town: its border as an SVG path."""

    path: str
    words: Words


@dataclass(frozen=True)
class MapDrawing:
    """The whole map; without stops there is none."""

    stops: tuple[Stop, ...]
    outlines: tuple[Outline, ...]
    way: str
    missing: int
    """Rows whose place has no known position."""
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class _Plane:
    """From degrees to drawing units."""

    west: float
    north: float
    scale: float
    squeeze: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> _Plane:
        lons, lats = [point[0] for point in points], [point[1] for point in points]
        squeeze = math.cos(math.radians(sum(lats) / len(lats)))
        wide = max((max(lons) - min(lons)) * squeeze, LEAST_SPAN)
        high = max(max(lats) - min(lats), LEAST_SPAN)
        scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
        middle = (max(lons) + min(lons)) / 2, (max(lats) + min(lats)) / 2
        return cls(middle[0] - WIDTH / 2 / scale / squeeze, middle[1] + HEIGHT / 2 / scale, scale, squeeze)

    def put(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position is drawn."""
        return round((lon - self.west) * self.squeeze * self.scale, 1), round((self.north - lat) * self.scale, 1)


def draw_map(rows: Sequence[ReadRow], places: Mapping[str, PlaceFacts], towns: Mapping[str, Any]) -> MapDrawing:
    """The registered places with a known position, each once with all its rows, and the way between them in order.

    Args:
        rows: the rows as read.
        places: the registered places by number.
        towns: the outlines of the towns as GeoJSON features.
    """
    stays = [(row, places[row.place_number]) for row in rows if row.place_number in places]
    known = [(row, place) for row, place in stays if place.longitude is not None and place.latitude is not None]
    missing = len([row for row in rows if row.is_whole]) - len(known)
    if not known:
        return MapDrawing((), (), "", max(0, missing))
    plane = _Plane.around([(place.longitude or 0, place.latitude or 0) for _, place in known])
    points = [plane.put(place.longitude or 0, place.latitude or 0) for _, place in known]
    steps = [point for step, point in enumerate(points) if step == 0 or point != points[step - 1]]
    way = "M" + "L".join(f"{x} {y}" for x, y in steps)
    return MapDrawing(tuple(_stops(known, plane)), tuple(_outlines(towns, plane)), way, max(0, missing))


def _stops(known: Sequence[tuple[ReadRow, PlaceFacts]], plane: _Plane) -> list[Stop]:
    by_place: dict[int, list[int]] = {}
    facts = {place.id: place for _, place in known}
    for row, place in known:
        by_place.setdefault(place.id, []).append(row.number)
    found: list[Stop] = []
    for place_id, numbers in by_place.items():
        x, y = plane.put(facts[place_id].longitude or 0, facts[place_id].latitude or 0)
        said = ", ".join(map(str, numbers[:4])) + (" …" if len(numbers) > 4 else "")
        radius = min(6 + len(numbers), 12)
        found.append(Stop(x, y, facts[place_id].words, said, radius, _clear(found, x, y - radius - 4)))
    return found


def _clear(stops: Sequence[Stop], x: float, text_y: float) -> float:
    """The nearest line from a height upwards on which no neighbour's text stands; downwards where the drawing ends."""
    wanted = max(text_y, TEXT_HEIGHT)
    beside = [each.text_y for each in stops if abs(each.x - x) < TEXT_WIDTH]
    up = _free(wanted, -TEXT_HEIGHT, beside)
    return round(up if up >= TEXT_HEIGHT else _free(wanted, TEXT_HEIGHT, beside), 1)


def _free(height: float, step: int, taken: Sequence[float]) -> float:
    """The first line from a height in steps that none of the taken ones touches."""
    while any(abs(each - height) < TEXT_HEIGHT for each in taken):
        height += step
    return height


def _outlines(towns: Mapping[str, Any], plane: _Plane) -> list[Outline]:
    """The towns of which something may lie within the drawing."""
    found = []
    for feature in towns.get("features", ()):
        rings = [[plane.put(*point[:2]) for point in ring] for ring in _rings(feature.get("geometry") or {})]
        path = "".join(map(_path, rings))
        words = Words(str(feature["properties"].get("name_zh", "")), str(feature["properties"].get("name_en", "")))
        if path and _reaches([point for ring in rings for point in ring]):
            found.append(Outline(path, words))
    return found


def _reaches(points: Sequence[tuple[float, float]]) -> bool:
    """Whether the box around points and the drawing have something in common."""
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across) < WIDTH and max(across) > 0 and min(down) < HEIGHT and max(down) > 0


def _rings(geometry: Mapping[str, Any]) -> list[Any]:
    """The outer and inner rings of a polygon or several."""
    shapes = geometry.get("coordinates", ())
    if geometry.get("type") == "Polygon":
        return list(shapes)
    return [ring for shape in shapes for ring in shape] if geometry.get("type") == "MultiPolygon" else []


def _path(ring: Sequence[tuple[float, float]]) -> str:
    """A ring in whole drawing units: finer than a pixel of it is never shown."""
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring) + "Z"
