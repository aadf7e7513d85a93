"""The day's report as a Word document: Chinese in the official layout, English as WHO situation reports are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sizao.kernel.figures import number
from sizao.kernel.words import Words
from sizao.oversight.reports.queries.pdf import picture
from sizao.oversight.reports.queries.wording import (
    HEAD,
    clock_words,
    data_time,
    foot,
    highlights,
    issue,
    moment,
    numbers,
    on_day,
    sentence,
    series,
    signed,
    title,
)
from sizao.oversight.reports.types import Chapter, DayReport, Line, Step
from sizao.spine.web.queries import paper
from sizao.spine.web.queries.paper import full_width

CHINESE_NUMBERS = "一二三四五六七八九十"
A_LINE = 20
"""Characters of a title in a line, figures being half as wide: 156 mm at 22 points."""
OVERVIEW = (Chapter.CASES,)
"""What the epidemiological overview of an English report holds; the other chapters are the response."""


def as_word(report: DayReport, language: str) -> bytes:
    """The report as DOCX: sentences, one picture, one table, the clock, and where the data come from."""
    return _official(report) if language.startswith("zh") else _situation(report)


def _official(report: DayReport) -> bytes:
    """Red head with issue and data time, red line, title, numbered chapters, picture, table, clock (GB/T 9704-2012)."""
    zh = "zh-hans"
    document = paper.new_paper()
    _zh(document, series(report, zh), size=36, font=paper.TITLE_FONT, align="center", colour=paper.RED)
    _zh(document, issue(report, zh), font=paper.BODY_FONT, align="center")
    paper.rule(_zh(document, data_time(report, zh), font=paper.SECOND_FONT, align="center"))
    _zh(document, "")
    _zh(document, _in_lines(title(report, zh)), size=22, font=paper.TITLE_FONT, align="center")
    if report.is_exercise:
        _zh(document, HEAD["exercise"].zh, font=paper.HEADING_FONT, align="center", colour=paper.RED)
    _zh(document, "")
    if report.is_nil:
        _zh(document, HEAD["nil"].zh, bold=True, indent=True)
    chapters = report.chapters()
    for place, (chapter, lines) in enumerate(chapters):
        head = f"{CHINESE_NUMBERS[place]}、{chapter.words.zh}"
        _zh(document, head, font=paper.HEADING_FONT, indent=True)
        _zh(document, sentence(lines, zh), indent=True)
    _zh(document, f"{CHINESE_NUMBERS[len(chapters)]}、{HEAD['clock'].zh}", font=paper.HEADING_FONT, indent=True)
    _clock_sentence(document, report, zh)
    _picture(document, report, zh)
    _figures(document, report, zh)
    _late(document, report, zh)
    _zh(document, "")
    for line in signed(report):
        _zh(document, line, align="right")
    _zh(document, foot(report, zh), size=10)
    paper.page_numbers(document)
    return paper.saved(document)


def _in_lines(name: str) -> str:
    """A title as it is set: one too long for a line breaks before what kind of paper it is, never inside a word."""
    subject, kind, on = name.rpartition("防控日报(")
    width = len(name) - sum(each.isdecimal() for each in name) / 2
    return f"{subject}\n{kind}{on}" if subject and width > A_LINE else name


def _zh(document: Any, text: str, **more: Any) -> Any:
    return paper.paragraph(document, full_width(text), **more)


def _situation(report: DayReport) -> bytes:
    """Band, highlights, situation in numbers, overview with figure 1, table 1, response, timeliness, notes."""
    document = paper.new_paper(plain=True)
    _band(document, report)
    _heading(document, HEAD["highlights"])
    for each in highlights(report, "en"):
        _plain(document, each, style="List Bullet")
    _heading(document, HEAD["numbers"])
    _plain(document, HEAD["numbers_note"].en, size=9)
    for name, value in numbers(report, "en"):
        _plain(document, f"{value}  {name}", bold=True)
    _heading(document, HEAD["overview"])
    _chapters(document, [each for each in report.chapters() if each[0] in OVERVIEW])
    _plain(document, f"Figure 1. {HEAD['picture'].en}", bold=True)
    _picture(document, report, "en")
    _plain(document, f"Table 1. {HEAD['table'].en}", bold=True)
    _figures(document, report, "en")
    _heading(document, HEAD["response"])
    _chapters(document, [each for each in report.chapters() if each[0] not in OVERVIEW])
    _heading(document, HEAD["timeliness"])
    _clock_sentence(document, report, "en")
    _late(document, report, "en")
    _plain(document, foot(report, "en"), size=8)
    paper.page_numbers(document)
    return paper.saved(document)


def _band(document: Any, report: DayReport) -> None:
    _plain(document, f"{series(report, 'en')}  {issue(report, 'en')}", size=20, bold=True, colour=paper.BLUE)
    _plain(document, title(report, "en"), size=12, bold=True)
    paper.rule(_plain(document, data_time(report, "en")), paper.BLUE)
    if report.is_exercise:
        _plain(document, HEAD["exercise"].en, bold=True, colour=paper.RED)
    if report.is_nil:
        _plain(document, HEAD["nil"].en, bold=True)


def _chapters(document: Any, chapters: Sequence[tuple[Chapter, list[Line]]]) -> None:
    for chapter, lines in chapters:
        _plain(document, f"{chapter.words.en}. {sentence(lines, 'en')}")


def _plain(document: Any, text: str, **more: Any) -> Any:
    return paper.paragraph(document, text, **{"size": 10.5, "latin": paper.LATIN_PLAIN, **more})


def _heading(document: Any, words: Words) -> None:
    made = _plain(document, words.en, size=13, bold=True, colour=paper.BLUE)
    made.paragraph_format.keep_with_next = True


def _picture(document: Any, report: DayReport, language: str) -> None:
    if report.bars:
        paper.image(document, picture(report, language))


def _figures(document: Any, report: DayReport, language: str) -> None:
    heads = [HEAD[key].in_language(language) for key in ("figure", "unit", "day", "total")]
    rows = [
        [
            line.definition.words.in_language(language), line.definition.unit.words.in_language(language),
            on_day(line, language), number(line.total, language),
        ]
        for line in report.lines
    ]  # fmt: skip
    heads, rows = _punctuated(heads, rows, language)
    latin = paper.LATIN if language.startswith("zh") else paper.LATIN_PLAIN
    paper.table(document, heads, rows, latin=latin, widths=(70, 26, 28, 32), numbers=frozenset({2, 3}))


def _clock_sentence(document: Any, report: DayReport, language: str) -> None:
    key = "late" if _beyond(report) else "none_late"
    if language.startswith("zh"):
        _zh(document, HEAD[key].zh, indent=True)
    else:
        _plain(document, HEAD[key].en)


def _beyond(report: DayReport) -> list[Step]:
    return [step for step in report.steps if step.is_late]


def _late(document: Any, report: DayReport, language: str) -> None:
    late = _beyond(report)
    if not late:
        return
    heads = [words.in_language(language) for words in clock_words()]
    rows = [
        [
            step.words.in_language(language), step.owner.in_language(language), moment(step.planned_at),
            moment(step.actual_at), step.state.in_language(language),
        ]
        for step in late
    ]  # fmt: skip
    heads, rows = _punctuated(heads, rows, language)
    latin = paper.LATIN if language.startswith("zh") else paper.LATIN_PLAIN
    paper.paragraph(document, "", size=6)
    paper.table(document, heads, rows, latin=latin, widths=(48, 34, 28, 28, 18))


def _punctuated(heads: list[str], rows: list[list[str]], language: str) -> tuple[list[str], list[list[str]]]:
    """A table as it is printed: in Chinese with full-width punctuation."""
    if not language.startswith("zh"):
        return heads, rows
    return [full_width(each) for each in heads], [[full_width(each) for each in row] for row in rows]
