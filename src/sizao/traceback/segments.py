"""The lake's files: a day's visits in one order as Parquet, written in portions, read back and compared before they count.

What is written is hashed on its way; then every row group is decoded again and compared with the records it came from. So a
file that a manifest names has been read once as it stands, and its checksum is that of what was meant to be written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sizao.traceback.arrange import Arranged
from sizao.traceback.index import radix
from sizao.traceback.removal import WORDS
from sizao.traceback.tables import MOMENT, VISITS

_IN_FILES = {
    "start": [pa.field("day", pa.date32(), nullable=False), pa.field("second", pa.int32(), nullable=False)],
    "until": [pa.field("seconds", pa.int32(), nullable=False)],
}
STORED = pa.schema([each for field in VISITS for each in _IN_FILES.get(field.name, [field])])
"""One visit a row of a segment's file: ``day`` is the UTC day, ``second`` the second of it, ``seconds`` the visit's length."""
BY_THE_DAY, BY_THE_MOMENT = "day and second", "moment"
"""How a file says when a visit begins; files by the moment have ``start`` and were written by earlier versions."""
_START = {
    (BY_THE_DAY, "duckdb"): "make_timestamptz((epoch(day)::bigint + second) * 1000000)",
    (BY_THE_DAY, "pyspark"): "timestamp_seconds(unix_date(day) * bigint(86400) + second)",
    (BY_THE_MOMENT, "duckdb"): "start",
    (BY_THE_MOMENT, "pyspark"): "start",
}  # fmt: skip
ORDERS: dict[str, tuple[str, ...]] = {
    "by_person": ("person", "start", "place", "until", "zone", "source", "grade"),
    "by_place": ("place", "start", "person", "until", "zone", "source", "grade"),
}
"""The two orders, each down to the last column, so that the same visits always give the same bytes."""
ROW_GROUP = {"by_person": 16_384, "by_place": 32_768}
DAY_S = 86_400
PORTION = 1 << 19
"""Visits that are made into a table at once: whole row groups in both orders."""
MANY_ZONES = 256
"""From so many different zones on each row group lists its own; else a file's row groups would each repeat the whole list."""
_GROWS, _SCATTERED = "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"
NUMBERS = {
    "by_person": {"person": _GROWS, "place": _GROWS, "day": _GROWS, "second": _SCATTERED, "seconds": _SCATTERED},
    "by_place": {"person": _GROWS, "place": _GROWS, "day": _GROWS, "second": _GROWS, "seconds": _SCATTERED},
}
"""Columns that grow along an order are stored as differences, half the size of a dictionary; the others by bytes."""
_TEXT = pa.dictionary(pa.int32(), pa.string())
_WRITTEN = pa.schema([field.with_type(_TEXT) if field.name in WORDS else field for field in STORED])


@dataclass(frozen=True)
class Segment:
    """One file of the lake."""

    file: str
    rows: int
    bytes: int
    sha256: str


class Unreadable(OSError):
    """A file that was just written does not read back as it was meant."""

    def __init__(self, draft: Path) -> None:
        """Keep which file it is."""
        super().__init__(str(draft))
        self.file = draft.name


def write(visits: Arranged, order: str, draft: Path) -> str:
    """Write the visits in one order, read them back, flush them; returns the SHA-256 of the file.

    Raises:
        Unreadable: what stands on the disk is not what was written.
    """
    records = getattr(visits, order)
    with draft.open("wb") as file:
        sink = _Hashed(file)
        with pq.ParquetWriter(
            pa.PythonFile(sink, mode="w"), _WRITTEN, compression="zstd", compression_level=1,
            use_dictionary=list(WORDS), column_encoding=NUMBERS[order], store_schema=False,
        ) as writer:  # fmt: skip
            for begin, end in _portions(visits, order):
                writer.write_table(_table(visits, records, order, begin, end), row_group_size=ROW_GROUP[order])
    _read_back(visits, records, order, draft)
    fsync(draft)
    return sink.digest.hexdigest()


class _Hashed:
    """A file that remembers the checksum of what is written into it."""

    closed = False

    def __init__(self, file: Any) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def write(self, part: Any) -> int:
        self.digest.update(part)
        return int(self.file.write(part))

    def flush(self) -> None:
        self.file.flush()


def _portions(visits: Arranged, order: str) -> Iterator[tuple[int, int]]:
    step = PORTION if len(visits.texts.values[0]) < MANY_ZONES else ROW_GROUP[order]
    for begin in range(0, len(visits), step):
        yield begin, min(begin + step, len(visits))


