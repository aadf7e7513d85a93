"""What mathematics says of an epidemic among people who mix freely: final size, growth rate, generation interval."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def final_size(r0: float, seeded: float = 0.0) -> float:
    """The part of a freely mixing population that is infected in the end: ``1 - z = (1 - seeded) exp(-R0 z)``.

    Kermack & McKendrick, Proc R Soc A 1927;115:700-721; it holds for any distribution of latent and infectious periods.
    """
    from scipy.optimize import brentq

    def gap(z: float) -> float:
        return 1 - z - (1 - seeded) * math.exp(-r0 * z)

    if seeded <= 0 and r0 <= 1:
        return 0.0
    return float(brentq(gap, max(seeded, 1e-9), 1.0))


def growth_rate(r0: float, intervals: Sequence[float] | Floats) -> float:
    """The daily growth rate of Euler-Lotka: ``1 = R0 mean(exp(-r a))`` over generation intervals ``a`` in days.

    Wallinga & Lipsitch, Proc R Soc B 2007;274:599-604.
    """
    from scipy.optimize import brentq

    ages = np.asarray(intervals, np.float64)

    def gap(r: float) -> float:
        return r0 * float(np.exp(-r * ages).mean()) - 1

    return float(brentq(gap, -0.5, 2.0))


def intrinsic_intervals(latent: Floats, infectious: Floats, steps: int = 50) -> Floats:
    """Generation intervals of sources with constant infectiousness, weighted by how long they are infectious.

    Returns:
        Equally weighted intervals, many for each source.
    """
    middles = (np.arange(steps) + 0.5) / steps
    chosen = np.repeat(np.arange(len(latent)), np.maximum(1, np.round(20 * infectious / infectious.mean()).astype(int)))
    return (latent[chosen, None] + infectious[chosen, None] * middles[None, :]).ravel()
