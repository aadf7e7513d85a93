"""How many others a case infects at a moment: the posterior of Cori et al. in closed form, and the cohort number.

Cori, Ferguson, Fraser & Cauchemez, Am J Epidemiol 2013;178:1505-1512; Thompson et al., Epidemics 2019;29:100356 for
cases infected elsewhere and for a serial interval that is itself uncertain; Wallinga & Teunis, Am J Epidemiol
2004;160:509-516 for the cohort number. Days count from 0 and windows are half-open here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sizao.kernel.epidemics.estimates import TAIL

Array = NDArray[np.float64]

PRIOR_MEAN, PRIOR_SD = 5.0, 5.0
"""The prior of the authors: so high and so wide that R is not found below 1 without data that say so."""
GRID = 24
"""Points along each axis when the serial interval itself is uncertain."""


@dataclass(frozen=True)
class Prior:
    """A gamma distribution of R before any case is counted."""

    mean: float = PRIOR_MEAN
    sd: float = PRIOR_SD

    @property
    def shape(self) -> float:
        """The gamma distribution's shape."""
        return (self.mean / self.sd) ** 2

    @property
    def scale(self) -> float:
        """The gamma distribution's scale."""
        return self.sd**2 / self.mean


@dataclass(frozen=True)
class Instant:
    """R over one window ``[start, until)`` of days: posterior mean, standard deviation and quantiles."""

    start: int
    until: int
    mean: float
    sd: float
    lower: float
    median: float
    upper: float
    below_one: float
    """The chance that R is below 1."""


@dataclass(frozen=True)
class Uncertain:
    """A serial interval of which mean and standard deviation are known only within normal distributions cut at bounds."""

    mean: float
    mean_sd: float
    mean_bounds: tuple[float, float]
    sd: float
    sd_sd: float
    sd_bounds: tuple[float, float]


def discretised(mean: float, sd: float, days: int) -> Array:
    """The chance of each whole serial interval of 0 … ``days - 1`` days under a gamma distribution shifted by one day.

    Cori et al. 2013, web appendix 11.

    Raises:
        ValueError: when the mean is not above one day or the standard deviation not above nothing.
    """
    from scipy.special import gammainc

    if mean <= 1 or sd <= 0:
        raise ValueError("a shifted gamma distribution needs a mean above one day and a positive standard deviation")
    shape, scale = ((mean - 1) / sd) ** 2, sd**2 / (mean - 1)
    day = np.arange(days, dtype=np.float64)

    def below(x: Array, a: float) -> Array:
        return np.asarray(gammainc(a, np.maximum(x, 0) / scale), dtype=np.float64)

    chance = day * below(day, shape) + (day - 2) * below(day - 2, shape) - 2 * (day - 1) * below(day - 1, shape)
    chance += shape * scale * (2 * below(day - 1, shape + 1) - below(day - 2, shape + 1) - below(day, shape + 1))
    return np.maximum(chance, 0)


def infectivity(incidence: Sequence[float] | Array, serial: Sequence[float] | Array) -> Array:
    """The total infectiousness of earlier cases on each day: the renewal equation's sum, 0 on the first day."""
    cases, weights = np.asarray(incidence, dtype=np.float64), np.asarray(serial, dtype=np.float64)
    felt = np.convolve(cases, weights)[: len(cases)]
    felt[:1] = 0
    return np.asarray(felt, dtype=np.float64)


def weekly(days: int, width: int) -> list[tuple[int, int]]:
    """Every window of a width that begins after the first day."""
    return [(start, start + width) for start in range(1, days - width + 1)]


def instantaneous(
    local: Sequence[int],
    serial: Sequence[float] | Array,
    windows: Sequence[tuple[int, int]],
    *,
    imported: Sequence[int] | None = None,
    prior: Prior | None = None,
) -> list[Instant]:
    """The posterior of R in each window; cases infected elsewhere infect, but were not infected here.

    Args:
        local: new cases infected here, one number for each day without gaps.
        serial: chance of a serial interval of 0, 1, … days.
        windows: half-open windows of days, none beginning on day 0, where nobody can have infected anybody.
        imported: new cases infected elsewhere on the same days.
        prior: before the data.
    """
    given, before = np.asarray(local, dtype=np.float64), prior or Prior()
    felt = infectivity(given + (0 if imported is None else np.asarray(imported)), serial)
    return [_summary(start, until, [_gamma(given[start:until], felt[start:until], before)]) for start, until in windows]


