"""An epidemic in a city, a day at a time, over who really was where when, under the orders in force that day.

The same city, variant, seed and orders give the same epidemic, whatever the number of workers. Two runs on one seed that
differ in their orders differ only where the orders do (see :mod:`sizao.simulation.epidemic.draws`).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sizao.simulation.epidemic import contact, loops, swabs
from sizao.simulation.epidemic.course import Course, Severity, State, course
from sizao.simulation.epidemic.draws import Floats, Stream, root, uniform
from sizao.simulation.epidemic.orders import Orders
from sizao.simulation.epidemic.presence import Ill, Left, Lived, Residents, Stays, keep, lived, untouched
from sizao.simulation.epidemic.rates import shipped_rate
from sizao.simulation.epidemic.variant import Variant

DAY = 86_400
YEAR = 365.25
KEYS = (Stream.GROUP, Stream.MIXING, Stream.MEETING, Stream.GATHERING)
"""Streams of the compiled loops, in their order."""


@dataclass(frozen=True)
class NewInfections:
    """One day's infections, ordered by time."""

    infector: NDArray[np.int32]
    infected: NDArray[np.int32]
    place: NDArray[np.int32]
    second: NDArray[np.int32]
    """seconds of the local day on which the visit began; may run past midnight"""
    at: Floats
    """days since the beginning of the city's first day"""

    def __len__(self) -> int:
        return len(self.infected)


