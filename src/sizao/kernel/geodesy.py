"""Coordinates: WGS-84 inside, GCJ-02 (AMap, Tencent, WeChat) and BD-09 (Baidu) only at the edges.

A coordinate read in the wrong system lies about 450 m off at Wuxi, enough to lock down the wrong compound. So every
import names its system, an unknown name is refused, and the conversion back is the iterated inverse of the public
formula (round trip below 1e-9 degrees), not the usual one-step guess.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from sizao.kernel.errors import Invalid
from sizao.kernel.words import LabelledEnum

AXIS = 6378245.0
"""Semi-major axis of the Krasovsky ellipsoid in metres, as the public GCJ-02 formula uses it."""
ECCENTRICITY = 0.00669342162296594323
EARTH_RADIUS = 6371008.8
"""Mean radius in metres, for distances."""
BAIDU_TURN = math.pi * 3000.0 / 180.0
TOLERANCE = 1e-13
ROUNDS = 60


class Crs(LabelledEnum):
    """A coordinate reference system that Chinese data arrives in."""

    WGS84 = "wgs84", "WGS-84(GPS、CGCS2000)", "WGS-84 (GPS, CGCS2000)"
    GCJ02 = "gcj02", "GCJ-02(高德、腾讯)", "GCJ-02 (AMap, Tencent)"
    BD09 = "bd09", "BD-09(百度)", "BD-09 (Baidu)"


NAMES = {
    "wgs84": Crs.WGS84, "epsg4326": Crs.WGS84, "crs84": Crs.WGS84, "gps": Crs.WGS84,
    # CGCS2000 and WGS-84 differ by centimetres, far below what a phone measures.
    "cgcs2000": Crs.WGS84, "epsg4490": Crs.WGS84,
    "gcj02": Crs.GCJ02, "amap": Crs.GCJ02, "gaode": Crs.GCJ02, "tencent": Crs.GCJ02, "高德": Crs.GCJ02,
    "bd09": Crs.BD09, "bd09ll": Crs.BD09, "baidu": Crs.BD09, "百度": Crs.BD09,
}  # fmt: skip


class UnknownCrs(Invalid):
    """The coordinate system {name} is not known; say WGS-84, GCJ-02 or BD-09."""

    code = "kernel.unknown_crs"
    zh = "未知的坐标系 {name},请注明 WGS-84、GCJ-02 或 BD-09。"


class NotACoordinate(Invalid):
    """Longitude {lon} and latitude {lat} are not a place on the earth."""

    code = "kernel.not_a_coordinate"
    zh = "经度 {lon}、纬度 {lat} 不是有效坐标。"


class Point(NamedTuple):
    """A place in degrees; the field order is GeoJSON's."""

    lon: float
    lat: float


def crs(name: str) -> Crs:
    """The system that a file or a person names; spelling, case and punctuation do not matter.

    Raises:
        UnknownCrs: for any other name, and for an empty one: there is no default.
    """
    key = "".join(each for each in name.lower() if each.isalnum())
    if key not in NAMES:
        raise UnknownCrs(name=name or "(—)")
    return NAMES[key]


def checked(lon: float, lat: float) -> Point:
    """A point whose values can be a place.

    Raises:
        NotACoordinate: when a value is not finite or out of range (a common sign of swapped columns).
    """
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise NotACoordinate(lon=lon, lat=lat)
    return Point(float(lon), float(lat))


def to_wgs84(lon: float, lat: float, source: Crs) -> Point:
    """A point of any known system in WGS-84."""
    point = checked(lon, lat)
    if source is Crs.WGS84:
        return point
    return _gcj_to_wgs(_baidu_to_gcj(point) if source is Crs.BD09 else point)


def from_wgs84(lon: float, lat: float, target: Crs) -> Point:
    """A WGS-84 point in another system, for handing over to a map of that system."""
    point = checked(lon, lat)
    if target is Crs.WGS84:
        return point
    shifted = _wgs_to_gcj(point)
    return _gcj_to_baidu(shifted) if target is Crs.BD09 else shifted


def metres_between(one: Point, other: Point) -> float:
    """Great-circle distance in metres (haversine)."""
    lat1, lat2 = math.radians(one.lat), math.radians(other.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(other.lon - one.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))


def is_shifted(point: Point) -> bool:
    """Whether the GCJ-02 shift applies here: the rectangle that the public formula uses for China."""
    return 72.004 <= point.lon <= 137.8347 and 0.8293 <= point.lat <= 55.8271


def _wave(amplitude: float, value: float) -> float:
    return amplitude * math.sin(value * math.pi)


def _lat_shift(x: float, y: float) -> float:
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    shift += (_wave(20.0, 6.0 * x) + _wave(20.0, 2.0 * x)) * 2.0 / 3.0
    shift += (_wave(20.0, y) + _wave(40.0, y / 3.0)) * 2.0 / 3.0
    return shift + (_wave(160.0, y / 12.0) + _wave(320.0, y / 30.0)) * 2.0 / 3.0


def _lon_shift(x: float, y: float) -> float:
    shift = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    shift += (_wave(20.0, 6.0 * x) + _wave(20.0, 2.0 * x)) * 2.0 / 3.0
    shift += (_wave(20.0, x) + _wave(40.0, x / 3.0)) * 2.0 / 3.0
    return shift + (_wave(150.0, x / 12.0) + _wave(300.0, x / 30.0)) * 2.0 / 3.0


def _shift(point: Point) -> Point:
    """The WGS-84 point moved by the GCJ-02 formula, wherever it lies."""
    x, y = point.lon - 105.0, point.lat - 35.0
    radians = math.radians(point.lat)
    magic = 1 - ECCENTRICITY * math.sin(radians) ** 2
    east = _lon_shift(x, y) * 180.0 / (AXIS / math.sqrt(magic) * math.cos(radians) * math.pi)
    north = _lat_shift(x, y) * 180.0 / (AXIS * (1 - ECCENTRICITY) / (magic * math.sqrt(magic)) * math.pi)
    return Point(point.lon + east, point.lat + north)


def _wgs_to_gcj(point: Point) -> Point:
    return _shift(point) if is_shifted(point) else point


def _gcj_to_wgs(point: Point) -> Point:
    """The inverse; along the rectangle's border, where the shift sets in, the side is decided by the answer itself."""
    answer = _inverse(_shift, point, point)
    return answer if is_shifted(answer) else point


def _gcj_to_baidu(point: Point) -> Point:
    radius = math.hypot(point.lon, point.lat) + 0.00002 * math.sin(point.lat * BAIDU_TURN)
    angle = math.atan2(point.lat, point.lon) + 0.000003 * math.cos(point.lon * BAIDU_TURN)
    return Point(radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006)


def _baidu_to_gcj(point: Point) -> Point:
    return _inverse(_gcj_to_baidu, point, Point(point.lon - 0.0065, point.lat - 0.006))


def _inverse(forward: Callable[[Point], Point], target: Point, guess: Point) -> Point:
    """Fixed-point inverse of a map that moves every point by nearly the same vector as its neighbours."""
    lon, lat = guess
    for _ in range(ROUNDS):
        there = forward(Point(lon, lat))
        east, north = target.lon - there.lon, target.lat - there.lat
        lon, lat = lon + east, lat + north
        if abs(east) + abs(north) < TOLERANCE:
            break
    return Point(lon, lat)
