"""Keep what a source told and no room keeps; the same said again is not kept twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from sizao.ground.intake.models import Batch, Told
from sizao.ground.intake.queries import batches
from sizao.ground.intake.types import NewTold
from sizao.kernel.actors import Actor

ROWS = 2_000


@transaction.atomic
def keep(*, batch_id: UUID, told: Sequence[NewTold], by: Actor, at: datetime) -> list[NewTold]:
    """Keep records of a batch; returns those that are new, in the order given."""
    row = batches.batch_row(batch_id)
    new = _new(row, told)
    rows = [
        Told(
            batch=row, area=row.area, incident_id=row.incident_id, kind=each.kind, line=each.line,
            person_id=each.person_id, place_id=each.place_id, at=each.at, external_id=each.external_id[:120],
            content=dict(each.content), digest=key, recorded_at=at,
        )
        for key, each in new.items()
    ]  # fmt: skip
    Told.objects.bulk_create(rows, batch_size=ROWS)
    return list(new.values())


def unknown(*, batch_id: UUID, told: Sequence[NewTold]) -> list[NewTold]:
    """Those records that are not kept yet, each once, in the order given."""
    return list(_new(batches.batch_row(batch_id), told).values())


def _new(row: Batch, told: Sequence[NewTold]) -> dict[str, NewTold]:
    by_digest: dict[str, NewTold] = {}
    for each in told:
        by_digest.setdefault(digest(each), each)
    rows = Told.objects.filter(area=row.area, incident_id=row.incident_id, digest__in=list(by_digest))
    known = set(rows.values_list("digest", flat=True))
    return {key: each for key, each in by_digest.items() if key not in known}


def digest(told: NewTold) -> str:
    """By what a record is known again: all that it says, but not the place entered for it here."""
    said = [told.kind.value, told.person_id, told.at.isoformat() if told.at else "", told.external_id, told.content]
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
