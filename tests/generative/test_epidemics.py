"""Random outbreaks in numbers: closed forms agree with numerical integration, and what must not matter does not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from sizao.kernel.epidemics import delays, offspring, reproduction, truncation
from sizao.kernel.epidemics.estimates import proportion

CASES = st.lists(st.integers(0, 9), min_size=4, max_size=14)
COUNTS = st.lists(st.integers(0, 12), min_size=3, max_size=40).filter(any)
SERIAL = st.tuples(st.floats(1.6, 8), st.floats(0.7, 4))


@given(cases=CASES, serial=SERIAL)
def test_the_posterior_is_prior_times_likelihood(cases, serial):
    """The closed form against the integral of gamma prior times Poisson likelihood."""
    shape = reproduction.discretised(*serial, len(cases))
    window = (1, len(cases))
    (found,) = reproduction.instantaneous(cases, shape, [window])
    felt = reproduction.infectivity(cases, shape)
    total, pressure = sum(cases[1:]), float(felt[1:].sum())

    def weight(r):
        return math.exp(total * math.log(r) - r * pressure - r / 5 - peak) if r > 0 else float(total == 0)

    top = max(total / (pressure + 0.2), 1e-9)
    peak = total * math.log(top) - top * (pressure + 0.2) if total else 0.0
    reach = found.mean + 14 * found.sd
    whole, _ = integrate.quad(weight, 0, reach, limit=400, points=[found.median])
    mean, _ = integrate.quad(lambda r: r * weight(r), 0, reach, limit=400, points=[found.median])
    below, _ = integrate.quad(weight, 0, found.lower, limit=400)
    assert found.mean == pytest.approx(mean / whole, rel=1e-4)
    assert below / whole == pytest.approx(0.025, abs=1e-4)


@given(cases=CASES, serial=SERIAL, quiet=st.integers(1, 5))
def test_days_without_cases_before_the_first_change_nothing(cases, serial, quiet):
    shape = reproduction.discretised(*serial, len(cases) + quiet)
    (here,) = reproduction.instantaneous(cases, shape, [(1, len(cases))])
    (later,) = reproduction.instantaneous([0] * quiet + cases, shape, [(1 + quiet, len(cases) + quiet)])
    assert later.mean == pytest.approx(here.mean)
    assert later.upper == pytest.approx(here.upper)


@given(cases=CASES, serial=SERIAL)
def test_everybody_who_can_have_been_infected_is_attributed_to_somebody(cases, serial):
    """The cohort numbers of all cases sum to the cases that have a possible source."""
    shape = reproduction.discretised(*serial, len(cases))
    numbers = np.nan_to_num(reproduction.cohort(cases, shape))
    felt = reproduction.infectivity(cases, shape)
    assert float(numbers @ np.array(cases)) == pytest.approx(sum(np.array(cases)[felt > 0]), abs=1e-6)


@given(counts=COUNTS, seed=st.randoms(use_true_random=False))
def test_the_order_of_cases_does_not_matter(counts, seed):
    mixed = list(counts)
    seed.shuffle(mixed)
    assert offspring.fit(mixed) == offspring.fit(counts)
    assert offspring.observed_share(mixed, 0.8) == offspring.observed_share(counts, 0.8)


@given(counts=COUNTS)
def test_estimates_lie_in_their_intervals(counts):
    found = offspring.fit(counts)
    assert found.mean.lower <= found.mean.value <= found.mean.upper
    assert found.dispersion.lower <= found.dispersion.value <= found.dispersion.upper
    assert found.mean.value == pytest.approx(sum(counts) / len(counts))


@given(counts=COUNTS)
def test_no_other_dispersion_is_more_likely(counts):
    found = offspring.fit(counts)
    k = found.dispersion.value
    if math.isinf(k):
        best = stats.poisson.logpmf(counts, found.mean.value).sum()
    else:
        best = stats.nbinom.logpmf(counts, k, k / (k + found.mean.value)).sum()
        assert found.log_likelihood == pytest.approx(best, abs=1e-6)
    for other in (0.05, 0.3, 1.0, 4.0, 60.0):
        assert stats.nbinom.logpmf(counts, other, other / (other + found.mean.value)).sum() <= best + 1e-6


@given(mean=st.floats(1.05, 5), k=st.one_of(st.floats(0.05, 20), st.just(math.inf)))
def test_extinction_is_a_fixed_point_and_rarer_with_more_introductions(mean, k):
    q = offspring.extinction(mean, k)
    assert 0 < q < 1
    expected = math.exp(-mean * (1 - q)) if math.isinf(k) else (1 + mean * (1 - q) / k) ** -k
    assert q == pytest.approx(expected, abs=1e-9)
    assert offspring.extinction(mean, k, 3) < q


@given(mean=st.floats(0.2, 4), k=st.floats(0.05, 20), share=st.floats(0.1, 0.95))
def test_a_smaller_dispersion_means_fewer_cases_cause_most(mean, k, share):
    assert offspring.expected_share(mean, k / 2, share) <= offspring.expected_share(mean, k, share) + 1e-9


@given(
    family=st.sampled_from(list(delays.Family)),
    first=st.floats(0, 5), exposed=st.floats(0.2, 6), gap=st.floats(0, 8), seen=st.floats(0.2, 3),
)  # fmt: skip
def test_the_chance_of_a_doubly_censored_delay_is_its_integral(family, first, exposed, gap, seen):
    """The closed form against the numerical integral over the first event."""
    known = delays.Censored(first, first + exposed, first + gap, first + gap + seen)
    shape = delays._SHAPES[family]
    given_ = shape.inside((1.4, 0.5) if family is delays.Family.LOGNORMAL else (2.2, 2.4))
    table = np.array([(known.first, known.first_until, known.second, known.second_until)])
    found = float(delays._chances(table, shape, given_)[0])

    def inner(moment):
        ends = np.maximum(np.array([known.second - moment, known.second_until - moment]), 0)
        low, high = shape.below(ends, given_)
        return float(high - low)

    corners = [each for each in (known.second, known.second_until) if first < each < known.first_until]
    whole, _ = integrate.quad(inner, first, known.first_until, points=corners or None, limit=200)
    assert found == pytest.approx(whole / exposed, abs=1e-6)


@given(
    days=st.lists(st.integers(1, 15), min_size=8, max_size=30).filter(lambda each: len(set(each)) > 3),
    shift=st.integers(-9, 9),
)
def test_only_differences_of_days_matter(days, shift):
    here = delays.fit([delays.Censored(0, 1, day, day + 1) for day in days], delays.Family.GAMMA)
    there = delays.fit(
        [delays.Censored(shift, shift + 1, day + shift, day + shift + 1) for day in days], delays.Family.GAMMA
    )
    assert (here is None) == (there is None)
    if here and there:
        assert there.mean.value == pytest.approx(here.mean.value, rel=1e-4)
        assert here.percentiles[0.025].value <= here.percentiles[0.5].value <= here.percentiles[0.975].value


@given(whole=st.integers(1, 300), share=st.floats(0, 1))
def test_the_exact_interval_holds_the_proportion_and_keeps_its_promise(whole, share):
    part = round(whole * share)
    found = proportion(part, whole)
    assert found.lower <= found.value <= found.upper
    assert proportion(whole - part, whole).upper == pytest.approx(1 - found.lower)
    if part:
        assert stats.binom.sf(part - 1, whole, found.lower) == pytest.approx(0.025, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 20)), min_size=1, max_size=60))
def test_completeness_only_grows_with_time(pairs):
    found = truncation.reporting(pairs)
    if found is None:
        return
    shares = [found.completeness(day) for day in range(25)]
    assert shares == sorted(shares)
    assert shares[-1] == 1


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 20)), min_size=1, max_size=60))
def test_completeness_is_counted_as_its_definition_says(pairs):
    """Day by day: of the pairs that could have been seen on it and were reported by then, those reported before it."""
    usable = [(delay, passed) for delay, passed in pairs if delay <= passed]
    found = truncation.reporting(pairs)
    share = 1.0
    for days in range(max((delay for delay, _ in usable), default=0), 0, -1):
        at_risk = sum(delay <= days <= passed for delay, passed in usable)
        share *= 1 - sum(delay == days for delay, _ in usable) / at_risk if at_risk else 1
        assert found.completeness(days - 1) == pytest.approx(share)


@given(
    days=st.lists(st.integers(1, 15), min_size=8, max_size=20).filter(lambda each: len(set(each)) > 3),
    times=st.integers(2, 40),
)
def test_the_same_delays_again_are_the_same_distribution_more_surely(days, times):
    """Delays that are alike are counted together: each once more only makes the intervals narrower."""
    once = delays.fit([delays.Censored(0, 1, day, day + 1) for day in days], delays.Family.GAMMA)
    again = delays.fit([delays.Censored(0, 1, day, day + 1) for day in days * times], delays.Family.GAMMA)
    if once is None:
        return
    assert again.number == times * once.number
    assert again.log_likelihood == pytest.approx(times * once.log_likelihood, rel=1e-6)
    assert again.mean.value == pytest.approx(once.mean.value, rel=1e-3)
    spread, narrower = (math.log(each.mean.upper / each.mean.lower) for each in (once, again))
    assert narrower == pytest.approx(spread / math.sqrt(times), rel=0.02)
