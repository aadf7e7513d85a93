"""What a swab says, on the day it is taken."""

from __future__ import annotations

import numpy as np
import pytest

from sizao.simulation.epidemic import swabs
from sizao.simulation.epidemic.model import Epidemic
from sizao.simulation.epidemic.variant import variant
from tests.unit.simulation.town import town

MANY = np.arange(6_000)


@pytest.fixture(scope="module")
def ill():
    found = Epidemic(town(12_000), variant("ancestral"), 1, rate=0.001)
    found.seed_cases(MANY, 0.0)
    return found


def test_sensitivity_at_onset_and_three_days_later_is_as_published(ill):
    onset = ill.state.peak_at[MANY]
    assert ill.pcr(MANY, onset).positive.mean() == pytest.approx(0.62, abs=0.02)
    assert ill.pcr(MANY, onset + 3).positive.mean() == pytest.approx(0.80, abs=0.02)


def test_a_swab_on_the_day_of_infection_finds_nothing(ill):
    assert ill.pcr(MANY, np.full(len(MANY), 0.2)).positive.mean() < 0.002


def test_who_is_not_infected_is_rarely_positive(ill):
    healthy = np.arange(6_000, 12_000)
    found = ill.pcr(healthy, np.full(6_000, 9.0))
    assert 0 < found.positive.sum() < 15
    assert ill.antigen(healthy, np.full(6_000, 9.0)).positive.mean() == pytest.approx(0.004, abs=0.004)


def test_the_same_swab_says_the_same_and_the_next_may_not(ill):
    at = np.full(len(MANY), 7.0)
    once, twice, next_one = ill.pcr(MANY, at), ill.pcr(MANY, at), ill.pcr(MANY, at, turn=1)
    assert np.array_equal(once.positive, twice.positive)
    assert np.array_equal(ill.pcr(MANY[::3], at[::3]).positive, once.positive[::3])
    assert not np.array_equal(once.positive, next_one.positive)


def test_ct_is_lowest_about_onset_and_antigen_follows_it(ill):
    onset = ill.state.peak_at[MANY]
    days = [swabs.ct(ill.variant, 1, ill.state, MANY, onset + day).mean() for day in (-3, 0, 5, 12)]
    assert days[1] == pytest.approx(22.3, abs=0.3)
    assert days[0] > days[1] < days[2] < days[3] <= 40
    early = ill.antigen(MANY, onset).positive.mean() / ill.pcr(MANY, onset).positive.mean()
    late = ill.antigen(MANY, onset + 8).positive.mean() / ill.pcr(MANY, onset + 8).positive.mean()
    assert 0.2 < late < early < 0.95


def test_a_negative_swab_has_no_ct(ill):
    found = ill.pcr(MANY, np.full(len(MANY), 6.0))
    assert np.isnan(found.ct[~found.positive]).all()
    assert ((found.ct[found.positive] > 9) & (found.ct[found.positive] < 40)).all()
