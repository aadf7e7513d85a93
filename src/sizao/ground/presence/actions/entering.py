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
    person bigint, place bigint, zone text, start bigint, until bigint, source text, grade text, area bigint)
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
INSERT INTO presence_visit (id, person, place, zone, start, until, source, grade, area, recorded_at, by)
SELECT encode(set_byte(set_byte(d, 6, (get_byte(d, 6) & 15) | 128), 8, (get_byte(d, 8) & 63) | 128), 'hex')::uuid,
       person, place, coalesce(zone, ''), began, ended, source, grade, area, %s, %s
FROM ({DIGEST}) AS incoming
ON CONFLICT (id) DO NOTHING
"""  # noqa: S608


def enter(visits: pa.Table, *, by: Actor, at: datetime) -> int:
    """Record visits (schema ``tables.VISITS`` and ``area``) that are neither in the tail nor in the lake; returns how many.

    A visit may be sealed while it is sent a second time: then the number of the generation has changed, and the lake is
    asked again.

    Raises:
        TailBusy: sealing overtook this batch again and again.
    """
    for _ in range(TRIES):
        before = standing()
        try:
            fresh = visits.filter(pc.invert(is_sealed(opened(before), visits)))
        except FileNotFoundError:
            continue
        with transaction.atomic():
            recorded = _insert(fresh, by, at)
            if standing() == before:
                return recorded
            transaction.set_rollback(True)
    raise TailBusy


def _insert(visits: pa.Table, by: Actor, at: datetime) -> int:
    if not visits.num_rows:
        return 0
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
        recorded = cursor.rowcount
        cursor.execute("TRUNCATE presence_incoming")
    return int(recorded)
