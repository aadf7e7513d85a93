"""Times between two events of which only intervals are known: serial interval, incubation period, reporting delay.

Both ends may be censored: the first event happened somewhere in ``[first, first_until)``, the second somewhere in
``[second, second_until)``. Reich et al., Stat Med 2009;28:2769-2784, as used for SARS-CoV-2 by Lauer et al., Ann Intern
Med 2020;172:577-582: the first event is taken to be equally likely everywhere in its interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sizao.kernel.epidemics.estimates import TAIL, Estimate
from sizao.kernel.words import LabelledEnum

Array = NDArray[np.float64]

PERCENTILES = (0.025, 0.05, 0.5, 0.95, 0.975, 0.99)
FEWEST = 5
"""Below as many intervals no distribution is fitted."""
NARROWEST = 0.01
"""A spread below this part of the mean is none: all intervals could be one and the same delay."""
FLAT = 3.0
"""A standard error of this size on the logarithm (a factor of 20) means that the data do not determine the parameter."""


class Family(LabelledEnum):
    """The distributions that are fitted."""

    LOGNORMAL = "lognormal", "对数正态分布", "Lognormal"
    GAMMA = "gamma", "伽马分布", "Gamma"
    WEIBULL = "weibull", "韦布尔分布", "Weibull"


@dataclass(frozen=True)
class Censored:
    """One observed delay: the bounds of its two events, in days from any common origin."""

    first: float
    first_until: float
    second: float
    second_until: float

    @property
    def is_possible(self) -> bool:
        """Whether the second event can lie after the first."""
        ordered = self.first <= self.first_until and self.second <= self.second_until
        return ordered and self.second_until > self.first

    @property
    def middle(self) -> float:
        """From the middle of the first interval to the middle of the second."""
        return (self.second + self.second_until - self.first - self.first_until) / 2


@dataclass(frozen=True)
class Delay:
    """One fitted distribution of a delay, in days."""

    family: Family
    parameters: tuple[Estimate, Estimate]
    """Lognormal: mean and standard deviation of the logarithm; gamma and Weibull: shape and scale."""
    mean: Estimate
    sd: Estimate
    percentiles: dict[float, Estimate]
    log_likelihood: float
    aic: float
    number: int

    def density(self, days: Sequence[float]) -> list[float]:
        """The probability per day at some delays."""
        shape = _SHAPES[self.family]
        given = shape.inside(tuple(each.value for each in self.parameters))
        return [float(each) for each in shape.density(np.asarray(days, dtype=np.float64), given)]

    def below(self, days: float) -> float:
        """The chance of a delay of at most so many days."""
        shape = _SHAPES[self.family]
        given = shape.inside(tuple(each.value for each in self.parameters))
        return float(shape.below(np.array([days], dtype=np.float64), given)[0])


Inside = tuple[float, float]
"""Parameters on a scale without bounds, as the search uses them."""


@dataclass(frozen=True)
class _Shape:
    """What is needed of a distribution; ``partial`` is the mean of the delay up to a point, times its chance."""

    inside: Callable[[tuple[float, ...]], Inside]
    outside: Callable[[Inside], Inside]
    density: Callable[[Array, Inside], Array]
    below: Callable[[Array, Inside], Array]
    partial: Callable[[Array, Inside], Array]
    quantile: Callable[[float, Inside], float]
    moments: Callable[[Inside], tuple[float, float]]


def fit(delays: Sequence[Censored], family: Family) -> Delay | None:
    """A distribution by maximum likelihood, intervals by the delta method on the logarithm.

    ``None`` below :data:`FEWEST` possible delays, or when the likelihood has no clear top (all delays alike).
    """
    from scipy.optimize import minimize

    possible = [each for each in delays if each.is_possible]
    if len(possible) < FEWEST:
        return None
    table, times = _tabulated(possible)
    shape = _SHAPES[family]

    def cost(given: Array) -> float:
        return -_log_likelihood(table, times, shape, (float(given[0]), float(given[1])))

    start = _start(shape, family, [max(each.middle, 0.25) for each in possible])
    options = {"xatol": 1e-9, "fatol": 1e-10, "maxiter": 4000}
    found = minimize(cost, np.array(start), method="Nelder-Mead", options=options)
    spread = _covariance(cost, found.x)
    mean, sd = shape.moments((float(found.x[0]), float(found.x[1])))
    if spread is None or sd < NARROWEST * mean:
        return None
    return _described(family, found.x, spread, -float(found.fun), len(possible))


def fits(delays: Sequence[Censored]) -> list[Delay]:
    """Every family that can be fitted, the best by Akaike's criterion first."""
    found = (fit(delays, family) for family in Family)
    return sorted((each for each in found if each is not None), key=lambda each: each.aic)


