"""Machine work: look for hand-overs that were not signed in time, every ten minutes."""

from procrastinate.contrib.django import app

from sizao.ground.duty import actions
from sizao.kernel.actors import Actor
from sizao.spine import clock
from sizao.spine.scope import queries as scope


@app.periodic(cron="*/10 * * * *")
@app.task(name="duty.alarms", queue="events", queueing_lock="duty.alarms")
def alarms(timestamp: int) -> None:
    """Raise the alarm over what was not signed."""
    by = Actor.system("duty.alarms")
    with scope.acting(by):
        actions.raise_alarms(by=by, at=clock.now())
