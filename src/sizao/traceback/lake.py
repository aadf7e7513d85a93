"""Presence as a lake: one immutable Parquet segment a day in each of two orders, and a manifest that names them.

Layout of a lake directory::

    manifest.json                        which files count, with rows, bytes and SHA-256; replaced as a whole
    by_person/2021-12-20.<sha>.parquet   the day's visits ordered by person and start
    by_place/2021-12-20.<sha>.parquet    the same visits ordered by place and start

The files have the columns of ``tables.VISITS`` but for the moments: they hold ``day``, ``second`` (of the day) and ``seconds``
(how long the visit lasts), which takes half the room; ``segments.STORED`` is the schema. Files that earlier versions wrote
have ``start`` instead of ``day`` and ``second``; a lake may hold both.

A day is a UTC day. A visit over midnight is split there, so a period touches no segment outside its own days; the
engine joins touching pieces, so splitting changes no answer. A file that the manifest does not name does not exist for
any reader: a crash between writing a segment and naming it loses the append, never a day. One process at a time writes
(``lock``). The manifest also says for how many days each source is kept, and what was deleted: how much, never who.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sizao.kernel.words import LabelledEnum
from sizao.traceback import segments
from sizao.traceback.arrange import Arranged, arranged
from sizao.traceback.removal import WORDS, Forgetting, Removal, Withdrawal, contents, midnight, split_by_day
from sizao.traceback.segments import ORDERS, Segment, fsync, settle, sha256, visits_in
from sizao.traceback.tables import conforming

VERSION = 2
LONGEST_KEPT = 36_500
"""Days: a source is kept for a hundred years at most, or without an end."""


@dataclass(frozen=True)
class Day:
    """The segments of one day: the same visits in both orders."""

    by_person: Segment
    by_place: Segment


class Wrong(LabelledEnum):
    """What can be wrong with a file of a lake or of its index."""

    ABSENT = "is absent", "不存在", "is absent"
    ALTERED = "differs from its SHA-256", "与其 SHA-256 校验值不符", "differs from its SHA-256"
    ROWS = "has another number of rows", "行数不符", "has another number of rows"
    ORDERS = "disagrees with the order by person", "与按人员排列的文件不一致", "disagrees with the order by person"
    UNNAMED = "no manifest names it", "清单中没有此文件", "no manifest names it"
    OUTDATED = "is not made from the day's segment", "不是由当日数据生成", "is not made from the day's segment"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a lake."""

    file: str
    what: Wrong


Beside = Callable[[date, Arranged], None]
"""Makes something of a day's visits while their files are written."""


def _nothing(day: date, visits: Arranged) -> None:
    """No more than the files."""


