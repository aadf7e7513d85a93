"""The epidemic curve: cases by day and group, and how complete its last days are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sizao.kernel import areas
from sizao.kernel.epidemics import truncation
from sizao.kernel.words import Words
from sizao.oversight.analysis.rules.drawing import MOST_KINDS, Sheet, days_across
from sizao.oversight.analysis.rules.methods import METHODS
from sizao.oversight.analysis.rules.wording import joined, left_out, per_cent
from sizao.oversight.analysis.types import (
    Basis,
    Drawing,
    Figure,
    Finding,
    Grouping,
    Head,
    Ill,
    Outbreak,
    Question,
    Table,
    Topic,
)
from sizao.trace.cases.types import Classification

NEARLY_ALL = 0.95
"""A day counts as complete from this share on."""
OTHERS = Words("其他", "Other")
UNKNOWN = Words("未记录", "Not recorded")
CASES = Words("病例数", "Cases")


def curve(outbreak: Outbreak, question: Question, basis: Basis) -> Finding:
    """Cases by day of onset, sampling or report, divided as asked; the incomplete end is marked."""
    dated = [(day, each) for each in outbreak.ill if (day := each.on(basis)) is not None]
    missing = left_out(
        (len(outbreak.ill) - len(dated), f"没有{basis.words.zh}", f"without a {basis.words.en.lower()}"),
        (outbreak.ruled_out, "已排除", "ruled out"),
    )
    if not dated:
        sentence = Words(
            f"没有病例记有{basis.words.zh},无法绘制曲线。",
            f"No case has a {basis.words.en.lower()}: there is no curve yet.",
        )
        return Finding(
            topic=Topic.CURVE, sentence=sentence, method=METHODS[Topic.CURVE], used=0, is_empty=True, left_out=missing
        )
    kinds, kind_of = _kinds(outbreak, question.grouping, [each for _, each in dated])
    first, last = min(day for day, _ in dated), max(day for day, _ in dated)
    counts = Counter((day, kind_of[each.key]) for day, each in dated)
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    totals = [sum(counts[day, kind] for kind in range(len(kinds))) for day in days]
    shares = completeness(outbreak, basis, days)
    rows = tuple(
        (day, *(counts[day, kind] for kind in range(len(kinds))), total, share, total / share if share > 0 else None)
        for day, total, share in zip(days, totals, shares, strict=True)
    )
    heads = (
        Head("day", basis.words), *(Head(f"kind{place}", words) for place, words in enumerate(kinds)),
        Head("total", Words("合计", "All")), Head("completeness", Words("完整度", "Complete"), is_share=True),
        Head("expected", Words("估计最终数", "Expected in the end"), 1),
    )  # fmt: skip
    incomplete = sum(share < NEARLY_ALL for share in shares)
    return Finding(
        topic=Topic.CURVE, sentence=_sentence(days, totals, basis), method=METHODS[Topic.CURVE], used=len(dated),
        left_out=missing, cautions=_cautions(incomplete, shares),
        figures=(
            Figure("cases", CASES, len(dated), decimals=0),
            Figure("peak", Words("单日最多", "Most in a day"), max(totals), decimals=0),
            Figure("incomplete", Words("不完整天数", "Days incomplete"), incomplete, decimals=0),
        ),
        tables=(Table("curve", Words("按日病例数", "Cases by day"), heads, rows),),
        drawing=_drawn(days, kinds, rows, shares, basis),
    )  # fmt: skip


def _kinds(outbreak: Outbreak, grouping: Grouping, ill: Sequence[Ill]) -> tuple[list[Words], dict[str, int]]:
    """The groups, the largest first (classifications in their own order), the smallest ones folded into one."""
    named = {each.key: _group(outbreak, grouping, each) for each in ill}
    sizes = Counter(named.values())
    if grouping is Grouping.CLASSIFICATION:
        order = [each.words for each in Classification if each.words in sizes]
    else:
        order = [words for words, _ in sorted(sizes.items(), key=lambda item: (-item[1], item[0].en))]
    shown = order[: MOST_KINDS - 1] if len(order) > MOST_KINDS else order
    place = {words: number for number, words in enumerate(shown)}
    folded = [*shown, OTHERS] if len(order) > len(shown) else list(shown)
    return folded, {key: place.get(words, len(shown)) for key, words in named.items()}


def _group(outbreak: Outbreak, grouping: Grouping, ill: Ill) -> Words:
    if grouping is Grouping.CLASSIFICATION:
        return ill.classification.words
    if grouping is Grouping.SETTING:
        return outbreak.situations.get(ill.setting, Words(ill.setting, ill.setting)) if ill.setting else UNKNOWN
    code = county(ill.area)
    return outbreak.areas.get(code, Words(areas.printed(code), areas.printed(code)))


def county(area: int) -> int:
    """The county of an area; a larger area stands for itself."""
    order = list(areas.Level)
    is_larger = order.index(areas.level_of(area)) <= order.index(areas.Level.COUNTY)
    return area if is_larger else areas.ancestor(area, areas.Level.COUNTY)


def completeness(outbreak: Outbreak, basis: Basis, days: Sequence[date]) -> list[float]:
    """The share of each day's cases that has been reported by now."""
    if basis is Basis.REPORT:
        return [1.0] * len(days)
    pairs = [
        ((each.reported_on - day).days, (outbreak.as_of - day).days)
        for each in outbreak.ill
        if (day := each.on(basis)) is not None
    ]
    found = truncation.reporting(pairs)
    return [found.completeness((outbreak.as_of - day).days) if found else 1.0 for day in days]


