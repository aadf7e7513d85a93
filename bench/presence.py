"""Presence in the platform: rows a second into the tail while traces run, and the latency of a trace on tail and lake.

Who traces is another process than who takes rows in, as the platform serves: it has a process for each processor.
"""

from __future__ import annotations

import json
import os
import select
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from bench.installed import owner

ROOT = Path(__file__).resolve().parents[1]
FIRST = datetime(2021, 12, 1, tzinfo=UTC)
A_DAY = 4
"""Visits of a person on a day."""
PEOPLE_A_PLACE = 25
ROWS_AT_ONCE = 50_000
PLACES = """
INSERT INTO registry_place (number, name_zh, name_en, kind, area)
SELECT 'BP' || n, 'P' || n, 'P' || n, 'market', {area} FROM generate_series(1, {number}) n RETURNING id
"""


@dataclass(frozen=True)
class Measured:
    """What one run found."""

    lake_rows: int
    tail_rows: int
    rows_per_second: float
    """Into the tail, while another thread traces."""
    alone_per_second: float
    """Into the tail, nobody else at work."""
    per_processor_second: float
    """The same rows by the processor time of this thread and of its PostgreSQL backend: what other work beside it leaves out."""
    sealed_per_second: float
    trace_p50_ms: float
    trace_p95_ms: float
    """Of one case over fourteen days, tail and lake, while rows come in."""
    quiet_p95_ms: float
    """The same with nothing coming in."""
    traces: int


def measure(*, people: int = 75_000, days: int = 13, say: Any = print) -> Measured:
    """Fill the lake, then let a day's rows come in and cases be traced at once; run within ``installed.site()``."""
    from sizao.ground.presence import actions, queries
    from sizao.kernel.actors import Actor
    from sizao.spine.scope import queries as scope

    by, city, tail_rows = Actor.system("bench"), _City(people), people * A_DAY
    queries.warm_up()
    batches = [city.rows(people * A_DAY, day) for day in range(days)]
    city.send(by, city.rows(1_000, 0, seed=1))
    began, used = time.perf_counter(), _processor()
    for batch in batches:
        city.send(by, batch)
    alone = people * A_DAY * days / (time.perf_counter() - began)
    worked = people * A_DAY * days / (_processor() - used)
    began = time.perf_counter()
    actions.seal_days(at=FIRST + timedelta(days=days, hours=7))
    sealing = people * A_DAY * days / (time.perf_counter() - began)
    _analyse()
    tracer = _Tracer(people)
    began = time.perf_counter()
    for part in range(max(1, tail_rows // ROWS_AT_ONCE)):
        city.send(by, city.rows(ROWS_AT_ONCE, days, seed=1000 + part))
    busy = time.perf_counter() - began
    clock = tracer.end()
    _analyse()
    quiet = [city.trace(by, number) for number in range(60)]
    with scope.acting(by):
        known, tail = queries.standing(), queries.visit_rows().count()
    found = Measured(
        known.rows if known else 0, tail, tail_rows / busy, alone, worked, sealing, statistics.median(clock), _p95(clock),
        _p95(quiet), len(clock),
    )  # fmt: skip
    say(
        f"\npresence: lake {found.lake_rows:,} rows, tail {found.tail_rows:,}; intake {found.rows_per_second:,.0f} rows/s "
        f"while traces run, {found.alone_per_second:,.0f} alone, {found.per_processor_second:,.0f} by processor time; sealing {found.sealed_per_second:,.0f} rows/s"
        f"\n  trace of a case over tail and lake: p50 {found.trace_p50_ms:.0f} ms, p95 {found.trace_p95_ms:.0f} ms of "
        f"{found.traces} while rows come in; p95 {found.quiet_p95_ms:.0f} ms in quiet"
    )
    return found


def _processor() -> float:
    """Processor seconds of this thread and of the PostgreSQL process that serves it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    ticks = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.thread_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


class _City:
    """People and Zipf places, and batches of visits of one day."""

    def __init__(self, people: int, *, is_there: bool = False) -> None:
        from sizao.kernel import areas

        self.people = people
        if is_there:
            return
        number = max(10, people // PEOPLE_A_PLACE)
        with owner() as connection:
            statement = PLACES.format(area=areas.parse("320282104"), number=number)
            self.places = np.array([row[0] for row in connection.execute(statement).fetchall()])
        weights = 1 / (np.arange(number) + 8)
        self.weights = weights / weights.sum()

    def rows(self, number: int, day: int, seed: int = 0) -> pa.Table:
        """So many visits of a day."""
        chance = np.random.default_rng([day, seed])
        start = int((FIRST + timedelta(days=day)).timestamp()) + chance.integers(0, 80_000, number)
        until = start + chance.integers(600, 4 * 3600, number)
        moment = pa.timestamp("s", tz="UTC")
        return pa.table({
            "person": chance.integers(1, self.people + 1, number), "place": chance.choice(self.places, number, p=self.weights),
            "start": pa.array(start).cast(moment), "until": pa.array(until).cast(moment),
        })  # fmt: skip

    def send(self, by: Any, rows: pa.Table) -> None:
        """As the interface does, one transaction a batch."""
        from sizao.ground.presence import actions
        from sizao.ground.presence.types import RowShape
        from sizao.spine.scope import queries as scope

        for begin in range(0, rows.num_rows, ROWS_AT_ONCE):
            with scope.acting(by):
                actions.receive_batch(
                    rows=rows.slice(begin, ROWS_AT_ONCE), shape=RowShape.VISITS, by=by,
                    at=FIRST + timedelta(days=20),
                )  # fmt: skip

    def trace(self, by: Any, number: int) -> float:
        """Milliseconds of one case's question, hop one, fourteen days, fifteen minutes."""
        from sizao.ground.presence import queries
        from sizao.spine.scope import queries as scope
        from sizao.traceback.query import IndexStay, TraceQuery

        person = 1 + number * 7919 % self.people
        asked = TraceQuery(index=(IndexStay(person, FIRST, FIRST + timedelta(days=14)),), min_overlap_s=900)
        with scope.acting(by):
            began = time.perf_counter()
            queries.answer(asked, (), FIRST + timedelta(days=14))
            return (time.perf_counter() - began) * 1000


class _Tracer:
    """A process that traces one case after the other until it is told to end."""

    def __init__(self, people: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.presence", "trace", str(people)], cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        if self.process.stdout is None or self.process.stdout.readline() != "ready\n":
            raise RuntimeError("the tracing process did not begin")

    def end(self) -> list[float]:
        """Milliseconds of each trace."""
        told, _ = self.process.communicate()
        found: list[float] = json.loads(told)
        return found


def trace_until_told(people: int) -> None:
    """What the tracing process does: a trace, a twentieth of a second's pause, until its input is closed."""
    from sizao.project import installation

    installation.set_up_django()
    from sizao.ground.presence import queries
    from sizao.kernel.actors import Actor

    queries.warm_up()
    by, city = Actor.system("bench"), _City(people, is_there=True)
    for number in range(3):
        city.trace(by, number)
    print("ready", flush=True)
    clock: list[float] = []
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        clock.append(city.trace(by, len(clock)))
    print(json.dumps(clock), flush=True)


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))


def _analyse() -> None:
    with owner() as connection:
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE presence_visit")


if __name__ == "__main__" and sys.argv[1:2] == ["trace"]:
    trace_until_told(int(sys.argv[2]))
elif __name__ == "__main__":
    from bench.installed import site

    with site():
        measure()
