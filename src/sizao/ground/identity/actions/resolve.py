"""Who is this? The one door through which persons get a number, known in scope or new; it never tells of elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Model

from sizao.ground.identity import events
from sizao.ground.identity.actions import allowance, keys
from sizao.ground.identity.errors import AreaOutside
from sizao.ground.identity.models import Entry, PersonKey, Record
from sizao.ground.identity.queries.keyring import KeyRing
from sizao.ground.identity.rules import drafts, sealing
from sizao.ground.identity.types import Draft, Handle, IndexKind, LookKind, NewIdentity
from sizao.kernel.actors import Actor
from sizao.kernel.areas import subtree
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
    whole = [drafts.draft(each, at.date()) for each in identities]
    allowance.spend(LookKind.RESOLVE, len(whole), by=by, at=at)
    ring = keys.ring_in_use(at)
    handles = _numbered(whole, ring, area, at)
    fresh = [(handle.person_id, each) for handle, each in zip(handles, whole, strict=True) if handle.is_new]
    _deposit(fresh, ring, by, at)
    if handles:
        _announce(handles, len(fresh), area, by, at)
    return handles


def _numbered(whole: list[Draft], ring: KeyRing, area: int, at: datetime) -> list[Handle]:
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


def _digest(draft: Draft, ring: KeyRing) -> bytes:
    kind = drafts.recognised_by(draft.index)
    return ring.digest(kind, draft.index[kind]) if kind else NOBODY


def _deposit(fresh: list[tuple[int, Draft]], ring: KeyRing, by: Actor, at: datetime) -> None:
    """Seal and index the records of new persons."""
    wrapped: list[PersonKey] = []
    records: list[Record] = []
    entries: list[Entry] = []
    for person, draft in fresh:
        key = sealing.new_key()
        wrapping = sealing.wrap_key(ring.epoch_key(ring.epoch), key, person, ring.epoch)
        wrapped.append(PersonKey(person=person, epoch=ring.epoch, wrapped=wrapping))
        records.append(sealed_record(key, draft, person, 1, by, at))
        entries += index_entries(draft, person, ring, at)
    insert(PersonKey, wrapped)
    insert(Record, records)
    insert(Entry, entries)


def insert(model: type[Model], rows: Sequence[Model]) -> None:
    """Insert many rows with one array per column: five times as fast as one placeholder per value."""
    columns = [(field.column, field.attname, str(field.db_type(connection))) for field in model._meta.concrete_fields]
    names = ", ".join(column for column, _, _ in columns)
    arrays = ", ".join(f"%s::{re.sub('[(].*', '', kind)}[]" for _, _, kind in columns)
    statement = f"INSERT INTO {model._meta.db_table} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        with connection.cursor() as cursor:
            cursor.execute(statement, [[_value(row, name) for row in batch] for _, name, _ in columns])


def _value(row: Model, name: str) -> object:
    value = getattr(row, name)
    return value.value if isinstance(value, IndexKind) else value


def sealed_record(key: bytes, draft: Draft, person: int, version: int, by: Actor, at: datetime) -> Record:
    """A version of a person's record, sealed."""
    sealed = {
        column.value: sealing.seal_column(key, text, column, person, version) for column, text in draft.columns.items()
    }
    return Record(person=person, version=version, recorded_at=at, recorded_by=by.name, **sealed)


def index_entries(draft: Draft, person: int, ring: KeyRing, at: datetime) -> list[Entry]:
    """The blind index entries of a draft."""
    return [
        Entry(person=person, kind=kind, digest=ring.digest(kind, value), since=at)
        for kind, value in draft.index.items()
    ]


def _announce(handles: list[Handle], new: int, area: int, by: Actor, at: datetime) -> None:
    persons = [each.person_id for each in handles]
    audit.record(by=by, at=at, action="identity.resolve", persons=persons, area=area)
    if new:
        outbox.emit(events.IdentitiesRecorded(count=new, area=area), by=by, at=at)
