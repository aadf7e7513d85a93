"""Reading the timeline and the state of delivery."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from sizao.spine.outbox.models import EventRow, Failure, Handled
from sizao.spine.outbox.types import HANDLERS, TimelineEntry


def timeline(incident_id: UUID, *, until: datetime | None = None, names: Iterable[str] = ()) -> list[TimelineEntry]:
    """An incident's events in the order they happened; those after ``until`` are left out."""
    rows = EventRow.objects.filter(incident_id=incident_id)
    if until is not None:
        rows = rows.filter(at__lte=until)
    if names:
        rows = rows.filter(name__in=list(names))
    return [_entry(row) for row in rows.order_by("at", "id")]


def _entry(row: EventRow) -> TimelineEntry:
    return TimelineEntry(
        row.pk, row.event_id, row.name, row.at, row.by_name, row.by_role, row.area, row.incident_id, row.body
    )


def pending(limit: int = 200) -> list[UUID]:
    """Events that some handler has not dealt with yet, oldest first."""
    found: list[tuple[int, UUID]] = []
    for event, handlers in HANDLERS.items():
        for handler in handlers:
            done = Handled.objects.filter(event_id=OuterRef("event_id"), handler=handler.name)
            parked = Failure.objects.filter(event_id=OuterRef("event_id"), handler=handler.name, tries__gte=5)
            rows = EventRow.objects.filter(name=event.name).filter(~Exists(done), ~Exists(parked))
            found += rows.order_by("id").values_list("id", "event_id")[:limit]
    return list(dict.fromkeys(event_id for _, event_id in sorted(found)))[:limit]


def lag(now: datetime) -> float:
    """Seconds since the oldest undelivered event was recorded; 0 when all are delivered."""
    waiting = pending(1)
    if not waiting:
        return 0.0
    return (now - EventRow.objects.get(event_id=waiting[0]).recorded_at).total_seconds()
