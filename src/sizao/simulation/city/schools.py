"""Schools and who goes to them: catchments of neighbouring communities, classes of one age."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sizao.simulation.city.draws import uniform
from sizao.simulation.city.figures import Array, number, numbers
from sizao.simulation.city.ground import Ground
from sizao.simulation.city.people import People, campuses
from sizao.simulation.city.places import Stand
from sizao.simulation.city.types import NOWHERE, PlaceKind

ENROLLED, CLASS = 130, 131
"""Streams of draws."""
LEVELS = (
    (3, 6, PlaceKind.KINDERGARTEN),
    (6, 12, PlaceKind.SCHOOL),
    (12, 15, PlaceKind.SCHOOL),
    (15, 18, PlaceKind.SCHOOL),
)
"""From which age to below which one goes to which kind: kindergarten, primary, junior and senior school."""
UNIVERSITY = len(LEVELS)
UNIVERSITY_AGES = (17, 24)
SMALLEST = 0.05
"""A catchment ends with its town once it has this part of a usual school's pupils."""


@dataclass(frozen=True)
class Schools:
    """Places of the three kinds, and each person's school."""

    stands: dict[PlaceKind, Stand]
    attended: Array
    """int32[n], the number within the kind; -1 for none"""
    level: Array
    """int8[n], row of :data:`LEVELS` or :data:`UNIVERSITY`; -1 for none"""
    room: Array
    """int16[n], the class"""


def schools_of(people: People, seed: int, ground: Ground) -> Schools:
    """Everybody of school age to a school near by."""
    level = _levels(people, seed)
    community = people.homes.of_people(people.homes.community)
    attended = np.full(len(people), NOWHERE, np.int32)
    found: dict[PlaceKind, list[tuple[Array, Array]]] = {}
    for at, (_from, _to, kind) in enumerate(LEVELS):
        going = level == at
        site = _catchments(np.bincount(community[going], minlength=len(ground)), at, ground)
        where, school = np.unique(site, return_inverse=True)
        before = sum(len(sites) for sites, _staff in found.get(kind, []))
        attended[going] = before + school[community[going]]
        found.setdefault(kind, []).append((where, _staff(school[community[going]], len(where), at)))
    grounds = np.sort(campuses(len(people), seed, ground))
    going = level == UNIVERSITY
    attended[going] = np.argmin(ground.kilometres(community[going][:, None], grounds[None, :]), axis=1)
    found[PlaceKind.UNIVERSITY] = [(grounds, _staff(attended[going], len(grounds), UNIVERSITY))]
    stands = {kind: _stand(kind, parts) for kind, parts in found.items()}
    return Schools(stands, attended, level, _classes(level, attended, people.age, seed))


def _levels(people: People, seed: int) -> Array:
    level = np.full(len(people), NOWHERE, np.int8)
    for at, (start, end, _kind) in enumerate(LEVELS):
        level[(people.age >= start) & (people.age < end)] = at
    lot = uniform(seed, ENROLLED, len(people))
    level[(level == 0) & (lot >= number("people.kindergarten_share"))] = NOWHERE
    at_home = (people.age >= 18) & (people.age < 22) & (lot < number("people.student_share") / 2)
    in_rooms = (people.letter == ord("T")) & (people.age >= UNIVERSITY_AGES[0]) & (people.age < UNIVERSITY_AGES[1])
    level[(at_home & (people.letter != ord("D"))) | in_rooms] = UNIVERSITY
    return level


def _catchments(pupils: Array, level: int, ground: Ground) -> Array:
    """The community in which each community's school stands: communities follow one another by number, hence by town."""
    usual = numbers("places.school_pupils")[level]
    site, begin, gathered = np.empty(len(pupils), np.int64), 0, 0
    ends = np.append(np.diff(ground.towns) != 0, True)
    for at in range(len(pupils)):
        gathered += pupils[at]
        if gathered >= usual or (ends[at] and gathered >= usual * SMALLEST) or at == len(pupils) - 1:
            site[begin : at + 1] = begin + int(np.argmax(pupils[begin : at + 1]))
            begin, gathered = at + 1, 0
    return site


def _staff(school: Array, count: int, level: int) -> Array:
    pupils = np.bincount(school, minlength=count)
    return np.asarray(np.maximum(1, np.round(pupils / numbers("places.pupils_a_teacher")[level])), np.int64)


def _stand(kind: PlaceKind, parts: list[tuple[Array, Array]]) -> Stand:
    where, staff = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Stand(kind, where.astype(np.int32), staff, np.ones(len(where)))


def _classes(level: Array, attended: Array, age: Array, seed: int) -> Array:
    """Pupils of a school and age by lot into classes; each class has a number of its own in the school."""
    going = np.flatnonzero(level != NOWHERE)
    lot = uniform(seed, CLASS, len(level))[going]
    order = going[np.lexsort((lot, age[going], attended[going], level[going]))]
    same_school = np.append(False, (np.diff(attended[order]) == 0) & (np.diff(level[order]) == 0))
    same_year = same_school & np.append(False, np.diff(age[order].astype(np.int16)) == 0)
    place = _since(~same_year)
    begins = (place % numbers("places.class_size")[level[order]].astype(np.int64)) == 0
    counted = np.cumsum(begins)
    room = np.full(len(level), NOWHERE, np.int16)
    room[order] = (counted - counted[_begin(~same_school)]).astype(np.int16)
    return room


def _begin(starts: Array) -> Array:
    """For each row the last row at or before it that starts a group."""
    return np.asarray(np.maximum.accumulate(np.where(starts, np.arange(len(starts)), 0)))


def _since(starts: Array) -> Array:
    return np.asarray(np.arange(len(starts)) - _begin(starts))
