"""The reproduction number over time from the days of the cases and a serial interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sizao.kernel.epidemics import reproduction as statistics
from sizao.kernel.words import Words
from sizao.oversight.analysis.rules.chains import infections, not_infections
from sizao.oversight.analysis.rules.curve import NEARLY_ALL, completeness
from sizao.oversight.analysis.rules.drawing import Sheet, days_across
from sizao.oversight.analysis.rules.intervals import serial_days, serial_fits
from sizao.oversight.analysis.rules.methods import METHODS
from sizao.oversight.analysis.rules.wording import interval, left_out, number, per_cent
from sizao.oversight.analysis.types import (
    Basis,
    Drawing,
    Figure,
    Finding,
    Head,
    Outbreak,
    Question,
    SerialSource,
    Table,
    Topic,
)

OWN_FROM = 10
"""From so many dated pairs on, the outbreak's own serial interval is preferred to a published one."""
FEW = 11
"""Cases that a window needs for a coefficient of variation of 0.3 (Cori et al. 2013)."""
NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Serial:
    """The serial interval that is used, and how it is said to readers."""

    source: SerialSource
    said: Words
    mean: float
    sd: float
    uncertain: statistics.Uncertain | None = None
    counted: tuple[float, ...] = ()

    def shape(self, days: int) -> NDArray[np.float64]:
        """The chance of each number of days."""
        return np.asarray(self.counted) if self.counted else statistics.discretised(self.mean, self.sd, days)


def serial_of(outbreak: Outbreak, question: Question) -> Serial | None:
    """The serial interval that was asked for, or the best one at hand; ``None`` when there is none."""
    makers = {
        SerialSource.ENTERED: lambda: _entered(question),
        SerialSource.PUBLISHED: lambda: _published(outbreak),
        SerialSource.EMPIRICAL: lambda: _empirical(outbreak, question),
        SerialSource.OWN: lambda: _own(outbreak, question, 0),
    }
    if question.serial is not None:
        return makers[question.serial]()
    return _own(outbreak, question, OWN_FROM) or _published(outbreak)


def _entered(question: Question) -> Serial | None:
    mean, sd = question.serial_mean, question.serial_sd
    if mean is None or sd is None or mean <= 1 or sd <= 0:
        return None
    return Serial(
        SerialSource.ENTERED,
        Words(f"手工输入:均值 {mean:g} 天,标准差 {sd:g} 天", f"entered: mean {mean:g}, SD {sd:g} days"),
        mean,
        sd,
    )


def _published(outbreak: Outbreak) -> Serial | None:
    found = outbreak.published
    if found is None:
        return None
    said = Words(
        f"文献值:均值 {found.mean:g} 天,标准差 {found.sd:g} 天({found.source};{found.setting.zh})",
        f"published: mean {found.mean:g}, SD {found.sd:g} days ({found.source}; {found.setting.en})",
    )
    return Serial(SerialSource.PUBLISHED, said, found.mean, found.sd)


def _empirical(outbreak: Outbreak, question: Question) -> Serial | None:
    days = [day for day in serial_days(outbreak, question.links) if day > 0]
    if not days:
        return None
    seen = Counter(days)
    counted = tuple(seen[day] / len(days) for day in range(max(days) + 1))
    said = Words(f"本起疫情 {len(days)} 个正间隔的频数", f"{len(days)} positive intervals of this outbreak as counted")
    return Serial(SerialSource.EMPIRICAL, said, sum(days) / len(days), 0.0, counted=counted)


def _own(outbreak: Outbreak, question: Question, fewest: int) -> Serial | None:
    days = [day for day in serial_days(outbreak, question.links) if day >= 0]
    found = serial_fits(days) if len(days) >= fewest else []
    if not found or found[0].mean.lower <= 1:
        return None
    mean, sd = found[0].mean, found[0].sd
    uncertain = statistics.Uncertain(
        mean.value, (mean.upper - mean.lower) / 2 / NORMAL_95, (mean.lower, mean.upper),
        sd.value, (sd.upper - sd.lower) / 2 / NORMAL_95, (sd.lower, sd.upper),
    )  # fmt: skip
    said = Words(
        f"本起疫情 {len(days)} 对拟合:均值 {mean.value:.1f} 天,标准差 {sd.value:.1f} 天,计入其不确定性",
        f"fitted to {len(days)} pairs of this outbreak: mean {mean.value:.1f}, SD {sd.value:.1f} days, its uncertainty taken in",
    )
    return Serial(SerialSource.OWN, said, mean.value, sd.value, uncertain)


