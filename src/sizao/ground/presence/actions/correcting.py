"""Corrections: a record that came again in another form replaces what stood for it, in the tail at once, in the lake soon.

A visit of the tail is deleted in the transaction that enters the right one. A sealed one stays, and the right one waits,
until a generation takes the wrong visit out of the lake and enters the right one in one commit (:func:`apply_corrections`,
every minute). So no answer holds both, and none holds neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from django.db.models import Q

from sizao.ground.presence import rules
from sizao.ground.presence.actions.entering import enter, insert
from sizao.ground.presence.actions.generations import Draft, generation
from sizao.ground.presence.actions.sealing import LONGEST, begin_seal
from sizao.ground.presence.models import Correction, Record, Replacement
from sizao.ground.presence.queries.lake import is_sealed, steady
from sizao.ground.presence.rules import Held, Numbered, Reading
from sizao.ground.presence.types import SealKind
from sizao.kernel.actors import Actor
from sizao.spine.scope import queries as scope
from sizao.traceback.tables import visits_of, visits_table
from sizao.traceback.visits import EvidenceGrade, Visit, VisitSource

CONTENT = ("visit", "person", "place", "zone", "start", "until", "source", "area", "recorded_at")
FREE = "SELECT id FROM presence_visit WHERE id = ANY(%s::uuid[]) FOR UPDATE SKIP LOCKED"
"""Those of the visits that nobody is sealing at this moment."""
GONE = "DELETE FROM presence_visit WHERE id = ANY(%s::uuid[])"


@dataclass(frozen=True)
class Entered:
    """What came of a batch's believable rows."""

    known: list[int]
    """Lines of rows that were on record already, or are over."""
    corrected: int
    """Rows that took the place of an earlier record, or will."""


def enter_records(visits: pa.Table, *, feed: str, by: Actor, at: datetime) -> Entered:
    """Record visits, those with a source's own number once a number.

    Args:
        visits: schema ``tables.VISITS``, ``line`` and ``area``; ``record`` and ``supersedes`` may be there.
        feed: see :func:`feed_of`; numbers of different feeds have nothing to do with each other.
        by: who sends them.
        at: when.

    Raises:
        TailBusy: see :func:`entering.enter`.
    """
    rows = _numbered(visits, feed)
    plain = visits.select([name for name in visits.column_names if name not in {"record", "supersedes"}])
    if not rows:
        return Entered(enter(plain, by=by, at=at), 0)
    reading = rules.read_records(rows, _held(rows))
    sealed = _withdraw(reading)
    waiting = [(row, wrong) for row, wrong in reading.changes if sealed & set(wrong)]
    _note(reading, waiting, by, at)
    left_out = {row.line for row in reading.stale} | {row.line for row, _ in waiting}
    is_left_out = pc.is_in(plain["line"], value_set=pa.array(sorted(left_out), pa.int64()))
    known = enter(plain.filter(pc.invert(is_left_out)), by=by, at=at)
    if reading.changes:
        count = len(reading.changes) - len(waiting)
        Correction.objects.create(tail_rows=count, waiting=len(waiting), at=at, by=by.name, area=by.area)
    return Entered(sorted({*known, *(row.line for row in reading.stale)}), len(reading.changes))


def feed_of(by: Actor, feed: str) -> str:
    """Whose numbers a batch carries: one feed's of one area, by default the sender's own."""
    return f"{by.area}/{feed.strip() or by.name}"


def _numbered(visits: pa.Table, feed: str) -> list[Numbered]:
    if "record" not in visits.column_names:
        return []
    rows = visits.filter(pc.not_equal(visits["record"], ""))
    more = rows["supersedes"].to_pylist() if "supersedes" in rows.column_names else [""] * rows.num_rows
    columns = zip(visits_of(rows), *(rows[name].to_pylist() for name in ("line", "area", "record")), more, strict=True)
    return [
        Numbered(
            line=line, visit=visit, area=area, key=rules.record_key(visit.source, feed, record),
            supersedes=rules.record_key(visit.source, feed, other) if other and other != record else None,
        )
        for visit, line, area, record, other in columns
    ]  # fmt: skip


def _held(rows: Sequence[Numbered]) -> dict[UUID, Held]:
    """What is on record under the keys of a batch; nobody else changes it until the transaction ends."""
    keys = {row.key for row in rows} | {row.supersedes for row in rows if row.supersedes}
    found = Record.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {row.pk: Held(row.visit, row.is_superseded) for row in found}


def _withdraw(reading: Reading) -> set[UUID]:
    """Take the wrong visits out of the tail; returns the records whose visit lies in the lake, or is on its way there.

    A visit that stands for another record too stays.
    """
    keys = {key for _, wrong in reading.changes for key in wrong}
    records = {row.pk: row for row in Record.objects.filter(pk__in=keys)}
    shared = _shared(records.values())
    with connection.cursor() as cursor:
        cursor.execute(FREE, [[row.visit for row in records.values() if row.visit not in shared]])
        free = {visit for (visit,) in cursor.fetchall()}
        cursor.execute(GONE, [list(free)])
    elsewhere = [row for row in records.values() if row.visit not in free | shared]
    return _in_lake(elsewhere)


def _shared(records: Iterable[Record]) -> set[UUID]:
    """Visits that other records stand behind too."""
    visits, keys = {row.visit for row in records}, {row.pk for row in records}
    others = Record.objects.filter(visit__in=visits, is_superseded=False).exclude(pk__in=keys)
    return set(others.values_list("visit", flat=True))


