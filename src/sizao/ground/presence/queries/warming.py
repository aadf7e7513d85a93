"""The compiled loops made ready before the first officer asks: until then DuckDB answers, and nobody waits."""

from __future__ import annotations

import fcntl
import logging
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from django.conf import settings

from sizao.traceback import tables
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.visits import Visit

log = logging.getLogger(__name__)
_warm = Event()
NINE = datetime(2021, 1, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def is_warm() -> bool:
    """Whether this process can ask the index without compiling first."""
    return _warm.is_set()


def warm_up() -> bool:
    """Load or compile the loops by asking small questions of every shape; returns whether it worked.

    One process of an installation compiles, the others wait for what it leaves on the disk.
    """
    try:
        with (Path(settings.SIZAO_HOME) / "warming.lock").open("a") as lock, tempfile.TemporaryDirectory() as folder:
            fcntl.flock(lock, fcntl.LOCK_EX)
            ask_everything(Lake(Path(folder) / "lake"))
    except (ImportError, OSError, RuntimeError, ValueError):
        log.exception("the index could not be made ready; DuckDB answers instead")
        return False
    _warm.set()
    return True


def ask_everything(lake: Lake) -> None:
    """Columns mapped from files and columns in memory are different types to the compiler: both are asked."""
    from sizao.traceback.index import engine, store

    day = [_visit(person, 10, 0, 3) for person in range(1, 60)] + [_visit(1, 10, 3, 4), _visit(2, 11, 4, 6, "A")]
    newer = [_visit(3, 11, 4, 20), _visit(1, 10, 2, 5), _visit(2, 11, 25, 26), _visit(4, 11, 25, 27)]
    store.append(lake, tables.visits_table(day))
    store.rebuild(lake)
    sealed = store.mapped(lake)
    question = TraceQuery(index=tuple(IndexStay(person, NINE, NINE + 48 * HOUR) for person in (1, 5, 6)), hops=2)
    everybody = TraceQuery(index=tuple(IndexStay(person, NINE, NINE + 48 * HOUR) for person in range(1, 40)))
    place = TraceQuery(index_places=(IndexPlace(10, NINE, NINE + 2 * HOUR),), match_zones=True, linger_s=600)
    for index in (sealed, sealed.with_table(tables.visits_table(newer))):
        for asked in (question, everybody, place, replace(everybody, with_lists=False, hops=2)):
            engine.run_table(asked, index)


def _visit(person: int, place: int, start: float, until: float, zone: str | None = None) -> Visit:
    return Visit(person, place, NINE + start * HOUR, NINE + until * HOUR, zone)
