"""A number with its uncertainty, and the exact interval of a proportion."""

from __future__ import annotations

from dataclasses import dataclass

LEVEL = 0.95
"""Coverage of every interval of this package."""
TAIL = (1 - LEVEL) / 2


@dataclass(frozen=True)
class Estimate:
    """A value with the ends of its 95 % interval; an end that the data do not bound is infinite."""

    value: float
    lower: float
    upper: float


def proportion(part: int, whole: int) -> Estimate:
    """A proportion with its exact binomial interval (Clopper & Pearson, Biometrika 1934;26:404-413).

    Raises:
        ValueError: when ``part`` is not between 0 and ``whole``, or ``whole`` is not positive.
    """
    from scipy.special import betaincinv

    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no proportion")
    lower = float(betaincinv(part, whole - part + 1, TAIL)) if part else 0.0
    upper = float(betaincinv(part + 1, whole - part, 1 - TAIL)) if part < whole else 1.0
    return Estimate(part / whole, lower, upper)
