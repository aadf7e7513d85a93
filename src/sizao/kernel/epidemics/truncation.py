"""How complete the last days of a curve are: what has happened but is not yet reported (right truncation).

Lawless, Can J Stat 1994;22:15-31; Kalbfleisch & Lawless, J Am Stat Assoc 1989;84:360-372: the reporting delay is
estimated backwards in time, because a case that will be reported late is not among the cases yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reporting:
    """The estimated distribution of the reporting delay up to the longest one that could have been seen."""

    below: tuple[float, ...]
    """``below[d]``: the share that is reported within ``d`` days, of all that are reported within the longest delay."""
    number: int

    def completeness(self, days_ago: int) -> float:
        """The share of the events of a day so many days ago that is reported by now; 1 beyond the longest delay."""
        if days_ago < 0:
            return 0.0
        return self.below[days_ago] if days_ago < len(self.below) else 1.0


def reporting(delays: Sequence[tuple[int, int]]) -> Reporting | None:
    """Estimate the reporting delay from pairs of delay and days that have passed since the event.

    Pairs with a negative delay, or with a delay longer than the time that passed, say nothing and are left out.

    Returns:
        ``None`` when no pair says anything.
    """
    usable = [(delay, passed) for delay, passed in delays if 0 <= delay <= passed]
    if not usable:
        return None
    exactly, over = Counter(delay for delay, _ in usable), Counter(passed for _, passed in usable)
    longest = max(exactly)
    below = [1.0] * (longest + 1)
    at_risk = sum(number for passed, number in over.items() if passed > longest)
    for days in range(longest, 0, -1):
        at_risk += over[days] - exactly[days + 1]
        below[days - 1] = below[days] * (1 - exactly[days] / at_risk) if at_risk else below[days]
    return Reporting(tuple(below), len(usable))
