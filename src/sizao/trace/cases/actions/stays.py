"""Write a case's activity trajectory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import errors, events, queries
from sizao.trace.cases.actions.places import belonging
from sizao.trace.cases.models import Stay, StayRemoval
from sizao.trace.cases.types import NewStay


@transaction.atomic
def record_stays(*, case_id: UUID, stays: Sequence[NewStay], by: Actor, at: datetime) -> list[UUID]:
    """Add place-time rows to a case; returns their ids in the order given.

    Raises:
        PlaceUnknown: when a place is not in scope.
        StayEmpty: when a row names neither place nor vehicle, or does not end after it starts.
    """
    row = queries.case_for_update(case_id)
    for each in stays:
        if each.until <= each.start or not (each.place_id or each.place_text or each.vehicle):
            raise errors.StayEmpty
    registry.require(places=(each.place_id for each in stays if each.place_id))
    rows = [
        Stay(
            case_id=case_id, place_id=each.place_id, place_text=each.place_text, start=each.start, until=each.until,
            transport=each.transport, vehicle=each.vehicle, seat=each.seat, mask=each.mask, certainty=each.certainty,
            note=each.note,
        )
        for each in stays
    ]  # fmt: skip
    Stay.objects.bulk_create(rows)
    place = belonging(command.terms(row.incident_id), by)
    outbox.emit(events.StaysRecorded(**place, case_id=case_id, count=len(rows)), by=by, at=at)
    return [each.id for each in rows]


@transaction.atomic
def remove_stay(*, case_id: UUID, stay_id: UUID, by: Actor, at: datetime, reason: str = "") -> None:
    """Take a place-time row out again; what it said, who took it out and why stays among the versions of the case."""
    queries.case_for_update(case_id)
    row = Stay.objects.filter(pk=stay_id, case_id=case_id).first()
    if row is None:
        return
    StayRemoval.objects.create(
        case_id=case_id, stay=row.id, content=_content(row), at=at, by=by.name, reason=reason.strip()[:500]
    )
    row.delete()


def _content(row: Stay) -> dict[str, object]:
    return {
        "place_id": row.place_id, "place_text": row.place_text, "start": row.start.isoformat(),
        "until": row.until.isoformat(), "transport": row.transport, "vehicle": row.vehicle, "seat": row.seat,
        "mask": row.mask, "certainty": row.certainty, "note": row.note,
    }  # fmt: skip
