"""The hidden truth of a drill: the synthetic city, who is infected, who met whom. Players see of it what they could ask or test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from math import isnan
from zoneinfo import ZoneInfo

import numpy as np

from sizao.kernel import areas
from sizao.oversight.drills.rules.draws import uniform
from sizao.oversight.drills.rules.meetings import FAR, ROOM, WHOLE, Array, Meeting, Stays, latest, meetings
from sizao.oversight.drills.types import Scenario, SeedCase, SeedWho
from sizao.simulation.city import City, CitySpec, Community, PlaceKind, Role, build_city, day_visits
from sizao.simulation.epidemic.model import Epidemic
from sizao.simulation.epidemic.orders import Orders
from sizao.simulation.epidemic.variant import variant

TZ = ZoneInfo("Asia/Shanghai")
DAY = 86_400
HOUR = 3_600
ROLES: dict[SeedWho, tuple[Role, ...]] = {
    SeedWho.ANYBODY: tuple(Role), SeedWho.WORKER: (Role.WORKER,), SeedWho.PUPIL: (Role.PUPIL,),
    SeedWho.HEALTH_STAFF: (Role.HEALTH_STAFF,), SeedWho.COLD_CHAIN: (Role.COLD_CHAIN,),
    SeedWho.PORT: (Role.PORT, Role.TRANSPORT), SeedWho.RETIRED: (Role.RETIRED,), SeedWho.TRAVELLER: (Role.WORKER,),
}  # fmt: skip
"""The posts of the city that a scenario means."""
HOMES = (PlaceKind.HOME, PlaceKind.DORMITORY, PlaceKind.CARE_HOME)
ROOMS = (
    PlaceKind.KINDERGARTEN, PlaceKind.SCHOOL, PlaceKind.UNIVERSITY, PlaceKind.HOSPITAL, PlaceKind.COLD_STORE,
    PlaceKind.PORT, PlaceKind.WORKPLACE, PlaceKind.TRANSIT, PlaceKind.COACH,
)  # fmt: skip
"""Places in whose classes, wards, departments and vehicles people are near each other."""
DOSES = 17
"""Stream of the draws about vaccination."""
DOSE_AGE = (60.0, 200.0)
"""Days since the last dose when the story begins: a supposition of the scenarios, not a figure of any place."""
RING = 0.008
"""Degrees between the middle of a scenario's city and its communities."""


def midnight_of(scenario: Scenario) -> datetime:
    """The beginning of the city's first day."""
    return datetime.combine(scenario.box.first_day, time(), TZ)


def beginning_of(scenario: Scenario) -> datetime:
    """The first moment that is played."""
    return midnight_of(scenario) + timedelta(days=scenario.box.lead_days)


def city_of(scenario: Scenario, seed: int) -> City:
    """The city of a scenario: the same for a seed, whatever is played on it."""
    box = scenario.box
    communities = tuple(
        Community(areas.parse(code), *_around(box.centre, place, len(box.communities)))
        for place, code in enumerate(box.communities)
    )
    spec = CitySpec(box.people, box.lead_days + box.days, box.first_day, seed, communities)
    return build_city(spec)


def _around(centre: tuple[float, float], place: int, of: int) -> tuple[float, float]:
    angle = 2 * np.pi * place / of
    return float(centre[0] + RING * np.cos(angle)), float(centre[1] + RING * np.sin(angle))


def seeded(scenario: Scenario, city: City, seed: int) -> tuple[tuple[int, SeedCase], ...]:
    """Who is infected first, and why: drawn from the post that the scenario names, nobody twice."""
    taken: set[int] = set()
    found: list[tuple[int, SeedCase]] = []
    for group, case in enumerate(scenario.seeds):
        fit = {int(each) for each in np.flatnonzero(np.isin(city.role, [int(role) for role in ROLES[case.who]]))}
        order = sorted((uniform(seed, "seed", group, each), each) for each in fit - taken)
        chosen = [person for _, person in order[: case.count]]
        taken.update(chosen)
        found += [(person, case) for person in chosen]
    return tuple(found)


