"""Chance without a stream: each draw is a hash of what it decides, so that it does not depend on what was drawn before.

Two runs on one seed decide alike wherever they ask alike; a policy changes only what it touches (common random
numbers). Who falls how ill is a hash of the seed and the person; whether a meeting infects, of the day, both persons and
the meeting. The mixing function is that of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA, doi:10.1145/2660193.2660195).
"""

from __future__ import annotations

import enum
import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

GOLDEN = 0x9E3779B97F4A7C15
FIRST, SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


class Stream(enum.IntEnum):
    """What a draw decides; draws of different streams have nothing to do with each other."""

    LATENT = 1
    PRESYMPTOMATIC = 2
    INFECTIOUS = 3
    SYMPTOMS = 4
    SEVERITY = 5
    STRENGTH = 6
    ILLNESS = 7
    MEETING = 8
    GROUP = 9
    QUARANTINE = 10
    MASK = 11
    MOVEMENT = 12
    PCR = 13
    ANTIGEN = 14
    VIRAL_LOAD = 15
    INDEX = 16
    OFFSPRING = 17
    MIXING = 18
    WEAR = 19
    GATHERING = 20
    STAYS_IN = 21


def mixed(key: Keys) -> Keys:
    """The finaliser of SplitMix64 over an array."""
    key = (key ^ (key >> np.uint64(30))) * np.uint64(FIRST)
    key = (key ^ (key >> np.uint64(27))) * np.uint64(SECOND)
    return key ^ (key >> np.uint64(31))


def root(seed: int, stream: Stream) -> np.uint64:
    """The key from which all draws of a stream start."""
    start = np.array([seed & 0xFFFFFFFFFFFFFFFF], np.uint64)
    return np.uint64(folded(folded(np.zeros(1, np.uint64), start), np.array([stream], np.uint64))[0])


def folded(key: Keys, *values: NDArray[np.generic]) -> Keys:
    """A key with more values folded in, one after the other."""
    for value in values:
        key = mixed((key ^ np.asarray(value).astype(np.int64).astype(np.uint64)) + np.uint64(GOLDEN))
    return key


def uniform(seed: int, stream: Stream, *values: NDArray[np.generic]) -> Floats:
    """Numbers between 0 and 1, both excluded, one for each row of the values."""
    rows = np.full(np.broadcast_shapes(*(np.shape(value) for value in values)), root(seed, stream), np.uint64)
    return ((folded(rows, *values) >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def lognormal(chance: Floats, mean: float, sd: float) -> Floats:
    """The quantiles of a lognormal distribution given by its mean and standard deviation; constant without spread."""
    from scipy.special import ndtri

    if sd <= 0 or mean <= 0:
        return np.full(len(chance), mean)
    spread = math.sqrt(math.log1p((sd / mean) ** 2))
    return np.asarray(np.exp(math.log(mean) - spread**2 / 2 + spread * ndtri(chance)))


def gamma(chance: Floats, mean: float, shape: float) -> Floats:
    """The quantiles of a gamma distribution given by its mean and shape; constant for an infinite shape."""
    from scipy.special import gammaincinv

    if not math.isfinite(shape):
        return np.full(len(chance), mean)
    return np.asarray(gammaincinv(shape, chance)) * (mean / shape)
