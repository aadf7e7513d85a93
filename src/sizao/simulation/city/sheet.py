"""What the compiled loops over people need of a city, in one bundle of arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sizao.simulation.city.figures import Array, figure, number, numbers
from sizao.simulation.city.ground import ground_of
from sizao.simulation.city.types import City, PlaceKind, Source

ERRANDS = (
    PlaceKind.HOSPITAL, PlaceKind.FEVER_CLINIC, PlaceKind.PHARMACY, PlaceKind.MARKET, PlaceKind.MALL,
    PlaceKind.RESTAURANT, PlaceKind.PARK, PlaceKind.HALL,
)  # fmt: skip
"""What errands are for, as in ``days.errands``."""
VEHICLE = 1000
"""Zones of vehicles begin here; those below are rooms of the staff."""
SEATS = 50
"""Riders of a vehicle in the rush hours."""
RUSH_SLOTS = 24
"""Slots of ten minutes over which a line's riders spread, both ways together."""


class Sheet(NamedTuple):
    """A city's arrays and the chances of a day."""

    age: Array
    household: Array
    first_of: Array
    """the first member of each household"""
    home: Array
    daily: Array
    room: Array
    role: Array
    has_phone: Array
    ride: Array
    travel: Array
    community: Array
    at: Array
    """int32[m], the community of each place"""
    east: Array
    north: Array
    """kilometres of each community from the middle"""
    near: Array
    crowd: Array
    ranked: Array
    kind: Array
    rooms: Array
    """int16[m], rooms of a place in which staff and visitors meet; vehicles of a line at one time"""
    first: Array
    """the first place of each kind, and one past the last"""
    errands: Array
    minutes: Array
    saturday: float
    shifts: float
    errand_work: float
    errand_free: float
    family_work: float
    family_free: float
    lunch: float
    habit: float
    local: Array
    """float64[kinds], chance that an errand stays near"""
    way: Array
    """minutes on the way to an errand: least, by kilometre, most"""
    trip: float
    record: Array
    """float64[kinds, 2], chance that a platform holds a visit, without and with a telephone"""
    source: Array


def sheet_of(city: City) -> Sheet:
    """The bundle of a city."""
    kind = city.place_kind
    first = np.searchsorted(kind, np.arange(len(PlaceKind) + 1)).astype(np.int64)
    bounds = np.cumsum(numbers("days.errands"))
    family = numbers("days.family_outing")
    record, source = _recording()
    ground = ground_of(city.spec.communities, city.spec.seed)
    return Sheet(
        city.age, city.household, np.searchsorted(city.household, np.arange(city.households)).astype(np.int64),
        city.home, city.daily, city.room, city.role, city.has_phone, city.ride, city.travel, city.community,
        _communities(city, ground.codes), ground.east, ground.north, city.near, city.crowd, city.ranked, kind, _rooms(city), first, bounds / bounds[-1], numbers("days.minutes"),
        number("days.saturday_share"), number("days.shift_share"), number("days.outing_work"),
        number("days.outing_free"), float(family[0]), float(family[1]), number("days.lunch_out"),
        number("days.habit"), _local(), numbers("days.errand_way"), number("days.trip"), record, source,
    )  # fmt: skip


def _communities(city: City, codes: Array) -> Array:
    """Each place's community by its place in the spec, in whatever order the spec has them."""
    order = np.argsort(codes, kind="stable")
    return np.asarray(order[np.searchsorted(codes[order], city.place_area)], np.int32)


def _local() -> Array:
    found = np.ones(len(PlaceKind))
    for name, share in figure("days.local").items():
        found[PlaceKind[name.upper()]] = share
    return found


def _rooms(city: City) -> Array:
    """Rooms of a place by its staff; of a line, the vehicles that leave together."""
    department = int(figure("places.department"))
    lines = (city.place_kind == PlaceKind.TRANSIT) | (city.place_kind == PlaceKind.COACH)
    vehicles = np.clip(-(-city.place_size // (SEATS * RUSH_SLOTS)), 1, 200)
    return np.asarray(np.where(lines, vehicles, np.clip(-(-city.place_size // department), 1, 900)), np.int16)


def _recording() -> tuple[Array, Array]:
    record, source = np.zeros((len(PlaceKind), 2)), np.full(len(PlaceKind), int(Source.INTERVIEW), np.uint8)
    for name, (with_phone, without) in figure("recording.share").items():
        record[PlaceKind[name.upper()]] = without, with_phone
    for name, word in figure("recording.source").items():
        source[PlaceKind[name.upper()]] = int(Source[word.upper()])
    return record, source
