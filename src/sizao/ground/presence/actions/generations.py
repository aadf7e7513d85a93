"""A new generation of the lake: a copy by hard links in a folder of its own, changed there, put in force by a commit.

Nothing in force is ever touched. What a killed process leaves is a folder that no row names; the next writer deletes it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection, transaction

from sizao.ground.presence.errors import LakeAbsent, SealOvertaken, SegmentFaulty
from sizao.ground.presence.models import Seal, SealedPlace, SealState, Segment
from sizao.ground.presence.queries.lake import COMMITTING, manifest_checksum, root, standing
from sizao.ground.presence.queries.seals import unfinished
from sizao.ground.presence.types import SealFacts, SealStep
from sizao.kernel.actors import Actor
from sizao.spine.scope import queries as scope
from sizao.traceback.lake import Day, Lake
from sizao.traceback.removal import Forgetting
from sizao.traceback.segments import Unreadable, sha256
from sizao.traceback.tables import VISITS

WRITING = 0x515A1
"""Advisory lock of whoever changes the lake: one at a time."""


@dataclass
class Draft:
    """A generation that is being made."""

    lake: Lake
    before: Mapping[date, Day]
    moved: int = 0
    deleted: int = 0
    places: dict[int, int] = field(default_factory=dict)

    def add(self, visits: pa.Table, places: Mapping[int, int]) -> None:
        """Take in visits out of the tail, and the areas of their places.

        Raises:
            SegmentFaulty: a file does not read back as it was written.
        """
        from sizao.traceback.index import store

        try:
            store.append(self.lake, visits)
        except Unreadable as error:
            raise SegmentFaulty(file=error.file) from error
        self.moved += visits.num_rows
        self.places.update(places)

    def withdraw(self, wrong: pa.Table) -> None:
        """Take out visits that were wrong."""
        went, _came = self.lake.correct(wrong, VISITS.empty_table())
        self.deleted += went

    def forget(self, which: Forgetting) -> int:
        """Delete visits for good; returns the rows that went."""
        gone = sum(self.lake.forget(which).values())
        self.deleted += gone
        return gone


@contextmanager
def generation(seal_id: int, at: datetime) -> Iterator[Draft]:
    """Make a generation within the caller's transaction, whose commit puts it in force.

    Raises:
        SealOvertaken: somebody else undid or finished this generation.
        LakeAbsent: the generation in force is not on this machine.
        SegmentFaulty: a file does not read back as it was written.
    """
    lock(WRITING)
    seal = Seal.objects.get(pk=seal_id)
    if SealState.objects.filter(seal=seal).exclude(step=SealStep.BEGUN).exists():
        raise SealOvertaken(folder=seal.folder)
    known, directory = standing(), root() / seal.folder
    _link(known, directory)
    draft = Draft(Lake(directory), Lake(directory).manifest)
    yield draft
    _put_in_force(seal, draft, at)
    transaction.on_commit(partial(_sweep_alone, at))


def lock(number: int) -> None:
    """Hold an advisory lock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _link(known: SealFacts | None, target: Path) -> None:
    """Give the new folder every file of the one in force, by hard links: nothing is written twice."""
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    if known is None:
        return
    source = root() / known.folder
    if not source.exists():
        raise LakeAbsent(folder=known.folder)
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif path.name != "lock" and path.suffix != ".draft":
            place.hardlink_to(path)


def _put_in_force(seal: Seal, draft: Draft, at: datetime) -> None:
    from sizao.traceback.index import store

    manifest = draft.lake.manifest
    changed = {day for day in {*manifest, *draft.before} if manifest.get(day) != draft.before.get(day)}
    _check_files(draft.lake, [manifest[day] for day in changed if day in manifest])
    store.build(draft.lake)
    _fsync_folders(draft.lake.directory)
    _note_places(draft.places)
    seal.moved, seal.deleted, seal.days = draft.moved, draft.deleted, len(manifest)
    seal.rows = sum(day.by_person.rows for day in manifest.values())
    seal.bytes = sum(path.stat().st_size for path in draft.lake.directory.rglob("*") if path.is_file())
    seal.places = SealedPlace.objects.count()
    seal.checksum = manifest_checksum(draft.lake.directory)
    Segment.objects.bulk_create(
        _segment(seal, day, draft.before.get(day), manifest.get(day)) for day in sorted(changed)
    )
    lock(COMMITTING)
    seal.save()
    SealState.objects.create(seal=seal, step=SealStep.SEALED, at=at)


def _segment(seal: Seal, day: date, before: Day | None, after: Day | None) -> Segment:
    return Segment(
        seal=seal, day=day, rows=after.by_person.rows if after else 0, before=before.by_person.rows if before else 0,
        bytes=after.by_person.bytes + after.by_place.bytes if after else 0,
        by_person=after.by_person.sha256 if after else "", by_place=after.by_place.sha256 if after else "",
    )  # fmt: skip


def _check_files(lake: Lake, days: list[Day]) -> None:
    """Read back what was written: the checksum of every new file, and its number of rows."""
    for day in days:
        for segment in (day.by_person, day.by_place):
            path = lake.directory / segment.file
            if sha256(path) != segment.sha256 or pq.read_metadata(path).num_rows != day.by_person.rows:
                raise SegmentFaulty(file=segment.file)


def _note_places(places: Mapping[int, int]) -> None:
    rows = [SealedPlace(place=place, area=area) for place, area in places.items()]
    SealedPlace.objects.bulk_create(
        rows, batch_size=5_000, update_conflicts=True, unique_fields=["place"], update_fields=["area"]
    )


def _fsync_folders(directory: Path) -> None:
    folders = [directory.parent, directory, *(path for path in directory.rglob("*") if path.is_dir())]
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep_alone(at: datetime) -> None:
    """After the commit: delete the files of the generations before; a reader that held one asks again."""
    with scope.acting(Actor.system("presence.sweep")):
        sweep(at=at)


@transaction.atomic
def sweep(*, at: datetime) -> list[str]:
    """Delete every generation but the one in force, and undo what a dead process began; returns the folders deleted.

    While another process changes the lake, nothing is done.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WRITING])
        if not cursor.fetchone()[0]:
            return []
    known = standing()
    SealState.objects.bulk_create(
        [SealState(seal_id=each, step=SealStep.UNDONE, at=at) for each in unfinished()], ignore_conflicts=True
    )
    if known is None and not root().exists():
        return []
    gone = [path for path in sorted(root().glob("g*")) if known is None or path.name != known.folder]
    for path in gone:
        shutil.rmtree(path)
    if known is not None:
        _point_to(known)
        SealState.objects.bulk_create([SealState(seal_id=known.id, step=SealStep.SWEPT, at=at)], ignore_conflicts=True)
    return [path.name for path in gone]


def _point_to(known: SealFacts) -> None:
    """``current`` leads analysts' tools to the generation in force."""
    draft = root() / f"current.{os.getpid()}"
    draft.unlink(missing_ok=True)
    draft.symlink_to(known.folder, target_is_directory=True)
    draft.replace(root() / "current")
