"""The day's report as PDF, set by Typst with the font that ships."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from sizao.kernel.figures import number
from sizao.kernel.words import Words
from sizao.oversight.reports.queries.wording import (
    HEAD,
    clock_words,
    data_time,
    day_words,
    foot,
    highlights,
    issue,
    moment,
    numbers,
    on_day,
    sentence,
    series,
    title,
)
from sizao.oversight.reports.types import DayReport
from sizao.spine.web.queries.typeset import compiled, punctuated

DATA = Path(__file__).resolve().parents[1] / "data"


def as_pdf(report: DayReport, language: str) -> bytes:
    """The report as PDF/A4 with embedded fonts; of a filed one with the picture that was filed."""
    return compiled(DATA / "day.typ", content_of(report, language), "pdf")


def picture(report: DayReport, language: str) -> bytes:
    """The epidemic curve as a PNG image, 156 mm wide at 200 dots an inch; of a filed report the very bytes filed."""
    kept = _frozen(report, language)
    return base64.b64decode(kept) if kept else _drawn(report, language)


def pictures(report: DayReport) -> dict[str, str]:
    """The picture in both languages, to be filed."""
    return {each: base64.b64encode(_drawn(report, each)).decode() for each in ("zh", "en")} if report.bars else {}


def _frozen(report: DayReport, language: str) -> str:
    return report.pictures.get("zh" if language.startswith("zh") else "en", "")


def _drawn(report: DayReport, language: str) -> bytes:
    drawn = _picture(report, language)
    return compiled(DATA / "picture.typ", punctuated(drawn) if language.startswith("zh") else drawn, "png", ppi=200)


def _caption(report: DayReport) -> Words:
    """What the curve shows; instead of an empty one, that there was nobody."""
    if report.bars and not any(each.confirmed or each.asymptomatic for each in report.bars):
        return HEAD["no_bars"].filled(number=len(report.bars))
    return HEAD["picture"]


def _picture(report: DayReport, language: str) -> dict[str, Any]:
    return {
        "language": "zh" if language.startswith("zh") else "en",
        "picture": _caption(report).in_language(language),
        "bar_heads": [HEAD[key].in_language(language) for key in ("confirmed", "asymptomatic")],
        "bars": [
            {"label": f"{each.on:%m-%d}", "confirmed": each.confirmed, "asymptomatic": each.asymptomatic}
            for each in report.bars
        ],
    }  # fmt: skip


def content_of(report: DayReport, language: str) -> dict[str, Any]:
    """Everything the template shows, as texts: the template itself says nothing. Chinese has its own punctuation."""
    said = _said(report, language)
    return punctuated(said) if language.startswith("zh") else said


def _said(report: DayReport, language: str) -> dict[str, Any]:
    name, _, date = title(report, language).rpartition("(")
    return {
        **_picture(report, language),
        "image": list(base64.b64decode(_frozen(report, language))),
        "series": series(report, language),
        "issue": issue(report, language),
        "data_time": data_time(report, language),
        "highlights_head": HEAD["highlights"].in_language(language),
        "highlights": highlights(report, language),
        "numbers_head": HEAD["numbers"].in_language(language),
        "numbers_note": HEAD["numbers_note"].in_language(language),
        "numbers": numbers(report, language),
        "title": title(report, language),
        "head": [name, date.rstrip(")")],
        "foot": foot(report, language),
        "exercise": HEAD["exercise"].in_language(language) if report.is_exercise else "",
        "nil": HEAD["nil"].in_language(language) if report.is_nil else "",
        "span": day_words(report).in_language(language),
        "heads": [HEAD[key].in_language(language) for key in ("figure", "unit", "day", "total")],
        "chapters": [
            {
                "name": chapter.words.in_language(language),
                "sentence": sentence(lines, language),
                "lines": [
                    [
                        line.definition.words.in_language(language), line.definition.unit.words.in_language(language),
                        on_day(line, language), number(line.total, language),
                    ]
                    for line in lines
                ],
            }
            for chapter, lines in report.chapters()
        ],
        "clock": HEAD["clock"].in_language(language),
        "clock_heads": [words.in_language(language) for words in clock_words()],
        "steps": [
            {
                "late": step.is_late,
                "cells": [
                    step.words.in_language(language), step.owner.in_language(language), moment(step.planned_at),
                    moment(step.actual_at), step.state.in_language(language),
                ],
            }
            for step in report.steps
        ],
    }  # fmt: skip
