"""Writing presence: batches of visits, each row believed once or put aside with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from sizao.ground.presence import events, queries, rules
from sizao.ground.presence.actions.correcting import enter_records, feed_of
from sizao.ground.presence.models import QuarantinedVisit
from sizao.ground.presence.rules import screening
from sizao.ground.presence.types import NewVisit, QuarantineReason, VisitReceipt
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.spine.outbox import actions as outbox
from sizao.traceback.tables import VISITS, visits_table
from sizao.traceback.visits import Visit

BATCH = 5_000
INCOMING = VISITS.append(pa.field("line", pa.int64())).append(pa.field("area", pa.int64()))


@transaction.atomic
def record_visits(*, visits: Sequence[NewVisit], by: Actor, at: datetime) -> VisitReceipt:
    """Record a batch of visits; the same visit of the same source is recorded once, however often it is sent.

    A row that cannot be right is kept in quarantine with its reason; nothing is dropped silently and nothing is
    refused because of a neighbour row. A row of an erased person or of a deleted day is counted and kept nowhere.
    """
    areas = _areas({each.place_id for each in visits}, by)
    good: list[tuple[Visit, int, NewVisit]] = []
    bad: list[QuarantinedVisit] = []
    for each in visits:
        start, until = rules.moment(each.start), rules.moment(each.until)
        reason = rules.flaw(each, start, until, place_is_known=each.place_id in areas, as_of=at)
        if reason is None and start is not None and until is not None:
            good.append((rules.visit_of(each, start, until), areas[each.place_id], each))
        elif reason is not None:
            bad.append(_quarantined(each, reason, by, at))
    table = _table(good)
    away = queries.gone(table)
    taken = table.filter(pc.invert(pc.is_in(table["line"], value_set=pa.array(sorted(away), pa.int64()))))
    recorded = taken.num_rows - len(enter_records(taken, feed=feed_of(by, ""), by=by, at=at).known)
    erased = {str(each) for each in queries.erased_persons()}
    kept = [row for row in bad if row.person.strip() not in erased]
    QuarantinedVisit.objects.bulk_create(kept, batch_size=BATCH, ignore_conflicts=True)
    reasons = Counter([*(QuarantineReason(row.reason) for row in bad), *away.values()])
    return _receipt(len(visits), recorded, reasons, by, at)


def _areas(place_ids: set[int], by: Actor) -> dict[int, int]:
    """Areas of the places where this actor may record visits."""
    found = registry.places(place_ids)
    return {place_id: facts.area for place_id, facts in found.items() if contains(by.area, facts.area)}


def _table(good: Sequence[tuple[Visit, int, NewVisit]]) -> pa.Table:
    table = visits_table(visit for visit, _, _ in good)
    zones = pc.utf8_slice_codeunits(table["zone"], 0, screening.LONGEST_ZONE)
    table = table.set_column(VISITS.get_field_index("zone"), VISITS.field("zone"), zones)
    lines = pa.array(range(len(good)), pa.int64())
    table = pa.table([*table.columns, lines, pa.array([area for _, area, _ in good], pa.int64())], schema=INCOMING)
    for name in screening.RECORD:
        if any(getattr(given, name) for _, _, given in good):
            table = table.append_column(name, pa.array([getattr(given, name) for _, _, given in good], pa.string()))
    return table


def _quarantined(given: NewVisit, reason: QuarantineReason, by: Actor, at: datetime) -> QuarantinedVisit:
    told = {
        "person": str(given.person_id)[:24], "place": str(given.place_id)[:24], "zone": given.zone[:40],
        "start": str(given.start)[:40], "until": str(given.until)[:40], "source": given.source.value,
    }  # fmt: skip
    return QuarantinedVisit(
        id=rules.content_id(by.area, *told.values()), reason=reason, area=by.area, recorded_at=at, by=by.name, **told
    )


def _receipt(declared: int, recorded: int, reasons: Counter[QuarantineReason], by: Actor, at: datetime) -> VisitReceipt:
    bad = reasons.total()
    known = declared - recorded - bad
    if recorded or bad:
        fact = events.VisitsRecorded(recorded=recorded, known=known, quarantined=bad, area=by.area)
        outbox.emit(fact, by=by, at=at)
    return VisitReceipt(declared=declared, recorded=recorded, known=known, quarantined=dict(reasons))