@dataclass(frozen=True)
class _Days:
    """New cases by day without gaps, those infected elsewhere apart."""

    first: date
    local: tuple[int, ...]
    imported: tuple[int, ...]

    @property
    def all(self) -> list[int]:
        """Cases of both kinds."""
        return [one + other for one, other in zip(self.local, self.imported, strict=True)]

    def day(self, place: int) -> date:
        """The date of a column."""
        return self.first + timedelta(days=place)


def reproduction(outbreak: Outbreak, question: Question, basis: Basis) -> Finding:
    """R in sliding windows, as posterior mean with its interval."""
    ill = infections(outbreak)
    undated = sum(each.on(basis) is None for each in ill)
    missing = left_out((undated, f"没有{basis.words.zh}", f"without a {basis.words.en.lower()}")) + not_infections(
        outbreak
    )
    days, serial = _days(outbreak, basis), serial_of(outbreak, question)
    reason = _reason(days, serial, question)
    if reason is not None or days is None or serial is None:
        return Finding(
            topic=Topic.REPRODUCTION, sentence=reason or Words("", ""), method=METHODS[Topic.REPRODUCTION],
            used=len(ill) - undated, is_empty=True, left_out=missing,
        )  # fmt: skip
    windows = statistics.weekly(len(days.local), question.window_days)
    if serial.uncertain is not None:
        found = statistics.with_uncertain_serial(days.local, serial.uncertain, windows, imported=days.imported)
    else:
        found = statistics.instantaneous(days.local, serial.shape(len(days.local)), windows, imported=days.imported)
    shares = completeness(outbreak, basis, [days.day(each) for each in range(len(days.local))])
    return Finding(
        topic=Topic.REPRODUCTION, method=METHODS[Topic.REPRODUCTION], used=len(ill) - undated, left_out=missing,
        sentence=_sentence(found[-1], days, question), cautions=_cautions(found[-1], days, serial, shares, outbreak.as_of),
        figures=_figures(found[-1], serial), tables=(_table(found, days, serial, shares),),
        drawing=_drawn(found, days, shares),
    )  # fmt: skip


def _days(outbreak: Outbreak, basis: Basis) -> _Days | None:
    """The days from the first case to the last one: of the days after it nobody knows yet whether they are over."""
    dated = [(day, each.is_imported) for each in infections(outbreak) if (day := each.on(basis)) is not None]
    if not dated:
        return None
    first, until = min(dated)[0], max(dated)[0]
    counts = Counter(dated)
    every = [first + timedelta(days=each) for each in range((until - first).days + 1)]
    return _Days(first, tuple(counts[day, False] for day in every), tuple(counts[day, True] for day in every))


def _reason(days: _Days | None, serial: Serial | None, question: Question) -> Words | None:
    """Why there is nothing to state."""
    if days is None or sum(days.all) < 2:
        return Words(
            "感染病例不足两例,实时再生数无从估计。", "With fewer than two dated infections there is no R over time."
        )
    if serial is None:
        return Words(
            "没有可用的代间隔:请在上方输入均值与标准差(均值须大于 1 天)。",
            "There is no serial interval to use: enter its mean (above one day) and standard deviation above.",
        )
    if len(days.local) <= question.window_days:
        return Words(
            f"疫情尚不足 {question.window_days + 1} 天,没有完整的窗口。",
            f"There is no whole window before day {question.window_days + 1} of the outbreak.",
        )
    return None


def _cases_in(found: statistics.Instant, days: _Days) -> int:
    return sum(days.local[found.start : found.until])


def _sentence(last: statistics.Instant, days: _Days, question: Question) -> Words:
    until, some = days.day(last.until - 1), interval(last.lower, last.upper)
    return Words(
        f"截至 {until} 的 {question.window_days} 天内,每例平均感染 {number(last.mean)} 人{some.zh};低于 1 的概率为 {_chance(last)}。",
        f"In the {question.window_days} days to {until} one case infected on average {number(last.mean)} others{some.en}; it was below 1 with a probability of {_chance(last)}.",
    )


def _chance(last: statistics.Instant) -> str:
    """The chance that R is below 1; a posterior is never quite certain."""
    return per_cent(min(max(last.below_one, 1e-4), 1 - 1e-4))


