"""Reading presence: visits of persons and at places as Arrow tables for tracing, rows for this room's own lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pyarrow as pa
from django.db.models import Count, Max, Min, QuerySet

from sizao.ground.presence.models import QuarantinedVisit, Visit
from sizao.ground.presence.types import SourceCount, VisitSource
from sizao.traceback.tables import VISITS


def visits_of(person_ids: Iterable[int], start: datetime, until: datetime) -> pa.Table:
    """Visits of persons that touch ``[start, until)``, those in scope, as an Arrow table of the engine's schema."""
    return _arrow(_touching(Visit.objects.filter(person__in=sorted(set(person_ids))), start, until))


def visits_at(place_ids: Iterable[int], start: datetime, until: datetime) -> pa.Table:
    """Visits at places that touch ``[start, until)``, those in scope, as an Arrow table of the engine's schema."""
    return _arrow(_touching(Visit.objects.filter(place__in=sorted(set(place_ids))), start, until))


def _touching(rows: QuerySet[Visit], start: datetime, until: datetime) -> QuerySet[Visit]:
    return rows.filter(start__lt=until, until__gt=start)


def _arrow(rows: QuerySet[Visit]) -> pa.Table:
    found = list(rows.values_list(*VISITS.names))
    columns = list(zip(*found, strict=True)) or [()] * len(VISITS)
    table = dict(zip(VISITS.names, (list(column) for column in columns), strict=True))
    table["zone"] = [zone or None for zone in table["zone"]]
    return pa.table(table, schema=VISITS)


def visit_rows(place_id: int | None = None) -> QuerySet[Visit]:
    """Visits for this room's own lists, unordered; not for neighbours."""
    rows = Visit.objects.all()
    return rows if place_id is None else rows.filter(place=place_id)


def quarantined_rows() -> QuerySet[QuarantinedVisit]:
    """Quarantined rows for this room's own lists, unordered; not for neighbours."""
    return QuarantinedVisit.objects.all()


def quarantined() -> int:
    """How many rows are in quarantine."""
    return QuarantinedVisit.objects.count()


def by_source(place_id: int | None = None) -> list[SourceCount]:
    """Visits by source, the largest first, everywhere in scope or at one place."""
    rows = visit_rows(place_id).values_list("source").annotate(Count("pk"), Min("start"), Max("until"))
    found = [SourceCount(VisitSource(source), number, first, last) for source, number, first, last in rows]
    return sorted(found, key=lambda each: (-each.visits, each.source))


def persons_at(place_id: int) -> int:
    """How many different persons are on record at a place."""
    return int(visit_rows(place_id).aggregate(number=Count("person", distinct=True))["number"])
