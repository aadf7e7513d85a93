"""A kept score as pages show it: its figures, its days, and two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sizao.kernel.words import Words
from sizao.oversight.drills.errors import NothingToPair
from sizao.oversight.drills.queries.report import number
from sizao.oversight.drills.queries.wording import FIGURES, figure
from sizao.oversight.drills.rules.scoring import compare
from sizao.oversight.drills.types import Comparison, Measure, Paired, Score
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


@dataclass(frozen=True)
class PairedRow:
    """One measure of two ways over several seeds; better or worse only where the interval leaves out nought."""

    measure: Measure
    first: str
    second: str
    difference: str
    interval: str
    pairs: int
    is_better: bool | None


def kpis(score: Mapping[str, Any]) -> list[Kpi]:
    """The figures of a score, the same that the papers show."""
    return [Kpi(words, number(figure(score, name), unit), key=name) for name, words, unit in FIGURES]


def value(score: Mapping[str, Any], measure: Measure) -> float | None:
    """One measure of a score."""
    return figure(score, measure.value)


def said(measure: Measure, number: float | None) -> str:
    """A figure as it is read: a share as a percentage, nothing as a dash."""
    if number is None:
        return "—"
    return f"{number:.0%}" if measure in SHARES else f"{number:,.1f}".removesuffix(".0")


def beside(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Beside]:
    """Every measure of two scores; of two that are no pair but for who played, no differences."""
    known = [(each, value(first, each), value(second, each)) for each in Measure]
    if _score(first).is_like(_score(second)):
        return [_beside(*each) for each in known]
    return [Beside(each, said(each, one), said(each, other), "—", None) for each, one, other in known]


@dataclass(frozen=True)
class Unlike:
    """Why two drills are no pair: their days, and whether other injects hit them."""

    first_days: int
    second_days: int
    has_other_injects: bool

    @property
    def common(self) -> int:
        """Days that both were played."""
        return min(self.first_days, self.second_days)


def unlike(first: Mapping[str, Any], second: Mapping[str, Any]) -> Unlike | None:
    """Why two scores of one scenario are no pair; nothing when they are."""
    one, other = _score(first), _score(second)
    if one.is_like(other) or one.scenario != other.scenario:
        return None
    return Unlike(one.days, other.days, None not in (one.injects, other.injects) and one.injects != other.injects)


def common(first: Mapping[str, Any], second: Mapping[str, Any], days: int) -> list[tuple[Words, int, int]]:
    """What two drills came to within their first days, as far as their course tells."""
    return [
        (words, *(sum(list(each.get("course", {}).get(name, []))[:days]) for each in (first, second)))
        for name, words in COMMON
    ]


def _score(given: Mapping[str, Any]) -> Score:
    return Score.from_json(dict(given))


def _beside(measure: Measure, first: float | None, second: float | None) -> Beside:
    if first is None or second is None:
        return Beside(measure, said(measure, first), said(measure, second), "—", None)
    apart = second - first
    better = None if apart == 0 else (apart > 0) == (measure in BETTER_HIGH)
    return Beside(measure, said(measure, first), said(measure, second), signed(measure, apart), better)


def compared(firsts: Sequence[Mapping[str, Any]], seconds: Sequence[Mapping[str, Any]]) -> Comparison | None:
    """Two ways of playing over all the seeds that both were played on; nothing with fewer than two pairs."""
    try:
        found = compare(list(map(_score, firsts)), list(map(_score, seconds)), ("", ""))
    except NothingToPair:
        return None
    return found if len(found.seeds) > 1 else None


def paired(comparison: Comparison) -> list[PairedRow]:
    """A comparison as pages show it: means, the mean difference and its interval."""
    return [_paired(each) for each in comparison.rows]


def _paired(row: Paired) -> PairedRow:
    measure = row.measure
    if row.difference is None:
        return PairedRow(measure, "—", "—", "—", "—", row.pairs, None)
    low, high = row.low, row.high
    interval = "—" if low is None or high is None else f"{signed(measure, low)} … {signed(measure, high)}"
    is_clear = low is not None and high is not None and (low > 0 or high < 0)
    better = (row.difference > 0) == (measure in BETTER_HIGH) if is_clear else None
    return PairedRow(
        measure, said(measure, row.first), said(measure, row.second), signed(measure, row.difference), interval, row.pairs,
        better,
    )  # fmt: skip


def signed(measure: Measure, apart: float) -> str:
    """A difference with its sign."""
    sign = "+" if apart > 0 else "−" if apart < 0 else "±"
    return f"{sign}{said(measure, abs(apart))}"


def milestones(score: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The milestones of a score, their words as words."""
    return [{**each, "words": Words(**each["words"])} for each in score.get("milestones", [])]


COURSE = (
    ("infections", Words("新增感染(真实)", "New infections (true)")),
    ("infections_alone", Words("无人处置时的新增感染", "New infections had nobody acted")),
    ("found", Words("报告病例", "Cases reported")),
    ("isolated", Words("在隔离人数", "People in quarantine")),
)


COMMON = (*COURSE[:3], ("isolated", Words("隔离人天", "Days of isolation")))


def days(score: Mapping[str, Any]) -> dict[str, Any]:
    """The course by day as a table: its heads, and a row a day: the day's number, and each figure under its head."""
    course = score.get("course", {})
    columns = [list(course.get(name, [])) for name, _ in COURSE]
    longest = max((len(each) for each in columns), default=0)
    filled = [[*each, *[0] * (longest - len(each))] for each in columns]
    heads = [words for _, words in COURSE]
    rows = [(day + 1, list(zip(heads, row, strict=True))) for day, row in enumerate(zip(*filled, strict=True))]
    return {"heads": heads, "rows": rows}
