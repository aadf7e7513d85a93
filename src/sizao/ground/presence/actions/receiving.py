"""Batches: rows of a source in one of the documented shapes, judged as columns, entered fast, with a receipt."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from django.db import transaction

from sizao.ground.presence import events, rules
from sizao.ground.presence.actions.correcting import Entered, enter_records, feed_of
from sizao.ground.presence.errors import ColumnMissing, FileUnreadable
from sizao.ground.presence.models import Batch, QuarantinedVisit, ScenePlace
from sizao.ground.presence.queries.gone import erased_persons, gone
from sizao.ground.presence.queries.scenes import OpenScene, open_scene
from sizao.ground.presence.types import BatchFacts, QuarantineReason, RowShape, VisitSource
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import subtree
from sizao.spine.outbox import actions as outbox

ROWS_AT_ONCE = 100_000
"""Rows of one statement."""
LINES_TOLD = 500
"""Rows that a receipt names one by one; all of them are counted."""
DUPLICATE = "duplicate"
PARQUET = b"PAR1"


def read_file(content: bytes, filename: str) -> pa.Table:
    """The rows of a CSV file (UTF-8 or GB18030, comma, all columns as text) or a Parquet file.

    Raises:
        FileUnreadable: it is neither.
    """
    try:
        if content[:4] == PARQUET:
            return pq.read_table(io.BytesIO(content))
        text = _utf8(content)
        options = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(_header(text), pa.string()))
        return pyarrow.csv.read_csv(io.BytesIO(text), convert_options=options)
    except (pa.ArrowInvalid, UnicodeError) as error:
        raise FileUnreadable(filename=filename, reason=str(error).splitlines()[0][:200]) from error


def _utf8(content: bytes) -> bytes:
    try:
        return content.decode("utf-8-sig").encode()
    except UnicodeDecodeError:
        return content.decode("gb18030").encode()


def _header(text: bytes) -> list[str]:
    first = text.split(b"\n", 1)[0].decode().strip("\r")
    return [name.strip().strip('"') for name in first.split(",")]


@transaction.atomic
def receive_batch(
    *, rows: pa.Table, shape: RowShape, by: Actor, at: datetime, filename: str = "", sha256: str = "", feed: str = "",
    scene: str = "",
) -> BatchFacts:  # fmt: skip
    """Take a batch: believable rows enter the tail once, the others are put aside with a reason; returns the receipt.

    ``feed`` says whose record numbers the rows carry, the sender's unless it is given. ``scene`` names the data scene that
    the rows come in under: rows that it may not take are counted with their reason, and kept nowhere.

    Raises:
        SceneUnknown, SceneNotOn, SceneChanged, SceneShape, SceneColumn: the scene takes nothing of this batch.
        ColumnMissing: a needed column is absent.
        TailBusy: see :func:`entering.enter`.
    """
    under = open_scene(scene, by, at) if scene else None
    if under:
        rules.may_take(under.scene, rows.column_names, shape).or_raise()
    columns = _canonical(rows, shape, under)
    accepted = midnights = corrected = 0
    here = _places(by)
    lines: list[tuple[int, str]] = []
    for begin in range(0, columns.num_rows, ROWS_AT_ONCE):
        part = columns.slice(begin, ROWS_AT_ONCE)
        entered, flaws, nights = _enter_part(part, shape, here, feed_of(by, feed), by, at, under)
        known = entered.known
        accepted += part.num_rows - len(known) - len(flaws)
        corrected += entered.corrected
        midnights += nights
        lines += [(begin + line, reason) for line, reason in sorted([*flaws, *((line, DUPLICATE) for line in known)])]
    counts = {"declared": rows.num_rows, "accepted": accepted, "midnights": midnights, "corrected": corrected}
    batch = _receipt(lines, shape, by, at, **counts)
    batch.filename, batch.sha256, batch.scene = filename[:200], sha256 or _digest(rows), scene
    batch.save(force_insert=True)
    _announce(batch, by, at)
    return batch.facts()


def _canonical(rows: pa.Table, shape: RowShape, under: OpenScene | None) -> pa.Table:
    try:
        columns = rules.canonical(rows, shape)
    except rules.ColumnAbsent as absent:
        raise ColumnMissing(column=absent.names[0], others=", ".join(absent.names[1:])) from absent
    return rules.with_source(columns, under.scene) if under else columns


def _enter_part(
    part: pa.Table, shape: RowShape, here: tuple[Any, Any], feed: str, by: Actor, at: datetime, under: OpenScene | None
) -> tuple[Entered, list[tuple[int, str]], int]:
    """What came of the rows, lines put aside with the reason, and how many times were written as 24:00.

    Of a data scene, whose rows go after its own days, no row is put aside: the receipt names it, and nothing keeps it.
    """
    places, areas = here
    screened = rules.screen(part, shape, places, at)
    visits = screened.visits
    at_place = np.searchsorted(places, visits["place"].to_numpy())
    placed = visits.append_column("area", pa.array(areas[at_place], pa.int64()))
    away = (_turned_away(placed, under) if under else {}) | gone(placed)
    if away:
        placed = placed.filter(pc.invert(pc.is_in(placed["line"], value_set=pa.array(sorted(away), pa.int64()))))
    if under:
        _note_places(placed, under)
    entered = enter_records(placed, feed=feed, by=by, at=at)
    if under is None:
        _put_aside(part, screened.flaws, shape, by, at)
    flaws = [(line, reason.value) for line, reason in (*screened.flaws, *away.items())]
    return entered, flaws, screened.midnights


def _turned_away(placed: pa.Table, under: OpenScene) -> dict[int, QuarantineReason]:
    """Which rows the scene may not take: they are told and forgotten."""
    known = registry.places(pc.unique(placed["place"]).to_pylist())
    kinds = {place: facts.kind for place, facts in known.items()}
    return rules.turned_away(placed, placed["area"].to_numpy(), kinds, under.scene, under.spans)


def _note_places(placed: pa.Table, under: OpenScene) -> None:
    """Remember where the scene took rows, so that its retention finds them."""
    pairs = placed.select(["place", "area"]).group_by(["place", "area"]).aggregate([])
    rows = [
        ScenePlace(scene=under.scene.id, source=under.scene.source, place=place, area=area)
        for place, area in zip(pairs["place"].to_pylist(), pairs["area"].to_pylist(), strict=True)
    ]
    ScenePlace.objects.bulk_create(rows, batch_size=5_000, ignore_conflicts=True)


def _places(by: Actor) -> tuple[Any, Any]:
    """The places where this actor may report visits, in order, and their areas."""
    span = subtree(by.area)
    found = registry.areas_of_places()
    places, areas = found[:, 0], found[:, 1]
    inside = (areas >= span.lower) & (areas < span.upper)
    return places[inside], areas[inside]


def _put_aside(
    part: pa.Table, flaws: Sequence[tuple[int, QuarantineReason]], shape: RowShape, by: Actor, at: datetime
) -> None:
    rows = part.take(pa.array([line - 1 for line, _ in flaws], pa.int64())).to_pylist()
    erased = {str(each) for each in erased_persons()}
    bad = [
        _quarantined(row, reason, shape, by, at)
        for row, (_, reason) in zip(rows, flaws, strict=True)
        if str(row.get("person")).strip() not in erased
    ]
    QuarantinedVisit.objects.bulk_create(bad, batch_size=5_000, ignore_conflicts=True)


def _quarantined(
    row: dict[str, Any], reason: QuarantineReason, shape: RowShape, by: Actor, at: datetime
) -> QuarantinedVisit:
    told = {
        name: str(row.get(name) if row.get(name) is not None else "").replace("\x00", "")[:length]
        for name, length in (("person", 24), ("place", 24), ("zone", 40), ("start", 40), ("until", 40))
    }
    source = str(row.get("source") or rules.SHAPES[shape].source)
    told["source"] = source if source in set(VisitSource) else VisitSource.IMPORT.value
    return QuarantinedVisit(
        id=rules.content_id(by.area, *told.values()), reason=reason, area=by.area, recorded_at=at, by=by.name, **told
    )


def _receipt(lines: Sequence[tuple[int, str]], shape: RowShape, by: Actor, at: datetime, **counts: int) -> Batch:
    reasons = Counter(reason for _, reason in lines)
    duplicates = reasons.pop(DUPLICATE, 0)
    return Batch(
        shape=shape, duplicates=duplicates, quarantined=dict(reasons), lines=list(lines[:LINES_TOLD]), area=by.area,
        at=at, by=by.name, **counts,
    )  # fmt: skip


def _digest(rows: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _announce(batch: Batch, by: Actor, at: datetime) -> None:
    quarantined = sum(batch.quarantined.values())
    if batch.accepted or quarantined:
        fact = events.VisitsRecorded(
            recorded=batch.accepted, known=batch.duplicates, quarantined=quarantined, area=by.area
        )
        outbox.emit(fact, by=by, at=at)
