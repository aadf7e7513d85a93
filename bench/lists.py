"""How fast the contacts list opens, and what row-level security adds to its query."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.installed import as_role, owner

LIST = "/cases/contacts/"


@dataclass(frozen=True)
class Latency:
    """Milliseconds, median and 95th percentile of several runs: on the clock, and of work.

    Work is the processor time of this process and of its database backend together: what the clock would show on a
    machine that nobody else uses, the disk apart.
    """

    p50: float
    p95: float
    work50: float
    work95: float

    @classmethod
    def of(cls, run: Callable[[], Any], runs: int) -> Latency:
        """Measure a call after three rehearsals."""
        for _ in range(3):
            run()
        taken = [_milliseconds(run) for _ in range(runs)]
        return cls(*(value for column in zip(*taken, strict=True) for value in _middle_and_tail(sorted(column))))


def _middle_and_tail(values: list[float]) -> tuple[float, float]:
    return statistics.median(values), values[min(len(values) - 1, round(0.95 * len(values)))]


def _milliseconds(run: Callable[[], Any]) -> tuple[float, float]:
    began, used = time.perf_counter(), work()
    run()
    return (time.perf_counter() - began) * 1000, (work() - used) * 1000


def work() -> float:
    """Processor seconds used so far by this process and its database backend (Linux tells them to the nanosecond)."""
    from django.db import connection

    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + (int(backend.read_text().split()[0]) / 1e9 if backend.exists() else 0.0)


def pages(area: int) -> dict[str, str]:
    """The addresses measured: first, middle and last page by key, common and rare filters."""
    return {
        "first page": LIST,
        "middle page": f"{LIST}?after={_cursor(0.5, area)}",
        "last page": f"{LIST}?after={_cursor(0.9999, area)}",
        "filter: approved": f"{LIST}?status=approved",
        "filter: lost (1 in 200)": f"{LIST}?status=lost",
        "filter: class close": f"{LIST}?contact_class=close",
    }


def _cursor(share: float, area: int) -> str:
    """The place of the row at a share of the way through the list."""
    from sizao.kernel.areas import subtree
    from sizao.spine.web.queries.keyset import Cursor

    span = subtree(area)
    with owner() as connection:
        inside = "FROM cases_contact WHERE area >= %s AND area < %s"
        total = connection.execute(f"SELECT count(*) {inside}", [span.lower, span.upper]).fetchone()[0]
        row = connection.execute(
            f"SELECT last_exposure_at, id {inside} ORDER BY last_exposure_at DESC, id DESC OFFSET %s LIMIT 1",
            [span.lower, span.upper, max(0, int(total * share) - 60 * (share > 0.9))],
        ).fetchone()
    return Cursor(*row).to_text()


def measure(browser: Any, addresses: dict[str, str], runs: int) -> dict[str, Latency]:
    """The latency of each page, whole: middleware, session, scope, queries, template."""

    def opened(address: str) -> Callable[[], None]:
        def run() -> None:
            answer = browser.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")

        return run

    return {name: Latency.of(opened(address), runs) for name, address in addresses.items()}


def query(runs: int, actor: Any) -> dict[str, Latency]:
    """The list's own query in one transaction: by area under RLS, and as the owner, whose policy lets all through."""
    from django.db import connection, transaction

    from sizao.spine.scope import queries as scope
    from sizao.trace.cases import queries as cases

    def rows() -> list[Any]:
        return list(cases.contact_rows().order_by("-last_exposure_at", "-id")[:51])

    with scope.acting(actor):
        bounded = Latency.of(rows, runs)
    with as_role("sizao_migrate"), transaction.atomic():
        connection.ensure_connection()
        free = Latency.of(rows, runs)
    return {"under RLS": bounded, "as the owner": free}


def opening(runs: int, actor: Any) -> dict[str, Latency]:
    """What a transaction costs with a context, and without one."""
    from django.db import connection, transaction

    from sizao.spine.scope import queries as scope

    def asked() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def with_context() -> None:
        with scope.acting(actor):
            asked()

    def without() -> None:
        with transaction.atomic():
            asked()

    return {"with a context": Latency.of(with_context, runs), "without": Latency.of(without, runs)}
