"""A kept score as pages show it: its figures, its days, and two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sizao.kernel.words import Words
from sizao.oversight.drills.types import Measure
from sizao.spine.web.types import Kpi

SHARES = frozenset({Measure.RECALL, Measure.PRECISION})
BETTER_HIGH = frozenset({Measure.RECALL, Measure.PRECISION, Measure.AVERTED})


@dataclass(frozen=True)
class Beside:
    """One measure of two drills, and whether the second did better."""

    measure: Measure
    first: str
    second: str
    difference: str
    is_better: bool | None


def kpis(score: Mapping[str, Any]) -> list[Kpi]:
    """The figures of a score, each measure once."""
    return [Kpi(each.words, said(each, value(score, each)), key=each.value) for each in Measure]


def value(score: Mapping[str, Any], measure: Measure) -> float | None:
    """One measure of a score; late milestones are counted from their list."""
    if measure is Measure.MILESTONES_LATE:
        return sum(bool(each["is_late"]) for each in score.get("milestones", []))
    found = score.get(measure.value)
    return float(found) if found is not None else None


def said(measure: Measure, number: float | None) -> str:
    """A figure as it is read: a share as a percentage, nothing as a dash."""
    if number is None:
        return "—"
    return f"{number:.0%}" if measure in SHARES else f"{number:,.1f}".removesuffix(".0")


def beside(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Beside]:
    """Every measure of two scores."""
    return [_beside(each, value(first, each), value(second, each)) for each in Measure]


def _beside(measure: Measure, first: float | None, second: float | None) -> Beside:
    if first is None or second is None:
        return Beside(measure, said(measure, first), said(measure, second), "—", None)
    apart = second - first
    sign = "+" if apart > 0 else "−" if apart < 0 else "±"
    better = None if apart == 0 else (apart > 0) == (measure in BETTER_HIGH)
    return Beside(measure, said(measure, first), said(measure, second), f"{sign}{said(measure, abs(apart))}", better)


def milestones(score: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The milestones of a score, their words as words."""
    return [{**each, "words": Words(**each["words"])} for each in score.get("milestones", [])]


COURSE = (
    ("infections", Words("新增感染(真实)", "New infections (true)")),
    ("infections_alone", Words("无人处置时的新增感染", "New infections had nobody acted")),
    ("found", Words("报告病例", "Cases reported")),
    ("isolated", Words("在隔离人数", "People in quarantine")),
)


def days(score: Mapping[str, Any]) -> dict[str, Any]:
    """The course by day as a table: its heads, and a row a day beginning with the day's number."""
    course = score.get("course", {})
    columns = [list(course.get(name, [])) for name, _ in COURSE]
    longest = max((len(each) for each in columns), default=0)
    filled = [[*each, *[0] * (longest - len(each))] for each in columns]
    return {
        "heads": [words for _, words in COURSE],
        "rows": [(day + 1, row) for day, row in enumerate(zip(*filled, strict=True))],
    }