@dataclass
class Truth:
    """The city and its epidemic under what was really ordered; days count from the city's first midnight."""

    scenario: Scenario
    seed: int
    city: City
    epidemic: Epidemic
    seeds: tuple[tuple[int, SeedCase], ...]
    days: dict[int, Stays] = field(default_factory=dict)
    """What happened on past days: without what orders prevented, and with who stayed at home for them or for an illness."""
    near: Array = field(init=False)
    """int8[m], see :func:`meetings`"""

    def __post_init__(self) -> None:
        self.near = np.full(self.city.places, FAR, np.int8)
        for said, kinds in ((ROOM, ROOMS), (WHOLE, HOMES)):
            self.near[np.isin(self.city.place_kind, [int(each) for each in kinds])] = said

    @classmethod
    def of(cls, scenario: Scenario, seed: int, city: City | None = None) -> Truth:
        """The truth of a scenario before anything happened."""
        city = city or city_of(scenario, seed)
        doses = _doses(city.people, scenario.vaccinated, seed)
        epidemic = Epidemic(city, variant(scenario.variant), seed, vaccinated=doses, mask=scenario.masked)
        seeds = seeded(scenario, city, seed)
        for person, case in seeds:
            epidemic.seed_cases([person], scenario.box.lead_days + case.day)
        return cls(scenario, seed, city, epidemic, seeds)

    @property
    def midnight(self) -> datetime:
        """The beginning of the city's first day."""
        return midnight_of(self.scenario)

    def day_of(self, moment: datetime) -> float:
        """A moment in days since the city's first midnight."""
        return (moment - self.midnight).total_seconds() / DAY

    def moment(self, day: float) -> datetime:
        """The moment of a day and a fraction, to the second."""
        return (self.midnight + timedelta(seconds=round(day * DAY))).astimezone(UTC)

    def step(self, day: int, orders: Orders) -> int:
        """Let a day pass under what was ordered; returns how many were infected."""
        visits = day_visits(self.city, day)
        lived = self.epidemic.lived(day, visits, orders)
        is_visit = lived.visit >= 0
        self.days[day] = Stays(
            lived.person, lived.place, lived.zone, lived.start.astype(np.int64) + day * DAY,
            lived.end.astype(np.int64) + day * DAY, is_visit & visits.recorded[lived.visit],
            np.where(is_visit, visits.source[lived.visit], 0),
        )  # fmt: skip
        return len(self.epidemic.step(day, visits, orders).infected)

    def infected(self) -> frozenset[int]:
        """Persons infected so far."""
        return frozenset(int(each) for each in self.epidemic.infected)

    def onset(self, person: int) -> float | None:
        """Day of onset; nothing for one who never has symptoms."""
        found = float(self.epidemic.state.onset_at[person])
        return None if isnan(found) else found

    def is_ill(self, person: int, moment: datetime) -> bool:
        """Whether somebody has symptoms by a moment."""
        began = self.onset(person)
        return began is not None and began <= self.day_of(moment)

    def is_positive(self, person: int, taken_at: datetime, turn: int = 0) -> bool:
        """What PCR of a sample says; ``turn`` tells apart several that were taken from somebody within a minute."""
        return bool(self.epidemic.pcr([person], [self.day_of(taken_at)], turn).positive[0])

    def met(self, person: int, since: datetime, until: datetime, shortest: float) -> dict[int, Meeting]:
        """The last meeting with everybody whom a person truly met in a period."""
        first, last = self.day_of(since) * DAY, self.day_of(until) * DAY
        found: list[Meeting] = []
        for day in range(max(0, int(first // DAY) - 1), int(last // DAY) + 1):
            if day in self.days:
                found += meetings(self.days[day], person, first, last, shortest, self.near)
        return latest(found)

    def went(self, person: int, since: datetime, until: datetime) -> Iterator[tuple[int, datetime, datetime]]:
        """Where somebody was in a period: place, from, until."""
        first, last = self.day_of(since) * DAY, self.day_of(until) * DAY
        for day in range(max(0, int(first // DAY) - 1), int(last // DAY) + 1):
            if day not in self.days:
                continue
            own = self.days[day].of(person)
            for place, start, end in zip(own.place, own.start, own.end, strict=True):
                begin, finish = max(float(start), first), min(float(end), last)
                if finish > begin:
                    yield int(place), self.moment(begin / DAY), self.moment(finish / DAY)

    def area(self, person: int) -> str:
        """The printed code of somebody's community."""
        return areas.printed(int(self.city.area[person]))


def _doses(people: int, share: float, seed: int) -> Array | None:
    """Day of the last dose of a share of the people, some months before the first day; ``nan`` without."""
    if not share:
        return None
    draw = np.random.default_rng([seed, DOSES])
    since = draw.uniform(*DOSE_AGE, people)
    return np.where(draw.random(people) < share, -since, np.nan)


@dataclass(frozen=True)
class Alone:
    """What becomes of the same city and seed when nobody acts."""

    total: int
    by_day: tuple[int, ...]
    """New infections of each day that is played."""


def alone(scenario: Scenario, seed: int, city: City) -> Alone:
    """Play the epidemic without anybody's orders, the pair to every run on a seed."""
    truth = Truth.of(scenario, seed, city)
    nothing = Orders.none(city.people, city.places)
    lead, days = scenario.box.lead_days, scenario.box.days
    new = [truth.step(day, nothing) for day in range(lead + days)]
    return Alone(len(truth.infected()), tuple(new[lead:]))
