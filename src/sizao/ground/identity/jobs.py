"""Machine work of the vault: each night a new epoch, so that what was erased is noise; each minute, duplicates."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sizao.ground.identity import actions
from sizao.kernel.actors import Actor
from sizao.spine import clock
from sizao.spine.scope import queries as scope

BATCHES = 60
"""Batches of one run; the next minute goes on."""


@app.periodic(cron="23 18 * * *")
@app.task(name="identity.rotate_keys", queue="keys", queueing_lock="identity.rotate_keys")
def rotate_keys(timestamp: int) -> None:
    """Begin an epoch, move the surviving keys, destroy the old one (02:23 in Beijing)."""
    by = Actor.system("identity.rotate_keys")
    with scope.acting(by):
        actions.begin_epoch(by=by, at=clock.now())
    with scope.acting(by):
        actions.finish_rotation(by=by, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="identity.seek_duplicates", queue="keys", queueing_lock="identity.seek_duplicates")
def seek_duplicates(timestamp: int) -> None:
    """Compare new and changed records with those that share a blocking key, batch by batch."""
    by = Actor.system("identity.seek_duplicates")
    for _ in range(BATCHES):
        with scope.acting(by):
            if not actions.seek_duplicates(by=by, at=clock.now()):
                return
