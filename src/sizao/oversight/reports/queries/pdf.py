"""The day's report as PDF, set by Typst with the font that ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sizao.oversight.reports.queries.wording import HEAD, clock_words, day_words, foot, moment, sentence, title
from sizao.oversight.reports.types import DayReport

DATA = Path(__file__).resolve().parents[1] / "data"


def as_pdf(report: DayReport, language: str) -> bytes:
    """The report as PDF/A4 with embedded fonts."""
    import typst

    content = json.dumps(_content(report, language), ensure_ascii=False)
    compiled = typst.compile(
        str(DATA / "day.typ"), format="pdf", font_paths=[str(DATA)], ignore_system_fonts=True,
        sys_inputs={"content": content}, root=str(DATA),
    )  # fmt: skip
    return bytes(compiled)


def _content(report: DayReport, language: str) -> dict[str, Any]:
    """Everything the template shows, as texts: the template itself says nothing."""
    return {
        "language": "zh" if language.startswith("zh") else "en",
        "title": title(report, language),
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
                        "—" if line.day is None else f"{line.day:,}", f"{line.total:,}",
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
