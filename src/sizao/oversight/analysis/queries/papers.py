"""The numbers behind a finding as CSV or Excel: tables, figures, what was left out, and the method, in one language."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sizao.kernel.words import Words
from sizao.oversight.analysis.types import Analysis, Cell, Figure, Finding, Table

CELL_OF_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
VALUE = (
    Words("项目", "Figure"),
    Words("值", "Value"),
    Words("95% 下限", "95% lower"),
    Words("95% 上限", "95% upper"),
)


def as_csv(finding: Finding, language: str) -> str:
    """The first table of a finding as CSV; without a result the sentence that says why."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if not finding.tables:
        writer.writerow([finding.sentence.in_language(language)])
        return out.getvalue()
    table = finding.tables[0]
    writer.writerow([head.words.in_language(language) for head in table.heads])
    writer.writerows([_text(cell, language) for cell in row] for row in table.rows)
    return out.getvalue()


def _text(cell: Cell, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Words):
        return _harmless(cell.in_language(language))
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return cell.isoformat() if isinstance(cell, date) else _harmless(str(cell)) if isinstance(cell, str) else str(cell)


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(CELL_OF_A_FORMULA) else text


def as_workbook(analysis: Analysis, findings: Sequence[Finding], language: str) -> bytes:
    """Findings as XLSX: a sheet for each table, and for each finding one of its figures, gaps and method."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF2", "border": 1, "text_wrap": True})
    for place, finding in enumerate(findings, start=1):
        name = finding.topic.words.in_language(language)
        sheet = book.add_worksheet(f"{place} {name}"[:31])
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 3, 16)
        for line, row in enumerate(_about(analysis, finding, language)):
            _write(sheet, line, row, language, bold if line == 0 else None)
        for number, table in enumerate(finding.tables, start=1):
            _table(
                book.add_worksheet(f"{place}.{number} {table.words.in_language(language)}"[:31]), table, language, bold
            )
    book.close()
    return stream.getvalue()


def _about(analysis: Analysis, finding: Finding, language: str) -> Iterator[Sequence[Cell]]:
    """The lines of a finding's first sheet."""
    yield (finding.topic.words, analysis.title, analysis.incident_number)
    yield (finding.sentence,)
    yield from ((each,) for each in finding.cautions)
    yield ()
    yield VALUE
    yield from (_figure(each) for each in finding.figures)
    yield ()
    yield (Words("使用的记录", "Records used"), finding.used)
    yield from ((each.reason, each.number) for each in finding.left_out)
    yield ()
    yield (Words("方法", "Method"), finding.method.words)
    yield (Words("文献", "Paper"), finding.method.paper)
    yield (Words("公式", "Formula"), finding.method.formula)
    yield from ((Words("假设", "Assumption"), each) for each in finding.method.assumptions)
    yield from ((Words("不得推断", "Not to be concluded"), each) for each in finding.method.limits)
    yield (Words("数据截至", "Data as of"), analysis.as_of.isoformat(timespec="minutes"))


def _figure(figure: Figure) -> Sequence[Cell]:
    return (figure.words, *(_bounded(each) for each in (figure.value, figure.lower, figure.upper)))


def _bounded(value: float | None) -> Cell:
    return "∞" if value is not None and math.isinf(value) else value


def _table(sheet: Any, table: Table, language: str, bold: Any) -> None:
    sheet.set_column(0, len(table.heads) - 1, 16)
    _write(sheet, 0, [head.words for head in table.heads], language, bold)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(table.rows, start=1):
        _write(sheet, line, row, language)


def _write(sheet: Any, line: int, row: Sequence[Cell], language: str, style: Any = None) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            sheet.write_number(line, place, cell, style)
        elif cell is not None:
            text = cell.in_language(language) if isinstance(cell, Words) else str(cell)
            sheet.write_string(line, place, text, style)
