"""Machine work of follow-up: note what was missed, every ten minutes."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sizao.kernel.actors import Actor
from sizao.measures.followup import actions
from sizao.spine import clock
from sizao.spine.scope import queries as scope


@app.periodic(cron="*/10 * * * *")
@app.task(name="followup.mark_missed", queue="upkeep", queueing_lock="followup.mark_missed")
def mark_missed(timestamp: int) -> None:
    """Note checks and tests that passed their time undone."""
    actor = Actor.system("followup.mark_missed")
    with scope.acting(actor):
        actions.mark_missed(by=actor, at=clock.now())