def _table(visits: Arranged, records: Any, order: str, begin: int, end: int) -> pa.Table:
    """Some of the records as rows of a segment's file."""
    group, other, start, seconds, code = radix.unpacked(records, begin, end)
    person, place = (group, other) if order == "by_person" else (other, group)
    columns = {
        "person": visits.persons.of(person), "place": visits.places.of(place), "seconds": seconds,
        "second": start, "day": pa.repeat(pa.scalar(visits.midnight // DAY_S, pa.int32()).cast(pa.date32()), end - begin),
    }  # fmt: skip
    for name, values, ranks in zip(WORDS, *visits.texts, strict=True):
        columns[name] = _dictionary(ranks[code], values)
    return pa.table([columns[name] for name in STORED.names], schema=_WRITTEN)


def _dictionary(ranks: Any, values: pa.Array) -> pa.DictionaryArray:
    if len(values) >= MANY_ZONES:
        used, ranks = np.unique(ranks, return_inverse=True)
        is_last_absent = len(used) > 0 and used[-1] == len(values)
        values = values.take(pa.array(used[:-1] if is_last_absent else used))
    absent = ranks == len(values)
    return pa.DictionaryArray.from_arrays(pa.array(ranks, pa.int32(), mask=absent), values)


def _read_back(visits: Arranged, records: Any, order: str, draft: Path) -> None:
    """Decode every row group and compare it with the records."""
    with pq.ParquetFile(draft, read_dictionary=list(WORDS)) as file:
        at, groups = 0, iter(range(file.num_row_groups))
        for begin, end in _portions(visits, order):
            some = [next(groups) for _ in range(-(-(end - begin) // ROW_GROUP[order]))]
            found = file.read_row_groups(some, use_threads=False)
            meant = _table(visits, records, order, begin, end)
            if not all(_agree(found[name], meant[name]) for name in STORED.names):
                raise Unreadable(draft)
            at = end
        if (at, next(groups, None)) != (len(visits), None):
            raise Unreadable(draft)


def _agree(found: Any, meant: Any) -> bool:
    if not pa.types.is_dictionary(meant.type):
        return bool(found.cast(meant.type).equals(meant))
    parts = [part.cast(_TEXT) for part in found.chunks]
    return bool(pa.chunked_array(parts, _TEXT).equals(meant))


def visits_in(file: Path, filters: pc.Expression | None = None) -> pa.Table:
    """The visits of a segment's file with the columns of ``tables.VISITS``, texts as dictionaries.

    Args:
        file: one of :meth:`Lake.files`.
        filters: which rows are read, in terms of columns that :data:`STORED` and ``tables.VISITS`` share.
    """
    rows = pq.read_table(file, read_dictionary=list(WORDS), filters=filters)
    start = rows["start"].cast(pa.int64()) if "start" in rows.column_names else _milliseconds(rows)
    until = pc.add(start, pc.multiply(rows["seconds"].cast(pa.int64()), 1000))
    moments = {"start": start.cast(MOMENT), "until": until.cast(MOMENT)}
    return pa.table({name: moments[name] if name in moments else rows[name] for name in VISITS.names})


def _milliseconds(rows: pa.Table) -> pa.ChunkedArray:
    days = pc.multiply(rows["day"].cast(pa.int32()).cast(pa.int64()), DAY_S)
    return pc.multiply(pc.add(days, rows["second"].cast(pa.int64())), 1000)


@lru_cache(maxsize=4096)
def layout_of(file: Path) -> str:
    """How a file says when a visit begins; files never change."""
    return BY_THE_MOMENT if "start" in pq.read_schema(file).names else BY_THE_DAY


def as_visits(files: Sequence[Path], dialect: str) -> list[tuple[list[Path], list[str]]]:
    """Files of a lake by how they are written, each with the columns of ``tables.VISITS`` in an engine's SQL.

    Args:
        files: some of :meth:`Lake.files`.
        dialect: ``duckdb`` or ``pyspark``, as Ibis calls them.
    """
    found = []
    for layout, some in groupby(sorted(files, key=layout_of), key=layout_of):
        start = _START[layout, dialect]
        moments = {"start": f"{start} as start", "until": f"{start} + seconds * interval '1' second as until"}
        found.append((list(some), [moments.get(name, name) for name in VISITS.names]))
    return found


def sha256(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle(draft: Path, final: Path) -> None:
    """Put a finished file in its place so that a power cut leaves the old state or the new one."""
    fsync(draft)
    draft.replace(final)
    fsync(final.parent)


def fsync(path: Path) -> None:
    """Have a file, or a folder's names, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
