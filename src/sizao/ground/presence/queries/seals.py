"""The lake's generations and days, and what of the tail waits to be sealed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import OuterRef, Subquery

from sizao.ground.presence.models import Seal, SealState, Segment
from sizao.ground.presence.types import SealFacts, SealStep, SegmentFacts


def generations(limit: int = 20) -> list[SealFacts]:
    """The newest generations with how they stand, the newest first."""
    newest = SealState.objects.filter(seal=OuterRef("pk")).order_by("-id").values("step")[:1]
    rows = Seal.objects.annotate(step=Subquery(newest)).order_by("-id")[:limit]
    return [row.facts(SealStep(row.step) if row.step else None) for row in rows]


def unfinished() -> list[int]:
    """Generations that were begun and neither sealed nor undone: a process died, or is at work now."""
    ended = SealState.objects.exclude(step=SealStep.BEGUN).values("seal_id")
    return list(Seal.objects.exclude(pk__in=ended).order_by("id").values_list("id", flat=True))


def segments() -> list[SegmentFacts]:
    """The lake's days as they stand, the newest first; days that are gone are left out."""
    rows = Segment.objects.order_by("-day", "-id").distinct("day")
    return [row.facts() for row in rows if row.rows]


def tail_days(before: datetime) -> list[tuple[date, int]]:
    """UTC days of the tail that ended before a moment, with their visits, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (start AT TIME ZONE 'UTC')::date, count(*) FROM presence_visit WHERE start < %s GROUP BY 1 ORDER BY 1",
            [before],
        )
        return [(day, int(rows)) for day, rows in cursor.fetchall()]
