"""Machine work: seal the access log every minute."""

from procrastinate.contrib.django import app

from sizao.kernel.actors import Actor
from sizao.spine import clock
from sizao.spine.audit import actions
from sizao.spine.scope import queries as scope


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queue="audit", queueing_lock="audit.seal")
def seal(timestamp: int) -> None:
    """Bind settled rows into the chain."""
    with scope.acting(Actor.system("audit.seal")):
        actions.seal(at=clock.now())
