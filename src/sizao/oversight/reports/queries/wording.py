"""Sentences that the report's papers share."""

from __future__ import annotations

from datetime import datetime

from sizao.kernel.figures import figure, number
from sizao.kernel.words import Words
from sizao.oversight.reports import rules
from sizao.oversight.reports.types import DayReport, Line, Unit

HEAD: dict[str, Words] = {
    "figures": Words("数据", "Figures"),
    "chapter": Words("类别", "Chapter"),
    "figure": Words("指标", "Figure"),
    "unit": Words("单位", "Unit"),
    "day": Words("当日", "On the day"),
    "total": Words("累计(截止时)", "Total at cut-off"),
    "clock": Words("时限", "Clock"),
    "definitions": Words("口径", "Definitions"),
    "nil": Words("当日无新增,本报告为零报告。", "Nothing was added on this day: this is a nil report."),
    "exercise": Words("演练 · 非真实疫情", "EXERCISE · not a real outbreak"),
    "late": Words("以下环节超过时限:", "Steps beyond their limit:"),
    "picture": Words("感染者流行曲线(按报告日期)", "Infections by date of report"),
    "no_bars": Words(
        "近 {number} 天无新报告的感染者。", "No infection reported up to the cut-off; days counted: {number}"
    ),
    "confirmed": Words("确诊病例", "Confirmed cases"),
    "asymptomatic": Words("无症状感染者", "Asymptomatic infections"),
    "date": Words("日期", "Date"),
    "highlights": Words("要点", "Highlights"),
    "numbers": Words("数字概览", "Situation in numbers"),
    "numbers_note": Words("累计(当日新增)", "Total (new in last 24 hours)"),
    "overview": Words("疫情概况", "Epidemiological overview"),
    "response": Words("应对措施", "Response"),
    "timeliness": Words("时限", "Timeliness of the response"),
    "table": Words("主要指标", "Indicators on the day and at the cut-off"),
    "none_late": Words("各环节均在时限之内或尚未到期。", "Every step is within its limit or not yet due."),
}


def _taken(line: Line, language: str) -> str:
    return "".join(f", {each}" for each in _gone(line, f"−{number(line.withdrawn, language)}", language))


def _gone(line: Line, withdrawn: str, language: str) -> list[str]:
    """What was taken back on the day, as the place words it, and what was reclassified; only what there was."""
    return [*([withdrawn] if line.withdrawn else ()), *(each.in_language(language) for each in line.moved)]


def besides(line: Line) -> Words:
    """What was taken back or reclassified on the day, in words; empty when nothing was."""
    zh, en = _gone(line, f"另核减 {line.withdrawn}", "zh"), _gone(line, f"{line.withdrawn} withdrawn", "en")
    return Words(";".join(zh), "; ".join(en))


def title(report: DayReport, language: str) -> str:
    """The report's title."""
    part = (
        Words(f"({report.area_words.zh}部分)", f" ({report.area_words.en} only)") if report.is_part else Words("", "")
    )
    name = report.title.zh + part.zh + ("防控日报" if "疫情" in report.title.zh else "疫情防控日报")
    zh = f"{name}({report.on.year}年{report.on.month}月{report.on.day}日)"
    en = f"{report.title.en}{part.en}: daily situation report, {report.on.day} {report.on:%B %Y}"
    return Words(zh, en).in_language(language)


def foot(report: DayReport, language: str) -> str:
    """Where the figures come from, in words: number, cut-off, definitions, edition, hash."""
    sha = rules.digest(report)[:16]
    terms, edition = rules.definitions_of(report.definition_version), report.edition_title
    zh = f"{report.incident_number} · {data_time(report, 'zh')} · {terms.zh} · {edition.zh} · 校验 {sha}"
    en = f"{report.incident_number} · {data_time(report, 'en')} · {terms.en} · {edition.en} · check {sha}"
    return Words(zh, en).in_language(language)


def signed(report: DayReport) -> tuple[str, str]:
    """Who a Chinese paper is from, and the day it was made, as they stand at its end: without leading zeros."""
    local = report.cutoff.astimezone(rules.TZ)
    return f"{report.area_words.zh}疫情防控指挥部", f"{local.year}年{local.month}月{local.day}日"


def day_words(report: DayReport) -> Words:
    """The heading over the figures."""
    return Words(f"{report.on:%Y-%m-%d} 0—24时", f"{report.on:%Y-%m-%d}, 00–24 h")


