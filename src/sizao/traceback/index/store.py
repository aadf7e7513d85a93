"""The index on disk, beside the lake's Parquet: one file of columns a day, the people, and a manifest that names them.

Layout below a lake directory::

    index/manifest.json                    the files that count, each with its SHA-256, and the zones
    index/2021-12-20.<sha>.columns         a day's columns, one after the other, mapped into memory when opened
    index/people.<sha>.columns             the persons' identifiers by dense number, and the numbers by identifier

A day's file names the Parquet segment it was made from. When that segment has been replaced, or the file is absent,
cut or (when all are checked) altered, it is made again from the Parquet; nothing is in the index that is not in the lake.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import mmap
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from sizao.traceback.arrange import Arranged, arranged
from sizao.traceback.index.build import Names, columns_of
from sizao.traceback.index.held import Index, Segment
from sizao.traceback.index.layout import MASK_16, Array, Columns
from sizao.traceback.index.people import FORGOTTEN, NO_PEOPLE, People
from sizao.traceback.lake import Day, Fault, Lake, Wrong
from sizao.traceback.segments import settle, sha256, visits_in

VERSION = 2
PORTION = 1 << 22
"""Visits looked through at once."""
ALIGNED = 64
"""Each column begins at a multiple of so many bytes."""


@dataclass(frozen=True)
class Stored:
    """One file of the index."""

    file: str
    bytes: int
    sha256: str
    columns: dict[str, tuple[str, int, int]]
    """By name: type, first byte, and number of elements."""
    made_from: str = ""
    """SHA-256 of the Parquet segment."""
    zones: tuple[int, ...] | None = None
    """Numbers of the zones that a day's visits name; ``None`` in files that were made before this was kept."""


@dataclass(frozen=True)
class Manifest:
    """What the index consists of."""

    people: Stored | None
    zones: tuple[str, ...]
    days: Mapping[date, Stored]

    @property
    def files(self) -> list[Stored]:
        """Every file that counts."""
        return [*self.days.values(), *([self.people] if self.people else [])]


EMPTY = Manifest(None, (), {})
_open: dict[Path, tuple[tuple[tuple[int, int, int], ...], Index]] = {}
_opening = Lock()


def opened(lake: Lake) -> Index:
    """The lake's index, brought up to date first; it stays mapped for the next question on the same lake."""
    with _opening:
        known = _open.get(lake.directory.resolve())
        if known is None or known[0] != _state(lake):
            build(lake)
            known = (_state(lake), mapped(lake))
            _open[lake.directory.resolve()] = known
        return known[1]


def _state(lake: Lake) -> tuple[tuple[int, int, int], ...]:
    """What an open index was made from: manifests are replaced as a whole, never written into."""
    return tuple(_stamp(path) for path in (lake.directory / "manifest.json", _folder(lake) / "manifest.json"))


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def append(lake: Lake, visits: pa.Table) -> dict[date, int]:
    """Add visits to the lake and to its index at once: the columns are made while the Parquet is written, not out of it.

    A crash leaves an index that :func:`build` brings up to date. Returns the new rows of each day.
    """
    with _locked(lake):
        manifest = _sound(lake)
        names, made = _names(lake, manifest), dict[date, Stored]()

        def beside(day: date, arranged: Arranged) -> None:
            nonlocal names
            columns, names = columns_of(arranged, names)
            made[day] = _write_day(lake, day, columns, "")

        grown = lake.append(visits, beside)
        parquet = lake.manifest
        days = {day: replace(stored, made_from=parquet[day].by_place.sha256) for day, stored in made.items()}
        if days:
            has_more = manifest.people is None or len(names.people) != len(_names(lake, manifest).people)
            people = _write_people(lake, np.asarray(names.people.ids)) if has_more else manifest.people
            _name(lake, Manifest(people, names.zones, {**manifest.days, **days}))
    build(lake)
    return grown


def build(lake: Lake, *, is_checked: bool = False) -> list[date]:
    """Make the columns of every day whose Parquet is new, drop those whose day is gone; returns the days made.

    Whoever has no visit left in the lake, and zones that none names, leave the index with the visits.

    Args:
        lake: the lake beside whose files the index stands.
        is_checked: whether files that differ from their checksum are made anew too: every file is read for that.
    """
    if not lake.manifest and not stands(lake):
        return []
    with _locked(lake):
        manifest, parquet = _sound(lake, is_checked=is_checked), lake.manifest
        kept = {day: stored for day, stored in manifest.days.items() if _is_current(stored, parquet.get(day))}
        wanted = [day for day in sorted(parquet) if day not in kept]
        names = _names(lake, manifest)
        people_before = len(names.people)
        for day in wanted:
            kept[day], names = _make_day(lake, day, parquet[day], names)
        people = manifest.people
        if people is None or len(names.people) != people_before:
            people = _write_people(lake, np.asarray(names.people.ids))
        left = Manifest(people, names.zones, kept)
        has_only_grown = all(kept.get(day) is stored for day, stored in manifest.days.items())
        _name(lake, left if has_only_grown else _tidied(lake, left))
        return wanted


