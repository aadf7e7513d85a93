"""Which visits leave a lake, and a day's rows without them: no word that only they used stays in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sizao.traceback.tables import MOMENT, VISITS, one_array

CONTENT = ("person", "place", "zone", "start", "until", "source")
"""What makes a visit the same one; a better grade of it is no second visit."""
WORDS = ("zone", "source", "grade")
"""Columns of few different values: kept as dictionaries."""


class Removal(Protocol):
    """Says of each day which of its visits go."""

    def touches(self, day: date) -> bool:
        """Whether any visit of a day can be meant."""

    def mask(self, visits: pa.Table, day: date) -> Any:
        """Which of a day's visits are meant, as a boolean array."""


@dataclass(frozen=True)
class Forgetting:
    """Which visits are deleted: those that fit everything given here; at least one thing is given."""

    persons: frozenset[int] = frozenset()
    sources: frozenset[str] = frozenset()
    days: frozenset[date] = frozenset()
    before: date | None = None
    """Only days before this one: the end of a retention period."""
    places: frozenset[int] = frozenset()
    spared: frozenset[int] = frozenset()
    """Places whose visits stay, whatever else is said: a hold covers them."""
    span: tuple[datetime, datetime] | None = None
    """Only visits that touch these moments, from the first up to the second: a civil day, say."""

    def __post_init__(self) -> None:
        """Refuse to delete everything by leaving everything out."""
        if not (self.persons or self.sources or self.days or self.before or self.places or self.span):
            raise ValueError("say which visits are to be forgotten")

    def touches(self, day: date) -> bool:
        """Whether any visit of a day can be meant."""
        begin = midnight(day)
        is_spanned = self.span is None or (begin < self.span[1] and begin + timedelta(days=1) > self.span[0])
        return (not self.days or day in self.days) and (self.before is None or day < self.before) and is_spanned

    def noted(self, rows: int, at: datetime | None) -> dict[str, Any]:
        """What the manifest says of it: how much was deleted by what rule, and nobody's number."""
        return {
            "at": at.isoformat() if at else None, "rows": rows, "persons": len(self.persons),
            "sources": sorted(self.sources), "days": sorted(map(str, self.days)),
            "before": str(self.before) if self.before else None, "places": len(self.places), "spared": len(self.spared),
            "span": [each.isoformat() for each in self.span] if self.span else None,
        }  # fmt: skip

    def mask(self, visits: pa.Table, day: date) -> Any:
        """Which of a day's visits are meant, as a boolean array."""
        meant = np.full(visits.num_rows, self.touches(day))
        for name, values in (("person", self.persons), ("source", self.sources), ("place", self.places)):
            if values:
                meant &= _is_in(visits[name], pa.array(sorted(values), VISITS.field(name).type))
        if self.spared:
            meant &= ~_is_in(visits["place"], pa.array(sorted(self.spared), pa.int64()))
        return meant & _spans(visits, self.span) if self.span else meant


def _spans(visits: pa.Table, span: tuple[datetime, datetime]) -> Any:
    """Which visits touch a span."""
    begin, end = (pa.scalar(each, MOMENT) for each in span)
    return np.array(pc.and_(pc.less(visits["start"], end), pc.greater(visits["until"], begin)))


class Withdrawal:
    """Single visits that were wrong and go: those of the same content, whatever their grade, in all their pieces."""

    def __init__(self, visits: pa.Table) -> None:
        """``visits`` are of schema ``tables.VISITS``, as a source reported them."""
        self._pieces: Mapping[date, frozenset[tuple[Any, ...]]] = {
            day: frozenset(contents(pieces)) for day, pieces in split_by_day(visits)
        }

    def touches(self, day: date) -> bool:
        """Whether any visit of a day can be meant."""
        return day in self._pieces

    def mask(self, visits: pa.Table, day: date) -> Any:
        """Which of a day's visits are meant, as a boolean array."""
        wanted = self._pieces.get(day, frozenset())
        persons = pa.array(sorted({piece[0] for piece in wanted}), pa.int64())
        meant = _is_in(visits["person"], persons)
        rows = np.flatnonzero(meant)
        meant[rows] = [content in wanted for content in contents(visits.take(pa.array(rows)))]
        return meant


def contents(visits: pa.Table, *more: str) -> list[tuple[Any, ...]]:
    """What makes each visit the same one, as a source reported it, and more columns; moments in milliseconds."""
    columns = [
        visits[name].cast(pa.int64()) if name in {"start", "until"} else visits[name] for name in (*CONTENT, *more)
    ]
    return list(zip(*(column.to_pylist() for column in columns), strict=True))


def _is_in(column: Any, wanted: pa.Array) -> Any:
    """Whether each value is one of those wanted; of a dictionary, only its few values are looked at."""
    values = one_array(column)
    if not pa.types.is_dictionary(values.type):
        return np.array(pc.is_in(values, value_set=wanted))
    among = np.append(np.array(pc.is_in(values.dictionary, value_set=wanted), np.bool_), False)
    return among[values.indices.fill_null(len(values.dictionary)).to_numpy()]


def split_by_day(visits: pa.Table) -> Iterator[tuple[date, pa.Table]]:
    """The visits of each UTC day, those over midnight split there; a visit that does not last stays on its first day."""
    if not visits.num_rows:
        return
    first, last_start = (_utc_day(each(visits["start"]).as_py()) for each in (pc.min, pc.max))
    if first == last_start and pc.max(visits["until"]).as_py() <= midnight(first + timedelta(days=1)):
        yield first, visits
        return
    last = max(_utc_day(pc.max(visits["until"]).as_py()), last_start)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        rows = _cut(visits, day)
        if rows.num_rows:
            yield day, rows


def _cut(visits: pa.Table, day: date) -> pa.Table:
    begin, end = (pa.scalar(midnight(day + timedelta(days=more)), MOMENT) for more in (0, 1))
    starts_today = pc.and_(pc.greater_equal(visits["start"], begin), pc.less(visits["start"], end))
    lasts_into = pc.and_(pc.less(visits["start"], begin), pc.greater(visits["until"], begin))
    rows = visits.filter(pc.or_(starts_today, lasts_into))
    start = pc.if_else(pc.less(rows["start"], begin), begin, rows["start"])
    until = pc.if_else(pc.greater(rows["until"], end), end, rows["until"])
    return rows.set_column(3, VISITS.field("start"), start).set_column(4, VISITS.field("until"), until)


def midnight(day: date) -> datetime:
    """When a UTC day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _utc_day(moment: Any) -> date:
    return moment.astimezone(UTC).date()  # type: ignore[no-any-return]
