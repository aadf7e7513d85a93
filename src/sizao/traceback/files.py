"""Files of visits as tables: CSV in any usual delimiter and encoding, SORMAS-like exports, Parquet; columns found by name."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from sizao.kernel.words import Words
from sizao.traceback import headings
from sizao.traceback.headings import Dates
from sizao.traceback.intake import ASIDE, COLUMNS, Flaw

ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
DELIMITERS = ",;\t|"
HEAD = 1 << 16
PART = 1 << 20
"""Bytes that are read at once."""


class Unfit(ValueError):
    """A file is none of visits or places; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep the sentence."""
        self.words = Words(zh, en)
        super().__init__(en)


class Read(NamedTuple):
    """A file's rows, and the lines that are none."""

    rows: pa.Table
    """``line`` and the columns of a visit."""
    broken: pa.Table


@dataclass(frozen=True)
class Layout:
    """How a file is to be read: the shape of its rows, headings of its own by field, the order of dates."""

    shape: str = "visits"
    own: Mapping[str, str] = field(default_factory=dict)
    """Field and the heading under which it stands in this file, before any known one."""
    dates: Dates = Dates.YEAR_FIRST

    def found(self, names: Sequence[str]) -> dict[str, int]:
        """The place of each field's column."""
        own = {name: names.index(heading) for name, heading in self.own.items() if heading in names}
        return {**headings.found(names, headings.SHAPES[self.shape]), **own}

    def absent(self, names: Sequence[str]) -> list[str]:
        """The needed fields that no column gives."""
        return headings.absent(self.found(names), headings.SHAPES[self.shape])


USUAL = Layout()


def read(path: Path, layout: Layout = USUAL) -> Read:
    """Read a file of visits; lines are counted from 1, the heading included.

    Raises:
        ValueError: when the file has no heading with what a row of its shape needs.
    """
    if path.suffix.lower() == ".parquet":
        return Read(_named(pq.read_table(path), layout, first_line=1), ASIDE.empty_table())
    return _csv(path, layout)


def _csv(path: Path, layout: Layout) -> Read:
    encoding = _encoding(path)
    with path.open("rb") as file:
        head = file.read(HEAD)
    above, delimiter = _heading(head.decode(encoding, "replace").splitlines()[:5], layout)
    broken: list[pa.csv.InvalidRow] = []

    def put_aside(row: pa.csv.InvalidRow) -> str:
        broken.append(row)
        return "skip"

    names = _names(head.decode(encoding, "replace").splitlines()[above], delimiter)
    table = pa.csv.read_csv(
        path,
        pa.csv.ReadOptions(use_threads=False, encoding=encoding.removesuffix("-sig"), skip_rows=above),
        pa.csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False, invalid_row_handler=put_aside),
        pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )
    gaps = [row.number + above for row in broken]
    said = [
        (line, row.text) for line, row in zip(gaps, broken, strict=True) if row.text.strip()
    ]  # an empty line says nothing
    aside = _aside([line for line, _ in said], [text for _, text in said])
    return Read(_named(table, layout, first_line=above + 2, gaps=gaps).filter(_is_said(table)), aside)


def _is_said(table: pa.Table) -> pa.ChunkedArray:
    """Which rows say anything: an empty line is read as a row of nothing, so that the lines after it keep their numbers."""
    said = pa.chunked_array([np.zeros(table.num_rows, np.bool_)])
    for column in table.columns:
        said = pc.or_(said, pc.is_valid(column))
    return said


def _encoding(path: Path) -> str:
    """The first encoding in which the whole file is text: a name in the millionth line tells as much as the heading."""
    return next(encoding for encoding in ENCODINGS if _is_text(path, encoding))


def _is_text(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while part := file.read(PART):
                decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _heading(lines: list[str], layout: Layout) -> tuple[int, str]:
    """How many lines stand above the heading (SORMAS writes the kinds of its columns there), and the delimiter."""
    for above, line in enumerate(lines):
        for delimiter in DELIMITERS:
            if not layout.absent(_names(line, delimiter)):
                return above, delimiter
    raise _no_heading(layout)


IN_CHINESE = {"person": "人员", "place": "场所", "start": "开始时间", "until": "结束时间"}


def _no_heading(layout: Layout) -> Unfit:
    known = headings.SHAPES[layout.shape].columns
    needed = [field for field in headings.NEEDED if field in known]
    zh, en = "、".join(IN_CHINESE[field] for field in needed), ", ".join(needed)
    return Unfit(
        f"表头中没有{zh};可用 --shape 指明格式,用 --column 指明各列",
        f"no heading names {en}; say with --shape what a row is, and with --column which column is which",
    )


def _names(line: str, delimiter: str) -> list[str]:
    return [name.strip().strip('"').removeprefix("\ufeff") for name in line.split(delimiter)]


def _named(table: pa.Table, layout: Layout, *, first_line: int, gaps: list[int] | None = None) -> pa.Table:
    if absent := layout.absent(table.column_names):
        names = ", ".join(absent)
        raise Unfit(f"没有列 {names}", f"there is no column {names}")
    found, nothing = layout.found(table.column_names), pa.nulls(table.num_rows, pa.string())
    columns = {name: _read(table.column(found[name]), name, layout) if name in found else nothing for name in COLUMNS}
    return pa.table({"line": _lines(table.num_rows, first_line, gaps or []), **columns})


def _read(column: pa.ChunkedArray, name: str, layout: Layout) -> pa.ChunkedArray:
    """A column as text in our words and our way to write dates; typed times as they are."""
    plain = _plain(column)
    if name in headings.SPOKEN:
        return headings.worded(plain, headings.SPOKEN[name])
    if name in {"start", "until"} and not pa.types.is_timestamp(plain.type):
        return headings.written(plain, layout.dates)
    return plain


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text, except for times that are typed; a time without a zone stays civil time."""
    return column if pa.types.is_timestamp(column.type) else pc.cast(column, pa.string())


def _lines(rows: int, first: int, gaps: list[int]) -> pa.Array:
    missing = set(gaps)
    numbers = (number for number in range(first, first + rows + len(gaps)) if number not in missing)
    return pa.array(numbers if gaps else range(first, first + rows), pa.int64())


def _aside(lines: list[int], texts: list[str]) -> pa.Table:
    nothing = [None] * len(lines)
    rest = dict.fromkeys(COLUMNS[1:], nothing)
    reason = [Flaw.BROKEN.value] * len(lines)
    return pa.table(
        {"line": lines, "reason": reason, "kept": [False] * len(lines), "person": texts, **rest}, schema=ASIDE
    )


def places(path: Path) -> dict[int, str]:
    """The places of a CSV or Parquet file by number, with their kinds where a column ``kind`` tells them.

    Raises:
        ValueError: when there is no column ``place``, or a place is no number.
    """
    table = pq.read_table(path) if path.suffix.lower() == ".parquet" else pa.csv.read_csv(path)
    if "place" not in table.column_names:
        raise Unfit("没有列 place", "there is no column place")
    kinds = table["kind"].to_pylist() if "kind" in table.column_names else [""] * table.num_rows
    return dict(zip(table["place"].cast(pa.int64()).to_pylist(), (str(kind or "") for kind in kinds), strict=True))
