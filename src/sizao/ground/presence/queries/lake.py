"""The lake as it stands: which generation counts, whose rows of it the transaction's scope covers, and reading them.

Which folder counts is a row of PostgreSQL, written in the transaction that takes the sealed visits out of the tail. A
reader asks for that row before and after reading the tail (:func:`steady`): when it is the same, the tail and the lake
belong together and each visit was seen once; when it is not, the reader starts over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import connection

from sizao.ground.presence.errors import LakeAbsent, LakeAltered
from sizao.ground.presence.models import Seal, SealedPlace
from sizao.ground.presence.types import SealFacts
from sizao.traceback.lake import Day, Lake
from sizao.traceback.segments import visits_in
from sizao.traceback.tables import MOMENT, VISITS, conforming

Answer = TypeVar("Answer")
TRIES = 4
"""How often a reader starts over before it asks sealing to wait."""
COMMITTING = 0x515A2
"""Advisory lock: held by whoever puts a generation in force, shared by a reader that was overtaken too often."""


@dataclass(frozen=True)
class Scope:
    """What the transaction's context covers: areas from ``lower`` up to ``upper``, and persons listed one by one."""

    lower: int
    upper: int
    persons: frozenset[int]


@dataclass(frozen=True)
class Opened:
    """A generation of the lake with its days."""

    seal: SealFacts
    lake: Lake
    days: Mapping[date, Day]

    @property
    def end(self) -> datetime | None:
        """Where the last day ends (UTC), nothing where there is none."""
        last = max(self.days, default=None)
        return None if last is None else datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)

    def files(self, order: str, start: datetime, until: datetime) -> list[Path]:
        """The segments in one order that may hold visits in ``[start, until)``, by day."""
        first, last = start.astimezone(UTC).date(), until.astimezone(UTC).date()
        return [
            self.lake.directory / getattr(segments, order).file
            for day, segments in sorted(self.days.items())
            if first <= day <= last
        ]


def root() -> Path:
    """The lake's directory on this machine: ``SIZAO_LAKE``, or ``lake`` in the installation's folder."""
    return Path(settings.SIZAO_LAKE or Path(settings.SIZAO_HOME) / "lake")


def standing() -> SealFacts | None:
    """The generation that counts; nothing before the first sealing."""
    row = Seal.objects.exclude(checksum="").order_by("-id").first()
    return row.facts() if row else None


def steady(ask: Callable[[Opened | None], Answer]) -> Answer:
    """Ask tail and lake together: asked again when a generation was put in force or the tail was corrected meanwhile.

    Raises:
        LakeAbsent: the generation that counts is not on this machine.
    """
    for _ in range(TRIES):
        before = _state()
        try:
            found = ask(_of_state(before))
        except FileNotFoundError:
            continue
        if _state() == before:
            return found
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [COMMITTING])
    known = standing()
    try:
        return ask(opened(known))
    except FileNotFoundError as error:
        raise LakeAbsent(folder=known.folder if known else "") from error


STATE = """SELECT
    (SELECT id FROM presence_seal WHERE checksum <> '' ORDER BY id DESC LIMIT 1),
    (SELECT checksum FROM presence_seal WHERE checksum <> '' ORDER BY id DESC LIMIT 1),
    (SELECT id FROM presence_correction ORDER BY id DESC LIMIT 1)"""
_State: TypeAlias = "tuple[int | None, str | None, int | None]"


def _state() -> _State:
    """The generation that counts and its checksum, and the last batch that corrected something in the tail.

    Asked twice by every reader, so in one statement and without models: that took a third of a trace's work.
    """
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        found: _State = cursor.fetchone()
    return found


def _of_state(state: _State) -> Opened | None:
    """The generation, as this process knows it or as its row says."""
    if state[0] is None:
        return None
    with _opening:
        for known in _known.values():
            is_here = known.lake.directory == root() / known.seal.folder
            if is_here and (known.seal.id, known.seal.checksum) == state[:2]:
                return known
    return opened(Seal.objects.get(pk=state[0]).facts())


_known: dict[tuple[Path, str], Opened] = {}
_opening = Lock()


