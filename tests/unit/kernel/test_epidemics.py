"""The statistics of outbreaks where the answer is known beforehand: edges, limits, and refusals."""

from __future__ import annotations

import math

import pytest

from sizao.kernel.epidemics import delays, offspring, reproduction, truncation
from sizao.kernel.epidemics.estimates import proportion


def test_nobody_of_thirty_is_at_most_twelve_per_cent():
    """The exact upper end for 0 of 30 is 1 - 0.025 ** (1 / 30)."""
    found = proportion(0, 30)
    assert (found.value, found.lower) == (0, 0)
    assert found.upper == pytest.approx(1 - 0.025 ** (1 / 30))


def test_everybody_reaches_up_to_one():
    found = proportion(7, 7)
    assert (found.value, found.upper) == (1, 1)
    assert found.lower == pytest.approx(0.025 ** (1 / 7))


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (-1, 3), (4, 3)])
def test_what_is_no_proportion_is_refused(part, whole):
    with pytest.raises(ValueError, match="no proportion"):
        proportion(part, whole)


def test_counts_without_any_infection_have_no_distribution():
    assert offspring.fit([0, 0, 0]) is None
    assert offspring.fit([]) is None


def test_counts_that_vary_less_than_chance_have_no_finite_dispersion():
    found = offspring.fit([1] * 40)
    assert found.mean.value == 1
    assert math.isinf(found.dispersion.value) and math.isinf(found.dispersion.upper)
    assert found.dispersion.lower > 1


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="fewer than none"):
        offspring.fit([1, -1])


def test_one_case_behind_everything_is_one_case():
    assert offspring.observed_share([10, 0, 0, 0], 0.8) == 1
    assert offspring.observed_share([1, 1, 1, 1, 1], 0.8) == 4


def test_below_one_every_chain_dies_out():
    assert offspring.extinction(0.9, 0.1) == 1
    assert offspring.extinction(1.0, math.inf) == 1


def test_poisson_extinction_solves_its_equation():
    q = offspring.extinction(2.0, math.inf)
    assert q == pytest.approx(math.exp(-2 * (1 - q)))
    assert offspring.extinction(2.0, math.inf, introductions=3) == pytest.approx(q**3)


def test_too_few_delays_are_not_fitted():
    known = [delays.Censored(0, 1, day, day + 1) for day in (2, 3, 4, 5)]
    assert delays.fit(known, delays.Family.GAMMA) is None
    assert delays.fits(known) == []


@pytest.mark.parametrize("family", list(delays.Family))
def test_delays_that_are_all_alike_determine_no_distribution(family):
    assert delays.fit([delays.Censored(0, 1, 3, 4)] * 9, family) is None


def test_delays_that_run_backwards_are_not_counted():
    known = [delays.Censored(0, 1, day, day + 1) for day in (2, 3, 4, 5, 7, 9)]
    found = delays.fit([*known, delays.Censored(9, 10, 2, 3)], delays.Family.GAMMA)
    assert found.number == 6


def test_exactly_known_delays_have_the_textbook_likelihood():
    """A lognormal fit of exact values is the mean and the standard deviation of their logarithms."""
    values = [1.5, 2.0, 3.5, 4.0, 6.0, 9.0]
    found = delays.fit([delays.Censored(0, 0, each, each) for each in values], delays.Family.LOGNORMAL)
    logs = [math.log(each) for each in values]
    mean = sum(logs) / len(logs)
    assert found.parameters[0].value == pytest.approx(mean, abs=1e-6)
    assert found.parameters[1].value == pytest.approx(math.sqrt(sum((each - mean) ** 2 for each in logs) / 6), abs=1e-6)


def test_only_a_serial_interval_above_a_day_can_be_shifted():
    with pytest.raises(ValueError, match="above one day"):
        reproduction.discretised(1.0, 0.5, 10)


def test_imported_cases_infect_but_are_not_infected_here():
    window = [(1, 8)]
    serial = [0, 0.5, 0.5]
    (all_local,) = reproduction.instantaneous([2, 1, 1, 2, 1, 1, 0, 1], serial, window)
    (some_imported,) = reproduction.instantaneous(
        [2, 1, 0, 1, 1, 0, 0, 1], serial, window, imported=[0, 0, 1, 1, 0, 1, 0, 0]
    )
    assert some_imported.mean == pytest.approx(all_local.mean * (1 + 4) / (1 + 7))


def test_without_later_cases_r_falls_below_its_prior():
    (quiet,) = reproduction.instantaneous([5, 0, 0, 0, 0, 0, 0, 0], [0, 0.2, 0.5, 0.3], [(1, 8)])
    assert quiet.upper < 1


def test_nobody_ill_on_a_day_has_no_cohort_number():
    assert math.isnan(reproduction.cohort([1, 0, 2], [0, 0.5, 0.5])[1])
    assert math.isnan(reproduction.cohort_mean([1, 0, 2], [0, 0.5, 0.5], (1, 2)))


def test_what_has_been_reported_at_once_is_complete():
    found = truncation.reporting([(0, 5), (0, 3), (0, 0)])
    assert found.completeness(0) == 1


def test_the_last_days_are_known_to_be_incomplete():
    """Half were reported after two days: of the events of today about half are here."""
    old = [(0, 30), (2, 30)] * 20
    found = truncation.reporting(old)
    assert found.completeness(0) == pytest.approx(0.5)
    assert found.completeness(1) == pytest.approx(0.5)
    assert (found.completeness(2), found.completeness(9), found.completeness(-1)) == (1, 1, 0)


def test_late_reports_that_cannot_be_here_yet_do_not_flatter():
    """Among the events of yesterday only quick reports are seen; backwards estimation does not count them as typical."""
    found = truncation.reporting([(0, 30), (2, 30)] * 20 + [(0, 1)] * 20)
    naive = 40 / 60
    assert found.completeness(0) < naive + 0.02


def test_delays_longer_than_the_time_passed_say_nothing():
    assert truncation.reporting([(3, 1), (-1, 4)]) is None
