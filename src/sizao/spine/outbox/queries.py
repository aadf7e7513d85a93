"""Reading the timeline and the state of delivery."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max

from sizao.spine.outbox.models import EventRow
from sizao.spine.outbox.types import HANDLERS, TimelineEntry


def timeline(incident_id: UUID, *, until: datetime | None = None, names: Iterable[str] = ()) -> list[TimelineEntry]:
    """An incident's events in the order they happened; those after ``until`` are left out."""
    rows = EventRow.objects.filter(incident_id=incident_id)
    if until is not None:
        rows = rows.filter(at__lte=until)
    if names:
        rows = rows.filter(name__in=list(names))
    return [_entry(row) for row in rows.order_by("at", "id")]


def last_moment(incident_id: UUID) -> datetime | None:
    """When the last event of an incident happened."""
    newest = EventRow.objects.filter(incident_id=incident_id).aggregate(at=Max("at"))
    return newest["at"]  # type: ignore[no-any-return]


def _entry(row: EventRow) -> TimelineEntry:
    return TimelineEntry(
        row.pk, row.event_id, row.name, row.at, row.by_name, row.by_role, row.area, row.incident_id, row.body
    )


PENDING = """
SELECT e.id, e.event_id FROM outbox_eventrow e
WHERE e.id > (SELECT coalesce(max(seq), 0) FROM outbox_settled)
  AND EXISTS (
    SELECT FROM unnest(%s::text[], %s::text[]) AS h(name, handler)
    WHERE h.name = e.name
      AND NOT EXISTS (SELECT FROM outbox_handled d WHERE d.event_id = e.event_id AND d.handler = h.handler)
      AND NOT EXISTS (
        SELECT FROM outbox_failure f WHERE f.event_id = e.event_id AND f.handler = h.handler AND f.tries >= 5))
ORDER BY e.id LIMIT %s
"""
"""In the order of the table's own key, from where the sweep has settled: the cost is that of what is new."""


def pending(limit: int = 200) -> list[UUID]:
    """Events that some handler has not dealt with yet, oldest first."""
    return [event_id for _, event_id in waiting(limit)]


def waiting(limit: int) -> list[tuple[int, UUID]]:
    """Sequence numbers and ids of events that some handler has not dealt with yet, oldest first; one query."""
    pairs = [(event.name, handler.name) for event, handlers in HANDLERS.items() for handler in handlers]
    with connection.cursor() as cursor:
        cursor.execute(PENDING, [[name for name, _ in pairs], [handler for _, handler in pairs], limit])
        return [(int(seq), event_id) for seq, event_id in cursor.fetchall()]


def lag(now: datetime) -> float:
    """Seconds since the oldest undelivered event was recorded; 0 when all are delivered."""
    waiting = pending(1)
    if not waiting:
        return 0.0
    return (now - EventRow.objects.get(event_id=waiting[0]).recorded_at).total_seconds()
