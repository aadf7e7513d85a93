"""What new introductions would lead to if they spread as the known cases did."""

from __future__ import annotations

from sizao.kernel.epidemics import offspring as statistics
from sizao.kernel.epidemics.estimates import Estimate
from sizao.kernel.words import Words
from sizao.oversight.analysis.rules.chains import not_infections, offspring_counts
from sizao.oversight.analysis.rules.drawing import whiskers
from sizao.oversight.analysis.rules.methods import METHODS
from sizao.oversight.analysis.rules.wording import figure, per_cent
from sizao.oversight.analysis.types import Cell, Finding, Head, Outbreak, Question, Table, Topic

INTRODUCTIONS = (1, 2, 5, 10)
LARGE = Words("引发大规模疫情的概率", "Chance of a large outbreak")
LARGEST_R = 1e3
"""Stands in for an R whose upper end the data do not set."""


def outlook(outbreak: Outbreak, question: Question) -> Finding:
    """How likely new introductions are to die out by themselves, given R and k."""
    counts = offspring_counts(outbreak, question.links)
    found = statistics.fit(counts) if counts else None
    base = Finding(
        topic=Topic.OUTLOOK, method=METHODS[Topic.OUTLOOK], used=len(counts), left_out=not_infections(outbreak), is_empty=True,
        sentence=Words("R 与 k 无法估计,因此没有概率可言。", "R and k cannot be estimated, so there is no chance to state."),
    )  # fmt: skip
    if found is None:
        return base
    chances = [(each, _large(found, each)) for each in INTRODUCTIONS]
    drawn = [
        (Words(f"{each} 例传入", f"{each} introduced"), large.value, large.lower, large.upper)
        for each, large in chances
    ]
    return Finding(
        topic=base.topic, method=base.method, used=base.used, left_out=base.left_out, sentence=_sentence(chances[0][1]),
        figures=(figure("large", Words("一例传入引发大规模疫情", "A large outbreak from one case"), chances[0][1], is_share=True),),
        tables=(_table(chances),),
        drawing=whiskers(drawn, LARGE, highest=max(0.1, *(large.upper for _, large in chances))),
    )  # fmt: skip


def _large(found: statistics.Offspring, introductions: int) -> Estimate:
    """The chance of a large outbreak at R and at both ends of its interval."""
    k, mean = found.dispersion.value, found.mean
    ends = (mean.value, mean.lower, min(mean.upper, LARGEST_R))
    return Estimate(*(1 - statistics.extinction(r, k, introductions) for r in ends))


def _table(chances: list[tuple[int, Estimate]]) -> Table:
    heads = (
        Head("introductions", Words("新传入病例数", "New introductions")), Head("large", LARGE, is_share=True),
        Head("lower", Words("R 取下限", "R at its lower end"), is_share=True),
        Head("upper", Words("R 取上限", "R at its upper end"), is_share=True),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [(each, large.value, large.lower, large.upper) for each, large in chances]
    return Table("outlook", Words("按传入例数", "By introductions"), heads, tuple(rows))


def _sentence(large: Estimate) -> Words:
    upper = per_cent(large.upper)
    if large.upper == 0:
        return Words(
            "措施不变时,再传入病例的传播链将自行消亡。",
            "Under unchanged measures the chains of new cases die out by themselves.",
        )
    if large.value == 0:
        return Words(
            f"措施不变时,再传入一例的传播链将自行消亡;R 取区间上限时有 {upper} 的可能扩大。",
            f"Under unchanged measures the chain of one more case dies out by itself; with R at the upper end of its interval it grows large with a chance of {upper}.",
        )
    value, lower = per_cent(large.value), per_cent(large.lower)
    return Words(
        f"措施不变时,再传入一例有 {value}({lower}–{upper})的可能引发大规模疫情,其余情况自行消亡。",
        f"Under unchanged measures one more case leads to a large outbreak with a chance of {value} ({lower} to {upper}); else its chain dies out by itself.",
    )
