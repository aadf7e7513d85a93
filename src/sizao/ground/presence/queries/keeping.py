"""Batches and their receipts, how long visits are kept, and what was deleted when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Count, Q, QuerySet

from sizao.ground.presence import rules
from sizao.ground.presence.errors import BatchUnknown
from sizao.ground.presence.models import Batch, Destruction, QuarantinedVisit
from sizao.ground.presence.queries.lake import Opened
from sizao.ground.presence.types import BatchFacts, DestructionFacts, QuarantineReason

NUMBER = 32
"""Hexadecimal digits of a batch's number."""


def batch_rows() -> QuerySet[Batch]:
    """Batches in scope for this room's own lists, unordered; not for neighbours."""
    return Batch.objects.all()


def batches_named(rows: QuerySet[Batch], text: str) -> QuerySet[Batch]:
    """Of these batches those whose file's name has this text in it, or whose own number begins with it."""
    wanted = text.strip()
    begins = wanted.lower().replace("-", "")
    named = Q(filename__icontains=wanted)
    if begins and set(begins) <= set("0123456789abcdef") and len(begins) <= NUMBER:
        first, last = (UUID(begins.ljust(NUMBER, filling)) for filling in "0f")
        named |= Q(pk__range=(first, last))
    return rows.filter(named)


def batch(batch_id: UUID) -> BatchFacts:
    """One batch with its receipt.

    Raises:
        BatchUnknown: when there is none in scope.
    """
    row = Batch.objects.filter(pk=batch_id).first()
    if row is None:
        raise BatchUnknown
    return row.facts()


def quarantined_by_reason() -> list[tuple[QuarantineReason, int]]:
    """Rows in quarantine by reason, the most frequent first."""
    rows = QuarantinedVisit.objects.values_list("reason").annotate(number=Count("pk")).order_by("-number", "reason")
    return [(QuarantineReason(reason), number) for reason, number in rows]


def retention_policy() -> rules.Policy:
    """The terms in force: ``retention.toml`` in the installation's folder, or else the one that ships."""
    own = Path(settings.SIZAO_HOME) / "retention.toml"
    return rules.policy(own) if own.exists() else rules.policy()


def destructions(limit: int = 50) -> list[DestructionFacts]:
    """What was deleted, the newest first."""
    return [row.facts() for row in Destruction.objects.order_by("-id")[:limit]]


def sources_by_day(known: Opened) -> dict[date, frozenset[str]]:
    """The sources of which the lake holds visits, by day."""
    return {
        day: frozenset(
            pc.unique(
                pq.read_table(known.lake.directory / each.by_person.file, columns=["source"])["source"]
            ).to_pylist()
        )
        for day, each in known.days.items()
    }