def _cautions(
    last: statistics.Instant, days: _Days, serial: Serial, shares: Sequence[float], as_of: date
) -> tuple[Words, ...]:
    said = [Words(f"代间隔:{serial.said.zh}。", f"Serial interval: {serial.said.en}.")]
    quiet = (as_of - days.day(last.until - 1)).days
    if quiet > 0:
        said.append(Words(f"此后 {quiet:,} 天没有新的病例日期。", f"No case is dated to the {quiet:,} days since."))
    few = _cases_in(last, days)
    if few < FEW:
        said.append(
            Words(
                f"最后一个窗口只有 {few} 例(宜不少于 {FEW} 例),结果受先验影响大。",
                f"The last window has only {few} cases (at least {FEW} are wanted): the prior weighs heavily.",
            )
        )
    if shares[-1] < NEARLY_ALL:
        said.append(
            Words(
                "最近几天报告不完整,末段 R 偏低。",
                "The last days are not completely reported: R at the end is too low.",
            )
        )
    return tuple(said)


def _figures(last: statistics.Instant, serial: Serial) -> tuple[Figure, ...]:
    return (
        Figure("r", Words("最近窗口 R", "R, last window"), last.mean, last.lower, last.upper),
        Figure("below-one", Words("R<1 的概率", "Chance that R < 1"), last.below_one, is_share=True),
        Figure(
            "serial-mean",
            Words("代间隔均值", "Serial interval, mean"),
            serial.mean,
            unit=Words("天", "days"),
            decimals=1,
        ),
    )


def _table(found: Sequence[statistics.Instant], days: _Days, serial: Serial, shares: Sequence[float]) -> Table:
    shape = serial.shape(len(days.local))
    cohorts = statistics.cohort_means(days.all, shape, [(each.start, each.until) for each in found])
    rows = tuple(
        (
            days.day(each.start), days.day(each.until - 1), _cases_in(each, days), each.mean, each.sd, each.lower, each.median,
            each.upper, each.below_one, _number(cohort), min(shares[each.start : each.until]),
        )
        for each, cohort in zip(found, cohorts, strict=True)
    )  # fmt: skip
    heads = (
        Head("from", Words("窗口首日", "First day")), Head("to", Words("窗口末日", "Last day")), Head("cases", Words("本地病例", "Local cases")),
        Head("r", Words("R 均值", "R, mean"), 2), Head("sd", Words("标准差", "SD"), 2), Head("lower", Words("2.5%", "2.5%"), 2),
        Head("median", Words("中位数", "Median"), 2), Head("upper", Words("97.5%", "97.5%"), 2),
        Head("below-one", Words("R<1 概率", "P(R < 1)"), is_share=True),
        Head("cohort", Words("队列再生数", "Cohort R (Wallinga–Teunis)"), 2),
        Head("completeness", Words("完整度", "Complete"), is_share=True),
    )  # fmt: skip
    return Table("reproduction", Topic.REPRODUCTION.words, heads, rows)


def _number(value: float) -> float | None:
    return None if value != value else value


def _drawn(found: Sequence[statistics.Instant], days: _Days, shares: Sequence[float]) -> Drawing:
    highest = max(1.5, min(max(each.upper for each in found), 2 * max(each.mean for each in found)))
    sheet = Sheet(len(found), highest)
    incomplete = [place for place, each in enumerate(found) if min(shares[each.start : each.until]) < NEARLY_ALL]
    legend = [
        ("line", Words("R 后验均值", "R, posterior mean")),
        ("band", Words("95% 可信区间", "95% credible interval")),
        ("level", Words("R = 1", "R = 1")),
    ]
    if incomplete:
        words = Words("尚不完整", "not complete yet")
        sheet.shade(incomplete[0], len(found), "shade", words)
        legend.append(("shade", words))
    above = [(place + 0.5, each.upper) for place, each in enumerate(found)]
    under = [(place + 0.5, each.lower) for place, each in enumerate(found)]
    sheet.through("band", [*above, *reversed(under)])
    sheet.level(1.0)
    sheet.through("line", [(place + 0.5, each.mean) for place, each in enumerate(found)])
    first = days.day(found[0].until - 1)
    return sheet.finished(
        days_across(sheet, first, len(found)), Words("窗口末日", "Last day of the window"), Words("R", "R"), legend
    )
