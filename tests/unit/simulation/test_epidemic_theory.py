"""The model against mathematics, on a city without structure: final size, growth, generation interval, superspreading."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

from sizao.kernel.epidemics import offspring
from sizao.simulation.epidemic import homogeneous as city
from sizao.simulation.epidemic import theory
from sizao.simulation.epidemic.model import Epidemic
from sizao.simulation.epidemic.variant import variant

CONTACTS, LATENT, INFECTIOUS = 20, 3.0, 5.0


def run(people, r0, days, seeds=40, seed=1, sd=0.0, latent=LATENT, infectious=INFECTIOUS, contacts=CONTACTS, **changes):
    """An epidemic in a homogeneous city; R0 is what mathematics has after contacts that would infect twice."""
    place = city.homogeneous(people, contacts)
    given = city.plain(variant("ancestral"), latent, infectious, sd, **changes)
    rate = -math.log1p(-r0 / (contacts * infectious)) / city.HOURS
    found = Epidemic(place, given, seed, rate=rate, seasonal=False)
    found.seed_cases(np.arange(seeds), 0.0)
    daily = [len(found.step(day, city.visits(place, day))) for day in range(days)]
    return found, np.array(daily)


@pytest.mark.parametrize("r0", [1.5, 2.0, 3.0])
def test_the_final_size_is_that_of_kermack_and_mckendrick(r0):
    found, daily = run(12_000, r0, 220 if r0 < 2 else 130)
    assert daily[-10:].sum() < 5
    assert len(found.infected) / 12_000 == pytest.approx(theory.final_size(r0, 40 / 12_000), abs=0.015)


def test_the_final_size_does_not_depend_on_how_infectiousness_is_spread_over_people():
    found, _ = run(12_000, 2.0, 150, seeds=200, strength__dispersion=0.5, sd=2.0)
    assert len(found.infected) / 12_000 == pytest.approx(theory.final_size(2.0, 200 / 12_000), abs=0.025)


def test_below_one_it_dies_out():
    found, daily = run(6_000, 0.7, 90)
    assert daily[-15:].sum() == 0
    assert len(found.infected) < 400


@pytest.mark.parametrize(("r0", "latent", "infectious"), [(2.0, 3.0, 5.0), (3.0, 1.0, 4.0)])
def test_early_growth_is_that_of_euler_and_lotka(r0, latent, infectious):
    found, daily = run(60_000, r0, 45, seeds=60, latent=latent, infectious=infectious)
    total = np.cumsum(daily)
    during = (total > 400) & (total < 3_000)
    day = np.arange(len(daily))[during]
    measured = np.polyfit(day, np.log(daily[during]), 1)[0]
    expected = theory.growth_rate(r0, theory.intrinsic_intervals(np.array([latent]), np.array([infectious])))
    assert len(day) >= 5
    assert measured == pytest.approx(expected, rel=0.12)


def test_euler_and_lotka_is_the_closed_form_of_seir():
    """With exponential periods ``(1 + r/sigma)(1 + r/gamma) = R0``."""
    chance = (np.arange(20_000) + 0.5) / 20_000
    latent = -3.0 * np.log(np.random.default_rng(1).permutation(chance))
    infectious = -5.0 * np.log(chance)
    age = latent + np.random.default_rng(2).choice(infectious, 20_000, p=infectious / infectious.sum()) * chance
    rate = theory.growth_rate(2.0, np.random.default_rng(3).permutation(age))
    assert (1 + rate * 3) * (1 + rate * 5) == pytest.approx(2.0, rel=0.05)


def test_generation_intervals_are_latent_plus_a_uniform_part_of_the_infectious_period():
    found, _ = run(12_000, 2.5, 20, seeds=300)
    state = found.state
    early = np.flatnonzero((state.infector >= 0) & (state.infector < 300))
    interval = state.infected_at[early] - state.infected_at[state.infector[early]]
    assert (interval.min() >= LATENT, interval.max() <= LATENT + INFECTIOUS) == (True, True)
    assert interval.mean() == pytest.approx(LATENT + INFECTIOUS / 2, abs=0.2)


def first_generation(r0, dispersion, cases, people):
    found, _ = run(people, r0, 9, seeds=cases, seed=4, contacts=400, strength__dispersion=dispersion)
    state = found.state
    of_seeds = state.infector[(state.infector >= 0) & (state.infector < cases)]
    return np.bincount(of_seeds, minlength=cases)


@pytest.mark.parametrize("dispersion", [0.3, 0.58, 2.0])
def test_offspring_have_the_dispersion_that_was_asked_for(dispersion):
    counts = first_generation(1.5, dispersion, 600, 60_000)
    fitted = offspring.fit([int(each) for each in counts])
    assert fitted.dispersion.lower < dispersion * 1.1
    assert fitted.dispersion.upper > dispersion * 0.9
    assert fitted.mean.lower < 1.5 < fitted.mean.upper * 1.05


@pytest.mark.worlds
def test_superspreading_like_that_of_mers_in_korea(data):
    """R and k of 162 cases in; the share without offspring and of those behind 80 % out, within the published fit."""
    path = data / "reference/chains/offspring_nb_fit.csv"
    if not path.exists():
        pytest.skip("the offspring of published outbreaks are not among the outbreak data")
    with path.open(encoding="utf-8", newline="") as file:
        korea = next(csv.DictReader(file))
    counts = first_generation(float(korea["R_mle"]), float(korea["k_mle"]), 2_000, 60_000)
    assert (counts == 0).mean() == pytest.approx(float(korea["p0"]), abs=0.02)
    assert offspring.observed_share([int(each) for each in counts], 0.8) / 2_000 < 0.05


@pytest.mark.worlds
def test_the_share_of_cases_behind_most_of_the_transmission_is_the_published_one(data):
    path = data / "reference/superspreading/proportion_transmission.csv"
    if not path.exists():
        pytest.skip("the reference of superspreading is not among the outbreak data")
    with path.open(encoding="utf-8", newline="") as file:
        rows = {(float(row["R"]), float(row["k"])): float(row["cases_for_0.8"]) for row in csv.DictReader(file)}
    counts = first_generation(2.0, 0.2, 2_000, 60_000)
    assert offspring.observed_share([int(each) for each in counts], 0.8) / 2_000 == pytest.approx(
        rows[2.0, 0.2], abs=0.025
    )
