"""Numbers as a sentence says them, the same in both languages, and the small sentences that several findings share."""

from __future__ import annotations

import math

from sizao.kernel.epidemics.estimates import Estimate
from sizao.kernel.words import Words
from sizao.oversight.analysis.types import NOTHING, Figure, LeftOut

DAYS = Words("天", "days")
UNBOUNDED = "∞"


def number(value: float, decimals: int = 2) -> str:
    """A number with its decimals; more of them where it is small, so that 0.0204 does not become 0.02."""
    if math.isinf(value):
        return UNBOUNDED
    if value and abs(value) < 0.1 and decimals >= 2:
        decimals = min(4, decimals + 2)
    return f"{value:,.{decimals}f}"


def per_cent(value: float) -> str:
    """A share as per cent: one decimal below ten and above ninety, none between."""
    share = value * 100
    if 0 < share < 0.1:
        return "<0.1%"
    if 99.9 < share < 100:
        return ">99.9%"
    return f"{share:.1f}%" if (share < 10 or share > 90) and share not in {0, 100} else f"{share:.0f}%"


def span(lower: float, upper: float, decimals: int = 2) -> str:
    """Both ends of an interval."""
    return f"{number(lower, decimals)}–{number(upper, decimals)}"


def interval(lower: float, upper: float, decimals: int = 2) -> Words:
    """The interval in brackets."""
    ends = span(lower, upper, decimals)
    return Words(f"(95% 区间 {ends})", f" (95% interval {ends})")


def figure(
    key: str, words: Words, estimate: Estimate, unit: Words = NOTHING, *, decimals: int = 2, is_share: bool = False
) -> Figure:
    """An estimate as a figure."""
    return Figure(key, words, estimate.value, estimate.lower, estimate.upper, unit, decimals, is_share)


def left_out(*given: tuple[int, str, str]) -> tuple[LeftOut, ...]:
    """Reasons that left something out, those that left out nothing not mentioned."""
    return tuple(LeftOut(number, Words(zh, en)) for number, zh, en in given if number)


def joined(*parts: Words) -> Words:
    """Sentences one after the other."""
    return Words("".join(each.zh for each in parts), " ".join(each.en for each in parts if each.en))
