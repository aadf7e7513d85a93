"""The day's report as a Word document in the official layout (GB/T 9704-2012: A4, margins 37/35/28/26 mm)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from sizao.oversight.reports.queries.wording import HEAD, clock_words, foot, moment, sentence, title
from sizao.oversight.reports.types import DayReport

BODY_FONT, TITLE_FONT, HEADING_FONT = "仿宋", "方正小标宋简体", "黑体"
CHINESE_NUMBERS = "一二三四五六七八九十"


def as_word(report: DayReport, language: str) -> bytes:
    """The report as DOCX: title, chapters in sentences, figures in one table, the clock, and where the data come from."""
    from docx import Document
    from docx.shared import Mm

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _base(document)
    _paragraph(document, title(report, language), size=22, font=TITLE_FONT, centred=True, bold=True)
    if report.is_exercise:
        _paragraph(document, HEAD["exercise"].in_language(language), centred=True, bold=True)
    _paragraph(document, foot(report, language), size=10, centred=True)
    if report.is_nil:
        _paragraph(document, HEAD["nil"].in_language(language), bold=True)
    for number, (chapter, lines) in enumerate(report.chapters()):
        mark = f"{CHINESE_NUMBERS[number]}、" if language.startswith("zh") else f"{number + 1}. "
        _paragraph(document, mark + chapter.words.in_language(language), font=HEADING_FONT, indent=True)
        _paragraph(document, sentence(lines, language), indent=True)
    _table(document, report, language)
    _clock(document, report, language)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _base(document: Any) -> None:
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.size = Pt(16)
    _font(style.element.get_or_add_rPr(), BODY_FONT)
    style.paragraph_format.line_spacing = Pt(28)


def _font(properties: Any, name: str) -> None:
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for side in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(side), name if side == "w:eastAsia" else "Times New Roman")


def _paragraph(
    document: Any, text: str, *, size: int = 16, font: str = BODY_FONT, centred: bool = False, bold: bool = False,
    indent: bool = False,
) -> None:  # fmt: skip
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold = bold
    _font(run._element.get_or_add_rPr(), font)


def _table(document: Any, report: DayReport, language: str) -> None:
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    for cell, key in zip(table.rows[0].cells, ("figure", "unit", "day", "total"), strict=True):
        _cell(cell, HEAD[key].in_language(language), bold=True)
    for line in report.lines:
        cells = table.add_row().cells
        _cell(cells[0], line.definition.words.in_language(language))
        _cell(cells[1], line.definition.unit.words.in_language(language))
        _cell(cells[2], "—" if line.day is None else f"{line.day:,}")
        _cell(cells[3], f"{line.total:,}")


def _clock(document: Any, report: DayReport, language: str) -> None:
    late = [step for step in report.steps if step.is_late]
    key = "late" if late else "none_late"
    _paragraph(document, HEAD[key].in_language(language), indent=True)
    if not late:
        return
    table = document.add_table(rows=1, cols=5, style="Table Grid")
    for cell, words in zip(table.rows[0].cells, clock_words(), strict=True):
        _cell(cell, words.in_language(language), bold=True)
    for step in late:
        cells = table.add_row().cells
        texts = (
            step.words.in_language(language), step.owner.in_language(language), moment(step.planned_at),
            moment(step.actual_at), step.state.in_language(language),
        )  # fmt: skip
        for cell, text in zip(cells, texts, strict=True):
            _cell(cell, text)


def _cell(cell: Any, text: str, *, bold: bool = False) -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = 1.0
    run = paragraph.add_run(text)
    run.font.size = Pt(10.5)
    run.bold = bold
    _font(run._element.get_or_add_rPr(), BODY_FONT)
