"""Machine work: seal the access log every minute and read what was sealed; every night read all of it."""

from procrastinate.contrib.django import app

from sizao.kernel.actors import Actor
from sizao.spine import clock
from sizao.spine.audit import actions
from sizao.spine.scope import queries as scope


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queue="audit", queueing_lock="audit.seal")
def seal(timestamp: int) -> None:
    """Bind settled rows into the chain, and read the new links back."""
    at = clock.now()
    with scope.acting(Actor.system("audit.seal")):
        actions.seal(at=at)
        actions.verify(at=at)


@app.periodic(cron="40 3 * * *")
@app.task(name="audit.verify", queue="audit", queueing_lock="audit.verify")
def verify(timestamp: int) -> None:
    """Read the whole chain back: rows of long ago may have been changed since."""
    with scope.acting(Actor.system("audit.verify")):
        actions.verify(at=clock.now(), whole=True)
