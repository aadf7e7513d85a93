"""Announce a fact, and deliver it to those who listen."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from sizao.kernel.actors import Actor
from sizao.kernel.errors import SizaoError
from sizao.kernel.events import Event, from_json
from sizao.spine import clock, drill
from sizao.spine.outbox import queries
from sizao.spine.outbox.models import EventRow, Failure, Handled, Settled
from sizao.spine.outbox.types import HANDLERS, Handler
from sizao.spine.scope import queries as scope

log = logging.getLogger(__name__)
FAULTS = (
    SizaoError, DatabaseError, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What a handler may fail with, its own bugs included: it is counted and parked, and the others go on."""


def emit(event: Event, *, by: Actor, at: datetime) -> UUID:
    """Write an event and its delivery in the caller's transaction; returns the event's id.

    Args:
        event: the fact.
        by: who made it true.
        at: when it became true (event time; the row keeps the recording time as well).
    """
    row = EventRow.objects.create(
        name=event.name, schema_version=event.schema_version, body=event.to_json(), at=at, recorded_at=clock.now(),
        by_name=by.name, by_user=by.user_id, by_role=by.role, area=event.area, incident_id=event.incident_id,
        edition_id=event.edition_id, exercise_id=event.exercise_id or drill.exercise_id(),
    )  # fmt: skip
    if HANDLERS.get(type(event)):
        _schedule(row.event_id)
    return row.event_id


def _schedule(event_id: UUID) -> None:
    from sizao.spine.outbox.jobs import deliver_event

    deliver_event.defer(event_id=str(event_id))
    if settings.SIZAO_DELIVER_INLINE:
        transaction.on_commit(lambda: deliver(event_id, light_only=True), robust=True)


def deliver(event_id: UUID, *, light_only: bool = False) -> int:
    """Run every handler that has not dealt with an event yet; returns how many ran."""
    with scope.acting(Actor.system("outbox")):
        row = EventRow.objects.get(event_id=event_id)
    return _deliver(row, light_only=light_only)


def _deliver(row: EventRow, *, light_only: bool = False) -> int:
    event = from_json(row.name, row.body)
    handlers = [each for each in HANDLERS.get(type(event), []) if not (light_only and each.heavy)]
    return sum(_run(handler, row, event) for handler in handlers)


def _run(handler: Handler, row: EventRow, event: Event) -> bool:
    """One handler on one event, in one transaction with its mark; a failure is counted and tried again later."""
    actor = Actor.system(f"flow.{handler.name}", area=row.area)
    try:
        with scope.acting(actor):
            if not _claim(handler, row):
                return False
            handler.function(event, by=actor, at=row.at)
    except FAULTS as error:
        log.exception("handler %s failed on event %s", handler.name, row.event_id)
        _count_failure(handler, row, error)
        return False
    return True


def _claim(handler: Handler, row: EventRow) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_handled (event_id, handler, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [row.event_id, handler.name, clock.now()],
        )
        return bool(cursor.rowcount == 1)


def _count_failure(handler: Handler, row: EventRow, error: Exception) -> None:
    with scope.acting(Actor.system("outbox")):
        known, new = Failure.objects.get_or_create(
            event_id=row.event_id, handler=handler.name, defaults={"at": clock.now(), "reason": type(error).__name__}
        )
        if not new:
            known.tries += 1
            known.at = clock.now()
            known.reason = type(error).__name__
            known.save(update_fields=["tries", "at", "reason"])


def drain(limit: int = 10_000) -> int:
    """Deliver pending events, and those that they cause, until none is left; returns how many handlers ran."""
    ran = 0
    for _ in range(limit):
        with scope.acting(Actor.system("outbox")):
            waiting = queries.pending()
            rows = EventRow.objects.in_bulk(waiting, field_name="event_id")
        step = sum(_deliver(rows[event_id]) for event_id in waiting)
        ran += step
        if not step:
            return ran
    return ran


QUIET = timedelta(hours=6)
"""How old an event has to be before the sweep passes it for good: an older transaction, whose event has a lower number
and is not visible yet, has ended by then."""
SETTLE = """
WITH ahead AS (
    SELECT e.id, e.recorded_at FROM outbox_eventrow e
    WHERE e.id > (SELECT coalesce(max(seq), 0) FROM outbox_settled) AND e.id < %s
    ORDER BY e.id LIMIT 100000),
done AS (
    SELECT max(id) AS seq FROM ahead
    WHERE id < coalesce((SELECT min(id) FROM ahead WHERE recorded_at >= %s), 9223372036854775807))
INSERT INTO outbox_settled (id, seq) SELECT 1, seq FROM done WHERE seq IS NOT NULL
ON CONFLICT (id) DO UPDATE SET seq = greatest(outbox_settled.seq, excluded.seq)
"""


def settle(*, at: datetime) -> None:
    """Note up to where every event was dealt with, so that the sweep never looks there again.

    A handler that a later release adds hears what happens from then on, not the years before it; ``forget_handled``
    opens an event again.
    """
    with scope.acting(Actor.system("outbox")), connection.cursor() as cursor:
        first = queries.waiting(1)
        cursor.execute(SETTLE, [first[0][0] if first else 2**63 - 1, at - QUIET * clock.speed()])


def forget_handled(event_id: UUID) -> int:
    """Let an event be delivered again (after a repair); returns how many marks were taken back."""
    with scope.acting(Actor.system("outbox")):
        row = EventRow.objects.get(event_id=event_id)
    Settled.objects.filter(seq__gte=row.pk).update(seq=row.pk - 1)
    return Handled.objects.filter(event_id=event_id).delete()[0]
