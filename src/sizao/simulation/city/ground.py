"""The ground the city stands on: communities with points and weights, distances, and where work is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin, sqrt

import numpy as np

from sizao.kernel import areas
from sizao.kernel.areas import Level
from sizao.simulation.city.draws import normal
from sizao.simulation.city.figures import Array, number, numbers
from sizao.simulation.city.types import Community

KILOMETRES = 111.2
"""A degree of latitude."""
GOLDEN_ANGLE = 2.399963
SPACING = 0.9
"""Kilometres between communities that stand around their town's point; 0.8 km² each, as in a built-up town."""
ZONES_FROM = 400
"""Statistical town codes of development zones and parks."""
WEIGHT_STREAM, JOB_STREAM = 11, 12


@dataclass(frozen=True)
class Ground:
    """Communities as arrays, in the order of the spec."""

    codes: Array
    lon: Array
    lat: Array
    east: Array
    """kilometres from the middle"""
    north: Array
    people: Array
    """shares of the population"""
    jobs: Array
    """pull on work: shares of it before anybody commutes"""

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def towns(self) -> Array:
        """The town of each community, numbered from 0."""
        return np.asarray(np.unique(self.codes // 10**10, return_inverse=True)[1])

    def kilometres(self, one: Array, other: Array) -> Array:
        """Distance as the crow flies between communities, by their places in the spec."""
        return np.asarray(np.hypot(self.east[one] - self.east[other], self.north[one] - self.north[other]))

    def drawn(self, draws: Array, weights: Array | None = None) -> Array:
        """A community for each draw, by population or by other weights."""
        bounds = np.cumsum(self.people if weights is None else weights)
        found = np.searchsorted(bounds / bounds[-1], draws, side="right")
        return np.asarray(np.minimum(found, len(self) - 1), np.int32)


def ground_of(communities: Sequence[Community], seed: int) -> Ground:
    """The communities as arrays; jobs gather in development zones and, by seed, in some communities more than in others."""
    codes = np.array([each.code for each in communities], np.int64)
    lon, lat = (np.array([getattr(each, name) for each in communities], np.float64) for name in ("lon", "lat"))
    weight = np.array([each.weight for each in communities], np.float64)
    people = weight / weight.sum()
    jobs = people * np.exp(normal(seed, JOB_STREAM, len(codes)) * number("commute.job_spread"))
    jobs[codes // 10**10 % 1000 >= ZONES_FROM] *= number("commute.zone_pull")
    east = (lon - lon.mean()) * KILOMETRES * cos(radians(float(lat.mean())))
    return Ground(codes, lon, lat, east, (lat - lat.mean()) * KILOMETRES, people, jobs / jobs.sum())


def communities_of(rows: Iterable[tuple[int, float | None, float | None]]) -> tuple[Community, ...]:
    """Communities with points and weights from the rows of an area tree: number, longitude and latitude where known.

    Villages and communities of the shipped tree have no points: they are laid out around their town's, or their
    county's, in a spiral. Weights are the counties' populations, divided among a county's communities with a spread
    that depends on the community's own number.
    """
    points = {code: (lon, lat) for code, lon, lat in rows}
    found = sorted(code for code in points if areas.level_of(code) is Level.COMMUNITY)
    siblings: dict[int, list[int]] = defaultdict(list)
    for code in found:
        siblings[_anchor(code, points)].append(code)
    weights = dict(zip(found, _weights(found), strict=True))
    placed = {
        code: _around(points[anchor], place)
        for anchor, codes in siblings.items()
        for place, code in enumerate(codes)
    }  # fmt: skip
    return tuple(Community(code, *placed[code], weights[code]) for code in found)


def _anchor(code: int, points: Mapping[int, tuple[float | None, float | None]]) -> int:
    """The nearest area at or above a community whose point is known."""
    for level in (Level.COMMUNITY, Level.TOWN, Level.COUNTY, Level.CITY):
        above = areas.ancestor(code, level)
        if points.get(above, (None, None))[0] is not None:
            return above
    raise ValueError(f"no point is known for {areas.printed(code)} nor for any area above it")


def _around(point: tuple[float | None, float | None], place: int) -> tuple[float, float]:
    """A point of a sunflower's spiral: evenly spread, the first in the middle."""
    lon, lat = point
    if lon is None or lat is None:
        raise ValueError("an anchor has a point")
    distance, angle = SPACING * sqrt(place / 3.1416) / KILOMETRES, place * GOLDEN_ANGLE
    return round(lon + distance * cos(angle) / cos(radians(lat)), 5), round(lat + distance * sin(angle), 5)


def _weights(codes: Sequence[int]) -> list[float]:
    """People of each community: its county's, or the mean when the county is not known, in parts of its own size."""
    counties = [int(code // 10**13) for code in codes]
    size = Counter(counties)
    known = dict(zip(map(int, numbers("people.county_codes")), numbers("people.counties"), strict=True))
    usual = sum(known.values()) / len(known)
    parts = np.exp(normal_by_code(codes) * number("people.community_spread"))
    whole: dict[int, float] = defaultdict(float)
    for county, part in zip(counties, parts, strict=True):
        whole[county] += part
    return [
        round(float(known.get(county, usual if size[county] else 0.0) * part / whole[county]), 1)
        for county, part in zip(counties, parts, strict=True)
    ]


def normal_by_code(codes: Sequence[int]) -> Array:
    """A standard normal number that belongs to each community whatever others are asked for."""
    return np.array([normal(code // 10**7, WEIGHT_STREAM, 1)[0] for code in codes])
