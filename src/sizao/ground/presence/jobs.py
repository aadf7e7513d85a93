"""Machine work of presence: seal closed days every hour, late visits every night, correct every minute, and tidy what a dead process left."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sizao.ground.presence import actions
from sizao.spine import clock

NIGHT = 18
"""The hour of UTC (two in the morning in China) in which days are written anew for a few late visits."""


@app.periodic(cron="17 * * * *")
@app.task(name="presence.seal", queue="upkeep", queueing_lock="presence.seal", lock="presence.lake")
def seal(timestamp: int) -> None:
    """Seal the days that have closed."""
    is_night = datetime.fromtimestamp(timestamp, UTC).hour == NIGHT
    actions.seal_days(at=clock.now(), with_late=is_night)


@app.task(name="presence.seal_now", queue="upkeep", queueing_lock="presence.seal_now", lock="presence.lake")
def seal_now() -> None:
    """Seal on demand, late visits included."""
    actions.seal_days(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="presence.correct", queue="upkeep", queueing_lock="presence.correct", lock="presence.lake")
def correct(timestamp: int) -> None:
    """Replace sealed visits that a source has corrected."""
    actions.apply_corrections(at=clock.now())


def ask_for_sealing() -> bool:
    """Put a sealing on the queue; returns whether none was waiting already."""
    try:
        with transaction.atomic():
            seal_now.defer()
    except AlreadyEnqueued:
        return False
    return True


@app.periodic(cron="41 18 * * *")
@app.task(name="presence.expire", queue="upkeep", queueing_lock="presence.expire", lock="presence.lake")
def expire(timestamp: int) -> None:
    """Delete what its time of retention has run out for."""
    actions.expire(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="presence.delete", queue="upkeep", queueing_lock="presence.delete", lock="presence.lake")
def delete(timestamp: int) -> None:
    """Carry out the deletions that were approved."""
    actions.carry_out_deletions(at=clock.now())
