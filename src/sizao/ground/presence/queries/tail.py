"""The tail in PostgreSQL: the newest visits, not sealed yet, as Arrow tables and as rows for this room's own lists.

Rows leave PostgreSQL through COPY and become Arrow columns without a Python object each; row-level security holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from django.db import connection
from django.db.models import Count, Max, Min, QuerySet

from sizao.ground.presence.models import QuarantinedVisit, Visit
from sizao.ground.presence.models.visits import USUAL
from sizao.ground.presence.types import SourceCount, VisitSource
from sizao.traceback.tables import VISITS

ONE_TEXT = """SELECT string_agg(concat_ws(',', person, place, '"' || replace(zone, '"', '""') || '"', start, until,
    source, grade), E'\\n') FROM ({}) AS v"""
"""Rows as the lines of one value: taken from PostgreSQL in one piece, where COPY would bring each row by itself."""
COLUMNS = """v.person, v.place, v.zone, extract(epoch FROM v.start)::bigint * 1000 AS start,
extract(epoch FROM v.until)::bigint * 1000 AS until, v.source, v.grade"""
OF = f"SELECT {COLUMNS} FROM presence_visit v WHERE v.person = ANY(%s::bigint[]) AND v.start < %s AND v.until > %s"  # noqa: S608
AT = f"SELECT {COLUMNS} FROM presence_visit v WHERE v.place = ANY(%s::bigint[]) AND v.start < %s AND v.until > %s"  # noqa: S608
BETWEEN = f"SELECT {COLUMNS} FROM presence_visit v WHERE v.start < %s AND v.until > %s"  # noqa: S608
MEETING = f"""SELECT DISTINCT ON (v.id) {COLUMNS}
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS s (place, start, until)
CROSS JOIN LATERAL (
    SELECT * FROM presence_visit u WHERE u.place = s.place AND u.start < to_timestamp(s.until)
        AND u.start > to_timestamp(s.start) - interval '{USUAL.total_seconds():.0f} seconds' AND u.until > to_timestamp(s.start)
    UNION ALL
    SELECT * FROM presence_visit u WHERE u.place = s.place AND u.start <= to_timestamp(s.start) - interval '{USUAL.total_seconds():.0f} seconds'
        AND u.until > to_timestamp(s.start) AND u.until - u.start > interval '{USUAL.total_seconds():.0f} seconds'
    OFFSET 0) v"""  # noqa: S608
"""Looked up stay by stay. Left to itself PostgreSQL reads the whole tail, because it cannot tell how few rows a stay meets; and it
would begin each look at the place's oldest visit. Visits of more than the usual length have an index of their own."""
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
    return fetched(MEETING, [each.tolist() for each in merged(places, start, until)])


def merged(places: Any, start: Any, until: Any) -> tuple[Any, Any, Any]:
    """The stays at each place, those that overlap or touch made one: ten thousand in one hall are asked for once.

    Else PostgreSQL would list every pair of a stay and a visit, a hundred million of them, to throw nearly all away.
    """
    if not len(places):
        return places, start, until
    order = np.lexsort((start, places))
    places, start, until = places[order], start[order], until[order]
    ends = until.copy()
    is_new = np.ones(len(order), np.bool_)
    for begin, end in pairwise([*np.flatnonzero(np.diff(places, prepend=places[:1] - 1)).tolist(), len(places)]):
        ends[begin:end] = np.maximum.accumulate(until[begin:end])
        is_new[begin + 1 : end] = start[begin + 1 : end] > ends[begin : end - 1]
    first = np.flatnonzero(is_new)
    return places[first], start[first], ends[np.append(first[1:], len(order)) - 1]


def tail_after(persons: Any, start: Any, until: Any) -> pa.Table:
    """The tail's visits of persons, each within the person's own period: seconds of the Unix epoch, as arrays."""
    return fetched(AFTER, [persons.tolist(), start.tolist(), until.tolist()])


def fetched(statement: str, values: Sequence[Any]) -> pa.Table:
    """The rows of a statement over :data:`COLUMNS`, as a table of the engine's schema."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_TEXT.format(statement), values)
        (text,) = cursor.fetchone()
    return as_visits(_parsed((text or "").encode(), TYPES))


def copied(statement: str, values: Sequence[Any], types: dict[str, Any]) -> pa.Table:
    """What a statement returns or deletes, however much, through COPY; columns of these names and types."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)", values) as rows:
        return _parsed(b"".join(rows), types)


def as_visits(table: pa.Table) -> pa.Table:
    """Columns as they come out of PostgreSQL made into the engine's schema; an empty zone is none."""
    moments = {name: table[name].cast(VISITS.field(name).type) for name in ("start", "until")}
    zone = pc.if_else(pc.equal(table["zone"], ""), pa.scalar(None, pa.string()), table["zone"])
    return pa.table([{**moments, "zone": zone}.get(name, table[name]) for name in VISITS.names], schema=VISITS)


def _parsed(body: bytes, types: dict[str, Any]) -> pa.Table:
    if not body:
        return pa.table({name: pa.array([], kind) for name, kind in types.items()})
    return pyarrow.csv.read_csv(
        pa.BufferReader(body),
        read_options=pyarrow.csv.ReadOptions(column_names=list(types)),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(column_types=types),
    )


def oldest_start(lake_until: datetime | None) -> datetime | None:
    """A moment before which no visit of the tail began: where the lake ends, but for those that came late."""
    if lake_until is None:
        return _first_start(Visit.objects.all())
    return _first_start(Visit.objects.filter(start__lt=lake_until)) or (lake_until if Visit.objects.exists() else None)


def _first_start(rows: QuerySet[Visit]) -> datetime | None:
    found: datetime | None = rows.aggregate(oldest=Min("start"))["oldest"]
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
