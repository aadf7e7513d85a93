"""Machine work: bring overdue tasks to the next level every five minutes."""

from procrastinate.contrib.django import app

from sizao.ground.command import actions
from sizao.kernel.actors import Actor
from sizao.spine import clock
from sizao.spine.scope import queries as scope


@app.periodic(cron="*/5 * * * *")
@app.task(name="command.escalate", queue="events", queueing_lock="command.escalate")
def escalate(timestamp: int) -> None:
    """Escalate what is overdue now."""
    by = Actor.system("command.escalate")
    with scope.acting(by):
        actions.escalate_overdue(by=by, at=clock.now())
