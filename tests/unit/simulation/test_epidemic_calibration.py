"""From R0 to a rate and back."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sizao.simulation.city.types import PlaceKind
from sizao.simulation.epidemic import homogeneous as plain
from sizao.simulation.epidemic import rates
from sizao.simulation.epidemic.calibration import Felt, calibrate, felt, solve
from sizao.simulation.epidemic.model import Epidemic
from sizao.simulation.epidemic.variant import variant
from tests.unit.simulation.town import day_visits, town


def test_on_a_homogeneous_city_it_is_the_closed_form():
    place = plain.homogeneous(6_000, 20)
    given = plain.plain(variant("ancestral"), 3.0, 5.0)
    found = calibrate(place, given, lambda day: plain.visits(place, day), target=2.0, cases=300)
    assert found.rate == pytest.approx(-math.log1p(-2.0 / 100) / 24, rel=0.015)
    assert found.found == pytest.approx(2.0, abs=1e-3)
    assert found.of_anybody == pytest.approx(2.0, abs=0.04)


def test_the_rate_gives_the_number_in_the_model_itself():
    """One index case at a time in the model infects as many as the calibration expects."""
    place, given = town(1_500), variant("delta")
    found = calibrate(place, given, lambda day: day_visits(place, day % 7), target=3.0, cases=150)
    first = felt(place, given, lambda day: day_visits(place, day % 7), 1, np.arange(0, 1_500, 10), 0)
    expected = first.infected(found.rate).mean()
    counts = []
    for case in range(0, 1_500, 50):
        one = Epidemic(place, given, 9, rate=found.rate, seasonal=False)
        one.seed_cases([case], 0.0)
        for day in range(22):
            one.step(day, day_visits(place, day % 7))
        counts.append((one.state.infector == case).sum())
    assert np.mean(counts) == pytest.approx(expected, abs=4 * np.std(counts) / math.sqrt(len(counts)))


def test_typical_cases_are_not_typical_people():
    place = town(900)
    found = calibrate(place, variant("delta"), lambda day: day_visits(place, day % 7), target=2.5, cases=200)
    assert found.of_anybody != found.found
    assert found.error > 0


def test_a_calibration_is_written_and_read(tmp_path):
    made = rates.Calibration("delta", 0.01, 5.08, 5.08, 0.1, 4.8, 100, 12, 1_000, "a town", 1)
    path = tmp_path / "rates.toml"
    path.write_text(made.as_toml() + replace(made, variant="mpox").as_toml(), encoding="utf-8")
    assert rates.shipped(path)["delta"] == made


def test_too_few_contacts_are_refused():
    place = town(30)
    with pytest.raises(ValueError, match="too few"):
        solve(felt(place, variant("delta"), lambda day: day_visits(place, day % 7), 1, np.arange(10), 0), 1_000.0)


def test_the_synthetic_city_is_what_the_epidemic_asks_for(city, week):
    """A hundred seed cases in a small town of Wuxi: it spreads, at homes and elsewhere, by the shipped rate."""
    found = Epidemic(city, variant("delta"), 1)
    found.seed_cases(np.arange(0, len(city.age), 40), 0.0)
    for day in range(8):
        found.step(day, week[day])
    state = found.state
    kinds = city.place_kind[state.place_of_infection[state.place_of_infection >= 0]]
    assert len(kinds) > 50
    assert 0.1 < (kinds == PlaceKind.HOME).mean() < 0.6
    assert len(set(kinds.tolist())) >= 5


def test_the_shipped_rate_is_not_far_off_in_a_small_town_either(city, week):
    """Fails when the city's days change so much that the rates must be found anew (bench/epidemic.py --calibrate)."""
    found = calibrate(city, variant("delta"), lambda day: week[day], cases=300)
    assert 0.6 < found.rate / rates.shipped_rate("delta") < 1.7


def test_a_case_does_not_count_whom_his_infector_may_have_infected():
    """Two people at home: the second can infect nobody, for the first is his infector."""
    pair = Felt(np.array([0]), np.array([1]), np.array([50.0]), np.zeros(1), np.array([0]))
    back = Felt(np.array([0]), np.array([0]), np.array([50.0]), np.zeros(1), np.array([1]))
    assert pair.infected(0.1)[0] > 0.99
    assert back.after(np.array([0]), pair, 2).infected(0.1)[0] == 0
    third = Felt(np.array([0, 0]), np.array([0, 2]), np.array([50.0, 50.0]), np.zeros(2), np.array([1]))
    both = Felt(np.array([0, 0]), np.array([1, 2]), np.array([50.0, 50.0]), np.zeros(2), np.array([0]))
    escaped = math.exp(-0.1 * 50)
    assert third.after(np.array([0]), both, 3).infected(0.1)[0] == pytest.approx((1 - escaped) * escaped)