def opened(seal: SealFacts | None) -> Opened | None:
    """A generation by its row; its manifest is checked against the checksum in the row.

    Raises:
        FileNotFoundError: its folder is gone (a newer generation took its place, or the disk is not there).
        LakeAltered: the manifest is another one.
    """
    if seal is None:
        return None
    directory = root() / seal.folder
    key = (directory, seal.checksum)
    with _opening:
        if key not in _known:
            lake = Lake(directory)
            if manifest_checksum(directory) != seal.checksum:
                raise LakeAltered(folder=seal.folder)
            _known.clear()
            _known[key] = Opened(seal, lake, lake.manifest)
        return _known[key]


def manifest_checksum(directory: Path) -> str:
    """SHA-256 of a generation's manifest."""
    return hashlib.sha256((directory / "manifest.json").read_bytes()).hexdigest()


def scope() -> Scope:
    """What the transaction's context covers; without a context, nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.ctx_lo(), sec.ctx_hi(), sec.ctx_persons()")
        lower, upper, persons = cursor.fetchone()
    return Scope(lower or 0, upper or 0, frozenset(persons or ()))


_places: dict[tuple[str, int, int], Any] = {}


def places_in_scope(known: Opened, here: Scope) -> Any:
    """The lake's places that row-level security shows to this transaction, in order; ``None`` when it shows all."""
    key = (known.seal.checksum, here.lower, here.upper)
    if key not in _places:
        if any(checksum != known.seal.checksum for checksum, _, _ in list(_places)):
            _places.clear()
        rows = SealedPlace.objects.order_by("place").values_list("place", flat=True)
        found = np.fromiter(rows, np.int64)
        _places[key] = None if len(found) == known.seal.places else found
    return _places[key]


def sealed_of(known: Opened | None, persons: Iterable[int], start: datetime, until: datetime) -> pa.Table:
    """The lake's visits of persons that touch ``[start, until)``, those in scope; over midnight in pieces."""
    return _read(known, "by_person", "person", persons, start, until)


def sealed_at(known: Opened | None, places: Iterable[int], start: datetime, until: datetime) -> pa.Table:
    """The lake's visits at places that touch ``[start, until)``, those in scope; over midnight in pieces."""
    return _read(known, "by_place", "place", places, start, until)


def _read(
    known: Opened | None, order: str, column: str, wanted: Iterable[int], start: datetime, until: datetime
) -> pa.Table:
    numbers = pa.array(sorted(set(wanted)), pa.int64())
    if known is None or not len(numbers):
        return VISITS.empty_table()
    which = pc.field(column).isin(numbers)
    parts = [conforming(visits_in(file, which)) for file in known.files(order, start, until)]
    found = pa.concat_tables([VISITS.empty_table(), *parts])
    is_touching = pc.and_(
        pc.less(found["start"], pa.scalar(until, MOMENT)), pc.greater(found["until"], pa.scalar(start, MOMENT))
    )
    return in_scope(known, found.filter(is_touching))


def in_scope(known: Opened, rows: pa.Table) -> pa.Table:
    """Rows of the lake that the transaction's scope covers: by the area of their place, or by a listed person."""
    here = scope()
    places = places_in_scope(known, here)
    if places is None:
        return rows
    is_seen = pc.is_in(rows["place"], value_set=pa.array(places, pa.int64()))
    if here.persons:
        listed = pa.array(sorted(here.persons), pa.int64())
        is_seen = pc.or_(is_seen, pc.is_in(rows["person"], value_set=listed))
    return rows.filter(is_seen)


def is_sealed(known: Opened | None, visits: pa.Table) -> pa.Array:
    """Which of these visits the lake holds already, whatever their grade: all their pieces are there."""
    if known is None or not visits.num_rows:
        return pa.array([False] * visits.num_rows, pa.bool_())
    return known.lake.holds(visits, known.days)


def lake_faults() -> list[str]:
    """What is wrong with the generation in force: its manifest, its files, or its index; every file is read."""
    seal = standing()
    if seal is None:
        return []
    from sizao.traceback.index import store

    try:
        known = opened(seal)
    except (FileNotFoundError, LakeAltered) as error:
        return [f"{seal.folder}: {error}"]
    lake = known.lake if known else Lake(root())
    return [f"{each.file} {each.what}" for each in (*lake.verify(), *store.verify(lake))]