def with_uncertain_serial(
    local: Sequence[int],
    serial: Uncertain,
    windows: Sequence[tuple[int, int]],
    *,
    imported: Sequence[int] | None = None,
    prior: Prior | None = None,
) -> list[Instant]:
    """The same, averaged over the serial intervals that are possible.

    The authors draw serial intervals at random; here a grid of equally probable ones takes the place of the draws, so
    that the same cases always give the same numbers.
    """
    given, before = np.asarray(local, dtype=np.float64), prior or Prior()
    total = given + (0 if imported is None else np.asarray(imported))
    felt = [infectivity(total, discretised(mean, sd, len(given))) for mean, sd in _possible(serial)]
    return [
        _summary(start, until, [_gamma(given[start:until], each[start:until], before) for each in felt])
        for start, until in windows
    ]


def _possible(serial: Uncertain) -> list[tuple[float, float]]:
    means = _equally_probable(serial.mean, serial.mean_sd, serial.mean_bounds)
    deviations = _equally_probable(serial.sd, serial.sd_sd, serial.sd_bounds)
    return [(mean, sd) for mean in means for sd in deviations if mean > 1]


def _equally_probable(mean: float, sd: float, bounds: tuple[float, float]) -> list[float]:
    """Middles of equally probable slices of a normal distribution that is cut at two bounds."""
    from scipy.special import ndtr, ndtri

    low, high = (float(ndtr((each - mean) / sd)) for each in bounds)
    slices = low + (high - low) * (np.arange(GRID) + 0.5) / GRID
    return [float(each) for each in mean + sd * ndtri(slices)]


def _gamma(cases: Array, felt: Array, prior: Prior) -> tuple[float, float]:
    """Shape and scale of the posterior: the gamma prior is conjugate to the Poisson counts."""
    return prior.shape + float(cases.sum()), 1 / (1 / prior.scale + float(felt.sum()))


def _summary(start: int, until: int, gammas: Sequence[tuple[float, float]]) -> Instant:
    shapes, scales = (np.array(each) for each in zip(*gammas, strict=True))
    means = shapes * scales
    mean = float(means.mean())
    variance = float((shapes * scales**2 + means**2).mean()) - mean**2
    lower, median, upper = (_quantile(shapes, scales, level) for level in (TAIL, 0.5, 1 - TAIL))
    return Instant(start, until, mean, math.sqrt(max(variance, 0.0)), lower, median, upper, _below(shapes, scales, 1.0))


def _below(shapes: Array, scales: Array, r: float) -> float:
    """The chance of at most ``r`` under an even mixture of gamma distributions."""
    from scipy.special import gammainc

    return float(gammainc(shapes, r / scales).mean())


def _quantile(shapes: Array, scales: Array, level: float) -> float:
    """The quantile of an even mixture of gamma distributions."""
    from scipy.optimize import brentq
    from scipy.special import gammaincinv

    alike, place = np.unique(shapes, return_inverse=True)
    each = scales * gammaincinv(alike, level)[place]
    low, high = float(each.min()), float(each.max())
    if high - low < 1e-12:
        return high

    def gap(r: float) -> float:
        return _below(shapes, scales, r) - level

    return float(brentq(gap, low, high, xtol=1e-12))


def cohort(incidence: Sequence[int], serial: Sequence[float] | Array) -> Array:
    """The mean number infected by those who fell ill on each day; without a case on a day there is no number (nan).

    Every case is attributed to the earlier ones in proportion to the chance of their serial interval.
    """
    cases = np.asarray(incidence, dtype=np.float64)
    weights = np.zeros(len(cases))
    given = np.asarray(serial, dtype=np.float64)[: len(cases)]
    weights[: len(given)] = given
    felt = infectivity(cases, weights)
    share = np.divide(cases, felt, out=np.zeros_like(cases), where=felt > 0)
    caused = np.array([share[day:] @ weights[: len(cases) - day] for day in range(len(cases))])
    return np.where(cases > 0, caused, np.nan)


def cohort_mean(incidence: Sequence[int], serial: Sequence[float] | Array, window: tuple[int, int]) -> float:
    """The cohort number over the cases of a window; not a number without any."""
    return cohort_means(incidence, serial, [window])[0]


def cohort_means(
    incidence: Sequence[int], serial: Sequence[float] | Array, windows: Sequence[tuple[int, int]]
) -> list[float]:
    """The cohort number over the cases of each window; not a number where a window has none."""
    cases = np.asarray(incidence, dtype=np.float64)
    caused = np.nan_to_num(cohort(incidence, serial)) * cases
    return [
        float(caused[start:until].sum() / cases[start:until].sum()) if cases[start:until].any() else math.nan
        for start, until in windows
    ]
