"""Presence as a lake: one immutable Parquet segment a day in each of two orders, and a manifest that names them.

Layout of a lake directory::

    manifest.json                        which files count, with rows, bytes and SHA-256; replaced as a whole
    by_person/2021-12-20.<sha>.parquet   the day's visits ordered by person and start
    by_place/2021-12-20.<sha>.parquet    the same visits ordered by place and start

The files have the columns of ``tables.VISITS`` but for ``until``: they hold ``seconds``, how long the visit lasts, which
takes half the room. ``start + seconds`` is the moment the visit ends; :data:`STORED` is the schema.

A day is a UTC day. A visit over midnight is split there, so a period touches no segment outside its own days; the
engine joins touching pieces, so splitting changes no answer. A file that the manifest does not name does not exist for
any reader: a crash between writing a segment and naming it loses the append, never a day. One process at a time writes
(``lock``). The manifest also says for how many days each source is kept, and what was deleted: how much, never who.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sizao.traceback.arrange import both_orders
from sizao.traceback.tables import MOMENT, VISITS, conforming

VERSION = 2
STORED = pa.schema(
    [pa.field("seconds", pa.int32(), nullable=False) if field.name == "until" else field for field in VISITS]
)
"""One visit a row of a segment's file."""
AS_VISITS = ["person", "place", "zone", "start", "start + seconds * interval '1' second as until", "source", "grade"]
"""The columns of ``tables.VISITS`` from those of a segment's file, in SQL that DuckDB and Spark both take."""
ORDERS: dict[str, tuple[str, ...]] = {
    "by_person": ("person", "start", "place", "until", "zone", "source", "grade"),
    "by_place": ("place", "start", "person", "until", "zone", "source", "grade"),
}
"""The two orders, each down to the last column, so that the same visits always give the same bytes."""
ROW_GROUP = {"by_person": 16_384, "by_place": 32_768}
WORDS = ["zone", "source", "grade"]
"""Columns of few different values: stored through a dictionary."""
_GROWS, _SCATTERED = "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"
NUMBERS = {
    "by_person": {"person": _GROWS, "place": _GROWS, "start": _SCATTERED, "seconds": _SCATTERED},
    "by_place": {"person": _GROWS, "place": _GROWS, "start": _GROWS, "seconds": _SCATTERED},
}
"""Columns that grow along an order are stored as differences, half the size of a dictionary; the others by bytes."""


@dataclass(frozen=True)
class Segment:
    """One file of the lake."""

    file: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Day:
    """The segments of one day: the same visits in both orders."""

    by_person: Segment
    by_place: Segment


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a lake."""

    file: str
    what: str


@dataclass(frozen=True)
class Forgetting:
    """Which visits are deleted: those that fit everything given here; at least one thing is given."""

    persons: frozenset[int] = frozenset()
    sources: frozenset[str] = frozenset()
    days: frozenset[date] = frozenset()
    before: date | None = None
    """Only days before this one: the end of a retention period."""

    def __post_init__(self) -> None:
        """Refuse to delete everything by leaving everything out."""
        if not (self.persons or self.sources or self.days or self.before):
            raise ValueError("say which visits are to be forgotten")

    def touches(self, day: date) -> bool:
        """Whether any visit of a day can be meant."""
        return (not self.days or day in self.days) and (self.before is None or day < self.before)

    def noted(self, rows: int, at: datetime | None) -> dict[str, Any]:
        """What the manifest says of it: how much was deleted by what rule, and nobody's number."""
        return {
            "at": at.isoformat() if at else None, "rows": rows, "persons": len(self.persons),
            "sources": sorted(self.sources), "days": sorted(map(str, self.days)),
            "before": str(self.before) if self.before else None,
        }  # fmt: skip

    def mask(self, visits: pa.Table, day: date) -> Any:
        """Which of a day's visits are meant, as a boolean column."""
        meant = pa.chunked_array([pa.array(np.full(visits.num_rows, self.touches(day)))])
        for name, values in (("person", self.persons), ("source", self.sources)):
            if values:
                wanted = pa.array(sorted(values), VISITS.field(name).type)
                meant = pc.and_(meant, pc.is_in(visits[name], value_set=wanted))
        return meant


