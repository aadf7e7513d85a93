"""Machine work of intake: destroy sealed files whose time is over."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sizao.ground.intake import actions
from sizao.spine import clock


@app.periodic(cron="17 3 * * *")
@app.task(name="intake.discard_old", queue="upkeep", queueing_lock="intake.discard_old")
def discard_old(timestamp: int) -> None:
    """Destroy sealed files that have been kept long enough."""
    actions.discard_old(at=clock.now())
