"""The serial interval between linked cases and the incubation period, both from days of which only the date is known."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence

from sizao.kernel.epidemics.delays import FEWEST, Censored, Delay, fits
from sizao.kernel.words import Words
from sizao.oversight.analysis.rules.chains import infections, not_infections
from sizao.oversight.analysis.rules.drawing import Sheet, plain
from sizao.oversight.analysis.rules.methods import METHODS
from sizao.oversight.analysis.rules.wording import DAYS, figure, interval, left_out, number
from sizao.oversight.analysis.types import (
    Cell,
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
    Tick,
    Topic,
)

ALIKE = Words("这些间隔过于一致,无法拟合分布。", "They are too much alike to fit a distribution.")
LABELS = 10


def serial_days(outbreak: Outbreak, links: Links) -> list[int]:
    """Days from onset to onset of every counted link of which both are known; may be negative."""
    ill = {each.key: each for each in infections(outbreak)}
    pairs = ((ill[source], each) for each in ill.values() for source in each.infectors(links) if source in ill)
    return [(other.onset_on - one.onset_on).days for one, other in pairs if one.onset_on and other.onset_on]


def serial_fits(days: Sequence[int]) -> list[Delay]:
    """Distributions fitted to serial intervals, the best first."""
    return fits([Censored(0, 1, day, day + 1) for day in days])


def serial_interval(outbreak: Outbreak, question: Question) -> Finding:
    """The serial interval: as counted, and fitted with both onsets censored to their day."""
    ill = infections(outbreak)
    known = {each.key for each in ill}
    links = sum(source in known for each in ill for source in each.infectors(question.links))
    days = serial_days(outbreak, question.links)
    backwards = sum(day < 0 for day in days)
    missing = left_out(
        (links - len(days), "传播对中有一方发病日期未知", "links of which an onset is not known"),
        (
            backwards,
            "后例发病早于前例(仅不计入拟合)",
            "links of which the infected fell ill first (left out of the fit only)",
        ),
    )
    nothing = Words(
        "没有双方发病日期均已知的传播对,代间隔无从计算。",
        "There is no link of which both onsets are known: there is no serial interval to state.",
    )
    raw = [Censored(0, 1, day, day + 1) for day in days if day >= 0]
    return _finding(Topic.SERIAL, days, raw, missing, nothing)


def incubation(outbreak: Outbreak) -> Finding:
    """The incubation period from recorded exposures, both ends censored."""
    ill = infections(outbreak)
    known, middles, late = [], [], 0
    for each in ill:
        found = _exposed(each)
        if found is not None and found.is_possible:
            known.append(found)
            middles.append(math.floor(found.middle))
        elif found is not None:
            late += 1
    unknown = len(ill) - len(known) - late
    missing = left_out(
        (unknown, "发病日期或暴露起止时间未记录", "onset or the bounds of the exposure not recorded"),
        (late, "发病早于所记录的暴露", "ill before the recorded exposure"),
    ) + not_infections(outbreak)  # fmt: skip
    nothing = Words(
        "没有病例同时记有发病日期和暴露起止时间,潜伏期无从计算。",
        "No case has both an onset and the bounds of its exposure on record: there is no incubation period to state.",
    )
    return _finding(Topic.INCUBATION, middles, known, missing, nothing)


def _exposed(ill: Ill) -> Censored | None:
    """Exposure and onset in days from the first day of exposure; the exposure ends with onset at the latest."""
    if ill.onset_on is None or ill.exposed is None:
        return None
    first, last = ill.exposed
    onset = (ill.onset_on - first).days
    return Censored(0, min((last - first).days, onset) + 1 if onset >= 0 else 1, onset, onset + 1)


def _finding(
    topic: Topic, days: Sequence[int], known: Sequence[Censored], missing: tuple[LeftOut, ...], nothing: Words
) -> Finding:
    """The finding common to both intervals: ``days`` are counted, ``known`` are fitted."""
    method = METHODS[topic]
    if not days:
        return Finding(topic=topic, sentence=nothing, method=method, used=0, is_empty=True, left_out=missing)
    found = fits(known)
    cautions = []
    if not found:
        few = Words(f"不足 {FEWEST} 个间隔,不作拟合。", f"Fewer than {FEWEST} intervals: no distribution is fitted.")
        cautions.append(few if len(known) < FEWEST else ALIKE)
    return Finding(
        topic=topic, method=method, used=len(days), left_out=missing, cautions=tuple(cautions),
        sentence=_sentence(topic, days, found), figures=_figures(days, found),
        tables=(_counted(topic, days, found), *((_fitted(found),) if found else ())),
        drawing=_drawn(topic, days, found),
    )  # fmt: skip


def _sentence(topic: Topic, days: Sequence[int], found: Sequence[Delay]) -> Words:
    name = Words(topic.words.zh, topic.words.en.lower())
    if not found:
        middle = statistics.median(days)
        return Words(
            f"{len(days)} 个间隔,{name.zh}中位数约 {middle:g} 天。",
            f"{len(days)} {'interval' if len(days) == 1 else 'intervals'}; the median {name.en} is about {middle:g} days.",
        )
    best = found[0]
    some, late = interval(best.mean.lower, best.mean.upper, 1), best.percentiles[0.95]
    return Words(
        f"{name.zh}平均 {number(best.mean.value, 1)} 天{some.zh},95% 的间隔不超过 {number(late.value, 1)} 天;{best.family.words.zh}拟合最好。",
        f"The mean {name.en} is {number(best.mean.value, 1)} days{some.en}; 95% are at most {number(late.value, 1)} days. The {best.family.words.en} distribution fits best.",
    )


def _figures(days: Sequence[int], found: Sequence[Delay]) -> tuple[Figure, ...]:
    counted = (
        Figure("counted-mean", Words("原始均值", "Mean as counted"), statistics.fmean(days), unit=DAYS),
        Figure(
            "counted-sd",
            Words("原始标准差", "SD as counted"),
            statistics.stdev(days) if len(days) > 1 else None,
            unit=DAYS,
        ),
        Figure(
            "counted-median", Words("原始中位数", "Median as counted"), statistics.median(days), unit=DAYS, decimals=1
        ),
    )
    if not found:
        return counted
    best = found[0]
    return (
        figure("mean", Words("均值", "Mean"), best.mean, DAYS),
        figure("sd", Words("标准差", "SD"), best.sd, DAYS),
        figure("median", Words("中位数", "Median"), best.percentiles[0.5], DAYS),
        figure("p95", Words("第 95 百分位", "95th percentile"), best.percentiles[0.95], DAYS),
        *counted,
    )


def _counted(topic: Topic, days: Sequence[int], found: Sequence[Delay]) -> Table:
    seen = Counter(days)
    rows = tuple((day, seen[day], _expected(day, len(days), found)) for day in range(min(days), max(days) + 1))
    first = (
        Words("天数", "Days")
        if topic is Topic.SERIAL
        else Words("天数(暴露时段中点起)", "Days (from the middle of the exposure)")
    )
    heads = (
        Head("days", first),
        Head("number", Words("个数", "Number")),
        Head("expected", Words("拟合期望", "Expected by the fit"), 1),
    )
    return Table(topic.value, topic.words, heads, rows)


def _expected(day: int, number: int, found: Sequence[Delay]) -> float | None:
    """What the fit expects within half a day of a whole number of days."""
    if not found:
        return None
    return number * (found[0].below(max(day + 0.5, 0)) - found[0].below(max(day - 0.5, 0)))


def _fitted(found: Sequence[Delay]) -> Table:
    heads = [Head("family", Words("分布", "Distribution")), Head("aic", Words("AIC", "AIC"), 1)]
    for key, words in (("mean", Words("均值", "Mean")), ("sd", Words("标准差", "SD")), ("median", Words("中位数", "Median")), ("p95", Words("第 95 百分位", "95th percentile"))):  # fmt: skip
        heads += [
            Head(key, words, 2), Head(f"{key}-lower", Words(f"{words.zh} 下限", f"{words.en}, lower"), 2),
            Head(f"{key}-upper", Words(f"{words.zh} 上限", f"{words.en}, upper"), 2),
        ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for each in found:
        estimates = (each.mean, each.sd, each.percentiles[0.5], each.percentiles[0.95])
        rows.append(
            (each.family.words, each.aic, *(end for one in estimates for end in (one.value, one.lower, one.upper)))
        )
    return Table(
        "fits",
        Words("拟合的分布(AIC 小者为佳)", "Distributions fitted (a smaller AIC is better)"),
        tuple(heads),
        tuple(rows),
    )


def _drawn(topic: Topic, days: Sequence[int], found: Sequence[Delay]) -> Drawing:
    seen, low, high = Counter(days), min(*days, 0), max(days)
    curve = (
        [
            (day / 4 - low + 0.5, len(days) * found[0].density([max(day / 4, 1e-6)])[0])
            for day in range(max(4 * low, 0), 4 * high + 3)
        ]
        if found
        else []
    )
    tallest = max(seen.values())
    sheet = Sheet(high - low + 1, max([tallest, *(min(value, 2 * tallest) for _, value in curve)]), whole=True)
    for day, each in sorted(seen.items()):
        sheet.bar(day - low, 0, each, "k-3", Words(f"{day} 天:{each} 个", f"{day} days: {each}"))
    sheet.through("line", curve)
    every = max(1, -(-(high - low + 1) // LABELS))
    across = [Tick(sheet.x(day - low + 0.5), plain(day)) for day in range(low, high + 1) if day % every == 0]
    legend = [("k-3", Words("实际", "observed"))]
    if found:
        legend.append(("line", found[0].family.words))
    return sheet.finished(across, DAYS, Words("个数", "Number"), legend)
