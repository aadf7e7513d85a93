"""Building the city: households, schools, work, venues, and each person's way between them."""

from __future__ import annotations

import numpy as np

from sizao.simulation.city import people as living
from sizao.simulation.city.draws import chosen, uniform
from sizao.simulation.city.figures import Array, number, numbers
from sizao.simulation.city.ground import Ground, ground_of
from sizao.simulation.city.people import People
from sizao.simulation.city.places import VENUES, Stand, nearest, points, ranking, venue
from sizao.simulation.city.posts import ROLES, Posts, posts_of, workers_of
from sizao.simulation.city.schools import UNIVERSITY, Schools, schools_of
from sizao.simulation.city.types import NOWHERE, City, CitySpec, PlaceKind, Role

PHONE, LANGUAGE, COMPLIANCE, RIDE, LINE = range(160, 165)
"""Streams of draws."""
PHONE_AGES = (6, 12, 18, 60, 70, 80)
DETOUR = 1.3
"""Ways are longer than the crow flies."""
WALKED = 1.5
"""Kilometres that one walks or cycles."""
LONGEST_WAY = 110
"""Minutes."""
RIDES_FROM = 12
"""Years."""
BY_COACH = 0.3
"""Share of those who ride to another county and buy a seat by name."""


def build_city(spec: CitySpec) -> City:
    """The city of a spec: the same to the last bit wherever it is built."""
    ground = ground_of(spec.communities, spec.seed)
    people = living.people_of(spec.people, spec.seed, ground)
    schools = schools_of(people, spec.seed, ground)
    stands = {kind: venue(kind, spec.people, spec.seed, ground) for kind in VENUES} | schools.stands
    manned = [_care_homes(people), *(stands[kind] for kind in sorted(stands))]
    works = workers_of(people, schools.level >= 3, spec.seed)
    posts = posts_of(people, works, manned, spec.seed, ground)
    stands[PlaceKind.WORKPLACE] = posts.workplaces
    return _assembled(spec, ground, people, schools, posts, stands)


def _care_homes(people: People) -> Stand:
    homes = people.homes
    care = homes.kind == PlaceKind.CARE_HOME
    staff = np.maximum(1, np.round(homes.size[care] * number("places.care_staff"))).astype(np.int64)
    return Stand(PlaceKind.CARE_HOME, homes.community[care], staff, np.ones(int(care.sum())))


def _assembled(
    spec: CitySpec, ground: Ground, people: People, schools: Schools, posts: Posts, stands: dict[PlaceKind, Stand]
) -> City:
    kinds = sorted(stands)
    kind = np.concatenate([people.homes.kind, *(np.full(len(stands[each]), int(each), np.uint8) for each in kinds)])
    where = np.concatenate([people.homes.community, *(stands[each].community for each in kinds)]).astype(np.int32)
    first = {each: int(np.searchsorted(kind, int(each))) for each in PlaceKind}
    daily, room, role = _daily(people, schools, posts, first)
    home = people.homes.of_people(np.arange(len(people.homes), dtype=np.int32))
    community = people.homes.of_people(people.homes.community)
    ride, travel = _ways(spec, ground, people, community, where, daily, first, stands)
    size = np.bincount(np.concatenate([home, daily[daily >= 0], ride[ride >= 0]]), minlength=len(kind))
    venues = {each: stands[each] for each in VENUES}
    near, crowd = nearest(venues, first, ground)
    lon, lat = points(kind, where, spec.seed, ground)
    return City(
        spec, people.age, people.sex, home.copy(), ground.codes[community], community, home, daily, room, role,
        *_traits(spec.seed, people), ride, travel, _serials(people), kind, ground.codes[where], lon, lat,
        size.astype(np.int32), near, crowd, ranking(venues, first, len(kind)),
    )  # fmt: skip


