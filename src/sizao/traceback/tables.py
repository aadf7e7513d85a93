"""Visits and answers as Arrow tables: the two schemas that files, engines and other programs agree on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sizao.traceback.answer import Exposed
from sizao.traceback.visits import EvidenceGrade, Visit, VisitSource

MOMENT = pa.timestamp("ms", tz="UTC")
"""Moments are stored in milliseconds because Parquet has no seconds; every engine counts whole seconds."""

VISITS = pa.schema(
    [
        pa.field("person", pa.int64(), nullable=False),
        pa.field("place", pa.int64(), nullable=False),
        pa.field("zone", pa.string()),
        pa.field("start", MOMENT, nullable=False),
        pa.field("until", MOMENT, nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("grade", pa.string(), nullable=False),
    ]
)
"""One visit a row."""

ANSWER = pa.schema(
    [
        pa.field("person", pa.int64(), nullable=False),
        pa.field("hop", pa.int8(), nullable=False),
        pa.field("via", pa.list_(pa.int64()), nullable=False),
        pa.field("places", pa.list_(pa.int64()), nullable=False),
        pa.field("first", MOMENT, nullable=False),
        pa.field("last", MOMENT, nullable=False),
        pa.field("seconds", pa.int64(), nullable=False),
        pa.field("encounters", pa.int64(), nullable=False),
        pa.field("grade", pa.string(), nullable=False),
    ]
)
"""One exposed person a row, ordered by hop and person; see :class:`sizao.traceback.answer.Exposed`."""

PLACE_KINDS = pa.schema([pa.field("place", pa.int64(), nullable=False), pa.field("kind", pa.string(), nullable=False)])
"""The kind of each place, for questions that name kinds."""


def visits_table(visits: Iterable[Visit]) -> pa.Table:
    """Visits as an Arrow table of schema :data:`VISITS`."""
    rows = list(visits)
    columns = {name: [getattr(each, name) for each in rows] for name in VISITS.names}
    for name in ("source", "grade"):
        columns[name] = [str(value) for value in columns[name]]
    return pa.table(columns, schema=VISITS)


def visits_of(table: pa.Table) -> list[Visit]:
    """Visits from an Arrow table; columns are found by name and brought to the schema's types first."""
    return [_visit(row) for row in conforming(table).to_pylist()]


def conforming(table: pa.Table, *, with_words: bool = False) -> pa.Table:
    """The table with exactly the columns and types of :data:`VISITS`, times cut to whole seconds.

    ``zone``, ``source`` and ``grade`` may be absent (unknown, imported list, stated by the person).

    Args:
        table: visits, columns found by name.
        with_words: whether texts that come as dictionaries stay so, which takes a tenth of the room.

    Raises:
        ValueError: when a needed column is absent, or a value does not fit its type.
    """
    columns = []
    for field in VISITS:
        if field.name in table.column_names:
            given = table[field.name]
            stays = with_words and given.type in _WORDS and pa.types.is_string(field.type)
            columns.append(given if stays else _cast(given, field))
        elif field.name in _DEFAULTS:
            columns.append(pa.array([_DEFAULTS[field.name]] * table.num_rows, field.type))
        else:
            raise ValueError(f"the visits have no column {field.name!r}")
    return pa.table(columns, names=VISITS.names) if with_words else pa.table(columns, schema=VISITS)


_WORDS = [pa.dictionary(kind, pa.string()) for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64())]


_DEFAULTS: dict[str, str | None] = {
    "zone": None,
    "source": VisitSource.IMPORT.value,
    "grade": EvidenceGrade.STATED.value,
}


def _cast(column: Any, field: Any) -> Any:
    if pa.types.is_timestamp(field.type):
        if not pa.types.is_timestamp(column.type) or column.type.tz is None:
            raise ValueError(f"column {field.name!r} must hold moments with a time zone")
        return _whole_seconds(column.cast(field.type, safe=False))
    return column.cast(field.type)


def one_array(column: Any) -> pa.Array:
    """A table's column as one array, whatever chunks it came in."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined


def _whole_seconds(column: Any) -> Any:
    """Moments cut to seconds; what keeps them in numbers takes a tenth of the time of ``floor_temporal``."""
    if column.null_count:
        return pc.floor_temporal(column, unit="second")
    milliseconds = np.asarray(column.cast(pa.int64()))
    over = milliseconds % 1000
    return pa.array(milliseconds - over).cast(column.type) if over.any() else column


def checked_files(files: Sequence[Path]) -> Sequence[Path]:
    """The Parquet files, when each of them has every column of :data:`VISITS`; otherwise ``ValueError``."""
    for file in files:
        absent = set(VISITS.names) - set(pq.read_schema(file).names)
        if absent:
            raise ValueError(f"{file} has no column {', '.join(sorted(absent))}")
    return files


def _visit(row: dict[str, Any]) -> Visit:
    return Visit(**{**row, "source": VisitSource(row["source"]), "grade": EvidenceGrade(row["grade"])})


def answer_table(exposed: Sequence[Exposed]) -> pa.Table:
    """An answer as an Arrow table of schema :data:`ANSWER`."""
    columns = {name: [getattr(each, name) for each in exposed] for name in ANSWER.names}
    columns["grade"] = [str(grade) for grade in columns["grade"]]
    return pa.table(columns, schema=ANSWER)


def answer_of(table: pa.Table) -> tuple[Exposed, ...]:
    """An answer from its Arrow table, in the table's order."""
    columns = (_moments(table[name]) if name in {"first", "last"} else table[name].to_pylist() for name in ANSWER.names)
    return tuple(
        Exposed(person, hop, tuple(via), tuple(places), first, last, seconds, encounters, GRADES[grade])
        for person, hop, via, places, first, last, seconds, encounters, grade in zip(*columns, strict=True)
    )


def _moments(column: Any) -> list[datetime]:
    """Milliseconds as aware moments, in a fraction of the time that Arrow takes for it."""
    return [EPOCH + timedelta(milliseconds=each) for each in column.cast(pa.int64()).to_pylist()]


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GRADES = {str(grade): grade for grade in EvidenceGrade}
"""The grades by their names: an answer of a hundred thousand asks for each."""
