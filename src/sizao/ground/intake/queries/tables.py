"""The lines of a text file, of one sheet of a workbook, or of a Parquet file, as plain cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sizao.ground.intake import errors
from sizao.ground.intake.rules import encodings, formulas, headings
from sizao.ground.intake.types import Cell, Format

MAX_COLUMNS = 1_000
MAX_CELL = 131_072
XLS_ROWS = 65_500
"""From here on an old XLS sheet is refused: the format ends at 65,536 rows and what came after is lost unseen."""
XLSX_ROWS = 1_048_575
TOTALS_SHEETS = frozenset({"totals", "合计"})
DELIMITERS = ",\t;|"

Line = tuple[int, "list[Cell] | None"]
"""A line number and its cells; ``None`` for a line that cannot be split."""


@dataclass
class Table:
    """One table: its lines from the top, and how it was opened."""

    format: Format
    lines: Iterable[Line]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    declared: int | None = None


def open_table(found: Format, content: bytes, aliases: headings.Aliases, options: dict[str, Any]) -> Table:
    """Open a file of a known format.

    Raises:
        FileRefused: it cannot be read, or a choice is needed first.
    """
    if found is Format.TEXT:
        return _text(content, aliases, str(options.get("encoding") or ""))
    if found is Format.PARQUET:
        return Table(found, _parquet(content))
    return _workbook(found, content, aliases, str(options.get("sheet") or ""))


def _text(content: bytes, aliases: headings.Aliases, stated: str) -> Table:
    decoded = encodings.decode(content, lambda text: _names_a_field(text, aliases), stated)
    delimiter = _delimiter(decoded.text)
    return Table(Format.TEXT, _split(decoded.text, delimiter), decoded.encoding, delimiter)


def _names_a_field(text: str, aliases: headings.Aliases) -> bool:
    lines = text.splitlines()[: headings.SEARCHED_ROWS]
    return any(aliases.hits(line.split(_delimiter(line))) for line in lines)


def _delimiter(text: str) -> str:
    """The delimiter that stands most often outside quotes in the first lines that are no comments."""
    lines = [line for line in text[:20_000].splitlines() if not line.startswith("##")][:5]
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(char for char in _outside_quotes(line) if char in DELIMITERS)
    return max(DELIMITERS, key=lambda char: (counts[char], -DELIMITERS.index(char)))


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _split(text: str, delimiter: str) -> Iterator[Line]:
    """Split strictly: a misplaced quotation mark breaks its own row only, one never closed refuses the file."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    started = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as damage:
            _refuse_if_lost(damage, started)
            yield started, None
        else:
            yield started, [formulas.restored(cell) for cell in cells]
        started = reader.line_num + 1


def _refuse_if_lost(damage: csv.Error, line: int) -> None:
    if "unexpected end of data" in str(damage):
        raise errors.UnclosedQuote(line=line) from damage
    if "field limit" in str(damage):
        raise errors.CellTooLong(line=line, limit=MAX_CELL) from damage


def _workbook(found: Format, content: bytes, aliases: headings.Aliases, wanted: str) -> Table:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: _sheet(book, name) for name in book.sheet_names}
    except PasswordError as locked:
        raise errors.Encrypted from locked
    except CalamineError as damage:
        raise errors.ReadingFailed from damage
    name = _chosen(sheets, aliases, wanted)
    rows, start = sheets[name]
    _refuse_full(found, start + len(rows))
    declared = next((_declared(sheets[each][0], name) for each in sheets if each.casefold() in TOTALS_SHEETS), None)
    return Table(found, _numbered(rows, start + 1), sheet=name, declared=declared)


def _sheet(book: Any, name: str) -> tuple[list[list[Cell]], int]:
    """The rows of a sheet from its first filled one, and how many empty ones lie above."""
    sheet = book.get_sheet_by_name(name)
    start = sheet.start[0] if sheet.start else 0
    return sheet.to_python(skip_empty_area=True), start


def _chosen(sheets: dict[str, tuple[list[list[Cell]], int]], aliases: headings.Aliases, wanted: str) -> str:
    filled = [name for name, (rows, _) in sheets.items() if rows and name.casefold() not in TOTALS_SHEETS]
    if wanted:
        if wanted not in sheets:
            raise errors.NoSuchSheet(sheet=wanted, sheets="、".join(sheets))
        return wanted
    if not filled:
        raise errors.FileEmpty
    hits = {name: max(map(aliases.hits, sheets[name][0][: headings.SEARCHED_ROWS])) for name in filled}
    likely = [name for name in filled if hits[name] >= min(2, max(hits.values()))]
    if len(likely) > 1:
        raise errors.SheetChoiceNeeded(sheets="、".join(likely))
    return likely[0]


def _refuse_full(found: Format, rows: int) -> None:
    if found is Format.XLS and rows >= XLS_ROWS:
        raise errors.LegacyRowLimit(rows=rows)
    if found is Format.XLSX and rows > XLSX_ROWS:
        raise errors.SheetFull(rows=rows)


def _declared(rows: list[list[Cell]], sheet: str) -> int | None:
    """The number of rows that a totals sheet states for one sheet, or else for the whole file."""
    of_sheet = [["rows", *cells[1:2]] for cells in rows if cells and str(cells[0]) == sheet]
    totals = (headings.total_of(cells[:2]) for cells in [*of_sheet, *rows])
    return next((total for total in totals if total is not None), None)


def _numbered(rows: list[list[Cell]], first: int) -> Iterator[Line]:
    for at, cells in enumerate(rows):
        yield first + at, [None if cell == "" else cell for cell in cells]


def _parquet(content: bytes) -> Iterator[Line]:
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(content))
        yield 0, list(table.schema_arrow.names)
        line = 1
        for batch in table.iter_batches(batch_size=20_000, use_threads=False):
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield line, list(cells)
                line += 1
    except pyarrow.ArrowException as damage:
        raise errors.ReadingFailed from damage
