"""From a target R0 to a rate per weighted hour, on a given city: without chance in the rate, in few steps.

Index cases are followed through the visits of their infectious days. What every other person would feel from each of
them is summed; the expected number infected at a rate is then a sum over persons of ``1 - exp(-rate * felt)``, in which
only the choice of the index cases is drawn.

A typical case is not a typical person: people with many contacts are infected more often. The index cases that count
are therefore infected by others, which are drawn from the whole city (Diekmann, Heesterbeek & Metz, J Math Biol
1990;28:365-382: the next generation's own mix). And a typical case meets those whom his own infector met: of a household
he finds only what that one left. Each person therefore counts with the chance to have escaped the case's infector, and the
infector not at all; what outbreaks show as R0 is net of both (Ball, Mollison & Scalia-Tomba, Ann Appl Probab 1997;7:46-89).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sizao.simulation.epidemic.course import course
from sizao.simulation.epidemic.draws import Floats, Stream, uniform
from sizao.simulation.epidemic.model import Epidemic
from sizao.simulation.epidemic.presence import Residents, Stays
from sizao.simulation.epidemic.rates import Calibration
from sizao.simulation.epidemic.variant import Variant

WEEK = 7
ROUNDS = 3
LONGEST_DAYS = 60


@dataclass(frozen=True)
class Felt:
    """What others would feel from each index case: one row for each pair that met, weighted hours summed over days."""

    case: NDArray[np.int64]
    """which index case, 0 to ``cases``"""
    person: NDArray[np.int64]
    hours: Floats
    before: Floats
    """weighted hours that the person felt from the case's own infector; infinite for the infector himself"""
    chosen: NDArray[np.int64]
    """the person who is each index case"""

    def infected(self, rate: float) -> Floats:
        """The expected number each index case infects of those whom his infector left."""
        chances = -np.expm1(-rate * self.hours) * np.exp(-rate * self.before)
        return np.asarray(np.bincount(self.case, chances, minlength=len(self.chosen)), np.float64)

    def next_cases(self, rate: float, seed: int, turn: int) -> NDArray[np.int64]:
        """As many rows, drawn in proportion to the chance of an infection: its person is a new case, infected by its case."""
        weights = np.cumsum(-np.expm1(-rate * self.hours) * np.exp(-rate * self.before))
        drawn = uniform(seed, Stream.OFFSPRING, np.arange(len(self.chosen)), np.full(1, turn))
        return np.asarray(np.searchsorted(weights, drawn * weights[-1]))

    def after(self, rows: NDArray[np.int64], infectors: Felt, people: int) -> Felt:
        """The same, when each index case was infected as a row of an earlier generation says."""
        known = infectors.case * people + infectors.person
        sought = infectors.case[rows][self.case] * people + self.person
        at = np.minimum(np.searchsorted(known, sought), len(known) - 1)
        before = np.where(known[at] == sought, infectors.hours[at], 0.0)
        is_infector = self.person == infectors.chosen[infectors.case[rows]][self.case]
        return Felt(self.case, self.person, self.hours, np.where(is_infector, np.inf, before), self.chosen)


def calibrate(
    city: Residents,
    variant: Variant,
    visits: Callable[[int], Stays],
    *,
    target: float | None = None,
    seed: int = 1,
    cases: int = 2_000,
    named: str = "",
) -> Calibration:
    """The rate at which a typical case infects ``target`` others (default: the variant's R0), with its error.

    Args:
        city: in which nobody is immune and nothing is ordered.
        variant: what spreads.
        visits: a day's visits; whole weeks from day 0 on are used, and used again when they run out.
        target: the basic reproduction number.
        seed: of the choice of index cases and of their courses.
        cases: how many index cases.
        named: how the city was built, for the record.
    """
    wanted = variant.number("r0") if target is None else target
    people = len(city.age)
    chosen = np.floor(uniform(seed, Stream.INDEX, np.arange(cases)) * people).astype(np.int64)
    kept: dict[int, Stays] = {}

    def week(day: int) -> Stays:
        if day % WEEK not in kept:
            kept[day % WEEK] = visits(day % WEEK)
        return kept[day % WEEK]

    first = felt(city, variant, week, seed, chosen, 0)
    rate, steps = solve(first, wanted)
    last = first
    for turn in range(1, ROUNDS):
        rows = last.next_cases(rate, seed, turn)
        last = felt(city, variant, week, seed, last.person[rows], turn).after(rows, last, people)
        rate, more = solve(last, wanted)
        steps += more
    found = last.infected(rate)
    return Calibration(
        variant=variant.id, rate=rate, target=wanted, found=float(found.mean()),
        error=float(found.std(ddof=1) / np.sqrt(len(found))), of_anybody=float(first.infected(rate).mean()),
        cases=cases, steps=steps, people=people, city=named, seed=seed,
    )  # fmt: skip


def felt(
    city: Residents, variant: Variant, visits: Callable[[int], Stays], seed: int, chosen: NDArray[np.int64], turn: int
) -> Felt:
    """What everybody would feel from each of some index cases, infected at different times of a week.

    A person who is chosen more than once counts as often, with one course.
    """
    persons, number = np.unique(chosen, return_inverse=True)
    epidemic = Epidemic(city, variant, seed + turn, rate=1.0, seasonal=False)
    at = uniform(seed, Stream.INDEX, persons, np.full(1, turn + 1)) * WEEK
    given = course(variant, epidemic.seed, persons, city.age[persons])
    epidemic.state.infect(persons, at, given, -1, -1)
    place_in = np.full(len(city.age), -1, np.int64)
    place_in[persons] = np.arange(len(persons))
    pairs: list[NDArray[np.int64]] = []
    hours: list[Floats] = []
    last = min(LONGEST_DAYS, int(np.ceil(np.nanmax(epidemic.state.infectious_until[persons]))) + 1)
    for day in range(last):
        met, amount = epidemic.meetings(day, visits(day))
        pairs.append(place_in[met[:, 0]] * len(city.age) + met[:, 1])
        hours.append(amount)
    key, row = np.unique(np.concatenate(pairs), return_inverse=True)
    summed = np.asarray(np.bincount(row, np.concatenate(hours), minlength=len(key)), np.float64)
    each = Felt(key // len(city.age), key % len(city.age), summed, np.zeros(len(key)), persons)
    return _repeated(each, number)


def _repeated(each: Felt, number: NDArray[np.int64]) -> Felt:
    """The rows of each person as often as he was chosen."""
    starts = np.searchsorted(each.case, np.arange(len(each.chosen) + 1))
    lengths = np.diff(starts)[number]
    rows = np.repeat(starts[:-1][number] - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    case = np.repeat(np.arange(len(number)), lengths)
    return Felt(case, each.person[rows], each.hours[rows], each.before[rows], each.chosen[number])


def solve(given: Felt, target: float) -> tuple[float, int]:
    """The rate at which the mean number infected is ``target``, and how many steps it took.

    Raises:
        ValueError: when even certain infection of everybody met gives less.
    """
    from scipy.optimize import brentq

    if len(given.case) <= target * len(given.chosen):
        raise ValueError("the index cases meet too few people for this R0")

    def gap(log_rate: float) -> float:
        return float(given.infected(np.exp(log_rate)).mean()) - target

    found, record = brentq(gap, np.log(1e-9), np.log(1e3), xtol=1e-6, full_output=True)
    return float(np.exp(found)), int(record.iterations)
