"""A batch enters a state: the row and its append-only history, always together."""

from __future__ import annotations

from datetime import datetime

from sizao.ground.intake.models import Batch, BatchStatus
from sizao.ground.intake.types import BatchState
from sizao.kernel.actors import Actor


def enter(row: Batch, state: BatchState, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Save a batch under a new state and write the state down."""
    row.status = state
    row.note = reason
    row.save()
    BatchStatus.objects.create(batch=row, state=state, at=at, by=by.name, reason=reason)