def _tidied(lake: Lake, manifest: Manifest) -> Manifest:
    """The manifest after a day was replaced or dropped: identifiers and zones that no visit names any more are gone."""
    names = _names(lake, manifest)
    has_visits, zones = np.zeros(len(names.people), np.bool_), set[int]()
    for stored in manifest.days.values():
        _file, columns = _map(_folder(lake) / stored.file, stored)
        has_visits[columns["who"]] = True
        zones.update(_zones_in(columns["word"]) if stored.zones is None else stored.zones)
    ids = np.asarray(names.people.ids)
    is_idle = ~has_visits & (ids != FORGOTTEN)
    people = _write_people(lake, np.where(is_idle, FORGOTTEN, ids)) if is_idle.any() else manifest.people
    named = tuple(zone if number in zones else "" for number, zone in enumerate(manifest.zones, start=1))
    return Manifest(people, named, manifest.days)


def _zones_in(words: Array) -> tuple[int, ...]:
    """The numbers of the zones that visits name."""
    is_named = np.zeros(MASK_16 + 1, np.bool_)
    for begin in range(0, len(words), PORTION):
        is_named[words[begin : begin + PORTION] & MASK_16] = True
    return tuple(np.flatnonzero(is_named).tolist())


def forget(lake: Lake, persons: Iterable[int]) -> None:
    """Take persons out of the index after the lake has forgotten them: their identifiers go, their numbers stay unused."""
    with _locked(lake):
        manifest = _sound(lake)
        if manifest.people is not None:
            ids = np.array(_names(lake, manifest).people.ids)
            ids[np.isin(ids, np.array(sorted(set(persons)), np.int64))] = FORGOTTEN
            _name(lake, Manifest(_write_people(lake, ids), manifest.zones, manifest.days))
    build(lake)


def rebuild(lake: Lake) -> list[date]:
    """Make the whole index anew from the Parquet, the numbers of persons included."""
    with _locked(lake):
        _name(lake, EMPTY)
    return build(lake)


def verify(lake: Lake) -> list[Fault]:
    """What is wrong with the index: absent or altered files, and days that are not those of the lake."""
    manifest, parquet = read(lake), lake.manifest
    faults = []
    for stored in manifest.files:
        path = _folder(lake) / stored.file
        if not path.exists():
            faults.append(Fault(f"index/{stored.file}", Wrong.ABSENT))
        elif sha256(path) != stored.sha256:
            faults.append(Fault(f"index/{stored.file}", Wrong.ALTERED))
    for day in sorted(set(parquet) | set(manifest.days)):
        stored_day = manifest.days.get(day)
        if stored_day is None or day not in parquet or stored_day.made_from != parquet[day].by_place.sha256:
            faults.append(Fault(f"index/{day}", Wrong.OUTDATED))
    return faults


def size(lake: Lake) -> int:
    """Bytes of the index's files."""
    return sum(stored.bytes for stored in read(lake).files)


def mapped(lake: Lake) -> Index:
    """The index as it stands on disk, mapped into memory and not read yet."""
    manifest = read(lake)
    segments = []
    for day, stored in manifest.days.items():
        file, columns = _map(_folder(lake) / stored.file, stored)
        segments.append(Segment(day, Columns(**columns), file))
    return Index(tuple(segments), _names(lake, manifest))


def read(lake: Lake) -> Manifest:
    """The manifest; an empty one when none can be read or it is of another version (the index is then made anew)."""
    if not stands(lake):
        return EMPTY
    try:
        body = json.loads((_folder(lake) / "manifest.json").read_text("utf-8"))
        if body.get("version") != VERSION:
            return EMPTY
        days = {date.fromisoformat(day): _stored(stored) for day, stored in body["days"].items()}
        return Manifest(_stored(body["people"]) if body["people"] else None, tuple(body["zones"]), days)
    except (ValueError, KeyError, TypeError, AttributeError):
        return EMPTY


def stands(lake: Lake) -> bool:
    """Whether there is an index beside the lake, be it broken."""
    return (_folder(lake) / "manifest.json").exists()


def _sound(lake: Lake, *, is_checked: bool = False) -> Manifest:
    """The manifest without the days whose file is cut or lost; nothing of it when that is so of the persons' file."""
    manifest = read(lake)
    if manifest.people is None or not _is_whole(lake, manifest.people, is_checked=is_checked):
        return EMPTY
    days = {day: each for day, each in manifest.days.items() if _is_whole(lake, each, is_checked=is_checked)}
    return Manifest(manifest.people, manifest.zones, days)