class Lake:
    """A lake directory; reading sees the manifest as it is at that moment."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @property
    def stands(self) -> bool:
        """Whether there is a lake here at all; one from which everything was forgotten still stands."""
        return (self.directory / "manifest.json").is_file()

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

    @property
    def corrections(self) -> list[dict[str, Any]]:
        """What was corrected, the earliest first: when, how many rows went and how many came."""
        return list(self._body().get("corrections", []))

    def keep_for(self, retention: Mapping[str, int]) -> None:
        """Write down for how many days each source is kept; nothing is deleted yet (see :meth:`expired`).

        Raises:
            ValueError: a number of days is none from 0 to :data:`LONGEST_KEPT`; nothing is written then.
        """
        if not all(type(days) is int and 0 <= days <= LONGEST_KEPT for days in retention.values()):
            raise ValueError(f"sources are kept for whole days, 0 to {LONGEST_KEPT}")
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
            if (start is None or start < midnight(day) + timedelta(days=1)) and (until is None or midnight(day) < until)
        ]

    def append(self, visits: pa.Table, beside: Beside | None = None) -> dict[date, int]:
        """Add visits to their days; rows the lake holds already are not doubled. Returns the new rows of each day.

        Args:
            visits: the columns of ``tables.VISITS``, texts as such or as dictionaries.
            beside: what else is made of each day that is written, while its files are.
        """
        with self._alone():
            return self._append(conforming(visits, with_words=True), beside or _nothing)

    def _append(self, visits: pa.Table, beside: Beside) -> dict[date, int]:
        manifest = self.manifest
        grown = self._grown(manifest, visits, beside)
        if any(grown.values()):
            self._name(manifest)
        else:
            self._sweep()
        return grown

    def _grown(self, manifest: dict[date, Day], visits: pa.Table, beside: Beside) -> dict[date, int]:
        """Write the days with these visits, not named yet, into ``manifest``; returns the new rows of each day."""
        grown: dict[date, int] = {}
        for day, rows in split_by_day(visits):
            known = manifest.get(day)
            merged = arranged(self._joined(known, rows) if known else rows)
            grown[day] = len(merged) - (known.by_person.rows if known else 0)
            if grown[day]:
                manifest[day] = self._write(day, merged, beside)
        return grown

    def forget(self, which: Forgetting, at: datetime | None = None) -> dict[date, int]:
        """Delete visits for good: their days are written anew without them and the old files go.

        Returns the rows that went, by day; days that hold none stay as they are. ``at`` is noted in the manifest.
        """
        with self._alone():
            return self._forget(which, at)

    def _forget(self, which: Forgetting, at: datetime | None) -> dict[date, int]:
        manifest, gone = self._shrunk(which)
        if gone:
            self._name(manifest, deletions=[*self.deletions, which.noted(sum(gone.values()), at)])
        return gone

    def correct(self, wrong: pa.Table, right: pa.Table, at: datetime | None = None) -> tuple[int, int]:
        """Put right visits in the place of wrong ones: no reader sees both, or neither.

        A wrong visit is found by its content, whatever its grade; one that the lake does not hold is passed over.
        Returns the rows that went and those that came (a visit over midnight counts once a day).
        """
        with self._alone():
            wrong = conforming(wrong)
            manifest, gone = self._shrunk(Withdrawal(wrong.filter(self.holds(wrong))))
            came = self._grown(manifest, conforming(right), _nothing)
            went, more = sum(gone.values()), sum(came.values())
            if went or more:
                noted = {"at": at.isoformat() if at else None, "went": went, "came": more}
                self._name(manifest, corrections=[*self.corrections, noted])
            return went, more

    def holds(self, visits: pa.Table, days: Mapping[date, Day] | None = None) -> pa.Array:
        """Which of these visits (columns of ``tables.VISITS``) are here, whatever their grade, with all their pieces.

        ``days`` are those of the manifest, where they are known already.
        """
        numbered = visits.append_column("number", pa.array(range(visits.num_rows), pa.int64()))
        manifest: Mapping[date, Day] = self.manifest if days is None else days
        absent: set[int] = set()
        for day, pieces in split_by_day(numbered):
            held = self._contents_on(manifest.get(day), pieces)
            absent |= (
                {piece[-1] for piece in contents(pieces, "number") if piece[:-1] not in held}
                if held
                else set(pieces["number"].to_pylist())
            )
        return pa.array([number not in absent for number in range(visits.num_rows)], pa.bool_())

    def _contents_on(self, day: Day | None, pieces: pa.Table) -> set[tuple[Any, ...]]:
        """What a day holds of the persons of these visits."""
        if day is None:
            return set()
        persons = pc.field("person").isin(pc.unique(pieces["person"]))
        return set(contents(visits_in(self.directory / day.by_person.file, persons)))

    def _shrunk(self, which: Removal) -> tuple[dict[date, Day], dict[date, int]]:
        """The days without what is meant, not named yet, and the rows that each of them loses."""
        manifest = self.manifest
        gone: dict[date, int] = {}
        for day in sorted(manifest):
            if not which.touches(day):
                continue
            known = manifest[day]
            rows = visits_in(self.directory / known.by_person.file)
            kept = rows.filter(pa.array(~which.mask(rows, day)))
            if kept.num_rows == rows.num_rows:
                continue
            gone[day] = rows.num_rows - kept.num_rows
            if kept.num_rows:
                manifest[day] = self._write(day, arranged(kept), _nothing)
            else:
                del manifest[day]
        return manifest, gone

    def verify(self) -> list[Fault]:
        """What is wrong: named files that are absent or altered, orders that disagree, files that no manifest names."""
        faults = [fault for day in self.manifest.values() for fault in self._faults(day)]
        return faults + [Fault(file, Wrong.UNNAMED) for file in self._loose()]

    def sweep(self) -> list[str]:
        """Delete the files that the manifest does not name (left by a crash or by a replaced day); returns them.

        Waits for whoever writes: a file that is about to be named is not named yet.
        """
        with self._alone():
            return self._sweep()

    def _sweep(self) -> list[str]:
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
                yield Fault(segment.file, Wrong.ABSENT)
            elif sha256(path) != segment.sha256:
                yield Fault(segment.file, Wrong.ALTERED)
            elif pq.read_metadata(path).num_rows != segment.rows:
                yield Fault(segment.file, Wrong.ROWS)
        if day.by_person.rows != day.by_place.rows:
            yield Fault(day.by_place.file, Wrong.ORDERS)

    def _joined(self, known: Day, rows: pa.Table) -> pa.Table:
        """A day's visits and more of them, in no order; texts stay dictionaries, which take a tenth of the room."""
        held = visits_in(self.directory / known.by_person.file)
        columns = [rows[name].dictionary_encode() if name in WORDS else rows[name] for name in held.column_names]
        return pa.concat_tables([held, pa.table(columns, schema=held.schema)])

    def _write(self, day: date, visits: Arranged, beside: Beside) -> Day:
        """Write both files of a day at once, and what is made beside them."""
        with ThreadPoolExecutor(len(ORDERS) + 1) as pool:
            writing = {order: pool.submit(self._segment, day, order, visits) for order in ORDERS}
            beside(day, visits)
            return Day(**{order: each.result() for order, each in writing.items()})

    def _segment(self, day: date, order: str, visits: Arranged) -> Segment:
        folder = self.directory / order
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{day}.{os.getpid()}.draft"
        digest = segments.write(visits, order, draft)
        final = folder / f"{day}.{digest[:12]}.parquet"
        draft.replace(final)
        fsync(folder)
        return Segment(f"{order}/{final.name}", len(visits), final.stat().st_size, digest)

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
        self._sweep()
