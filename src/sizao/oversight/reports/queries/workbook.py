"""The day's report as an Excel workbook with merged headings; every cell is typed, none is a formula."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from sizao.kernel.words import Words
from sizao.oversight.reports.queries.wording import HEAD, besides, clock_words, day_words, foot, moment, title
from sizao.oversight.reports.types import DayReport


def as_workbook(report: DayReport, language: str) -> bytes:
    """The report as XLSX: one sheet of figures under a merged heading, one of the clock, one of definitions."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title(report, language), "comments": foot(report, language)})
    styles = _styles(book)
    _figures(book, styles, report, language)
    _curve(book, styles, report, language)
    _clock(book, styles, report, language)
    _definitions(book, styles, report, language)
    book.close()
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    box = {"border": 1, "border_color": "#9aa5b1", "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "under": book.add_format({"align": "center", "font_color": "#52606d"}),
        "head": book.add_format({**box, "bold": True, "bg_color": "#e4ebf5", "align": "center", "text_wrap": True}),
        "chapter": book.add_format({**box, "bold": True, "align": "center", "text_wrap": True}),
        "text": book.add_format({**box, "text_wrap": True}),
        "number": book.add_format({**box, "num_format": "#,##0", "align": "right"}),
        "late": book.add_format({**box, "text_wrap": True, "font_color": "#9b1c1c", "bold": True}),
    }


def _heading(sheet: Any, styles: dict[str, Any], report: DayReport, language: str, last: int) -> None:
    sheet.merge_range(0, 0, 0, last, title(report, language), styles["title"])
    sheet.set_row(0, 30)
    sheet.merge_range(1, 0, 1, last, foot(report, language), styles["under"])


def _figures(book: Any, styles: dict[str, Any], report: DayReport, language: str) -> None:
    sheet = book.add_worksheet(HEAD["figures"].in_language(language))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 4, 14)
    _heading(sheet, styles, report, language, 4)
    for column, key in enumerate(("chapter", "figure", "unit")):
        sheet.merge_range(2, column, 3, column, HEAD[key].in_language(language), styles["head"])
    sheet.merge_range(2, 3, 2, 4, day_words(report).in_language(language), styles["head"])
    sheet.write_string(3, 3, HEAD["day"].in_language(language), styles["head"])
    sheet.write_string(3, 4, HEAD["total"].in_language(language), styles["head"])
    row = 4
    for chapter, lines in report.chapters():
        _chapter(sheet, styles, row, len(lines), chapter.words.in_language(language))
        for line in lines:
            sheet.write_string(row, 1, line.definition.words.in_language(language), styles["text"])
            sheet.write_string(row, 2, line.definition.unit.words.in_language(language), styles["text"])
            _number(sheet, styles, row, 3, line.day)
            if said := besides(line).in_language(language):
                sheet.write_comment(row, 3, said)
            _number(sheet, styles, row, 4, line.total)
            row += 1
    sheet.freeze_panes(4, 0)


def _chapter(sheet: Any, styles: dict[str, Any], row: int, height: int, text: str) -> None:
    if height > 1:
        sheet.merge_range(row, 0, row + height - 1, 0, text, styles["chapter"])
    else:
        sheet.write_string(row, 0, text, styles["chapter"])


def _number(sheet: Any, styles: dict[str, Any], row: int, column: int, value: int | None) -> None:
    if value is None:
        sheet.write_string(row, column, "—", styles["number"])
    else:
        sheet.write_number(row, column, value, styles["number"])


def _curve(book: Any, styles: dict[str, Any], report: DayReport, language: str) -> None:
    """The picture as a chart of the workbook's own, with its table."""
    name = HEAD["picture"].in_language(language).split("(")[0][:31]
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 2, 18)
    _heading(sheet, styles, report, language, 8)
    for column, key in enumerate(("date", "confirmed", "asymptomatic")):
        sheet.write_string(2, column, HEAD[key].in_language(language), styles["head"])
    for row, each in enumerate(report.bars, start=3):
        sheet.write_string(row, 0, f"{each.on:%Y-%m-%d}", styles["text"])
        sheet.write_number(row, 1, each.confirmed, styles["number"])
        sheet.write_number(row, 2, each.asymptomatic, styles["number"])
    last = 2 + len(report.bars)
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for column, colour in ((1, "#b91c1c"), (2, "#e8a33d")):
        chart.add_series({
            "name": [name, 2, column], "categories": [name, 3, 0, last, 0], "values": [name, 3, column, last, column],
            "fill": {"color": colour}, "gap": 40,
        })  # fmt: skip
    chart.set_title({"name": HEAD["picture"].in_language(language), "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    sheet.insert_chart(2, 4, chart)


def _clock(book: Any, styles: dict[str, Any], report: DayReport, language: str) -> None:
    sheet = book.add_worksheet(HEAD["clock"].in_language(language))
    sheet.set_column(0, 4, 24)
    _heading(sheet, styles, report, language, 4)
    for column, words in enumerate(clock_words()):
        sheet.write_string(2, column, words.in_language(language), styles["head"])
    for row, step in enumerate(report.steps, start=3):
        style = styles["late" if step.is_late else "text"]
        values: tuple[Words | str, ...] = (
            step.words, step.owner, moment(step.planned_at), moment(step.actual_at), step.state,
        )  # fmt: skip
        for column, value in enumerate(values):
            text = value.in_language(language) if isinstance(value, Words) else value
            sheet.write_string(row, column, text, style)


def _definitions(book: Any, styles: dict[str, Any], report: DayReport, language: str) -> None:
    sheet = book.add_worksheet(HEAD["definitions"].in_language(language))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 70)
    _heading(sheet, styles, report, language, 1)
    for row, line in enumerate(report.lines, start=2):
        sheet.write_string(row, 0, line.definition.words.in_language(language), styles["text"])
        sheet.write_string(row, 1, line.definition.counted.in_language(language), styles["text"])
