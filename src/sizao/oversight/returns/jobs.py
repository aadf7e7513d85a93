"""Machine work of the returns: raise the alarm for what is missing at its cut-off, every ten minutes."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sizao.kernel.actors import Actor
from sizao.oversight.returns import actions
from sizao.spine import clock
from sizao.spine.scope import queries as scope


@app.periodic(cron="*/10 * * * *")
@app.task(name="returns.alarm", queue="upkeep", queueing_lock="returns.alarm")
def alarm(timestamp: int) -> None:
    """Raise the alarm for returns that are missing now."""
    by = Actor.system("returns.alarm")
    with scope.acting(by):
        actions.raise_alarms(by=by, at=clock.now())
