"""The machine's regular work at a drill's own time: what the queue starts by the wall's clock, started by the drill's.

A worker starts its periodic jobs every few minutes of the day outside. At sixtyfold speed ten of its minutes are ten hours
of the drill, in which plans must be marked missed and alarms raised; a headless drill has no worker at all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from croniter import croniter
from django.db import DatabaseError, transaction
from procrastinate.exceptions import AlreadyEnqueued

from sizao.kernel.errors import SizaoError

log = logging.getLogger(__name__)
BY_THE_WALL = frozenset(
    {
        "outbox.wake_stalled",
        "audit.seal",
        "identity.rotate_keys",
        "presence.expire",
        "intake.discard_old",
        "drills.endings",
    }
)
"""Housekeeping of the machine and its keys, which concerns no drill's time."""


def beat(
    since: datetime, until: datetime, *, on_queue: bool = False, only: Callable[[str], bool] = lambda name: True
) -> list[str]:
    """Start every periodic job that fell due after ``since`` and not after ``until``, once each; returns their names.

    In this process, or ``on_queue`` for the drill's worker. A job that fell due many times in between runs once: it
    looks at the present, not at how often it was called. ``only`` says of a name whether it is wanted.
    """
    due = [
        (name, task)
        for name, task, cron in _regular()
        if only(name) and croniter(cron, since.astimezone(UTC)).get_next(datetime) <= until
    ]
    for name, task in due:
        (_defer if on_queue else _run)(name, task, int(until.timestamp()))
    return [name for name, _ in due]


def _run(name: str, task: Any, timestamp: int) -> None:
    """One job in this process; a fault is logged and the others go on, as on the queue."""
    try:
        task.func(timestamp=timestamp)
    except (SizaoError, DatabaseError, LookupError, ValueError, TypeError):
        log.exception("the regular job %s failed", name)


def _defer(name: str, task: Any, timestamp: int) -> None:
    """One job for the worker; one that still waits is not put there twice."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(timestamp=timestamp)


def _regular() -> Iterator[tuple[str, Any, str]]:
    from procrastinate.contrib.django import app

    for each in app.periodic_registry.periodic_tasks.values():
        if each.task.name not in BY_THE_WALL:
            yield each.task.name, each.task, each.cron