class Epidemic:
    """The epidemic's state and its step; the arrays of :class:`State` are read through :attr:`state`."""

    def __init__(
        self,
        city: Residents,
        variant: Variant,
        seed: int,
        *,
        vaccinated: NDArray[Any] | None = None,
        mask: float = 0.0,
        rate: float | None = None,
        workers: int = 1,
        seasonal: bool = True,
    ) -> None:
        """A city in which nobody is infected yet.

        Args:
            city: where people live.
            variant: what spreads.
            seed: of every draw.
            vaccinated: day of the last dose for each person, negative before the first day, ``nan`` without.
            mask: share of people who wear a mask without being told.
            rate: infections per weighted hour; by default the variant's shipped calibration.
            workers: threads of a step; the result does not depend on it.
            seasonal: whether transmission changes with the date.
        """
        self.city, self.variant, self.seed, self.workers = city, variant, seed, workers
        self.state = State.healthy(len(city.age))
        self.rate = shipped_rate(variant.id) if rate is None else rate
        self._settings = contact.settings(variant).arrays(city.place_kind, city.place_size)
        self._susceptible = variant.by_age("susceptibility.by_age", city.age)
        self._dose = None if vaccinated is None else np.asarray(vaccinated, np.float64)
        self._masked = uniform(seed, Stream.WEAR, np.arange(len(city.age))) < mask
        self._amplitude = variant.number("season.amplitude") if seasonal else 0.0
        self._keys = np.array([root(seed, each) for each in KEYS], np.uint64)

    @property
    def infected(self) -> NDArray[np.int64]:
        """Everybody who has been infected so far."""
        return np.flatnonzero(self.state.severity != Severity.NOT_INFECTED)

    def protection(self, at: float, persons: NDArray[Any] | slice = slice(None)) -> Floats:
        """The vaccine's efficacy against infection at a time, for some persons."""
        if self._dose is None:
            return np.zeros(len(self._susceptible[persons]))
        since = at - self._dose[persons] - self.variant.number("vaccine.delay_days")
        waned = np.exp2(-np.maximum(since, 0) / self.variant.number("vaccine.half_life_days"))
        return np.where(since >= 0, self.variant.number("vaccine.infection") * waned, 0.0)

    def seed_cases(self, persons: Any, at_day: float) -> None:
        """Infect some persons from outside the city; those who have been infected before stay as they are."""
        chosen = np.unique(np.asarray(persons, np.int64))
        chosen = chosen[self.state.severity[chosen] == Severity.NOT_INFECTED]
        at = np.full(len(chosen), float(at_day))
        self.state.infect(chosen, at, self._courses(chosen, float(at_day)), -1, -1)

    def _courses(self, persons: NDArray[Any], at: float) -> Course:
        """What becomes of infections now: the vaccine spares some of the severe disease of those it did not protect."""
        protected = self.protection(at, persons)
        works_from = np.inf if self._dose is None else self._dose[persons] + self.variant.number("vaccine.delay_days")
        severe = np.where(works_from <= at, self.variant.number("vaccine.severe"), 0.0)
        spared = np.clip(1 - (1 - severe) / (1 - protected), 0.0, 1.0)
        return course(self.variant, self.seed, persons, self.city.age[persons], spared)

    def season(self, day: float) -> float:
        """Transmission on a day relative to the mean of the year."""
        of_year = (self.city.spec.first_day + timedelta(days=int(day))).timetuple().tm_yday
        turn = 2 * np.pi * (of_year - self.variant.number("season.peak_day")) / YEAR
        return float(1 + self._amplitude * np.cos(turn))

    def step(self, day: int, visits: Stays, orders: Orders | None = None) -> NewInfections:
        """Let a day pass: who meets whom, who is infected. Days are passed in order, each once."""
        people = self._people(day, orders)
        carries = people[0]
        left, moved = self._left(day, visits, orders, carries)
        parts = [self._swept(day, visits, left, people)]
        if moved is not None:
            parts.append(self._swept(day, *moved, people))
        found = np.concatenate(parts)
        return self._taken(day, found[:, :3].astype(np.int32), found[:, 3])

    def lived(self, day: int, visits: Stays, orders: Orders | None = None) -> Lived:
        """Where everybody is on a day under the orders; asked before the day passes, as whoever falls ill on it does not know yet."""
        carries = self._people(day, orders)[0]
        ill = self._ill(day, carries)
        left, moved = keep(self.seed, day, self.city, visits, orders, ill, np.ones(len(carries)))
        return lived(visits, left, moved)

    def _left(
        self, day: int, visits: Stays, orders: Orders | None, carries: Floats
    ) -> tuple[Left, tuple[Stays, Left] | None]:
        ill = self._ill(day, carries)
        if orders is None and not len(ill.persons):
            return untouched(visits), None
        return keep(self.seed, day, self.city, visits, orders, ill, carries)

    def _ill(self, day: int, carries: Floats) -> Ill:
        """Who is ill and infectious today and stays at home for it: some of the mildly ill, all who need a bed."""
        state, cases = self.state, np.flatnonzero(carries)
        cases = cases[(state.onset_at[cases] < day + 2) & (state.recovered_at[cases] > day)]
        stays_in = uniform(self.seed, Stream.STAYS_IN, cases) < self.variant.number("illness.stays_home")
        cases = cases[stays_in | (state.severity[cases] >= Severity.SEVERE)]
        return Ill(cases, state.onset_at[cases], state.recovered_at[cases])

    def _people(self, day: int, orders: Orders | None) -> tuple[Floats, ...]:
        """What each person gives and takes today, as :func:`loops.sweep` wants it."""
        state, variant = self.state, self.variant
        takes = np.where(state.severity == Severity.NOT_INFECTED, self._susceptible, 0.0)
        takes *= 1 - self.protection(day + 0.5)
        cases = self.infected
        is_on = (state.infectious_from[cases] < day + 2) & (state.infectious_until[cases] > day)
        active, carries = cases[is_on], np.zeros(len(takes))
        carries[active] = state.strength[active] * self.season(day)
        if self._dose is not None:
            has_dose = self._dose[active] + variant.number("vaccine.delay_days") <= state.infected_at[active]
            carries[active] *= 1 - has_dose * variant.number("vaccine.transmission")
        outward, inward = self._masks(day, orders)
        return carries, takes, state.infectious_from, state.infectious_until, outward, inward

    def _masks(self, day: int, orders: Orders | None) -> tuple[Floats, Floats]:
        worn = self._masked
        if orders is not None and orders.masked.any():
            people = np.arange(len(worn))
            complies = uniform(self.seed, Stream.MASK, people, np.full(1, day)) < self.city.compliance
            worn = worn | (orders.masked & complies)
        return np.where(worn, contact.mask("outward"), 1.0), np.where(worn, contact.mask("inward"), 1.0)

    def meetings(self, day: int, visits: Stays) -> tuple[NDArray[np.int64], Floats]:
        """All meetings of a day without orders, as if nobody but the infector were infected.

        Returns:
            Rows of infector, the other, place; and the weighted hours that the other felt.
        """
        people = self._people(day, None)
        people = (people[0], self._susceptible, *people[2:])
        left, moved = self._left(day, visits, None, people[0])
        parts = [self._swept(day, visits, left, people, collecting=True)]
        if moved is not None:
            parts.append(self._swept(day, *moved, people, collecting=True))
        found = np.concatenate(parts)
        return found[:, :3].astype(np.int64), found[:, 4]

    def _swept(
        self, day: int, visits: Stays, left: Left, people: tuple[Floats, ...], *, collecting: bool = False
    ) -> Floats:
        hot = np.zeros(len(self.city.place_kind), np.bool_)
        loops.touched(visits.person, visits.place, people[0], hot)
        bounds = loops.places_of(visits.place, 0, len(visits.person), hot)
        columns = (visits.person, visits.place, visits.zone, visits.start, visits.seconds)
        number = self.variant.number
        numbers = (
            self.rate, number("profile.early_share"), number("profile.early_ratio"), number("profile.early_cap_days"),
            number("air.linger_hours") / 24, float(day),
        )  # fmt: skip

        def part(some: NDArray[np.int64]) -> Floats:
            return loops.sweep(some, columns, left, people, self._settings, numbers, self._keys, day, collecting)

        if self.workers == 1 or len(bounds) < 2 * self.workers:
            return part(bounds)
        with ThreadPoolExecutor(self.workers) as pool:
            return np.concatenate(list(pool.map(part, np.array_split(bounds, 4 * self.workers))))

    def _taken(self, day: int, found: NDArray[np.int32], at: Floats) -> NewInfections:
        """The first infection of each infected person, written down."""
        order = np.lexsort((found[:, 0], at, found[:, 1]))
        found, at = found[order], at[order]
        is_first = np.ones(len(at), np.bool_)
        is_first[1:] = found[1:, 1] != found[:-1, 1]
        found, at = found[is_first], at[is_first]
        order = np.lexsort((found[:, 1], at))
        found, at = found[order], at[order]
        infector, infected, place = (np.ascontiguousarray(found[:, each]) for each in range(3))
        self.state.infect(infected, at, self._courses(infected, day + 0.5), infector, place)
        return NewInfections(infector, infected, place, ((at - day) * DAY).astype(np.int32), at)

    def pcr(self, persons: Any, at: Any, turn: int = 0) -> swabs.Result:
        """PCR of swabs taken from some persons at some times (days); the same swab gives the same answer."""
        return swabs.pcr(self.variant, self.seed, self.state, np.atleast_1d(persons), np.atleast_1d(at), turn)

    def antigen(self, persons: Any, at: Any, turn: int = 0) -> swabs.Result:
        """Antigen tests of some persons at some times (days)."""
        return swabs.antigen(self.variant, self.seed, self.state, np.atleast_1d(persons), np.atleast_1d(at), turn)