def _tabulated(delays: Sequence[Censored]) -> tuple[Array, Array]:
    """The different observations, counted from their first event, and how often each was made.

    Only the distances between the four bounds matter; thousands of delays known to the day are a few dozen of them.
    """
    bounds = np.array([(each.first, each.first_until, each.second, each.second_until) for each in delays])
    table, times = np.unique(bounds - bounds[:, :1], axis=0, return_counts=True)
    return table, times.astype(np.float64)


def _start(shape: _Shape, family: Family, middles: Sequence[float]) -> Inside:
    """Where the search begins: a distribution with about the mean and spread of the middles."""
    mean, sd = float(np.mean(middles)), max(float(np.std(middles)), 0.3)
    if family is Family.LOGNORMAL:
        spread = math.sqrt(math.log1p((sd / mean) ** 2))
        return shape.inside((math.log(mean) - spread**2 / 2, spread))
    if family is Family.GAMMA:
        return shape.inside(((mean / sd) ** 2, sd**2 / mean))
    return shape.inside(((sd / mean) ** -1.086, mean * 1.12))


def _log_likelihood(table: Array, times: Array, shape: _Shape, given: Inside) -> float:
    with np.errstate(all="ignore"):
        chance = _chances(table, shape, given)
        found = float(times @ np.log(np.maximum(chance, 1e-300)))
    return found if math.isfinite(found) else -1e300


def _chances(table: Array, shape: _Shape, given: Inside) -> Array:
    """The chance (or density, where an event is known exactly) of each observation.

    With the integral of the distribution function in closed form no numerical integration is needed.
    """
    first, first_until, second, second_until = table.T
    is_wide_first, is_wide_second = first_until > first, second_until > second

    def integral(x: Array) -> Array:
        x = np.maximum(x, 0)
        return x * shape.below(x, given) - shape.partial(x, given)

    def below(x: Array) -> Array:
        return shape.below(np.maximum(x, 0), given)

    width = np.where(is_wide_first, first_until - first, 1)
    both = integral(second_until - first) - integral(second_until - first_until)
    both = (both - integral(second - first) + integral(second - first_until)) / width
    late = below(second_until - first) - below(second - first)
    early = (below(second - first) - below(second - first_until)) / width
    exact = shape.density(np.maximum(second - first, 1e-12), given)
    return np.where(is_wide_first, np.where(is_wide_second, both, early), np.where(is_wide_second, late, exact))


def _covariance(cost: Callable[[Array], float], at: Array) -> Array | None:
    """The inverse of the observed information, by central differences; ``None`` where the likelihood is flat."""
    step = 1e-4 * np.maximum(1, np.abs(at))
    information = np.empty((2, 2))
    for row in range(2):
        for column in range(2):
            one, other = np.eye(2)[row] * step, np.eye(2)[column] * step
            corners = cost(at + one + other) - cost(at + one - other) - cost(at - one + other) + cost(at - one - other)
            information[row, column] = corners / (4 * step[row] * step[column])
    if not np.isfinite(information).all() or np.linalg.det(information) <= 0 or information[0, 0] <= 0:
        return None
    spread = np.asarray(np.linalg.inv(information), dtype=np.float64)
    return spread if np.sqrt(np.diag(spread)).max() < FLAT else None


def _described(family: Family, at: Array, spread: Array, top: float, number: int) -> Delay:
    shape = _SHAPES[family]

    def said(of: Callable[[Inside], float], *, is_positive: bool = True) -> Estimate:
        return _delta(of, at, spread, is_positive=is_positive)

    return Delay(
        family=family,
        parameters=(
            said(lambda given: shape.outside(given)[0], is_positive=family is not Family.LOGNORMAL),
            said(lambda given: shape.outside(given)[1]),
        ),
        mean=said(lambda given: shape.moments(given)[0]),
        sd=said(lambda given: shape.moments(given)[1]),
        percentiles={each: said(partial(shape.quantile, each)) for each in PERCENTILES},
        log_likelihood=top,
        aic=4 - 2 * top,
        number=number,
    )


