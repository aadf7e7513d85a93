"""Chance by name: the same seed, role, act and person draw the same number, whatever was drawn before.

Two runs on one seed therefore differ only by what was decided differently (common random numbers).
"""

from __future__ import annotations

from math import exp
from statistics import NormalDist
from zlib import crc32

MASK = 2**64 - 1
SPREAD = 0.5
"""Standard deviation of the logarithm of a delay."""
_NORMAL = NormalDist()


def uniform(seed: int, *names: int | str) -> float:
    """A number from 0 up to 1 that belongs to some names."""
    word = seed & MASK
    for each in names:
        word = _mixed(word ^ (crc32(each.encode()) if isinstance(each, str) else each & MASK))
    return word / 2.0**64


def _mixed(word: int) -> int:
    """SplitMix64 (Steele, Lea and Flood 2014)."""
    word = (word + 0x9E3779B97F4A7C15) & MASK
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


def delay(median_hours: float, seed: int, *names: int | str) -> float:
    """Hours that somebody takes: log-normal about a median."""
    at = min(max(uniform(seed, *names), 1e-9), 1 - 1e-9)
    return median_hours * exp(SPREAD * _NORMAL.inv_cdf(at))
