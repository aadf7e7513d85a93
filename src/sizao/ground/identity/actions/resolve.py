"""Who is this? The one door through which persons get a number, known in scope or new; it never tells of elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from sizao.ground.identity import events
from sizao.ground.identity.actions import allowance, keys
from sizao.ground.identity.errors import AreaOutside
from sizao.ground.identity.models import Entry, PersonKey, Record
from sizao.ground.identity.queries.keyring import KeyRing
from sizao.ground.identity.rules import drafts, sealing
from sizao.ground.identity.types import Handle, LookKind, NewIdentity, Sealed
from sizao.kernel.actors import Actor
from sizao.kernel.areas import subtree
from sizao.kernel.ids import uuid7
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox

BATCH = 2_000
ASK = "SELECT person, is_new FROM sec.identity_resolve(%s::bytea[], %s, %s) ORDER BY place"
NOBODY = b""
"""Stands for an identity by which nobody can be recognised: it is always a new person."""


@transaction.atomic
def resolve(*, identities: Sequence[NewIdentity], area: int, by: Actor, at: datetime) -> list[Handle]:
    """The persons of a list of identities, in the order given; new ones get a number and their record is sealed.

    Someone is recognised by document, or without one by name and phone together, among the persons the caller sees and
    earlier in the same list. A person whom only others see is entered anew: the answer has the same shape either way.
    For each new handle the caller enters the person in the registry, in the same transaction.

    Raises:
        AreaOutside: when ``area`` is not within the caller's.
        AllowanceSpent: when an account records far more than honest work needs.
        NothingToIdentify, DocumentInvalid, NotAPhone, NotAName, BirthDateContradicts: see :func:`queries.checked`.
    """
    if area not in subtree(by.area):
        raise AreaOutside
    whole = [drafts.completed(each, at.date()) for each in identities]
    allowance.spend(LookKind.RESOLVE, len(whole), by=by, at=at)
    ring = keys.ring_in_use(at)
    handles = _numbered(whole, ring, area, at)
    fresh = [(handle.person_id, each) for handle, each in zip(handles, whole, strict=True) if handle.is_new]
    _deposit(fresh, ring, by, at)
    if handles:
        _announce(handles, len(fresh), area, by, at)
    return handles


def _numbered(whole: list[NewIdentity], ring: KeyRing, area: int, at: datetime) -> list[Handle]:
    """A handle for every draft; a second entry of the same person in the list gets the first one's number."""
    digests = [_digest(each, ring) for each in whole]
    first = {digest: place for place, digest in reversed(list(enumerate(digests))) if digest}
    asked = [place for place, digest in enumerate(digests) if not digest or first[digest] == place]
    with connection.cursor() as cursor:
        cursor.execute(ASK, [[digests[place] for place in asked], area, at])
        answered = dict(zip(asked, cursor.fetchall(), strict=True))
    return [_handle(place, digest, first, answered) for place, digest in enumerate(digests)]


def _handle(place: int, digest: bytes, first: dict[bytes, int], answered: dict[int, tuple[int, bool]]) -> Handle:
    origin = first.get(digest, place)
    person, is_new = answered[origin]
    return Handle(int(person), bool(is_new) and origin == place)


def _digest(whole: NewIdentity, ring: KeyRing) -> bytes:
    found = drafts.recognised_by(whole)
    return ring.digest(*found) if found else NOBODY


KEY_COLUMNS = {"person": "bigint", "epoch": "integer", "wrapped": "bytea"}
RECORD_COLUMNS = {
    "id": "uuid", "person": "bigint", "version": "integer", "is_current": "boolean", "recorded_at": "timestamptz",
    "recorded_by": "text", "changed": "text", "reason": "text", **{column.value: "bytea" for column in Sealed},
}  # fmt: skip
ENTRY_COLUMNS = {"person": "bigint", "kind": "text", "digest": "bytea", "since": "timestamptz"}


def _deposit(fresh: list[tuple[int, NewIdentity]], ring: KeyRing, by: Actor, at: datetime) -> None:
    """Seal and index the records of new persons."""
    wrapped: list[tuple[object, ...]] = []
    records: list[tuple[object, ...]] = []
    entries: list[tuple[object, ...]] = []
    for person, whole in fresh:
        key = sealing.new_key()
        wrapped.append((person, ring.epoch, sealing.wrap_key(ring.epoch_key(ring.epoch), key, person, ring.epoch)))
        sealed = sealing.seal_columns(key, drafts.columns(whole), person, 1)
        records.append((uuid7(), person, 1, True, at, by.name, "", "", *(sealed[column] for column in Sealed)))
        index = drafts.index_values(whole)
        entries += [(person, kind.value, ring.digest(kind, value), at) for kind, value in index.items()]
    _insert(PersonKey._meta.db_table, KEY_COLUMNS, wrapped)
    _insert(Record._meta.db_table, RECORD_COLUMNS, records)
    _insert(Entry._meta.db_table, ENTRY_COLUMNS, entries)


def _insert(table: str, columns: dict[str, str], rows: list[tuple[object, ...]]) -> None:
    """Insert many rows with one array per column: several times as fast as one placeholder per value."""
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    statement = f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({arrays})"  # noqa: S608
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            cursor.execute(statement, [list(column) for column in zip(*rows[start : start + BATCH], strict=True)])


def _announce(handles: list[Handle], new: int, area: int, by: Actor, at: datetime) -> None:
    persons = [each.person_id for each in handles]
    audit.record(by=by, at=at, action="identity.resolve", persons=persons, area=area)
    if new:
        outbox.emit(events.IdentitiesRecorded(count=new, area=area), by=by, at=at)
