"""Who infected how many: offspring distribution, generations and trees, and cases without a source."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sizao.kernel.epidemics import offspring as statistics
from sizao.kernel.words import Words
from sizao.oversight.analysis.rules.drawing import Sheet, days_across, numbers_across
from sizao.oversight.analysis.rules.methods import METHODS
from sizao.oversight.analysis.rules.wording import figure, interval, left_out, number, per_cent
from sizao.oversight.analysis.types import (
    Basis,
    Drawing,
    Figure,
    Finding,
    Head,
    Ill,
    LeftOut,
    Links,
    Outbreak,
    Question,
    Table,
    Topic,
)

MOST = 0.8
"""The share of transmission that is asked about."""
EVENLY = 0.4
"""If more of the cases than this are needed for it, transmission is called even."""
CASES = Words("病例数", "Cases")
CASES_IN_GENERATION = Words("代次", "Generation")


def infections(outbreak: Outbreak) -> list[Ill]:
    """The cases that count as infections."""
    return [each for each in outbreak.ill if each.is_infection]


def not_infections(outbreak: Outbreak) -> tuple[LeftOut, ...]:
    """Cases that do not count, with the reason."""
    waiting = len(outbreak.ill) - len(infections(outbreak))
    return left_out(
        (waiting, "疑似,尚未判定为感染", "suspected, not yet held to be infections"),
        (outbreak.ruled_out, "已排除", "ruled out"),
    )


def offspring_counts(outbreak: Outbreak, links: Links) -> list[int]:
    """How many each case infected, cases that infected nobody included; nobody outside the list counts."""
    ill = infections(outbreak)
    known = {each.key for each in ill}
    caused = Counter(source for each in ill for source in each.infectors(links) if source in known)
    return [caused[each.key] for each in ill]


def offspring(outbreak: Outbreak, question: Question) -> Finding:
    """R, k, and the share of cases behind most of the transmission."""
    counts = offspring_counts(outbreak, question.links)
    found = statistics.fit(counts) if counts else None
    base = Finding(
        topic=Topic.OFFSPRING, sentence=_nobody(counts), method=METHODS[Topic.OFFSPRING], used=len(counts), is_empty=True,
        left_out=not_infections(outbreak),
    )  # fmt: skip
    if found is None:
        return base
    top = statistics.observed_share(counts, MOST)
    return Finding(
        topic=base.topic, method=base.method, used=base.used, left_out=base.left_out,
        sentence=_offspring_sentence(found, top), cautions=_offspring_cautions(outbreak, question, found),
        figures=_offspring_figures(found, top), tables=(_offspring_table(counts, found),),
        drawing=_offspring_drawing(counts, found),
    )  # fmt: skip


def _nobody(counts: Sequence[int]) -> Words:
    if not counts:
        return Words(
            "尚无判定为感染的病例,无法计算。", "No case is held to be an infection yet: there is nothing to count."
        )
    if len(counts) == 1:
        return Words(
            "只有 1 例,未记录其感染他人,R 与 k 无法估计。",
            "The only case is not recorded as having infected another: R and k cannot be estimated.",
        )
    return Words(
        f"{len(counts)} 例病例中没有一例被记录为感染了他人,R 与 k 无法估计。",
        f"None of the {len(counts)} {_cases(len(counts))} is recorded as having infected another: R and k cannot be estimated.",
    )


def _cases(number: int) -> str:
    return "case" if number == 1 else "cases"


def _offspring_sentence(found: statistics.Offspring, top: int) -> Words:
    mean, share = found.mean, per_cent(top / found.cases)
    is_even = top / found.cases > EVENLY or math.isinf(found.dispersion.value)
    zh = "各病例之间差别不大" if is_even else "传播集中于少数病例"
    en = "it was spread fairly evenly" if is_even else "a few caused most"
    some = interval(mean.lower, mean.upper)
    return Words(
        f"平均每例感染 {number(mean.value)} 人{some.zh};{zh}:{found.cases} 例中的 {top} 例({share})造成了已知传播的 80%。",
        f"One case infected on average {number(mean.value)} others{some.en}; {en}: {top} of {found.cases} cases ({share}) are behind 80% of the known transmission.",
    )


def _offspring_cautions(outbreak: Outbreak, question: Question, found: statistics.Offspring) -> tuple[Words, ...]:
    ill = infections(outbreak)
    several = sum(len(each.infectors(question.links)) > 1 for each in ill)
    unknown = sum(not each.sources and not each.is_imported for each in ill)
    said = []
    if unknown:
        said.append(
            Words(
                f"{unknown} 例无已知来源,真实的平均感染人数更高。",
                f"{unknown} {_cases(unknown)} {'has' if unknown == 1 else 'have'} no known source: the true mean is higher.",
            )
        )
    if several:
        said.append(
            Words(
                f"{several} 例有多个可能来源,每个来源各计一次。",
                f"{several} {_cases(several)} {'has' if several == 1 else 'have'} several possible sources and count once for each.",
            )
        )
    if math.isinf(found.dispersion.upper):
        said.append(
            Words(
                "数据不足以说明传播是否集中(k 无上界)。",
                "The data do not tell whether transmission was concentrated (k has no upper end).",
            )
        )
    return tuple(said)


def _offspring_figures(found: statistics.Offspring, top: int) -> tuple[Figure, ...]:
    expected = statistics.expected_share(found.mean.value, found.dispersion.value, MOST)
    return (
        figure("r", Words("平均感染人数 R", "Mean infected R"), found.mean),
        figure("k", Words("离散参数 k", "Dispersion k"), found.dispersion, decimals=3),
        Figure("share", Words("造成 80% 传播的病例占比", "Cases behind 80% of it"), top / found.cases, is_share=True),
        Figure("expected-share", Words("同上(按拟合分布)", "The same by the fitted curve"), expected, is_share=True),
        Figure("infected", Words("已知传播联系", "Known links"), found.infected, decimals=0),
    )


def _offspring_table(counts: Sequence[int], found: statistics.Offspring) -> Table:
    seen = Counter(counts)
    chances = statistics.chances(found.mean.value, found.dispersion.value, max(counts))
    rows = tuple(
        (each, seen[each], chances[each] * len(counts)) for each in range(max(counts) + 1) if seen[each] or each <= 10
    )
    heads = (
        Head("infected", Words("感染人数", "Others infected")), Head("cases", CASES),
        Head("expected", Words("拟合分布期望例数", "Expected by the fitted curve"), 1),
    )  # fmt: skip
    return Table("offspring", Words("每例感染人数", "How many each case infected"), heads, rows)


def _offspring_drawing(counts: Sequence[int], found: statistics.Offspring) -> Drawing:
    """Only cases that infected somebody: those who did not would dwarf them, and stand in the table and the legend."""
    seen = Counter(each for each in counts if each)
    chances = statistics.chances(found.mean.value, found.dispersion.value, max(counts))
    numbers = range(1, max(counts) + 1)
    fitted = [(each - 0.5, chances[each] * len(counts)) for each in numbers]
    sheet = Sheet(len(numbers), max([*seen.values(), *(value for _, value in fitted)]))
    for each in numbers:
        if seen[each]:
            said = Words(f"感染 {each} 人:{seen[each]} 例", f"{each} infected: {seen[each]} {_cases(seen[each])}")
            sheet.bar(each - 1, 0, seen[each], "k-0", said)
    sheet.through("line", fitted)
    none = len(counts) - sum(seen.values())
    legend = (
        ("k-0", Words("实际(感染 0 人者未画)", "observed (those who infected none not drawn)")),
        ("line", Words("负二项拟合", "negative binomial")),
        ("", Words(f"感染 0 人:{none} 例", f"infected none: {none} {_cases(none)}")),
    )
    return sheet.finished(numbers_across(sheet, list(numbers)), Words("感染人数", "Others infected"), CASES, legend)


def generations(outbreak: Outbreak, question: Question) -> Finding:
    """Cases by generation, when they fell ill, how many the next one has; and the trees they form."""
    ill = infections(outbreak)
    base = Finding(
        topic=Topic.GENERATIONS, method=METHODS[Topic.GENERATIONS], used=len(ill), left_out=not_infections(outbreak),
        sentence=Words("尚无判定为感染的病例。", "No case is held to be an infection yet."), is_empty=True,
    )  # fmt: skip
    trees = _trees(ill, question.links)
    linked = [each for each in trees if each > 1]
    if not linked:
        return replace(base, sentence=_unlinked(len(ill))) if ill else base
    sizes = Counter(each.generation for each in ill)
    last = max(sizes)
    spans = _spans(ill)
    rows = tuple(
        (each, sizes[each], *spans.get(each, (None, None)), sizes[each + 1] / sizes[each] if sizes[each] else None)
        for each in range(1, last + 1)
    )
    heads = (
        Head("generation", CASES_IN_GENERATION), Head("cases", CASES),
        Head("first", Words("最早发病", "First onset")), Head("last", Words("最晚发病", "Last onset")),
        Head("next", Words("下一代平均例数", "Mean in the next"), 2),
    )  # fmt: skip
    return Finding(
        topic=base.topic, method=base.method, used=base.used, left_out=base.left_out,
        sentence=_generations_sentence(last, linked),
        figures=(
            Figure("generations", Words("代次数", "Generations"), last, decimals=0),
            Figure("trees", Words("两例以上的传播树", "Trees of two or more"), len(linked), decimals=0),
            Figure("largest", Words("最大传播树例数", "Cases in the largest"), max(linked, default=0), decimals=0),
            Figure("alone", Words("无联系的病例", "Cases without any link"), len(trees) - len(linked), decimals=0),
        ),
        tables=(Table("generations", Words("按代次", "By generation"), heads, rows),),
        drawing=_generations_drawing(sizes),
    )  # fmt: skip


def _spans(ill: Iterable[Ill]) -> dict[int, tuple[date, date]]:
    """The first and the last onset of each generation of which one is known."""
    days: dict[int, list[date]] = {}
    for each in ill:
        if each.onset_on is not None:
            days.setdefault(each.generation, []).append(each.onset_on)
    return {generation: (min(found), max(found)) for generation, found in days.items()}


def _trees(ill: Sequence[Ill], links: Links) -> list[int]:
    """Sizes of the groups of cases that links hold together, the largest first."""
    up = {each.key: each.key for each in ill}

    def root(key: str) -> str:
        while up[key] != key:
            up[key] = up[up[key]]
            key = up[key]
        return key

    for each in ill:
        for source in each.infectors(links):
            if source in up:
                up[root(each.key)] = root(source)
    return sorted(Counter(root(each.key) for each in ill).values(), reverse=True)


def _unlinked(cases: int) -> Words:
    if cases == 1:
        return Words("只有 1 例,尚无传播代次。", "With a single case there are no generations.")
    return Words(
        f"{cases} 例之间没有已记录的传播联系,无法划分代次。",
        f"No link is recorded between the {cases} cases: they cannot be put into generations.",
    )


def _generations_sentence(last: int, linked: Sequence[int]) -> Words:
    return Words(
        f"已知传播 {last} 代,形成 {len(linked)} 棵传播树,最大的一棵有 {max(linked)} 例。",
        f"{last} generations are known, in {len(linked)} {'tree' if len(linked) == 1 else 'trees'}; the largest has {max(linked)} cases.",
    )


def _generations_drawing(sizes: Counter[int]) -> Drawing:
    numbers = list(range(1, max(sizes) + 1))
    sheet = Sheet(len(numbers), max(sizes.values()), whole=True)
    for place, each in enumerate(numbers):
        sheet.bar(
            place, 0, sizes[each], "k-0", Words(f"第 {each} 代 {sizes[each]} 例", f"generation {each}: {sizes[each]}")
        )
    return sheet.finished(numbers_across(sheet, numbers), CASES_IN_GENERATION, CASES)


def missing_links(outbreak: Outbreak) -> Finding:
    """Cases without a known source, cumulated by day of report: the day from which the gap was known."""
    basis = Basis.REPORT
    local = [each for each in infections(outbreak) if not each.is_imported]
    dated = [(each.reported_on, each) for each in local]
    abroad = len(infections(outbreak)) - len(local)
    missing = left_out(
        (abroad, "境外输入", "infected abroad"),
    ) + not_infections(outbreak)  # fmt: skip
    base = Finding(
        topic=Topic.MISSING, method=METHODS[Topic.MISSING], used=len(dated), left_out=missing, is_empty=True,
        sentence=Words("尚无可计入的本地感染病例。", "There is no locally acquired case to count yet."),
    )  # fmt: skip
    if not dated:
        return base
    first, last = min(day for day, _ in dated), max(day for day, _ in dated)
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    new, gaps = Counter(day for day, _ in dated), Counter(day for day, each in dated if not each.sources)
    placed = sum(not each.sources and each.has_place for _, each in dated)
    rows, cases, open_ = [], 0, 0
    for day in days:
        cases, open_ = cases + new[day], open_ + gaps[day]
        rows.append((day, new[day], gaps[day], cases, open_, open_ / cases))
    heads = (
        Head("day", basis.words), Head("new", Words("新增", "New")), Head("new-missing", Words("其中来源不明", "Without a source")),
        Head("cases", Words("累计", "All so far")), Head("missing", Words("累计来源不明", "Without a source so far")),
        Head("share", Words("占比", "Share"), is_share=True),
    )  # fmt: skip
    return Finding(
        topic=base.topic, method=base.method, used=base.used, left_out=missing, sentence=_missing_sentence(cases, open_, placed),
        figures=(
            Figure("missing", Words("来源不明", "Without a known source"), open_, decimals=0),
            Figure("share", Words("占本地病例", "Of the local cases"), open_ / cases, is_share=True),
            Figure("placed", Words("其中已知场所", "A place at least known"), placed, decimals=0),
        ),
        tables=(Table("missing-links", Words("按日累计", "Cumulated by day"), heads, tuple(rows)),),
        drawing=_missing_drawing(days, rows, basis),
    )  # fmt: skip


def _missing_sentence(cases: int, open_: int, placed: int) -> Words:
    if cases == open_ == 1:
        return Words("唯一的本地病例没有已知的传染来源。", "The only local case has no known source.")
    if not open_:
        return Words(
            f"{cases} 例本地病例均有已知来源。", f"Every one of the {cases} local {_cases(cases)} has a known source."
        )
    at = Words(f"(其中 {placed} 例已知感染场所)", f" (of {placed} a place is known)") if placed else Words("", "")
    return Words(
        f"{cases} 例本地病例中 {open_} 例({per_cent(open_ / cases)})没有已知的传染来源{at.zh}。",
        f"{open_} of {cases} local {_cases(cases)} ({per_cent(open_ / cases)}) {'has' if open_ == 1 else 'have'} no known source{at.en}.",
    )


def _missing_drawing(
    days: Sequence[date], rows: Sequence[tuple[date, int, int, int, int, float]], basis: Basis
) -> Drawing:
    sheet = Sheet(len(days), rows[-1][3], whole=True)
    for kind, values in (("line-soft", [row[3] for row in rows]), ("line", [row[4] for row in rows])):
        points = [(0.0, 0.0)]
        for place, value in enumerate(values):
            points += [(float(place), points[-1][1]), (float(place), float(value)), (place + 1.0, float(value))]
        sheet.through(kind, points)
    legend = (
        ("line", Words("累计来源不明", "without a source so far")),
        ("line-soft", Words("累计本地病例", "all local cases so far")),
    )
    return sheet.finished(days_across(sheet, days[0], len(days)), basis.words, CASES, legend)
