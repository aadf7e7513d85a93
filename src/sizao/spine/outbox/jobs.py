"""Machine work on the queue: deliver events, sweep what was missed, wake jobs whose worker died."""

from __future__ import annotations

from uuid import UUID

from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from sizao.spine import clock
from sizao.spine.outbox import actions
from sizao.spine.scope import queries as scope


@app.task(name="outbox.deliver_event", queue="events", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def deliver_event(event_id: str) -> None:
    """Deliver one event to the handlers that have not heard it."""
    actions.deliver(UUID(event_id))


@app.periodic(cron="* * * * *")
@app.task(name="outbox.sweep", queue="events", queueing_lock="outbox.sweep")
def sweep(timestamp: int) -> None:
    """Deliver what no job delivered, note how far all is dealt with, and delete expired contexts."""
    actions.drain(20)
    actions.settle(at=clock.now())
    scope.purge()


@app.periodic(cron="* * * * *")
@app.task(name="outbox.wake_stalled", queue="events", queueing_lock="outbox.wake_stalled", pass_context=True)
async def wake_stalled(context: object, timestamp: int) -> None:
    """Retry jobs whose worker died: a killed worker leaves them in ``doing`` and their locks held.

    One whose next turn is in the queue already is let go: that turn does its work.
    """
    manager = context.app.job_manager  # type: ignore[attr-defined]
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, Status.FAILED, delete_job=False)


def on_ready(ready: App) -> None:
    """Called by Procrastinate when its app is ready: load the flow's subscriptions and every room's jobs."""
    from sizao.spine.outbox.apps import load_flow

    load_flow()
