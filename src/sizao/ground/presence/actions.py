"""Writing presence: batches of visits, each row believed once or put aside with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.ground.presence import events, rules
from sizao.ground.presence.models import QuarantinedVisit, Visit
from sizao.ground.presence.types import NewVisit, QuarantineReason, VisitReceipt
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.spine.outbox import actions as outbox

BATCH = 5_000
COLUMNS = ("id", "person", "place", "zone", "start", "until", "source", "grade", "area", "recorded_at", "by")
INSERT = """
INSERT INTO presence_visit (id, person, place, zone, start, until, source, grade, area, recorded_at, by)
SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[],
                     %s::text[], %s::text[], %s::bigint[], %s::timestamptz[], %s::text[])
ON CONFLICT (id) DO NOTHING
"""


@transaction.atomic
def record_visits(*, visits: Sequence[NewVisit], by: Actor, at: datetime) -> VisitReceipt:
    """Record a batch of visits; the same visit of the same source is recorded once, however often it is sent.

    A row that cannot be right is kept in quarantine with its reason; nothing is dropped silently and nothing is
    refused because of a neighbour row.
    """
    areas = _areas({each.place_id for each in visits}, by)
    good: dict[UUID, Visit] = {}
    bad: list[QuarantinedVisit] = []
    for each in visits:
        start, until = rules.moment(each.start), rules.moment(each.until)
        reason = rules.flaw(each, start, until, place_is_known=each.place_id in areas, as_of=at)
        if reason is None and start is not None and until is not None:
            row = _row(each, start, until, areas[each.place_id], by, at)
            good[row.id] = row
        elif reason is not None:
            bad.append(_quarantined(each, reason, by, at))
    recorded = _save(good)
    QuarantinedVisit.objects.bulk_create(bad, batch_size=BATCH, ignore_conflicts=True)
    return _receipt(len(visits), recorded, bad, by, at)


def _areas(place_ids: set[int], by: Actor) -> dict[int, int]:
    """Areas of the places where this actor may record visits."""
    found = registry.places(place_ids)
    return {place_id: facts.area for place_id, facts in found.items() if contains(by.area, facts.area)}


def _row(given: NewVisit, start: datetime, until: datetime, area: int, by: Actor, at: datetime) -> Visit:
    visit = rules.visit_of(given, start, until)
    return Visit(
        id=rules.visit_id(visit), person=visit.person, place=visit.place, zone=(visit.zone or "")[:40],
        start=visit.start, until=visit.until, source=visit.source, grade=visit.grade, area=area, recorded_at=at,
        by=by.name,
    )  # fmt: skip


def _quarantined(given: NewVisit, reason: QuarantineReason, by: Actor, at: datetime) -> QuarantinedVisit:
    told = {
        "person": str(given.person_id)[:24], "place": str(given.place_id)[:24], "zone": given.zone[:40],
        "start": str(given.start)[:40], "until": str(given.until)[:40], "source": given.source.value,
    }  # fmt: skip
    return QuarantinedVisit(
        id=rules.content_id(by.area, *told.values()), reason=reason, area=by.area, recorded_at=at, by=by.name, **told
    )


def _save(rows: dict[UUID, Visit]) -> int:
    """Insert what is new, one statement a batch: columns travel as arrays, far faster than a row at a time."""
    waiting, recorded = list(rows.values()), 0
    with connection.cursor() as cursor:
        for begin in range(0, len(waiting), BATCH):
            batch = waiting[begin : begin + BATCH]
            cursor.execute(INSERT, [[getattr(row, name) for row in batch] for name in COLUMNS])
            recorded += cursor.rowcount
    return recorded


def _receipt(declared: int, recorded: int, bad: Sequence[QuarantinedVisit], by: Actor, at: datetime) -> VisitReceipt:
    known = declared - recorded - len(bad)
    if recorded or bad:
        fact = events.VisitsRecorded(recorded=recorded, known=known, quarantined=len(bad), area=by.area)
        outbox.emit(fact, by=by, at=at)
    reasons = Counter(QuarantineReason(row.reason) for row in bad)
    return VisitReceipt(declared=declared, recorded=recorded, known=known, quarantined=dict(reasons))