def _sentence(days: Sequence[date], totals: Sequence[int], basis: Basis) -> Words:
    peak = days[totals.index(max(totals))]
    number = sum(totals)
    if len(days) == 1:
        return Words(
            f"按{basis.words.zh},{peak} 共 {number} 例。",
            f"{number} {'case' if number == 1 else 'cases'} by {basis.words.en.lower()}, on {peak}.",
        )
    return Words(
        f"按{basis.words.zh},{days[0]} 至 {days[-1]} 共 {number} 例,{peak} 最多({max(totals)} 例)。",
        f"{number} {'case' if number == 1 else 'cases'} by {basis.words.en.lower()} from {days[0]} to {days[-1]}, most on {peak} ({max(totals)}).",
    )


def _cautions(incomplete: int, shares: Sequence[float]) -> tuple[Words, ...]:
    if not incomplete:
        return ()
    last = per_cent(shares[-1])
    return (
        joined(
            Words(
                f"最近 {incomplete} 天尚不完整(最后一天约 {last}):",
                f"The last {incomplete} days are not complete yet (the last one about {last}):",
            ),
            Words("柱形偏低是报告延迟所致。", "low bars there come from the reporting delay."),
        ),
    )


def _drawn(
    days: Sequence[date],
    kinds: Sequence[Words],
    rows: Sequence[tuple[object, ...]],
    shares: Sequence[float],
    basis: Basis,
) -> Drawing:
    expected = [
        total / share if share >= 0.05 else 0.0
        for total, share in zip((_total(each) for each in rows), shares, strict=True)
    ]
    sheet = Sheet(len(days), max([*expected, 1]), whole=True)
    begins = next((place for place, share in enumerate(shares) if share < NEARLY_ALL), None)
    legend = [(f"k-{place}", words) for place, words in enumerate(kinds)]
    if begins is not None:
        incomplete = Words("尚不完整", "not complete yet")
        sheet.shade(begins, len(days), "shade", incomplete)
        legend += [("shade", incomplete), ("k-expected", Words("估计最终数", "expected in the end"))]
    for place, row in enumerate(rows):
        low = 0
        for kind, words in enumerate(kinds):
            number = row[1 + kind]
            if isinstance(number, int) and number:
                said = Words(f"{row[0]} {words.zh} {number} 例", f"{row[0]} {words.en}: {number}")
                sheet.bar(place, low, low + number, f"k-{kind}", said)
                low += number
        if shares[place] < NEARLY_ALL and expected[place] > low:
            said = Words(
                f"{row[0]} 估计最终 {expected[place]:.1f} 例", f"{row[0]}: {expected[place]:.1f} expected in the end"
            )
            sheet.bar(place, low, expected[place], "k-expected", said)
    return sheet.finished(days_across(sheet, days[0], len(days)), basis.words, CASES, legend)


def _total(row: Sequence[object]) -> int:
    total = row[-3]
    return total if isinstance(total, int) else 0