class Lake:
    """A lake directory; reading sees the manifest as it is at that moment."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @property
    def manifest(self) -> dict[date, Day]:
        """The days of the lake; empty when nothing has been appended.

        Raises:
            ValueError: when the manifest is of another version.
        """
        return {
            date.fromisoformat(day): Day(**{order: Segment(**segment) for order, segment in orders.items()})
            for day, orders in self._body()["days"].items()
        }

    @property
    def retention(self) -> dict[str, int]:
        """For how many days the visits of a source are kept; a source that is not named is kept until it is forgotten."""
        return dict(self._body().get("retention", {}))

    @property
    def deletions(self) -> list[dict[str, Any]]:
        """What was deleted, the earliest first: how many rows of how many persons, sources, days, and when."""
        return list(self._body().get("deletions", []))

    def keep_for(self, retention: Mapping[str, int]) -> None:
        """Write down for how many days each source is kept; nothing is deleted yet (see :meth:`expired`)."""
        with self._alone():
            self._name(self.manifest, retention=dict(sorted(retention.items())))

    def expired(self, today: date) -> list[Forgetting]:
        """What is older than its source may be kept."""
        return [
            Forgetting(sources=frozenset({source}), before=today - timedelta(days=days))
            for source, days in self.retention.items()
        ]

    def _body(self) -> dict[str, Any]:
        path = self.directory / "manifest.json"
        if not path.exists():
            return {"days": {}}
        body: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if body.get("version") != VERSION:
            raise ValueError(f"{path} is not a lake manifest of version {VERSION}")
        return body

    @property
    def rows(self) -> int:
        """Visits in the lake (a visit over midnight counts once a day)."""
        return sum(day.by_person.rows for day in self.manifest.values())

    def files(self, order: str, start: datetime | None = None, until: datetime | None = None) -> list[Path]:
        """The segments in one order that may hold visits in ``[start, until)``, by day."""
        days = sorted(self.manifest.items())
        return [
            self.directory / getattr(segments, order).file
            for day, segments in days
            if (start is None or start < _midnight(day) + timedelta(days=1))
            and (until is None or _midnight(day) < until)
        ]

    def append(self, visits: pa.Table) -> dict[date, int]:
        """Add visits to their days; rows the lake holds already are not doubled. Returns the new rows of each day."""
        with self._alone():
            return self._append(conforming(visits))

    def _append(self, visits: pa.Table) -> dict[date, int]:
        manifest = self.manifest
        grown: dict[date, int] = {}
        for day, rows in split_by_day(visits):
            known = manifest.get(day)
            merged = both_orders(pa.concat_tables([self._day(known), rows]) if known else rows)
            grown[day] = merged["by_person"].num_rows - (known.by_person.rows if known else 0)
            if grown[day]:
                manifest[day] = self._write(day, merged)
        if any(grown.values()):
            self._name(manifest)
        else:
            self.sweep()
        return grown

    def forget(self, which: Forgetting, at: datetime | None = None) -> dict[date, int]:
        """Delete visits for good: their days are written anew without them and the old files go.

        Returns the rows that went, by day; days that hold none stay as they are. ``at`` is noted in the manifest.
        """
        with self._alone():
            return self._forget(which, at)

    def _forget(self, which: Forgetting, at: datetime | None) -> dict[date, int]:
        manifest = self.manifest
        gone: dict[date, int] = {}
        for day in sorted(manifest):
            if not which.touches(day):
                continue
            known = self._day(manifest[day])
            kept = known.filter(pc.invert(which.mask(known, day)))
            if kept.num_rows == known.num_rows:
                continue
            gone[day] = known.num_rows - kept.num_rows
            if kept.num_rows:
                manifest[day] = self._write(day, both_orders(kept))
            else:
                del manifest[day]
        if gone:
            self._name(manifest, deletions=[*self.deletions, which.noted(sum(gone.values()), at)])
        return gone

    def verify(self) -> list[Fault]:
        """What is wrong: named files that are absent or altered, orders that disagree, files that no manifest names."""
        faults = [fault for day in self.manifest.values() for fault in self._faults(day)]
        return faults + [Fault(file, "no manifest names it") for file in self._loose()]

    def sweep(self) -> list[str]:
        """Delete the files that the manifest does not name (left by a crash or by a replaced day); returns them."""
        loose = self._loose()
        for file in loose:
            (self.directory / file).unlink()
        return loose

    def _loose(self) -> list[str]:
        named = {segment.file for day in self.manifest.values() for segment in (day.by_person, day.by_place)}
        found = {f"{order}/{path.name}" for order in ORDERS for path in (self.directory / order).glob("*")}
        return sorted(found - named) + sorted(path.name for path in self.directory.glob("manifest.*.draft"))

    def _faults(self, day: Day) -> Iterator[Fault]:
        for segment in (day.by_person, day.by_place):
            path = self.directory / segment.file
            if not path.exists():
                yield Fault(segment.file, "is absent")
            elif sha256(path) != segment.sha256:
                yield Fault(segment.file, "differs from its SHA-256")
            elif pq.read_metadata(path).num_rows != segment.rows:
                yield Fault(segment.file, "has another number of rows")
        if day.by_person.rows != day.by_place.rows:
            yield Fault(day.by_place.file, "disagrees with the order by person")

    def _day(self, day: Day | None) -> pa.Table:
        if day is None:
            return VISITS.empty_table()
        return conforming(visits_in(self.directory / day.by_person.file))

    def _write(self, day: date, orders: dict[str, pa.Table]) -> Day:
        with ThreadPoolExecutor(len(orders)) as pool:
            written = pool.map(lambda order: self._segment(day, order, orders[order]), orders)
            return Day(**dict(zip(orders, written, strict=True)))

    def _segment(self, day: date, order: str, rows: pa.Table) -> Segment:
        folder = self.directory / order
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{day}.{os.getpid()}.draft"
        pq.write_table(
            _stored(rows), draft, compression="zstd", compression_level=1, row_group_size=ROW_GROUP[order],
            use_dictionary=WORDS, column_encoding=NUMBERS[order], store_schema=False,
        )  # fmt: skip
        digest = sha256(draft)
        final = folder / f"{day}.{digest[:12]}.parquet"
        settle(draft, final)
        return Segment(f"{order}/{final.name}", rows.num_rows, final.stat().st_size, digest)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other process writes; what a crash left is harmless, the system lets go of the lock."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _name(self, manifest: dict[date, Day], **more: Any) -> None:
        days = {day.isoformat(): asdict(segments) for day, segments in sorted(manifest.items())}
        draft = self.directory / f"manifest.{os.getpid()}.draft"
        body = {**self._body(), **more, "version": VERSION, "days": days}
        draft.write_text(json.dumps(body, indent=1) + "\n", "utf-8")
        settle(draft, self.directory / "manifest.json")
        self.sweep()


def visits_in(file: Path, filters: pc.Expression | None = None) -> pa.Table:
    """The visits of a segment's file with the columns of ``tables.VISITS``, texts as dictionaries.

    Args:
        file: one of :meth:`Lake.files`.
        filters: which rows are read, in terms of :data:`STORED`.
    """
    rows = pq.read_table(file, read_dictionary=WORDS, filters=filters)
    start = rows["start"].cast(pa.int64())
    until = pc.add(start, pc.multiply(rows["seconds"].cast(pa.int64()), 1000)).cast(MOMENT)
    at = STORED.get_field_index("seconds")
    return rows.set_column(at, "until", until)


def _stored(visits: pa.Table) -> pa.Table:
    """The visits with their length instead of their end."""
    start, until = (np.asarray(visits[name].cast(pa.int64())) for name in ("start", "until"))
    limits = np.iinfo(np.int32)
    seconds = np.clip((until - start) // 1000, limits.min, limits.max).astype(np.int32)
    return visits.set_column(VISITS.get_field_index("until"), STORED.field("seconds"), pa.array(seconds))


def sha256(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def split_by_day(visits: pa.Table) -> Iterator[tuple[date, pa.Table]]:
    """The visits of each UTC day, those over midnight split there; a visit that does not last stays on its first day."""
    if not visits.num_rows:
        return
    first, last_start = (_utc_day(each(visits["start"]).as_py()) for each in (pc.min, pc.max))
    if first == last_start and pc.max(visits["until"]).as_py() <= _midnight(first + timedelta(days=1)):
        yield first, visits
        return
    last = max(_utc_day(pc.max(visits["until"]).as_py()), last_start)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        rows = _cut(visits, day)
        if rows.num_rows:
            yield day, rows


def _cut(visits: pa.Table, day: date) -> pa.Table:
    begin, end = (pa.scalar(_midnight(day + timedelta(days=more)), MOMENT) for more in (0, 1))
    starts_today = pc.and_(pc.greater_equal(visits["start"], begin), pc.less(visits["start"], end))
    lasts_into = pc.and_(pc.less(visits["start"], begin), pc.greater(visits["until"], begin))
    rows = visits.filter(pc.or_(starts_today, lasts_into))
    start = pc.if_else(pc.less(rows["start"], begin), begin, rows["start"])
    until = pc.if_else(pc.greater(rows["until"], end), end, rows["until"])
    return rows.set_column(3, VISITS.field("start"), start).set_column(4, VISITS.field("until"), until)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _utc_day(moment: Any) -> date:
    return moment.astimezone(UTC).date()  # type: ignore[no-any-return]


def settle(draft: Path, final: Path) -> None:
    """Put a finished file in its place so that a power cut leaves the old state or the new one."""
    _fsync(draft)
    draft.replace(final)
    _fsync(final.parent)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