def _delta(of: Callable[[Inside], float], at: Array, spread: Array, *, is_positive: bool) -> Estimate:
    from scipy.special import ndtri

    def scaled(given: Array) -> float:
        value = of((float(given[0]), float(given[1])))
        return math.log(value) if is_positive else value

    slope = np.array([(scaled(at + step) - scaled(at - step)) / 2e-5 for step in np.eye(2) * 1e-5])
    reach = -float(ndtri(TAIL)) * math.sqrt(float(slope @ spread @ slope))
    here = scaled(at)
    ends = (here, here - reach, here + reach)
    return Estimate(*(math.exp(each) for each in ends)) if is_positive else Estimate(*ends)


def _log_both(given: tuple[float, ...]) -> Inside:
    return math.log(given[0]), math.log(given[1])


def _exp_both(given: Inside) -> Inside:
    return math.exp(given[0]), math.exp(given[1])


def _lognormal() -> _Shape:
    from scipy.special import ndtr, ndtri

    def outside(given: Inside) -> Inside:
        return given[0], math.exp(given[1])

    def z(x: Array, given: Inside) -> Array:
        return (np.log(np.maximum(x, 1e-300)) - given[0]) / math.exp(given[1])

    def mean(given: Inside) -> float:
        return math.exp(given[0] + math.exp(2 * given[1]) / 2)

    return _Shape(
        inside=lambda given: (given[0], math.log(given[1])),
        outside=outside,
        density=lambda x, given: np.exp(-(z(x, given) ** 2) / 2) / (x * math.exp(given[1]) * math.sqrt(2 * math.pi)),
        below=lambda x, given: ndtr(z(x, given)),
        partial=lambda x, given: mean(given) * ndtr(z(x, given) - math.exp(given[1])),
        quantile=lambda level, given: math.exp(given[0] + math.exp(given[1]) * float(ndtri(level))),
        moments=lambda given: (mean(given), mean(given) * math.sqrt(math.expm1(math.exp(2 * given[1])))),
    )


def _gamma() -> _Shape:
    from scipy.special import gammainc, gammaincinv, gammaln

    def density(x: Array, given: Inside) -> Array:
        shape, scale = _exp_both(given)
        return np.asarray(np.exp((shape - 1) * np.log(x) - x / scale - gammaln(shape) - shape * given[1]))

    def partial(x: Array, given: Inside) -> Array:
        shape, scale = _exp_both(given)
        return np.asarray(shape * scale * gammainc(shape + 1, x / scale))

    return _Shape(
        inside=_log_both,
        outside=_exp_both,
        density=density,
        below=lambda x, given: gammainc(math.exp(given[0]), x / math.exp(given[1])),
        partial=partial,
        quantile=lambda level, given: math.exp(given[1]) * float(gammaincinv(math.exp(given[0]), level)),
        moments=lambda given: (math.exp(given[0] + given[1]), math.exp(given[0] / 2 + given[1])),
    )


def _weibull() -> _Shape:
    from scipy.special import gamma, gammainc

    def power(x: Array, given: Inside) -> Array:
        return np.asarray((x / math.exp(given[1])) ** math.exp(given[0]))

    def density(x: Array, given: Inside) -> Array:
        return np.asarray(math.exp(given[0]) / x * power(x, given) * np.exp(-power(x, given)))

    def moments(given: Inside) -> tuple[float, float]:
        shape, scale = _exp_both(given)
        first, second = float(gamma(1 + 1 / shape)), float(gamma(1 + 2 / shape))
        return scale * first, scale * math.sqrt(max(second - first**2, 1e-300))

    return _Shape(
        inside=_log_both,
        outside=_exp_both,
        density=density,
        below=lambda x, given: -np.expm1(-power(x, given)),
        partial=lambda x, given: moments(given)[0] * gammainc(1 + 1 / math.exp(given[0]), power(x, given)),
        quantile=lambda level, given: math.exp(given[1]) * (-math.log1p(-level)) ** math.exp(-given[0]),
        moments=moments,
    )


class _Lazily(dict[Family, _Shape]):
    """The shapes, made when first asked for: scipy takes a while to import."""

    def __missing__(self, family: Family) -> _Shape:
        make = {Family.LOGNORMAL: _lognormal, Family.GAMMA: _gamma, Family.WEIBULL: _weibull}[family]
        self[family] = make()
        return self[family]


_SHAPES = _Lazily()
