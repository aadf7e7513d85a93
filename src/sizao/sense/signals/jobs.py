"""Machine work: look every hour for channels that have fallen silent."""

from procrastinate.contrib.django import app

from sizao.kernel.actors import Actor
from sizao.sense.signals import actions
from sizao.spine import clock
from sizao.spine.scope import queries as scope


@app.periodic(cron="17 * * * *")
@app.task(name="signals.silences", queue="events", queueing_lock="signals.silences")
def silences(timestamp: int) -> None:
    """Tell of channels that have been silent too long."""
    by = Actor.system("signals.silences")
    with scope.acting(by):
        actions.note_silences(by=by, at=clock.now())
