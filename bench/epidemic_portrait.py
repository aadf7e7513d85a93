"""``make bench ARGS="epidemic --portrait"``: what the shipped variants do in a Wuxi of 100,000, beside what was published.

Nobody is immune, nothing is ordered, there is no season. Seed cases are drawn from the whole city.
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


def portrait(city: City, visits: Callable[[int], Any]) -> str:
    """A table in Markdown: one row for each variant."""
    head = (
        "variant", "generation time", "before onset", "R by growth", "k of offspring", "household attack rate",
        "infected at home", "school", "work", "public", "social", "ride",
    )  # fmt: skip
    rows = [head, *(_row(city, visits, variant(name)) for name in names())]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def _row(city: City, visits: Callable[[int], Any], given: Variant) -> list[str]:
    ages, weights, is_before = intrinsic(given, city.age)
    runs = [_run(city, visits, given, seed) for seed in range(1, RUNS + 1)]
    growth = [1 / float(np.sum(weights * np.exp(-rate * ages))) for _, rate in runs]
    counts = np.concatenate([_offspring(epidemic) for epidemic, _ in runs])
    fitted = offspring.fit([int(each) for each in counts])
    homes = np.sum([_at_home(city, epidemic) for epidemic, _ in runs], axis=0)
    shares = np.mean([_settings(city, given, epidemic) for epidemic, _ in runs], axis=0)
    names_of = contact.settings(given).names
    assert fitted is not None
    return [
        given.id, f"{(weights * ages).sum():.1f} d", f"{(weights * is_before).sum():.0%}",
        f"{min(growth):.1f}-{max(growth):.1f}",
        f"{fitted.dispersion.value:.2f} ({fitted.dispersion.lower:.2f}-{fitted.dispersion.upper:.2f})",
        f"{homes[0] / homes[1]:.0%}",
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


def _run(city: City, visits: Callable[[int], Any], given: Variant, seed: int) -> tuple[Epidemic, float]:
    """An epidemic until the seed cases are over and it is large enough, and its daily growth."""
    epidemic = Epidemic(city, given, seed, seasonal=False)
    people = len(city.age)
    seeds = np.unique((uniform(seed, Stream.INDEX, np.arange(SEEDS)) * people).astype(np.int64))
    epidemic.seed_cases(seeds, 0.0)
    ends, daily = float(np.nanmax(epidemic.state.infectious_until)), []
    while len(daily) < ends or (sum(daily) < ENOUGH and len(daily) < 100):
        daily.append(len(epidemic.step(len(daily), visits(len(daily) % 7))))
    total = np.cumsum(daily)
    during = np.flatnonzero((total > 150) & (total < ENOUGH) & (np.array(daily) > 0))
    slope = np.polyfit(during, np.log(np.array(daily)[during]), 1)[0] if len(during) > 4 else np.nan
    return epidemic, float(slope)


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
    """Shares of the first infections by setting."""
    state, found = epidemic.state, contact.settings(given)
    order = np.argsort(np.where(state.infector >= 0, state.infected_at, np.inf))[:ENOUGH]
    place = state.place_of_infection[order]
    kinds = found.of_kind[city.place_kind[place[place >= 0]]]
    return np.bincount(kinds, minlength=len(found.names)) / len(kinds)
