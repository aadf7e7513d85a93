"""The tail in PostgreSQL: the newest visits, not sealed yet, as Arrow tables and as rows for this room's own lists.

Rows leave PostgreSQL through COPY and become Arrow columns without a Python object each; row-level security holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.csv
from django.db import connection
from django.db.models import Count, Max, Min, QuerySet

from sizao.ground.presence.models import QuarantinedVisit, Visit
from sizao.ground.presence.types import SourceCount, VisitSource
from sizao.traceback.tables import VISITS

COLUMNS = """v.person, v.place, nullif(v.zone, ''), extract(epoch FROM v.start)::bigint * 1000,
extract(epoch FROM v.until)::bigint * 1000, v.source, v.grade"""
OF = f"SELECT {COLUMNS} FROM presence_visit v WHERE v.person = ANY(%s::bigint[]) AND v.start < %s AND v.until > %s"  # noqa: S608
AT = f"SELECT {COLUMNS} FROM presence_visit v WHERE v.place = ANY(%s::bigint[]) AND v.start < %s AND v.until > %s"  # noqa: S608
BETWEEN = f"SELECT {COLUMNS} FROM presence_visit v WHERE v.start < %s AND v.until > %s"  # noqa: S608
MEETING = f"""SELECT DISTINCT ON (v.id) {COLUMNS}
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS s (place, start, until)
JOIN presence_visit v ON v.place = s.place AND v.start < to_timestamp(s.until) AND v.until > to_timestamp(s.start)"""  # noqa: S608
AFTER = f"""SELECT {COLUMNS}
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS s (person, start, until)
JOIN presence_visit v ON v.person = s.person AND v.start < to_timestamp(s.until) AND v.until > to_timestamp(s.start)"""  # noqa: S608
TYPES = {
    name: pa.int64() if name in {"start", "until"} else VISITS.field(name).type for name in VISITS.names
}  # fmt: skip
"""Columns as they come out of COPY: moments in milliseconds of the Unix epoch."""


def tail_of(persons: Iterable[int], start: datetime, until: datetime) -> pa.Table:
    """The tail's visits of persons that touch ``[start, until)``, those in scope."""
    return fetched(OF, [sorted(set(persons)), until, start])


def tail_at(places: Iterable[int], start: datetime, until: datetime) -> pa.Table:
    """The tail's visits at places that touch ``[start, until)``, those in scope."""
    return fetched(AT, [sorted(set(places)), until, start])


def tail_between(start: datetime, until: datetime) -> pa.Table:
    """All of the tail in scope that touches ``[start, until)``."""
    return fetched(BETWEEN, [until, start])


def tail_meeting(places: Any, start: Any, until: Any) -> pa.Table:
    """The tail's visits that overlap any of these stays: places, and seconds of the Unix epoch, as arrays."""
    return fetched(MEETING, [places.tolist(), start.tolist(), until.tolist()])


def tail_after(persons: Any, start: Any, until: Any) -> pa.Table:
    """The tail's visits of persons, each within the person's own period: seconds of the Unix epoch, as arrays."""
    return fetched(AFTER, [persons.tolist(), start.tolist(), until.tolist()])


def fetched(statement: str, values: Sequence[object]) -> pa.Table:
    """The rows of a statement over :data:`COLUMNS`, as a table of the engine's schema."""
    table = copied(statement, values, TYPES)
    moments = {name: table[name].cast(VISITS.field(name).type) for name in ("start", "until")}
    return pa.table([moments.get(name, table[name]) for name in VISITS.names], schema=VISITS)


def copied(statement: str, values: Sequence[object], types: dict[str, Any]) -> pa.Table:
    """What a statement returns, through COPY, with columns of these names and types."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)", values) as rows:
        body = b"".join(bytes(row) for row in rows)
    if not body:
        return pa.table({name: pa.array([], kind) for name, kind in types.items()})
    return pyarrow.csv.read_csv(
        pa.BufferReader(body),
        read_options=pyarrow.csv.ReadOptions(column_names=list(types)),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )


def oldest_start() -> datetime | None:
    """When the earliest visit of the tail began."""
    found: datetime | None = Visit.objects.order_by("start", "id").values_list("start", flat=True).first()
    return found


def visit_rows(place_id: int | None = None) -> QuerySet[Visit]:
    """Visits of the tail for this room's own lists, unordered; not for neighbours."""
    rows = Visit.objects.all()
    return rows if place_id is None else rows.filter(place=place_id)


def quarantined_rows() -> QuerySet[QuarantinedVisit]:
    """Quarantined rows for this room's own lists, unordered; not for neighbours."""
    return QuarantinedVisit.objects.all()


def quarantined() -> int:
    """How many rows are in quarantine."""
    return QuarantinedVisit.objects.count()


def by_source(place_id: int | None = None) -> list[SourceCount]:
    """Visits of the tail by source, the largest first, everywhere in scope or at one place."""
    rows = visit_rows(place_id).values_list("source").annotate(Count("pk"), Min("start"), Max("until"))
    found = [SourceCount(VisitSource(source), number, first, last) for source, number, first, last in rows]
    return sorted(found, key=lambda each: (-each.visits, each.source))
