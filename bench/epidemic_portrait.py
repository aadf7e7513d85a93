"""``make bench ARGS="epidemic --portrait"``: what the shipped variants do in a Wuxi of 100,000, beside what was published.

Nobody is immune, nothing is ordered, there is no season. Seed cases are drawn from the whole city. Whom they infect is
counted in a run in which only they infect; how fast it grows, in runs in which everybody does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sizao.kernel.epidemics import offspring
from sizao.simulation.city import City
from sizao.simulation.epidemic import contact
from sizao.simulation.epidemic.course import course
from sizao.simulation.epidemic.draws import Stream, uniform
from sizao.simulation.epidemic.model import Epidemic
from sizao.simulation.epidemic.variant import Variant, names, variant

SEEDS, RUNS, ENOUGH, LARGEST_HOME = 60, 3, 3_000, 8
INDEX = 2_000
"""Seed cases of the run in which only they infect; fewer the more each infects, so that they do not meet each other's."""


def portrait(city: City, visits: Callable[[int], Any]) -> str:
    """A table in Markdown: one row for each variant."""
    head = (
        "variant", "generation time", "before onset", "R by growth", "k of offspring", "most by one", "cases behind 80 %",
        "household attack rate", "infected at home", "school", "work", "public", "social", "ride",
    )  # fmt: skip
    rows = [head, *(_row(city, visits, variant(name)) for name in names())]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def _row(city: City, visits: Callable[[int], Any], given: Variant) -> list[str]:
    ages, weights, is_before = intrinsic(given, city.age)
    rates = [_growth(city, visits, given, seed) for seed in range(1, RUNS + 1)]
    growth = [1 / float(np.sum(weights * np.exp(-rate * ages))) for rate in rates]
    first = _first_generation(city, visits, given)
    counts = [int(each) for each in _offspring(first)]
    fitted, homes, shares = offspring.fit(counts), _at_home(city, first), _settings(city, given, first)
    names_of = contact.settings(given).names
    assert fitted is not None
    return [
        given.id, f"{(weights * ages).sum():.1f} d", f"{(weights * is_before).sum():.0%}",
        f"{min(growth):.1f}-{max(growth):.1f}",
        f"{fitted.dispersion.value:.2f} ({fitted.dispersion.lower:.2f}-{fitted.dispersion.upper:.2f})",
        f"{max(counts)}", f"{offspring.observed_share(counts, 0.8) / len(counts):.0%}", f"{homes[0] / homes[1]:.0%}",
        *(f"{shares[names_of.index(each)]:.0%}" for each in ("home", "school", "work", "public", "social", "ride")),
    ]  # fmt: skip


def intrinsic(given: Variant, ages: Any) -> tuple[Any, Any, Any]:
    """Generation intervals of cases whose contacts never run out: intervals, weights, whether before onset."""
    some = np.arange(5_000)
    found = course(given, 1, some, ages[some])
    length = found.infectious_until - found.infectious_from
    middle = (np.arange(40) + 0.5) / 40
    early = np.minimum(given.number("profile.early_share") * length, given.number("profile.early_cap_days"))
    since = length[:, None] * middle
    weight = np.where(since < early[:, None], given.number("profile.early_ratio"), 1.0)
    weight *= (found.strength * length / weight.mean(axis=1))[:, None]
    interval = found.infectious_from[:, None] + since
    before = interval < found.peak[:, None]
    return interval.ravel(), (weight / weight.sum()).ravel(), before.ravel()


def _seeded(city: City, given: Variant, seed: int, cases: int) -> Epidemic:
    epidemic = Epidemic(city, given, seed, seasonal=False)
    seeds = (uniform(seed, Stream.INDEX, np.arange(cases)) * len(city.age)).astype(np.int64)
    epidemic.seed_cases(seeds, 0.0)
    return epidemic


def _first_generation(city: City, visits: Callable[[int], Any], given: Variant) -> Epidemic:
    """A run in which only the seed cases infect."""
    epidemic = _seeded(city, given, 1, max(100, round(INDEX / given.number("r0") ** 1.1)))
    for day in range(int(np.nanmax(epidemic.state.infectious_until)) + 1):
        infected = epidemic.step(day, visits(day % 7)).infected
        epidemic.state.strength[infected] = 0
    return epidemic


def _growth(city: City, visits: Callable[[int], Any], given: Variant, seed: int) -> float:
    """The daily growth of an epidemic, until the seed cases are over and it is large enough."""
    epidemic = _seeded(city, given, seed, SEEDS)
    ends, daily = float(np.nanmax(epidemic.state.infectious_until)), []
    while len(daily) < ends or (sum(daily) < ENOUGH and len(daily) < 100):
        daily.append(len(epidemic.step(len(daily), visits(len(daily) % 7))))
    total = np.cumsum(daily)
    during = np.flatnonzero((total > 150) & (total < ENOUGH) & (np.array(daily) > 0))
    return float(np.polyfit(during, np.log(np.array(daily)[during]), 1)[0]) if len(during) > 4 else np.nan


def _offspring(epidemic: Epidemic) -> Any:
    """How many each seed case infected."""
    state = epidemic.state
    seeds = epidemic.infected[state.infector[epidemic.infected] < 0]
    return np.bincount(state.infector[state.infector >= 0], minlength=len(state.infector))[seeds]


def _at_home(city: City, epidemic: Epidemic) -> tuple[int, int]:
    """Members of the seed cases' households: infected by them, and all."""
    state, size = epidemic.state, np.bincount(city.household)
    seeds = epidemic.infected[state.infector[epidemic.infected] < 0]
    seeds = seeds[size[city.household[seeds]] <= LARGEST_HOME]
    infected = np.flatnonzero(np.isin(state.infector, seeds))
    by = state.infector[infected]
    return int((city.household[infected] == city.household[by]).sum()), int((size[city.household[seeds]] - 1).sum())


def _settings(city: City, given: Variant, epidemic: Epidemic) -> Any:
    """Shares of infections by setting."""
    found, place = contact.settings(given), epidemic.state.place_of_infection
    kinds = found.of_kind[city.place_kind[place[place >= 0]]]
    return np.bincount(kinds, minlength=len(found.names)) / len(kinds)
