"""Files of visits as tables: CSV in any usual delimiter and encoding, SORMAS-like exports, Parquet; columns found by name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from sizao.kernel.words import Words
from sizao.traceback.intake import ASIDE, COLUMNS, Flaw

NAMES: dict[str, tuple[str, ...]] = {
    "person": ("person", "personid", "personnumber", "personuuid", "patientid", "人员", "人员编号"),
    "place": ("place", "placeid", "placenumber", "location", "locationid", "facility", "场所", "场所编号"),
    "start": (
        "start",
        "from",
        "startdate",
        "starttime",
        "arrival",
        "checkin",
        "开始",
        "开始时间",
        "到达时间",
        "入住时间",
    ),
    "until": ("until", "end", "enddate", "endtime", "departure", "leave", "checkout", "结束", "结束时间", "离开时间"),
    "zone": ("zone", "seat", "room", "分区", "座位", "房间"),
    "source": ("source", "来源"),
    "grade": ("grade", "证据等级"),
}
"""What other systems call the columns; case, blanks and signs do not matter, of ``exposures.startDate`` the last part counts."""
NEEDED = ("person", "place", "start", "until")
ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
DELIMITERS = ",;\t|"
HEAD = 1 << 16


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


def read(path: Path) -> Read:
    """Read a file of visits; lines are counted from 1, the heading included.

    Raises:
        ValueError: when the file has no heading with a person, a place, a start and an end.
    """
    if path.suffix.lower() == ".parquet":
        return Read(_named(pq.read_table(path), first_line=1), ASIDE.empty_table())
    return _csv(path)


def _csv(path: Path) -> Read:
    with path.open("rb") as file:
        head = file.read(HEAD)
    encoding = _encoding(head, is_whole=len(head) < HEAD)
    above, delimiter = _heading(head.decode(encoding, "replace").splitlines()[:5])
    broken: list[pa.csv.InvalidRow] = []

    def put_aside(row: pa.csv.InvalidRow) -> str:
        broken.append(row)
        return "skip"

    names = _names(head.decode(encoding, "replace").splitlines()[above], delimiter)
    table = pa.csv.read_csv(
        path,
        pa.csv.ReadOptions(use_threads=False, encoding=encoding.removesuffix("-sig"), skip_rows=above),
        pa.csv.ParseOptions(delimiter=delimiter, invalid_row_handler=put_aside),
        pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )
    lines = [row.number + above for row in broken]
    return Read(_named(table, first_line=above + 2, gaps=lines), _aside(lines, [row.text for row in broken]))


def _encoding(head: bytes, *, is_whole: bool) -> str:
    for encoding in ENCODINGS:
        try:
            head.decode(encoding)
        except UnicodeDecodeError as error:
            if not is_whole and error.start > len(head) - 8:
                return encoding  # a character cut in two by the end of what was read
        else:
            return encoding
    return ENCODINGS[-1]


def _heading(lines: list[str]) -> tuple[int, str]:
    """How many lines stand above the heading (SORMAS writes the kinds of its columns there), and the delimiter."""
    for above, line in enumerate(lines):
        for delimiter in DELIMITERS:
            if _found(_names(line, delimiter)).keys() >= set(NEEDED):
                return above, delimiter
    raise Unfit("表头中没有人员、场所、开始和结束时间", "no heading names a person, a place, a start and an end")


def _names(line: str, delimiter: str) -> list[str]:
    return [name.strip().strip('"').removeprefix("\ufeff") for name in line.split(delimiter)]


def _found(names: list[str]) -> dict[str, str]:
    """Our name of each column that is known by one of its names, and its own name."""
    folded = {re.sub(r"[\W_]", "", name.rpartition(".")[2]).lower(): name for name in reversed(names)}
    return {ours: folded[alias] for ours, aliases in NAMES.items() for alias in reversed(aliases) if alias in folded}


def _named(table: pa.Table, *, first_line: int, gaps: list[int] | None = None) -> pa.Table:
    found = _found(table.column_names)
    absent = set(NEEDED) - found.keys()
    if absent:
        names = ", ".join(sorted(absent))
        raise Unfit(f"没有列 {names}", f"there is no column {names}")
    nothing = pa.nulls(table.num_rows, pa.string())
    columns = {name: _plain(table[found[name]]) if name in found else nothing for name in COLUMNS}
    return pa.table({"line": _lines(table.num_rows, first_line, gaps or []), **columns})


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