def _in_lake(records: Sequence[Record]) -> set[UUID]:
    """Those of the records whose visit the lake holds, or a sealing at work is moving; the others ran out."""
    if not records:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM presence_visit WHERE id = ANY(%s::uuid[])", [[row.visit for row in records]])
        moving = {visit for (visit,) in cursor.fetchall()}
    held = steady(lambda known: is_sealed(known, _table(records))).to_pylist()
    return {row.pk for row, is_held in zip(records, held, strict=True) if is_held or row.visit in moving}


def _table(records: Sequence[Record | Replacement]) -> pa.Table:
    """The visits of records; the grade is no part of what they are."""
    return visits_table(_visit(row) for row in records)


def _visit(row: Record | Replacement) -> Visit:
    grade = EvidenceGrade(row.grade) if isinstance(row, Replacement) else EvidenceGrade.STATED
    return Visit(row.person, row.place, row.start, row.until, row.zone or None, VisitSource(row.source), grade)


def _note(reading: Reading, waiting: Sequence[tuple[Numbered, tuple[UUID, ...]]], by: Actor, at: datetime) -> None:
    """Write down what stands for each record from now on, and what waits."""
    later = {row.key for row, _ in waiting}
    now = [row for row in (*reading.plain, *(row for row, _ in reading.changes)) if row.key not in later]
    Replacement.objects.filter(pk__in=[row.key for row in now]).delete()
    Record.objects.filter(waits_for__in=[row.key for row in now]).update(waits_for=None)
    _keep(_record(row.key, row, at) for row in now)
    for row, wrong in waiting:
        Record.objects.filter(pk__in=wrong).update(waits_for=row.key)
    _keep_replacements(waiting, by, at)
    over = [_record(key, row, at, is_superseded=True) for row, keys in reading.over for key in keys]
    Replacement.objects.filter(pk__in=[each.pk for each in over]).delete()
    Record.objects.bulk_create(over, ignore_conflicts=True)
    Record.objects.filter(pk__in=[each.pk for each in over]).update(is_superseded=True)


def _keep(records: Iterable[Record]) -> None:
    Record.objects.bulk_create(
        records, update_conflicts=True, unique_fields=["id"], update_fields=list(CONTENT), batch_size=5_000
    )


def _keep_replacements(waiting: Sequence[tuple[Numbered, tuple[UUID, ...]]], by: Actor, at: datetime) -> None:
    rows = [Replacement(id=row.key, **_content(row), grade=row.visit.grade, at=at, by=by.name) for row, _ in waiting]
    names = [each.name for each in Replacement._meta.concrete_fields if not each.primary_key]
    Replacement.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=names)


def _record(key: UUID, row: Numbered, at: datetime, *, is_superseded: bool = False) -> Record:
    return Record(id=key, visit=row.id, **_content(row), recorded_at=at, is_superseded=is_superseded)


def _content(row: Numbered) -> Mapping[str, Any]:
    visit = row.visit
    return {
        "person": visit.person, "place": visit.place, "zone": visit.zone or "", "start": visit.start,
        "until": visit.until, "source": visit.source, "area": row.area,
    }  # fmt: skip


def apply_corrections(*, at: datetime) -> int:
    """Replace the sealed visits whose corrections wait, all in one generation; returns how many corrections."""
    actor = Actor.system("presence.correct")
    with scope.acting(actor, lifetime=LONGEST):
        if not Replacement.objects.exists():
            return 0
        number = begin_seal(kind=SealKind.CORRECT, by=actor, at=at)
    with scope.acting(actor, lifetime=LONGEST), generation(number, at) as draft:
        right = list(Replacement.objects.select_for_update().order_by("pk"))
        wrong = list(Record.objects.select_for_update().filter(waits_for__in=[row.pk for row in right]).order_by("pk"))
        shared = _shared(wrong)
        _exchange(draft, [row for row in wrong if row.visit not in shared], right, actor, at)
        _settle(right, at)
        return len(right)


def _exchange(draft: Draft, wrong: Sequence[Record], right: Sequence[Replacement], by: Actor, at: datetime) -> None:
    """The wrong visits leave the lake (or the tail, when their sealing was undone), the right ones enter the tail."""
    draft.withdraw(_table(wrong))
    with connection.cursor() as cursor:
        cursor.execute(GONE, [[row.visit for row in wrong]])
    incoming = _incoming(right)
    insert(incoming.filter(pc.invert(draft.lake.holds(incoming))), by, at)


def _incoming(right: Sequence[Replacement]) -> pa.Table:
    table = _table(right).append_column("line", pa.array(range(len(right)), pa.int64()))
    return table.append_column("area", pa.array([row.area for row in right], pa.int64()))


def _settle(right: Sequence[Replacement], at: datetime) -> None:
    """The records stand for what is right from now on."""
    keys = [row.pk for row in right]
    names = ("person", "place", "zone", "start", "until", "source", "area")
    Record.objects.filter(waits_for__in=keys).update(waits_for=None)
    _keep(
        Record(
            id=row.pk, visit=rules.visit_id(_visit(row)), recorded_at=at, **{name: getattr(row, name) for name in names}
        )
        for row in right
    )
    Replacement.objects.filter(pk__in=keys).delete()


def forget_records(which: Q) -> None:
    """Delete what is known of records whose visits are deleted for good, and what waits for them."""
    Record.objects.filter(which).delete()
    Replacement.objects.filter(which).delete()
