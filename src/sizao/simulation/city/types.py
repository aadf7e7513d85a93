"""What the synthetic city is made of: communities, people, places and a day's visits, as arrays that are only read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = "np.ndarray[Any, Any]"

DAY = 86_400
"""Seconds of a local day (Asia/Shanghai has no summer time)."""


class Role(IntEnum):
    """What a person does on a working day."""

    CHILD = 0
    """Too young for a kindergarten, or not in one."""
    PUPIL = 1
    STUDENT = 2
    WORKER = 3
    TEACHER = 4
    SERVICE = 5
    """Staff of shops, restaurants, hotels, parks and halls."""
    HEALTH_STAFF = 6
    CARE_STAFF = 7
    COLD_CHAIN = 8
    PORT = 9
    TRANSPORT = 10
    RETIRED = 11
    HOMEMAKER = 12
    """Of working age without work outside."""
    RESIDENT = 13
    """Lives in a care home."""


class PlaceKind(IntEnum):
    """What a place is; places of a kind are numbered one after another, homes first."""

    HOME = 0
    DORMITORY = 1
    CARE_HOME = 2
    KINDERGARTEN = 3
    SCHOOL = 4
    UNIVERSITY = 5
    HOSPITAL = 6
    FEVER_CLINIC = 7
    PHARMACY = 8
    MARKET = 9
    MALL = 10
    RESTAURANT = 11
    TRANSIT = 12
    """A bus or metro line; the zone is the vehicle."""
    COACH = 13
    """A coach or train line with seats sold by name; the zone is the vehicle."""
    HOTEL = 14
    COLD_STORE = 15
    PORT = 16
    PARK = 17
    HALL = 18
    """Cinema, conference or wedding hall."""
    WORKPLACE = 19


class Source(IntEnum):
    """How a platform would know of a visit; the names are those of the trace lake's sources."""

    VENUE_SCAN = 0
    CHECKPOINT = 1
    HOTEL = 2
    TRANSPORT_SEAT = 3
    INTERVIEW = 4
    """Only the person can tell."""


class Language(IntEnum):
    """The language a person is best asked in."""

    MANDARIN = 0
    WU = 1
    DIALECT = 2
    ENGLISH = 3
    KOREAN = 4
    JAPANESE = 5
    OTHER = 6


FEMALE, MALE = 0, 1
NOWHERE = -1


@dataclass(frozen=True)
class Community:
    """A community of the real area tree: its 19-digit number, a point, and its part of the population."""

    code: int
    lon: float
    lat: float
    weight: float = 1.0


@dataclass(frozen=True)
class CitySpec:
    """What makes a city: the same spec gives the same city, to the last bit, whatever the number of processors."""

    people: int
    days: int
    first_day: date
    seed: int
    communities: tuple[Community, ...]

    def __post_init__(self) -> None:
        """Refuse what no city can be made of."""
        if not 100 <= self.people <= 14_000_000:
            raise ValueError("a city has 100 to 14,000,000 people")
        if not 1 <= self.days <= 366 or not self.communities:
            raise ValueError("a city has 1 to 366 days and at least one community")

    def date_of(self, day: int) -> date:
        """The date of a day counted from 0."""
        return self.first_day + timedelta(days=day)


@dataclass(frozen=True)
class City:
    """Everybody and every place. Persons and places are numbered from 0 here and from 1 in files."""

    spec: CitySpec
    age: Array
    """uint8[n], years completed on the first day"""
    sex: Array
    """uint8[n], 0 female, 1 male"""
    household: Array
    """int32[n]; members stand one after another"""
    area: Array
    """int64[n], the community"""
    community: Array
    """int32[n], the community's place in ``spec.communities``"""
    home: Array
    """int32[n], a place"""
    daily: Array
    """int32[n], workplace, school or post; -1 for none"""
    room: Array
    """int16[n], class or department at the daily place; -1 for none"""
    role: Array
    """uint8[n], see :class:`Role`"""
    has_phone: Array
    """bool[n]"""
    language: Array
    """uint8[n], see :class:`Language`"""
    compliance: Array
    """float32[n], 0 to 1"""
    ride: Array
    """int32[n], the line to the daily place; -1 for none"""
    travel: Array
    """int16[n], minutes to the daily place"""
    serial: Array
    """int32[n], counts people of one sex and age; documents are made of it"""
    place_kind: Array
    """uint8[m], see :class:`PlaceKind`"""
    place_area: Array
    """int64[m], the community"""
    place_lon: Array
    """float32[m]"""
    place_lat: Array
    """float32[m]"""
    place_size: Array
    """int32[m], residents of homes, staff and pupils elsewhere, riders of lines"""
    near: Array
    """int32[communities, kinds, NEAREST], the nearest venues of each kind from each community; -1 past the last"""
    crowd: Array
    """float32[communities, kinds, NEAREST], their popularity, summed up to 1"""
    ranked: Array
    """int32[m], places of a kind from the most popular to the least, in the kind's own stretch of numbers"""

    def __post_init__(self) -> None:
        """Nobody changes a city."""
        for name in self.arrays():
            getattr(self, name).flags.writeable = False

    @classmethod
    def arrays(cls) -> tuple[str, ...]:
        """The names of its arrays."""
        return tuple(each.name for each in fields(cls) if each.name != "spec")

    @property
    def people(self) -> int:
        """How many people live in it."""
        return len(self.age)

    @property
    def places(self) -> int:
        """How many places it has, homes included."""
        return len(self.place_kind)

    @property
    def households(self) -> int:
        """How many households, collective ones included."""
        return int(self.household[-1]) + 1

    def of_kind(self, kind: PlaceKind) -> range:
        """The numbers of the places of a kind."""
        first, last = np.searchsorted(self.place_kind, [kind, kind + 1])
        return range(int(first), int(last))


@dataclass(frozen=True)
class Visits:
    """A day's stays, ordered by place and start. A person's stays never overlap, over days neither.

    Homes are places too: who is at home is here as well. Half-open periods ``[start, start + seconds)``.
    """

    day: int
    person: Array
    """int32"""
    place: Array
    """int32"""
    zone: Array
    """int16, class, department or vehicle; -1 for the whole place"""
    start: Array
    """int32, seconds of the local day; a stay that runs past midnight belongs to the day it began"""
    seconds: Array
    """int32"""
    source: Array
    """uint8, see :class:`Source`"""
    recorded: Array
    """bool, whether a platform would hold it; the rest is only the truth"""

    def __len__(self) -> int:
        return len(self.person)
