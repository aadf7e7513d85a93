"""The life of keys: begin an epoch, move surviving keys into it, destroy the old one; and erase single persons.

Deleting a person's key row alone leaves copies in write-ahead logs and back-ups. They become noise when the epoch that
wrapped them ends: its key file is overwritten and removed once no surviving key needs it. Every step can be repeated
after a crash.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from sizao.ground.identity import events
from sizao.ground.identity.errors import KeysMissing
from sizao.ground.identity.models import Entry, Epoch, FoundPlace, PersonKey
from sizao.ground.identity.queries import keyring, unwrapped
from sizao.ground.identity.queries.keyring import KeyRing, ring
from sizao.ground.identity.rules import sealing
from sizao.kernel.actors import Actor
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox

BATCH = 5_000
EPOCH_LOCK = 7263
"""Advisory lock class: shared by who seals under an epoch, exclusive for who ends it."""


def ring_in_use(at: datetime) -> KeyRing:
    """The keys to seal with, held until the transaction ends: nobody destroys the epoch meanwhile.

    Raises:
        KeysMissing: when the files belong to another database, or were made anew over an old one.
    """
    keys = ring()
    _lock("SELECT pg_advisory_xact_lock_shared(%s, %s)", keys.epoch)
    mark = sealing.fingerprint(keys.epoch_key(keys.epoch))
    known = Epoch.objects.filter(number=keys.epoch).first()
    if known is None and not Epoch.objects.exists():
        known, _ = Epoch.objects.get_or_create(number=keys.epoch, defaults={"fingerprint": mark, "began_at": at})
    if known is None or known.fingerprint != mark or known.destroyed_at is not None:
        raise KeysMissing(folder=keyring.folder())
    return keys


@transaction.atomic
def begin_epoch(*, by: Actor, at: datetime) -> int:
    """Make the key of the next epoch and enter it in the ledger; returns its number.

    The key comes into use when the transaction has committed; a crash in between is mended by the next call.
    """
    number = ring_in_use(at).epoch + 1
    fresh = keyring.epoch_file(number).with_name(f"next-{number:04d}")
    keyring.write_key(fresh)
    mark = sealing.fingerprint(keyring.read_key(fresh))
    Epoch.objects.get_or_create(number=number, defaults={"fingerprint": mark, "began_at": at})
    audit.record(by=by, at=at, action="identity.begin_epoch", fields=f"epoch {number}")
    transaction.on_commit(lambda: _put_in_use(fresh, number))
    return number


def _put_in_use(fresh: Path, number: int) -> None:
    fresh.rename(keyring.epoch_file(number))


def rewrap(*, by: Actor, at: datetime) -> int:
    """Move one batch of keys from older epochs into the newest; returns how many moved."""
    keys = ring_in_use(at)
    moved = _rewrap_places(keys)
    with transaction.atomic():
        rows = list(PersonKey.objects.select_for_update(skip_locked=True).filter(epoch__lt=keys.epoch)[:BATCH])
        for row in rows:
            old = sealing.unwrap_key(keys.epoch_key(row.epoch), bytes(row.wrapped), row.person, row.epoch)
            row.wrapped = sealing.wrap_key(keys.epoch_key(keys.epoch), old, row.person, keys.epoch)
            row.epoch = keys.epoch
        PersonKey.objects.bulk_update(rows, ["wrapped", "epoch"], batch_size=1_000)
    return len(rows) + moved


@transaction.atomic
def _rewrap_places(keys: KeyRing) -> int:
    rows = list(FoundPlace.objects.select_for_update(skip_locked=True).filter(epoch__lt=keys.epoch)[:BATCH])
    for row in rows:
        old, new = keys.epoch_key(row.epoch), keys.epoch_key(keys.epoch)
        row.wrapped = sealing.rewrap_place(old, new, bytes(row.wrapped), row.id, (row.epoch, keys.epoch))
        row.epoch = keys.epoch
    FoundPlace.objects.bulk_update(rows, ["wrapped", "epoch"], batch_size=1_000)
    return len(rows)


def finish_rotation(*, by: Actor, at: datetime) -> list[int]:
    """Move every surviving key into the newest epoch and end the epochs that wrap nothing; returns those ended.

    Their key files are destroyed when the transaction has committed; a crash in between is mended by the next call.
    """
    while rewrap(by=by, at=at):
        pass
    newest = ring_in_use(at).epoch
    return [number for number in sorted(ring().epochs) if number < newest and _end(number, by, at)]


@transaction.atomic
def _end(number: int, by: Actor, at: datetime) -> bool:
    """End an epoch unless somebody is still sealing under it or a key is left."""
    if not _lock("SELECT pg_try_advisory_xact_lock(%s, %s)", number) or _keys_left(number):
        return False
    if Epoch.objects.filter(number=number, destroyed_at__isnull=True).update(destroyed_at=at):
        audit.record(by=by, at=at, action="identity.destroy_epoch", fields=f"epoch {number}")
    transaction.on_commit(lambda: _destroy(number))
    return True


@transaction.atomic
def erase(*, person_ids: Iterable[int], by: Actor, at: datetime, reason: str) -> int:
    """Delete the keys and index entries of persons: what remains sealed cannot be opened again. Returns how many.

    Copies in logs and back-ups die with the epoch: run :func:`begin_epoch` and :func:`finish_rotation` after it.
    """
    persons = sorted(unwrapped(person_ids, ring()))
    Entry.objects.filter(person__in=persons).delete()
    FoundPlace.objects.filter(person__in=persons).delete()
    PersonKey.objects.filter(person__in=persons).delete()
    if persons:
        audit.record(by=by, at=at, action="identity.erase", persons=persons, reason=reason)
        outbox.emit(events.IdentitiesErased(person_ids=tuple(persons), area=by.area), by=by, at=at)
    return len(persons)


def _lock(statement: str, epoch: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [EPOCH_LOCK, epoch])
        return cursor.fetchone()[0] is not False


def _keys_left(epoch: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.identity_keys_left(%s)", [epoch])
        return int(cursor.fetchone()[0])


def _destroy(number: int) -> None:
    """Overwrite the key file, force it to disk, remove it; what a solid-state disk keeps aside is beyond software."""
    path = keyring.epoch_file(number)
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
