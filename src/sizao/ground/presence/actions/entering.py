"""The fast way into the tail: Arrow columns through COPY into a table of the session, from there into the tail once.

PostgreSQL takes no COPY into a table under row-level security, so the rows stop over in a temporary table. The number
of a visit is made of its content there, as :func:`rules.visit_id` makes it.
"""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from django.db import connection, transaction

from sizao.ground.presence.errors import TailBusy
from sizao.ground.presence.queries.lake import TRIES, is_sealed, opened, standing
from sizao.kernel.actors import Actor

STOP_OVER = """
CREATE TEMPORARY TABLE IF NOT EXISTS presence_incoming (
    person bigint, place bigint, zone text, start bigint, until bigint, source text, grade text, line bigint, area bigint)
"""
DIGEST = r"""
SELECT i.*, to_timestamp(i.start) AS began, to_timestamp(i.until) AS ended, substring(sha256(convert_to(concat_ws(
    E'\x1f', i.person, i.place, coalesce(i.zone, ''),
    to_char(to_timestamp(i.start) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '+00:00',
    to_char(to_timestamp(i.until) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '+00:00',
    i.source), 'UTF8')) FROM 1 FOR 16) AS d
FROM presence_incoming i
"""
INSERT = f"""
WITH made AS MATERIALIZED (
    SELECT encode(set_byte(set_byte(d, 6, (get_byte(d, 6) & 15) | 128), 8, (get_byte(d, 8) & 63) | 128), 'hex')::uuid
           AS id, person, place, coalesce(zone, '') AS zone, began, ended, source, grade, area, line
    FROM ({DIGEST}) AS incoming),
earliest AS MATERIALIZED (SELECT id, min(line) AS line FROM made GROUP BY id),
entered AS (
    INSERT INTO presence_visit (id, person, place, zone, start, until, source, grade, area, recorded_at, by)
    SELECT id, person, place, zone, began, ended, source, grade, area, %s, %s FROM made JOIN earliest USING (id, line)
    ON CONFLICT (id) DO NOTHING RETURNING id)
SELECT line FROM made EXCEPT SELECT line FROM earliest JOIN entered USING (id)
"""  # noqa: S608


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
    body = pa.BufferOutputStream()
    seconds = {name: pc.divide(visits[name].cast(pa.int64()), 1000) for name in ("start", "until")}
    names = [*visits.column_names]
    table = pa.table([seconds.get(name, visits[name]) for name in names], names=names)
    pyarrow.csv.write_csv(table, body, pyarrow.csv.WriteOptions(include_header=False))
    with connection.cursor() as cursor:
        cursor.execute(STOP_OVER)
        with cursor.copy("COPY presence_incoming FROM STDIN (FORMAT csv)") as rows:
            rows.write(body.getvalue().to_pybytes())
        cursor.execute(INSERT, [at, by.name])
        known = [line for (line,) in cursor.fetchall()]
        cursor.execute("TRUNCATE presence_incoming")
    return known
