"""The exposed persons of a run as one Arrow table: numbers only, in the columns and the order of the JSON list."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from sizao.trace.tracing.queries import exposed_rows, with_outcomes
from sizao.trace.tracing.types import ExposedFacts, RunFacts

VERSION = "1"
MOMENT = pa.timestamp("us", tz="UTC")
EXPOSED = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("person", pa.int64(), nullable=False),
        pa.field("hop", pa.int8(), nullable=False),
        pa.field("via", pa.list_(pa.int64()), nullable=False),
        pa.field("places", pa.list_(pa.int64()), nullable=False),
        pa.field("first", MOMENT, nullable=False),
        pa.field("last", MOMENT, nullable=False),
        pa.field("minutes", pa.int64(), nullable=False),
        pa.field("encounters", pa.int64(), nullable=False),
        pa.field("grade", pa.string(), nullable=False),
        pa.field("finding", pa.string(), nullable=False),
        pa.field("contact_class", pa.string()),
        pa.field("situation", pa.string(), nullable=False),
        pa.field("why", pa.string(), nullable=False),
        pa.field("clause", pa.string(), nullable=False),
        pa.field("outcome", pa.string()),
        pa.field("cases", pa.list_(pa.string()), nullable=False),
    ]
)
"""One exposed person a row, by hop and then person; the columns of ``GET /traces/{id}/exposed``, by the same names."""
MEDIA = "application/vnd.apache.arrow.stream"
COLUMNS = ", ".join(f"{each.name} {each.type}{'?' if each.nullable else ''}" for each in EXPOSED)
"""The columns with their types, a question mark where a value may be missing."""
ROWS = 10_000
"""Rows in one batch of the stream."""


def persons_of(run: RunFacts) -> list[int]:
    """Everybody whom the table shows, in its order."""
    return list(exposed_rows(run.id).order_by("hop", "person").values_list("person", flat=True))


def batches(run: RunFacts) -> Iterator[pa.RecordBatch]:
    """The table in pieces, so that a city's run is never held as objects at once."""
    rows = exposed_rows(run.id).order_by("hop", "person").iterator(chunk_size=ROWS)
    while some := list(islice(rows, ROWS)):
        yield pa.RecordBatch.from_pylist([_row(each) for each in with_outcomes(some)], schema=EXPOSED)


def stream(run: RunFacts) -> bytes:
    """The table as an Arrow IPC stream; run, edition and version stand in its metadata."""
    told = {"run": run.number, "edition": run.edition_id, "version": VERSION}
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, EXPOSED.with_metadata(told)) as writer:
        for each in batches(run):
            writer.write_batch(each.replace_schema_metadata(told))
    return bytes(sink.getvalue())


def _row(found: ExposedFacts) -> dict[str, object]:
    said = found.suggestion
    return {
        "id": str(found.id), "person": found.person_id, "hop": found.hop, "via": list(found.via),
        "places": list(found.places), "first": found.first, "last": found.last, "minutes": found.minutes,
        "encounters": found.encounters, "grade": found.grade.value, "finding": said.finding.value,
        "contact_class": said.contact_class.value if said.contact_class else None, "situation": said.situation,
        "why": said.why.value, "clause": str(said.clause or ""),
        "outcome": found.outcome.value if found.outcome else None, "cases": [str(each) for each in found.cases],
    }  # fmt: skip