def clock_words() -> tuple[Words, ...]:
    """The headings of the clock's table."""
    return (
        Words("环节", "Step"), Words("责任组", "Owner"), Words("应于", "Planned"), Words("实际", "Actual"),
        Words("状态", "State"),
    )  # fmt: skip


def counted(value: int, unit: Unit, language: str) -> str:
    """A figure with its measure word: ``3例``, ``4.385万人次``, ``43 850 visits``."""
    if language.startswith("zh"):
        return f"{figure(value, language)}{unit.words.zh}"
    return (
        f"{number(value, language)} {unit.words.en[:-1] if value == 1 and unit is not Unit.PERSON else unit.words.en}"
    )


def moment(value: datetime | None) -> str:
    """A moment in China's time, to the minute; 24:00 is written for a day's end."""
    if value is None:
        return "—"
    local = value.astimezone(rules.TZ)
    return f"{local:%Y-%m-%d %H:%M}"


def sentence(lines: list[Line], language: str) -> str:
    """One chapter as a sentence an official would write."""
    parts = [_part(line, language) for line in lines]
    return ("；".join(parts) + "。") if language.startswith("zh") else ("; ".join(parts) + ".")


def _part(line: Line, language: str) -> str:
    name = line.definition.words.in_language(language)
    total = counted(line.total, line.definition.unit, language)
    if language.startswith("zh"):
        if line.day is None:
            return f"{name}{total}"
        gone = _gone(line, f"核减{counted(line.withdrawn, line.definition.unit, language)}", language)
        taken = "".join(f"、{each}" for each in gone)
        return f"{name}新增{counted(line.day, line.definition.unit, language)}{taken}、累计{total}"
    taken = "".join(f", {each}" for each in _gone(line, f"{number(line.withdrawn, language)} withdrawn", language))
    added = "" if line.day is None else f" ({number(line.day, language)} new{taken})"
    return f"{name}: {total}{added}"


def on_day(line: Line, language: str) -> str:
    """A line's day in a table: what was added, and behind it what was taken back, and what came and went by class."""
    came, went = sum(line.came.values()), sum(line.went.values())
    taken = f" (−{number(line.withdrawn, language)})" if line.withdrawn else ""
    turned = f" (⇄ +{number(came, language)} −{number(went, language)})" if came or went else ""
    return number(line.day, language) + taken + turned


def series(report: DayReport, language: str) -> str:
    """The name of the series: the red head of a Chinese paper, the band of an English one."""
    place = report.area_words
    return Words(f"{place.zh}疫情防控日报", f"{place.en}: situation report").in_language(language)


def issue(report: DayReport, language: str) -> str:
    """Which issue of the series it is."""
    return Words(f"第{report.issue}期", f"No. {report.issue}").in_language(language)


def data_time(report: DayReport, language: str) -> str:
    """When the figures were cut off, as the reader expects to read it."""
    local = report.cutoff.astimezone(rules.TZ)
    is_end = local.hour == local.minute == 0
    day = report.on if is_end else local.date()
    zh = f"数据截至{day.year}年{day.month}月{day.day}日{'24时' if is_end else f'{local:%H:%M}'}"
    en = f"Data as of {'24:00' if is_end else f'{local:%H:%M}'}, {day.day} {day:%B %Y} (China Standard Time)"
    return Words(zh, en).in_language(language)


HIGHLIGHTS = ("confirmed", "asymptomatic", "close", "secondary", "people_sampled", "zones")
"""The figures a reader looks for first."""


def highlights(report: DayReport, language: str) -> list[str]:
    """The day in a few lines: what is new, what is under way, what is late."""
    lines = [each for each in report.lines if each.definition.key in HIGHLIGHTS]
    late = sum(each.is_late for each in report.steps)
    steps = Words(
        f"时钟环节中有{late}项超过时限" if late else "各环节均在时限之内或尚未到期",
        f"{late} {'step' if late == 1 else 'steps'} of the response clock beyond the limit"
        if late
        else "All steps of the clock are in time",
    )
    return [*(_part(each, language) for each in lines), steps.in_language(language)]


def numbers(report: DayReport, language: str) -> list[tuple[str, str]]:
    """The situation in numbers: each total with what is new in brackets, as WHO prints it."""
    return [
        (
            each.definition.words.in_language(language),
            number(each.total, language)
            + ("" if each.day is None else f" ({number(each.day, language)}{_taken(each, language)})"),
        )
        for each in report.lines
        if each.definition.key in HIGHLIGHTS
    ]
