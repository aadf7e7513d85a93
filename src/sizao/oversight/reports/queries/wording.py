"""Sentences that the report's papers share."""

from __future__ import annotations

from datetime import datetime

from sizao.kernel.words import Words
from sizao.oversight.reports import rules
from sizao.oversight.reports.types import DayReport, Line

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
    "none_late": Words("各环节均在时限之内或尚未到期。", "Every step is within its limit or not yet due."),
}


def title(report: DayReport, language: str) -> str:
    """The report's title."""
    zh = f"{report.title.zh} 疫情防控日报({report.on:%Y年%m月%d日})"
    en = f"{report.title.en}: daily situation report, {report.on.day} {report.on:%B %Y}"
    return Words(zh, en).in_language(language)


def foot(report: DayReport, language: str) -> str:
    """Where the figures come from: number, cut-off, definitions, edition, hash."""
    sha = rules.digest(report)[:16]
    zh = (
        f"{report.incident_number} · 数据截至 {moment(report.cutoff)} · 口径 {report.definition_version} · "
        f"方案 {report.edition_id} · 校验 {sha}"
    )
    en = (
        f"{report.incident_number} · data as of {moment(report.cutoff)} · definitions {report.definition_version} · "
        f"edition {report.edition_id} · check {sha}"
    )
    return Words(zh, en).in_language(language)


def day_words(report: DayReport) -> Words:
    """The heading over the figures."""
    return Words(f"{report.on:%Y-%m-%d} 0—24时", f"{report.on:%Y-%m-%d}, 00–24 h")


def clock_words() -> tuple[Words, ...]:
    """The headings of the clock's table."""
    return (
        Words("环节", "Step"), Words("责任组", "Owner"), Words("应于", "Planned"), Words("实际", "Actual"),
        Words("状态", "State"),
    )  # fmt: skip


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
    unit = line.definition.unit.words.in_language(language)
    if language.startswith("zh"):
        added = "" if line.day is None else f"新增 {line.day:,} {unit},"
        return f"{name}{added}{'累计' if added else ''} {line.total:,} {unit}"
    added = "" if line.day is None else f"{line.day:+,} on the day, "
    return f"{name}: {added}{line.total:,} {unit}{'' if line.day is None else ' in total'}"
