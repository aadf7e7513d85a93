"""The fast way into the tail: Arrow columns through COPY into a table of the session, from there into the tail once.

PostgreSQL takes no COPY into a table under row-level security, so the rows stop over in a temporary table. The numbers
of the visits are made of their content before, column by column: in PostgreSQL that took a quarter of the time.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from django.db import connection, transaction

from sizao.ground.presence import rules
from sizao.ground.presence.errors import TailBusy
from sizao.ground.presence.queries.lake import TRIES, is_sealed, opened, standing
from sizao.kernel.actors import Actor

COLUMNS = ("person", "place", "zone", "start", "until", "source", "grade", "line", "area")
AT_ONCE = 12_500
"""Rows that go to PostgreSQL together: while it enters them, another thread gets the next ones ready."""
STOP_OVER = """
CREATE TEMPORARY TABLE IF NOT EXISTS presence_incoming (
    id uuid, person bigint, place bigint, zone text, start bigint, until bigint, source text, grade text, line bigint,
    area bigint)
"""
INSERT = """
WITH entered AS (
    INSERT INTO presence_visit (id, person, place, zone, start, until, source, grade, area, recorded_at, by)
    SELECT id, person, place, coalesce(zone, ''), to_timestamp(start), to_timestamp(until), source, grade, area, %s, %s
    FROM presence_incoming
    ON CONFLICT (id) DO NOTHING RETURNING id)
SELECT line FROM presence_incoming i WHERE NOT EXISTS (SELECT FROM entered e WHERE e.id = i.id)
"""


def enter(visits: pa.Table, *, by: Actor, at: datetime) -> list[int]:
    """Record visits that are neither in the tail nor in the lake; returns the lines of those that are.

    A visit may be sealed while it is sent a second time: then the number of the generation has changed, and the lake is
    asked again.

    Args:
        visits: schema ``tables.VISITS``, ``line`` and ``area``; lines are different from each other.
        by: who sends them.
        at: when.

    Raises:
        TailBusy: sealing overtook this batch again and again.
    """
    for _ in range(TRIES):
        before = standing()
        try:
            sealed = is_sealed(opened(before), visits)
        except FileNotFoundError:
            continue
        with transaction.atomic():
            known = insert(visits.filter(pc.invert(sealed)), by, at)
            if standing() == before:
                return sorted(visits.filter(sealed)["line"].to_pylist() + known)
            transaction.set_rollback(True)
    raise TailBusy


def insert(visits: pa.Table, by: Actor, at: datetime) -> list[int]:
    """Record visits that are not in the tail, whatever the lake holds; returns the lines of those that are in it."""
    if not visits.num_rows:
        return []
    known = []
    with connection.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute(STOP_OVER)
        for body, again in pool.map(_written, _portions(visits)):
            with cursor.copy("COPY presence_incoming FROM STDIN (FORMAT csv)") as copy:
                copy.write(body)
            cursor.execute(INSERT, [at, by.name])
            known += again + [line for (line,) in cursor.fetchall()]
            cursor.execute("TRUNCATE presence_incoming")
    return known


def _portions(visits: pa.Table) -> list[pa.Table]:
    """The rows of each place together and by start, in portions."""
    columns = [visits["line"].to_numpy(), visits["start"].cast(pa.int64()).to_numpy(), visits["place"].to_numpy()]
    in_order = visits.take(pa.array(np.lexsort(columns)))
    return [in_order.slice(begin, AT_ONCE) for begin in range(0, visits.num_rows, AT_ONCE)]


def _written(visits: pa.Table) -> tuple[bytes, list[int]]:
    """The rows with their identifiers as CSV, each visit once; and the lines of the repeated ones."""
    seconds = {name: pc.divide(visits[name].cast(pa.int64()), 1000) for name in ("start", "until")}
    columns = [seconds.get(name, visits[name]) for name in COLUMNS]
    ids = pa.array(rules.visit_ids(visits))
    kept = np.sort(np.unique(ids.dictionary_encode().indices.to_numpy(), return_index=True)[1])
    rows, body = pa.table([ids, *columns], names=["id", *COLUMNS]), pa.BufferOutputStream()
    if len(kept) < len(ids):
        rows = rows.take(pa.array(kept))
    pyarrow.csv.write_csv(rows, body, pyarrow.csv.WriteOptions(include_header=False))
    return body.getvalue().to_pybytes(), np.delete(visits["line"].to_numpy(), kept).tolist()