def _daily(people: People, schools: Schools, posts: Posts, first: dict[PlaceKind, int]) -> tuple[Array, Array, Array]:
    """Each person's place of the day, room in it, and role."""
    begin = np.array([first[each] for each in PlaceKind])
    school_kind = np.array([PlaceKind.KINDERGARTEN, *[PlaceKind.SCHOOL] * 3, PlaceKind.UNIVERSITY])
    learns, works = schools.level != NOWHERE, posts.stand != NOWHERE
    daily = np.where(learns, begin[school_kind[schools.level]] + schools.attended, NOWHERE)
    daily = np.where(works, begin[posts.stand] + posts.number, daily)
    room = np.where(works, posts.room, schools.room)
    role = np.where(people.age >= np.where(people.sex == 1, 60, 50), int(Role.RETIRED), int(Role.HOMEMAKER))
    role = np.where(people.age < 16, int(Role.CHILD), role)
    role = np.where(people.letter == ord("E"), int(Role.RESIDENT), role)
    role = np.where(learns, np.where(schools.level == UNIVERSITY, int(Role.STUDENT), int(Role.PUPIL)), role)
    by_kind = np.array([int(ROLES.get(each, Role.SERVICE)) for each in PlaceKind])
    role = np.where(works, by_kind[posts.stand], role)
    return daily.astype(np.int32), room.astype(np.int16), role.astype(np.uint8)


def _traits(seed: int, people: People) -> tuple[Array, Array, Array]:
    """Telephone, language and compliance."""
    count = len(people)
    rate = numbers("people.phone_by_age")[np.searchsorted(PHONE_AGES, people.age, side="right")]
    language = chosen(numbers("people.languages"), uniform(seed, LANGUAGE, count)).astype(np.uint8)
    one, other = numbers("people.compliance")
    compliance = (1 - (1 - uniform(seed, COMPLIANCE, count)) ** (1 / other)) ** (1 / one)
    return uniform(seed, PHONE, count) < rate, language, compliance.astype(np.float32)


def _ways(
    spec: CitySpec,
    ground: Ground,
    people: People,
    community: Array,
    where: Array,
    daily: Array,
    first: dict[PlaceKind, int],
    stands: dict[PlaceKind, Stand],
) -> tuple[Array, Array]:
    """The line to the daily place, and the minutes it takes."""
    there = where[np.maximum(daily, 0)]
    far = np.maximum(ground.kilometres(community, there) * DETOUR, 0.5)
    lot = uniform(spec.seed, RIDE, len(people))
    rides = (daily >= 0) & (people.age >= RIDES_FROM) & (far > WALKED) & (lot < number("commute.transit_share"))
    minutes = np.where(far <= WALKED, 12 * far, np.where(rides, 12 + 3.2 * far, 8 + 2.6 * far))
    county = ground.codes // 10**13
    by_seat = rides & (county[community] != county[there]) & (uniform(spec.seed, RIDE, len(people), 1) < BY_COACH)
    line = np.where(by_seat, _line(spec.seed, ground, community, there, stands[PlaceKind.COACH], first),
                    _line(spec.seed, ground, community, there, stands[PlaceKind.TRANSIT], first))  # fmt: skip
    travel = np.where(daily >= 0, np.minimum(minutes, LONGEST_WAY), 0)
    return np.where(rides, line, NOWHERE).astype(np.int32), travel.astype(np.int16)


def _line(seed: int, ground: Ground, one: Array, other: Array, lines: Stand, first: dict[PlaceKind, int]) -> Array:
    """One line for each pair of towns, the same in both directions; few lines carry many pairs."""
    towns = ground.towns
    low, high = np.minimum(towns[one], towns[other]), np.maximum(towns[one], towns[other])
    pairs = int(towns.max()) + 1
    lot = uniform(seed, LINE + int(lines.kind), pairs * pairs)[low * pairs + high]
    rank = np.minimum((len(lines) ** lot).astype(np.int64) - 1, len(lines) - 1)
    return np.asarray(first[lines.kind] + np.argsort(-lines.popularity, kind="stable")[rank])


def _serials(people: People) -> Array:
    """Numbers from 0 among people of one sex and age."""
    group = people.age.astype(np.int64) * 2 + people.sex
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(int(group.max()) + 1))
    serial = np.empty(len(people), np.int32)
    serial[order] = np.arange(len(people)) - starts[group[order]]
    return serial
