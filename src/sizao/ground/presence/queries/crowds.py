"""How full places were: different persons on record on the fullest day, sealed or not, without an object for a visit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count
from django.db.models.functions import TruncDate

from sizao.ground.presence.models import Visit
from sizao.ground.presence.queries import asking, warming
from sizao.ground.presence.queries.lake import Opened, sealed_at, steady
from sizao.ground.presence.types import LOCAL, EvidenceGrade, PlaceDay, VisitSource

EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


def crowds(place_ids: Iterable[int], start: datetime, until: datetime) -> dict[int, int]:
    """How many different persons were on record at each place on its fullest day (UTC) of a period; nobody there is absent.

    A person both sealed and not on one day counts twice: what comes late is little.
    """
    places = sorted(set(place_ids))
    return steady(lambda known: _fullest(known, places, start, until)) if places else {}


def _fullest(known: Opened | None, places: list[int], start: datetime, until: datetime) -> dict[int, int]:
    by_day: Counter[tuple[int, date]] = Counter()
    for place, day, persons in _sealed(known, places, start, until):
        by_day[place, day] += persons
    newer = Visit.objects.filter(place__in=places, start__lt=until, until__gt=start)
    days = newer.annotate(day=TruncDate("start", tzinfo=UTC)).order_by().values_list("place", "day")
    for place, day, persons in days.annotate(Count("person", distinct=True)):
        by_day[place, day] += persons
    found: dict[int, int] = {}
    for (place, _day), persons in by_day.items():
        found[place] = max(found.get(place, 0), persons)
    return found


def _sealed(
    known: Opened | None, places: list[int], start: datetime, until: datetime
) -> Iterator[tuple[int, date, int]]:
    if known is None or not known.days:
        return
    if warming.is_warm():
        yield from _indexed(known, places, start, until)
        return
    visits = sealed_at(known, places, start, until)
    rows = pa.table({"place": visits["place"], "person": visits["person"], "day": visits["start"].cast(pa.date32())})
    counted = rows.group_by(["place", "day"]).aggregate([("person", "count_distinct")])
    yield from zip(*(counted[name].to_pylist() for name in ("place", "day", "person_count_distinct")), strict=True)


def _indexed(known: Opened, places: list[int], start: datetime, until: datetime) -> Iterator[tuple[int, date, int]]:
    wanted = np.array(places, np.int64)
    for segment in asking.days_touched(asking.index_of(known), start, until):
        columns = segment.columns
        at = np.searchsorted(columns.place, wanted)
        is_there = at < len(columns.place)
        is_there[is_there] = columns.place[at[is_there]] == wanted[is_there]
        for place, spot in zip(wanted[is_there].tolist(), at[is_there].tolist(), strict=True):
            rows = columns.person[int(columns.place_at[spot]) : int(columns.place_at[spot + 1])]
            yield place, segment.day, len(np.unique(rows))


def place_days(place_id: int) -> list[PlaceDay]:
    """How many visits and persons are on record at a place, by civil day, source and grade, the newest day first.

    Sealed or not. A visit belongs to the day on which it begins; a sealed one that was split at midnight UTC counts on each.
    """
    visits = asking.visits_at([place_id], *EVER)
    days = pc.local_timestamp(visits["start"].cast(pa.timestamp("ms", str(LOCAL)))).cast(pa.date32())
    rows = pa.table(
        {
            "day": days,
            **{name: visits[name].cast(pa.string()) for name in ("source", "grade")},
            "person": visits["person"],
        }
    )
    counted = rows.group_by(["day", "source", "grade"]).aggregate([("person", "count"), ("person", "count_distinct")])
    found = [
        PlaceDay(
            day=each["day"], source=VisitSource(each["source"]), grade=EvidenceGrade(each["grade"]),
            visits=each["person_count"], persons=each["person_count_distinct"],
        )
        for each in counted.to_pylist()
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.day.toordinal(), each.source, each.grade))
