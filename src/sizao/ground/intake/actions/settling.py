"""Close the account of a batch once its rows were entered, or once they could not be."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.intake import events
from sizao.ground.intake.actions.staging import write_rejections
from sizao.ground.intake.actions.states import enter
from sizao.ground.intake.models import Batch, KnownAs
from sizao.ground.intake.queries import batches, safekeeping
from sizao.ground.intake.types import BatchFacts, BatchState, Kind, Settlement
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.outbox import actions as outbox

BATCH = 2_000


@transaction.atomic
def settle(*, batch_id: UUID, settlement: Settlement, by: Actor, at: datetime) -> BatchFacts:
    """Write down what became of the acceptable rows; the database refuses an account that does not add up."""
    row = batches.batch_for_update(batch_id)
    row.accepted = settlement.accepted
    row.duplicates += settlement.duplicates
    row.rejected += len(settlement.rejections)
    row.reasons = dict(Counter(row.reasons) + Counter(each.reason.value for each in settlement.rejections))
    row.kept = {each.value: count for each, count in settlement.kept.items() if count}
    write_rejections(row, settlement.rejections)
    _remember(row, settlement)
    enter(row, BatchState.APPLIED, by=by, at=at)
    transaction.on_commit(lambda: safekeeping.path_of(batch_id).unlink(missing_ok=True))
    event = events.BatchApplied(
        batch_id=row.id, kind=Kind(row.kind), accepted=row.accepted, rejected=row.rejected, duplicates=row.duplicates,
        area=row.area, incident_id=row.incident_id,
    )  # fmt: skip
    outbox.emit(event, by=by, at=at)
    return row.facts()


@transaction.atomic
def fail(*, batch_id: UUID, reason: Words, by: Actor, at: datetime) -> None:
    """Note that a batch could not be entered; nothing of it was."""
    row = batches.batch_for_update(batch_id)
    enter(row, BatchState.FAILED, by=by, at=at, reason=f"{reason.zh} / {reason.en}")


def _remember(row: Batch, settlement: Settlement) -> None:
    rows = [
        KnownAs(area=row.area, incident_id=row.incident_id, external_id=name, person_id=person)
        for name, person in settlement.names.items()
    ]
    KnownAs.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
