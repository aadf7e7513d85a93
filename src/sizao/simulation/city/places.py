"""The places of the city besides homes: where they stand, how many work there, and how popular they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sizao.simulation.city.draws import shuffled, uniform
from sizao.simulation.city.figures import Array, figure, number
from sizao.simulation.city.ground import Ground
from sizao.simulation.city.types import NOWHERE, PlaceKind

SITE, RANK, POINT = 40, 70, 100
"""Streams of draws; the kind is added."""
NEAREST = 8
CITYWIDE = 0.5
"""Popularity counts less for the nearest venues: the root of it."""
SCATTER = 0.45
"""Kilometres at most between a place and its community's point, in each direction."""
VENUES = (
    PlaceKind.HOSPITAL, PlaceKind.FEVER_CLINIC, PlaceKind.PHARMACY, PlaceKind.MARKET, PlaceKind.MALL,
    PlaceKind.RESTAURANT, PlaceKind.TRANSIT, PlaceKind.COACH, PlaceKind.HOTEL, PlaceKind.COLD_STORE, PlaceKind.PORT,
    PlaceKind.PARK, PlaceKind.HALL,
)  # fmt: skip
"""Kinds that stand where a lot puts them, in the order of their numbers."""


@dataclass(frozen=True)
class Stand:
    """Places of one kind, in order of their communities."""

    kind: PlaceKind
    community: Array
    staff: Array
    """how many are to work there"""
    popularity: Array

    def __len__(self) -> int:
        return len(self.community)


def venue(kind: PlaceKind, people: int, seed: int, ground: Ground) -> Stand:
    """The places of a kind: as many as the city's size gives, staff and visitors by Zipf's law."""
    count = max(1, round(people / figure("places.per")[kind.name.lower()]))
    community = np.sort(ground.drawn(uniform(seed, SITE + kind, count)))
    popularity = 1.0 / (shuffled(seed, RANK + kind, count) + 1.0) ** number("places.zipf")
    staff = figure("places.staff").get(kind.name.lower(), 0.0) * people / 1000
    shares = np.sqrt(popularity) / np.sqrt(popularity).sum()
    return Stand(kind, community, np.maximum(1, np.round(staff * shares)).astype(np.int64), popularity)


def points(kind: Array, community: Array, seed: int, ground: Ground) -> tuple[Array, Array]:
    """Longitudes and latitudes: each place a little away from its community's point."""
    aside = [(uniform(seed, POINT + turn, len(kind)) * 2 - 1) * SCATTER / 111.2 for turn in range(2)]
    stretch = np.cos(np.radians(ground.lat[community]))
    lon, lat = ground.lon[community] + aside[0] / stretch, ground.lat[community] + aside[1]
    return lon.astype(np.float32), lat.astype(np.float32)


def nearest(stands: dict[PlaceKind, Stand], first: dict[PlaceKind, int], ground: Ground) -> tuple[Array, Array]:
    """For each community and kind the nearest venues and their popularity, summed up."""
    near = np.full((len(ground), len(PlaceKind), NEAREST), NOWHERE, np.int32)
    crowd = np.ones((len(ground), len(PlaceKind), NEAREST), np.float32)
    for kind, stand in stands.items():
        kept = min(NEAREST, len(stand))
        for place in range(len(ground)):
            far = ground.kilometres(np.full(len(stand), place), stand.community)
            found = np.argsort(far, kind="stable")[:kept]
            pull = np.cumsum(stand.popularity[found] ** CITYWIDE / (1.0 + far[found]))
            near[place, kind, :kept] = first[kind] + found
            crowd[place, kind, :kept] = pull / pull[-1]
    return near, crowd


def ranking(stands: dict[PlaceKind, Stand], first: dict[PlaceKind, int], places: int) -> Array:
    """The numbers of each kind's places from the most popular on, in the stretch that the kind's numbers take."""
    found = np.arange(places, dtype=np.int32)
    for kind, stand in stands.items():
        order = np.argsort(-stand.popularity, kind="stable")
        found[first[kind] : first[kind] + len(stand)] = first[kind] + order
    return found
