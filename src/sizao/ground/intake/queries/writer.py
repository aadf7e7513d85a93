"""Writes rows for other programs: XLSX with text cells only, or CSV with every cell quoted and formulas defused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import islice
from typing import Any

from sizao.ground.intake.queries.catalogue import catalogue
from sizao.ground.intake.rules import formulas
from sizao.ground.intake.types import Catalogue, FieldType, Kind, Values
from sizao.kernel import areas

PART_ROWS = 500_000
"""Rows of one sheet; more become several parts, each with its number and the total."""
BOM = "\ufeff"
MISSING = ""


@dataclass(frozen=True)
class Sheet:
    """Rows of one kind under chosen fields, ready to be written."""

    kind: Kind
    fields: tuple[str, ...]
    rows: Sequence[Values]
    language: str = "zh-hans"
    tz: tzinfo | None = None

    def headings(self) -> list[str]:
        """The labels of the fields in the language asked for; the importer knows them all."""
        known = catalogue(self.kind)
        return [known.field(name).words.in_language(self.language) for name in self.fields]

    def lines(self) -> Iterable[list[str]]:
        """The rows as texts."""
        known = catalogue(self.kind)
        for values in self.rows:
            yield [_text(values.get(name), name, known, self.tz) for name in self.fields]


def as_csv(sheet: Sheet) -> bytes:
    """RFC 4180 in UTF-8 with a byte-order mark, every cell quoted, cells that a spreadsheet would run defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(sheet.headings())
    for line in sheet.lines():
        writer.writerow([formulas.defused(text) for text in line])
    return (BOM + out.getvalue()).encode()


def rows_as_csv(headings: Iterable[Sequence[str]], rows: Iterable[Sequence[str]]) -> bytes:
    """The same for rows of texts under headings of another system's own, one row of them or several."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows(headings)
    for line in rows:
        writer.writerow([formulas.defused(text) for text in line])
    return out.getvalue().encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """A workbook whose cells are all texts, in parts of half a million rows, with a sheet of totals."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        lines, total = iter(sheet.lines()), len(sheet.rows)
        parts = max(1, -(-total // PART_ROWS))
        totals = [("rows", str(total))]
        for part in range(1, parts + 1):
            name = sheet.kind.value if parts == 1 else f"{sheet.kind.value} {part} of {parts}"
            _write_part(book.add_worksheet(name), sheet.headings(), islice(lines, PART_ROWS), bold)
            totals.append((name, str(min(PART_ROWS, total - (part - 1) * PART_ROWS))))
        _write_part(book.add_worksheet("totals"), totals[0], totals[1:], bold)
    return out.getvalue()


def _write_part(page: Any, headings: Sequence[str], lines: Iterable[Sequence[str]], bold: object) -> None:
    for column, heading in enumerate(headings):
        page.write_string(0, column, heading, bold)
    page.freeze_panes(1, 0)
    for at, line in enumerate(lines, start=1):
        for column, text in enumerate(line):
            if text:
                page.write_string(at, column, text)


def _text(value: object, name: str, known: Catalogue, tz: tzinfo | None) -> str:
    """A value as the importer reads it back: times to the second with their offset, areas as printed codes."""
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        return value.astimezone(tz).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if known.field(name).type is FieldType.AREA and isinstance(value, int):
        return areas.printed(value) if value else "0"
    return str(value)
