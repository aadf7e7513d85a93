"""Reading an authority's boundary file: GeoJSON with one feature per area code, turned to WGS-84, or a sentence why not."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from typing import Any

from sizao.ground.registry.errors import (
    BoundaryCodeMissing,
    BoundaryCrsOther,
    BoundaryEmpty,
    BoundaryNotInChina,
    BoundaryRingOpen,
    BoundaryTooLarge,
    BoundaryTwice,
    BoundaryUnreadable,
    BoundaryWrongShape,
)
from sizao.ground.registry.rules.entering import CHINA
from sizao.kernel import areas
from sizao.kernel.geodesy import NAMES, Crs, Point, to_wgs84

MOST_BYTES = 20_000_000
"""A file above this is refused before it is read; the country's counties fit in it."""
MOST_FEATURES = 5_000
CODES = ("code", "adcode", "id", "gb", "区划代码", "代码")
"""Properties in which authorities and map services put the division code."""
SHAPES = {"Polygon": 1, "MultiPolygon": 2}
"""Geometries that can be a boundary, and how deep their rings lie."""
CORNERS = 4
"""Positions of the smallest closed ring, the first and last being one."""

Feature = tuple[int, dict[str, Any]]


def read_boundaries(content: bytes, crs: Crs) -> tuple[Feature, ...]:
    """The areas of a boundary file with their geometries in WGS-84.

    Args:
        content: a GeoJSON FeatureCollection, plain or gzip.
        crs: the coordinate system that its owner declares; there is no default.

    Raises:
        Invalid: one of this room's sentences about boundary files.
    """
    collection = _collection(_text(content))
    _agrees(collection, crs)
    features = collection["features"]
    if not features:
        raise BoundaryEmpty(reason="")
    if len(features) > MOST_FEATURES:
        raise BoundaryTooLarge(reason="")
    found: dict[int, dict[str, Any]] = {}
    for number, each in enumerate(features, start=1):
        code = _code(each, number)
        if code in found:
            raise BoundaryTwice(code=areas.printed(code), reason="")
        found[code] = _geometry(each, code, crs)
    return tuple(found.items())


def _text(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise BoundaryTooLarge(reason="")
    if not content.startswith(b"\x1f\x8b"):
        return content
    packed = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = packed.decompress(content, MOST_BYTES + 1)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise BoundaryUnreadable(reason="") from error
    if len(plain) > MOST_BYTES:
        raise BoundaryTooLarge(reason="")
    return plain


def _collection(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BoundaryUnreadable(reason="") from error
    if not isinstance(found, dict) or not isinstance(found.get("features"), list):
        raise BoundaryUnreadable(reason="")
    return found


def _agrees(collection: dict[str, Any], crs: Crs) -> None:
    """What the file says of its own coordinate system must not contradict what was chosen."""
    member = collection.get("crs")
    named = member.get("properties", {}).get("name", "") if isinstance(member, dict) else ""
    said = str(collection.get("crs_name") or named or "").rsplit("::", 1)[-1]
    key = "".join(each for each in said.lower() if each.isalnum())
    meant = NAMES.get(key) or NAMES.get(f"epsg{key}")
    if meant is not None and meant is not crs:
        raise BoundaryCrsOther(said=meant.words, chosen=crs.words, reason="")


def _code(feature: Any, number: int) -> int:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    given = properties if isinstance(properties, dict) else {}
    written = [given.get(name) for name in CODES] + [feature.get("id") if isinstance(feature, dict) else None]
    for each in written:
        try:
            code = areas.parse(str(each)) if each not in (None, "") else areas.NATION
        except ValueError:
            continue
        if code != areas.NATION:
            return code
    raise BoundaryCodeMissing(number=number, reason="")


def _geometry(feature: dict[str, Any], code: int, crs: Crs) -> dict[str, Any]:
    geometry = feature.get("geometry")
    shape = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(shape, str) or shape not in SHAPES:
        raise BoundaryWrongShape(code=areas.printed(code), reason="")
    try:
        coordinates = geometry["coordinates"]  # type: ignore[index]
        polygons = coordinates if SHAPES[shape] > 1 else [coordinates]
        turned = [[_ring(ring, code, crs) for ring in polygon] for polygon in polygons]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BoundaryWrongShape(code=areas.printed(code), reason="") from error
    if not turned or not all(turned):
        raise BoundaryWrongShape(code=areas.printed(code), reason="")
    return {"type": shape, "coordinates": turned if SHAPES[shape] > 1 else turned[0]}


def _ring(ring: list[Any], code: int, crs: Crs) -> list[list[float]]:
    if len(ring) < CORNERS or ring[0][:2] != ring[-1][:2]:
        raise BoundaryRingOpen(code=areas.printed(code), reason="")
    return [_position(each, code, crs) for each in ring]


def _position(given: list[Any], code: int, crs: Crs) -> list[float]:
    """A position in WGS-84, to seven decimals (a centimetre)."""
    longitude, latitude = float(given[0]), float(given[1])
    west, south, east, north = CHINA
    if not (west <= longitude <= east and south <= latitude <= north):
        raise BoundaryNotInChina(code=areas.printed(code), longitude=longitude, latitude=latitude, reason="")
    point = to_wgs84(longitude, latitude, crs)
    return [round(point.lon, 7), round(point.lat, 7)]


def rings_of(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    """Every ring of a polygon or several."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from polygon


def box_of(geometries: list[dict[str, Any]]) -> tuple[float, float, float, float] | None:
    """West, south, east and north of geometries; nothing when there are none."""
    positions = [each for geometry in geometries for ring in rings_of(geometry) for each in ring]
    if not positions:
        return None
    longitudes, latitudes = [each[0] for each in positions], [each[1] for each in positions]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def middle_of(geometry: dict[str, Any]) -> Point:
    """The middle of a geometry's box: enough to see that a whole outline has moved."""
    box = box_of([geometry])
    west, south, east, north = box or (0.0, 0.0, 0.0, 0.0)
    return Point((west + east) / 2, (south + north) / 2)
