"""Tell that a channel has fallen silent in a county, once for each silence."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sizao.kernel.actors import Actor
from sizao.sense.signals import events, queries
from sizao.sense.signals.models import Silence
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def note_silences(*, by: Actor, at: datetime) -> int:
    """Announce each channel that has been silent too long in a county; returns how many are new."""
    new = 0
    for area, channel, last_at in queries.silences(at):
        _, is_new = Silence.objects.get_or_create(
            area=area, channel=channel.key, last_at=last_at, defaults={"noted_at": at}
        )
        if is_new:
            outbox.emit(events.ChannelSilent(area=area, channel=channel.key, last_at=last_at), by=by, at=at)
        new += is_new
    return new
