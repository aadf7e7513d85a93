"""Machine work of the drills: what was ended is deleted, though the first attempt was cut off or failed."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sizao.kernel.actors import Actor
from sizao.oversight.drills import actions
from sizao.spine import clock, drill
from sizao.spine.scope import queries as scope


@app.periodic(cron="* * * * *")
@app.task(name="drills.endings", queue="upkeep", queueing_lock="drills.endings")
def endings(timestamp: int) -> None:
    """Ask again for the end of every drill that was ended and still stands, wholly or in part."""
    if drill.current():
        return
    by = Actor.system("drills.endings")
    with scope.acting(by):
        actions.end_again(by=by, at=clock.now())
