"""What a swab says: PCR and antigen by the days since infection, and the Ct value of a positive one.

The same swab (person, time, turn) gives the same answer on a seed, whatever was tested before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sizao.simulation.epidemic.course import Severity, State
from sizao.simulation.epidemic.draws import Floats, Stream, uniform
from sizao.simulation.epidemic.variant import Variant

STRONG = 25.0
"""Up to this Ct an antigen test is as sensitive as :data:`antigen.sensitive` says (Dinnes et al. 2021)."""
MINUTES = 1440
NOISE = 37.0
"""A false positive is a weak one."""


@dataclass(frozen=True)
class Result:
    """Answers, one for each swab."""

    positive: NDArray[np.bool_]
    ct: Floats
    """of a positive swab; ``nan`` for a negative one"""


def sensitivity(variant: Variant, state: State, persons: NDArray[Any], at: Floats) -> Floats:
    """The chance that PCR finds each person; 0 for those who are not infected (yet).

    The published curve counts from infection and puts onset on a day; here days before onset are stretched to the
    person's own incubation, days after it counted as they are.
    """
    onset = variant.number("pcr.onset_day")
    incubation = state.peak_at[persons] - state.infected_at[persons]
    since = at - state.infected_at[persons]
    with np.errstate(invalid="ignore"):
        day = np.where(since < incubation, since / np.maximum(incubation, 0.1) * onset, onset + since - incubation)
        found = np.interp(np.nan_to_num(day), variant.curve("pcr.days"), variant.curve("pcr.sensitivity"))
        return np.where(since >= 0, found, 0.0)


def ct(variant: Variant, seed: int, state: State, persons: NDArray[Any], at: Floats) -> Floats:
    """The Ct of each person: a straight fall to the peak about onset, a slower straight rise; at most the limit.

    Not infected is at the limit. The peak differs between people, the rest does not.
    """
    from scipy.special import ndtri

    number = variant.number
    lowest = number("ct.peak") + number("ct.spread") * ndtri(uniform(seed, Stream.VIRAL_LOAD, persons))
    lowest, limit = np.clip(lowest, 10.0, number("ct.limit") - 2), number("ct.limit")
    is_silent = state.severity[persons] == Severity.ASYMPTOMATIC
    fall = np.where(is_silent, number("ct.fall_days_asymptomatic"), number("ct.fall_days"))
    days = at - state.peak_at[persons]
    with np.errstate(invalid="ignore"):
        away = np.where(days < 0, -days / number("ct.rise_days"), days / fall)
        has_virus = (at >= state.infected_at[persons]) & np.isfinite(away)
        return np.where(has_virus, np.minimum(limit, lowest + (limit - lowest) * np.nan_to_num(away)), limit)


def pcr(variant: Variant, seed: int, state: State, persons: NDArray[Any], at: Floats, turn: int = 0) -> Result:
    """PCR of swabs; ``turn`` tells apart several swabs of one person within a minute."""
    drawn = _drawn(seed, Stream.PCR, persons, at, turn)
    found = sensitivity(variant, state, persons, at)
    truly = drawn < found
    falsely = ~truly & (1 - drawn < 1 - variant.number("pcr.specificity"))
    value = np.where(truly, np.minimum(ct(variant, seed, state, persons, at), NOISE), NOISE)
    return Result(truly | falsely, np.where(truly | falsely, value, np.nan))


def antigen(variant: Variant, seed: int, state: State, persons: NDArray[Any], at: Floats, turn: int = 0) -> Result:
    """Antigen tests: of those whom PCR would find, by their Ct."""
    found = pcr(variant, seed, state, persons, at, turn)
    drawn = _drawn(seed, Stream.ANTIGEN, persons, at, turn)
    value = ct(variant, seed, state, persons, at)
    share = np.where(value <= STRONG, variant.number("antigen.sensitive"), variant.number("antigen.insensitive"))
    truly = found.positive & (value < variant.number("ct.limit")) & (drawn < share)
    falsely = ~truly & (1 - drawn < 1 - variant.number("antigen.specificity"))
    return Result(truly | falsely, np.full(len(persons), np.nan))


def _drawn(seed: int, stream: Stream, persons: NDArray[Any], at: Floats, turn: int) -> Floats:
    minute = np.floor(np.asarray(at, np.float64) * MINUTES).astype(np.int64)
    return uniform(seed, stream, persons, minute, np.full(1, turn))
