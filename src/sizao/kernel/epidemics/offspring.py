"""How many others each case infected: mean R, dispersion k, who causes most of it, and the chance that it dies out.

The counts are taken to be negative binomial with mean R and dispersion k (Lloyd-Smith et al., Nature 2005;438:355-359):
the smaller k, the more a few cases cause most of the transmission.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sizao.kernel.epidemics.estimates import LEVEL, Estimate

Array = NDArray[np.float64]

SMALLEST, LARGEST = 1e-5, 1e6
"""Between these bounds k is looked for; above the upper one the distribution is a Poisson distribution for all purposes."""


@dataclass(frozen=True)
class Offspring:
    """The fitted distribution.

    ``dispersion`` is infinite when the counts vary no more than chance alone would make them (Poisson).
    """

    cases: int
    infected: int
    mean: Estimate
    dispersion: Estimate
    log_likelihood: float


def fit(counts: Sequence[int]) -> Offspring | None:
    """R and k by maximum likelihood, both with profile-likelihood intervals; ``None`` while nobody infected anybody.

    For the negative binomial the best R is the mean whatever k is, so that the profile of k is taken at the mean.

    Raises:
        ValueError: when a count is negative.
    """
    if any(each < 0 for each in counts):
        raise ValueError("a case cannot have infected fewer than none")
    if not sum(counts):
        return None
    seen, times = _tabulated(counts)
    mean = sum(counts) / len(counts)
    k = _best_k(seen, times, mean)
    best = log_likelihood(seen, times, mean, k)
    cut = best - _chi_squared() / 2
    return Offspring(
        cases=len(counts),
        infected=sum(counts),
        mean=Estimate(mean, *_mean_bounds(seen, times, mean, cut)),
        dispersion=Estimate(k if k < LARGEST else math.inf, *_k_bounds(seen, times, (mean, k), cut)),
        log_likelihood=best,
    )


def log_likelihood(seen: Array, times: Array, mean: float, k: float) -> float:
    """Log-likelihood of the counts ``seen``, each observed ``times`` times, under a mean and a dispersion."""
    from scipy.special import gammaln

    terms = gammaln(seen + k) - gammaln(k) - gammaln(seen + 1) - (k + seen) * math.log1p(mean / k)
    terms += seen * (math.log(mean) - math.log(k)) if mean > 0 else np.where(seen > 0, -np.inf, 0.0)
    return float(times @ terms)


def _tabulated(counts: Sequence[int]) -> tuple[Array, Array]:
    seen, times = np.unique(np.asarray(counts, dtype=np.float64), return_counts=True)
    return seen, times.astype(np.float64)


def _chi_squared() -> float:
    from scipy.special import chdtri

    return float(chdtri(1, 1 - LEVEL))


def _best_k(seen: Array, times: Array, mean: float) -> float:
    from scipy.optimize import minimize_scalar

    def cost(log_k: float) -> float:
        return -log_likelihood(seen, times, mean, math.exp(log_k))

    found = minimize_scalar(
        cost, bounds=(math.log(SMALLEST), math.log(LARGEST)), method="bounded", options={"xatol": 1e-9}
    )
    at_limit = cost(math.log(LARGEST)) <= found.fun + 1e-7
    return LARGEST if at_limit else math.exp(found.x)


def _k_bounds(seen: Array, times: Array, best: tuple[float, float], cut: float) -> tuple[float, float]:
    mean, k = best

    def above(log_k: float) -> float:
        return log_likelihood(seen, times, mean, math.exp(log_k)) - cut

    lower = _crossing(above, math.log(SMALLEST), math.log(k))
    upper = _crossing(above, math.log(k), math.log(LARGEST))
    return (0.0 if lower is None else math.exp(lower)), (math.inf if upper is None else math.exp(upper))


def _mean_bounds(seen: Array, times: Array, mean: float, cut: float) -> tuple[float, float]:
    """The profile interval of R: for each R the best k."""

    def above(log_r: float) -> float:
        r = math.exp(log_r)
        return log_likelihood(seen, times, r, _best_k(seen, times, r)) - cut

    lower = _crossing(above, math.log(mean) - 12, math.log(mean))
    upper = _crossing(above, math.log(mean), math.log(mean) + 12)
    return (0.0 if lower is None else math.exp(lower)), (math.inf if upper is None else math.exp(upper))


def _crossing(above: Callable[[float], float], start: float, end: float) -> float | None:
    """Where a function changes its sign between two points; ``None`` when it does not."""
    from scipy.optimize import brentq

    if start >= end or above(start) * above(end) > 0:
        return None
    return float(brentq(above, start, end, xtol=1e-10))


def observed_share(counts: Sequence[int], share: float) -> int:
    """How many of the cases, those with most offspring first, are needed to reach a share of all transmission."""
    needed, reached = share * sum(counts), 0.0
    for number, each in enumerate(sorted(counts, reverse=True), start=1):
        reached += each
        if reached >= needed - 1e-12:
            return number
    return len(counts)


def expected_share(mean: float, k: float, share: float) -> float:
    """The proportion of cases that a fitted distribution expects behind a share of transmission.

    Follows Endo et al., Wellcome Open Res 2020;5:67, where the least infectious cases that cause the rest are counted
    off one number of offspring after the other, within the last number in proportion.

    Args:
        mean: R, positive.
        k: dispersion; infinite for Poisson.
        share: of all transmission, between 0 and 1.
    """
    rest, cases, caused = (1 - share) * mean, 0.0, 0.0
    for number, probability in _distribution(mean, k):
        step = number * probability
        if number and caused + step >= rest:
            return 1 - cases - probability * (rest - caused) / step
        cases, caused = cases + probability, caused + step
    return 1 - cases


def _distribution(mean: float, k: float) -> list[tuple[int, float]]:
    """Numbers of offspring with their probabilities, as far as they matter."""
    spread = mean + (mean**2 / k if math.isfinite(k) else 0.0)
    return list(enumerate(chances(mean, k, int(mean + 60 * math.sqrt(spread) + 50))))


def chances(mean: float, k: float, most: int) -> list[float]:
    """The chance of infecting 0, 1, … ``most`` others; ``k`` is infinite for Poisson."""
    from scipy.special import gammaln

    numbers = np.arange(most + 1)
    if math.isfinite(k):
        logs = gammaln(numbers + k) - gammaln(k) - gammaln(numbers + 1) - k * math.log1p(mean / k)
        logs = logs + numbers * (math.log(mean) - math.log(mean + k))
    else:
        logs = numbers * math.log(mean) - mean - gammaln(numbers + 1)
    return [float(each) for each in np.exp(logs)]


def extinction(mean: float, k: float, introductions: int = 1) -> float:
    """The chance that the chains begun by some new cases all die out by themselves (Lloyd-Smith et al. 2005).

    The smallest solution of ``q = (1 + R (1 - q) / k) ** -k``, to the power of the number of introductions.
    """
    if mean <= 1:
        return 1.0
    from scipy.optimize import brentq

    def gap(q: float) -> float:
        spread = k * math.log1p(mean * (1 - q) / k) if math.isfinite(k) else mean * (1 - q)
        return math.exp(-spread) - q

    below = 1 - 1e-9
    while gap(below) >= 0 and 1 - below < 0.5:
        below = 1 - (1 - below) * 10
    return float(brentq(gap, 0.0, below, xtol=1e-14)) ** introductions
