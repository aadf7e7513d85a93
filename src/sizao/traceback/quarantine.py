"""Rows put aside, as CSV files in the lake's folder: one for each file that was taken in, named by that file's content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from sizao.traceback.intake import ASIDE, Flaw
from sizao.traceback.lake import Lake
from sizao.traceback.removal import Forgetting
from sizao.traceback.segments import settle
from sizao.traceback.visits import VisitSource


def folder(lake: Lake) -> Path:
    """Where the files are."""
    return lake.directory / "quarantine"


def put(lake: Lake, sha256: str, aside: pa.Table) -> Path | None:
    """Write what was put aside of one file; the same file taken in again gives the same file here, not a second one."""
    path = folder(lake) / f"{sha256[:12]}.csv"
    if not aside.num_rows:
        path.unlink(missing_ok=True)
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    pa.csv.write_csv(aside, draft)
    settle(draft, path)
    return path


def reasons(lake: Lake) -> dict[Flaw, int]:
    """How many rows are aside, by reason."""
    found: Counter[str] = Counter()
    for _path, aside in _files(lake):
        found.update(aside["reason"].to_pylist())
    return {flaw: found[flaw.value] for flaw in Flaw if found[flaw.value]}


def forget(lake: Lake, which: Forgetting) -> int:
    """Delete the rows that are meant, and those of a named day or time before whose own day cannot be read."""
    gone = 0
    for path, aside in _files(lake):
        kept = [not _is_meant(row, which) for row in aside.to_pylist()]
        gone += len(kept) - sum(kept)
        if not all(kept):
            put_back = aside.filter(pa.array(kept, pa.bool_()))
            put(lake, path.stem, put_back)
    return gone


def forget_words(lake: Lake, words: Collection[str]) -> int:
    """Delete lines that could not be read as rows and hold one of some keys as a word: nobody can say whose they were."""
    wanted = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)") for word in words]
    gone = 0
    for path, aside in _files(lake):
        rows = aside.to_pylist()
        kept = [not any(word.search(_text(row)) for word in wanted) for row in rows]
        gone += len(kept) - sum(kept)
        if not all(kept):
            put(lake, path.stem, aside.filter(pa.array(kept, pa.bool_())))
    return gone


def _text(row: dict[str, str | None]) -> str:
    return (row["person"] or "") if row["reason"] == Flaw.BROKEN.value else ""


def _files(lake: Lake) -> Iterator[tuple[Path, pa.Table]]:
    types = {field.name: field.type for field in ASIDE}
    options = pa.csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
    for path in sorted(folder(lake).glob("*.csv")):
        yield path, pa.csv.read_csv(path, parse_options=_LINES, convert_options=options)


_SOURCES = {str(each) for each in VisitSource}
_LINES = pa.csv.ParseOptions(newlines_in_values=True)


def _is_meant(row: dict[str, str | None], which: Forgetting) -> bool:
    if which.persons and not _names(row, {str(person) for person in which.persons}):
        return False
    if which.sources and _source(row) not in {*which.sources, None}:
        return False
    day = _day(row["start"])
    return day is None or which.touches(day)


def _source(row: dict[str, str | None]) -> str | None:
    """The source of a row; one that names none, or none that there is, has no time of its own and goes with the first."""
    told = (row["source"] or "").strip().lower()
    return told if told in _SOURCES else None


def _names(row: dict[str, str | None], persons: set[str]) -> bool:
    """Whether a row is about one of the persons; of a line that could not be read as a row, any of its numbers may be."""
    told = row["person"] or ""
    if row["reason"] == Flaw.BROKEN.value:
        return not persons.isdisjoint(re.findall(r"\d+", told))
    return told.strip() in persons


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip().replace("/", "-")[:10])
    except ValueError:
        return None