def _is_whole(lake: Lake, stored: Stored, *, is_checked: bool) -> bool:
    path = _folder(lake) / stored.file
    if not path.exists() or path.stat().st_size != stored.bytes:
        return False
    return not is_checked or sha256(path) == stored.sha256


def _stored(body: dict[str, Any]) -> Stored:
    zones = body.get("zones")
    columns = {name: tuple(place) for name, place in body["columns"].items()}
    return Stored(**{**body, "columns": columns, "zones": None if zones is None else tuple(zones)})


def _folder(lake: Lake) -> Path:
    return lake.directory / "index"


def _is_current(stored: Stored, day: Day | None) -> bool:
    return day is not None and stored.made_from == day.by_place.sha256


def _names(lake: Lake, manifest: Manifest) -> Names:
    if manifest.people is None:
        return Names(NO_PEOPLE)
    file, columns = _map(_folder(lake) / manifest.people.file, manifest.people)
    if file is not None:
        file.madvise(mmap.MADV_NORMAL)
        file.madvise(mmap.MADV_WILLNEED, 0, columns["ids"].nbytes)  # the first question looks through all of them
    return Names(People(columns["ids"], columns["order"]), manifest.zones)


def _make_day(lake: Lake, day: date, segments: Day, names: Names) -> tuple[Stored, Names]:
    columns, names = columns_of(arranged(visits_in(lake.directory / segments.by_place.file)), names)
    return _write_day(lake, day, columns, segments.by_place.sha256), names


def _write_day(lake: Lake, day: date, columns: Columns, made_from: str) -> Stored:
    stored = _write(lake, str(day), columns._asdict(), made_from=made_from)
    return replace(stored, zones=_zones_in(columns.word))


def _write_people(lake: Lake, ids: Array) -> Stored:
    return _write(lake, "people", {"ids": ids, "order": People(ids).order})


def _write(lake: Lake, name: str, columns: Mapping[str, Array], made_from: str = "") -> Stored:
    """Write arrays one after the other; the file is named by its content."""
    folder = _folder(lake)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{name}.{os.getpid()}.draft"
    digest, places, at = hashlib.sha256(), {}, 0
    with draft.open("wb") as file:
        for column, values in columns.items():
            array = np.ascontiguousarray(values)
            places[column] = (array.dtype.str, at, len(array))
            at += _pour(file, digest, array)
    final = folder / f"{name}.{digest.hexdigest()[:12]}.columns"
    settle(draft, final)
    return Stored(final.name, at, digest.hexdigest(), places, made_from)


def _pour(file: Any, digest: Any, array: Array) -> int:
    padding = bytes(-array.nbytes % ALIGNED)
    for part in (array.view(np.uint8).data if array.nbytes else b"", padding):
        file.write(part)
        digest.update(part)
    return array.nbytes + len(padding)


def _map(path: Path, stored: Stored) -> tuple[mmap.mmap | None, dict[str, Array]]:
    """The columns of a file, mapped; a question reads here and there, so the pages around are left on the disk."""
    if not stored.bytes:
        return None, {name: np.empty(0, kind) for name, (kind, _at, _length) in stored.columns.items()}
    with path.open("rb") as file:
        whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    whole.madvise(mmap.MADV_RANDOM)
    return whole, {
        name: np.frombuffer(whole, kind, length, at) if length else np.empty(0, kind)
        for name, (kind, at, length) in stored.columns.items()
    }


def _name(lake: Lake, manifest: Manifest) -> None:
    folder = _folder(lake)
    folder.mkdir(parents=True, exist_ok=True)
    body = {
        "version": VERSION,
        "people": asdict(manifest.people) if manifest.people else None,
        "zones": list(manifest.zones),
        "days": {day.isoformat(): asdict(stored) for day, stored in sorted(manifest.days.items())},
    }
    draft = folder / f"manifest.{os.getpid()}.draft"
    draft.write_text(json.dumps(body, indent=1) + "\n", "utf-8")
    settle(draft, folder / "manifest.json")
    _sweep(folder, (stored.file for stored in manifest.files))


def _sweep(folder: Path, named: Iterable[str]) -> None:
    """Delete files that the manifest does not name."""
    keep = {*named, "manifest.json", "lock"}
    for path in folder.iterdir():
        if path.name not in keep:
            path.unlink()


@contextmanager
def _locked(lake: Lake) -> Iterator[None]:
    """One process at a time builds."""
    _folder(lake).mkdir(parents=True, exist_ok=True)
    with (_folder(lake) / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
