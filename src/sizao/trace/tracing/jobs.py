"""Machine work of tracing: every night, what traces found ends with its time."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sizao.spine import clock
from sizao.trace.tracing import actions


@app.periodic(cron="47 18 * * *")
@app.task(name="tracing.expire", queue="upkeep", queueing_lock="tracing.expire")
def expire(timestamp: int) -> None:
    """Delete what its time of retention has run out for."""
    actions.expire(at=clock.now())
