"""Who is this? The one door through which persons get a number, known in scope or new; it never tells of elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection, transaction

from sizao.ground.identity import events, queries
from sizao.ground.identity.actions import allowance, keys
from sizao.ground.identity.errors import AreaOutside
from sizao.ground.identity.models import Entry, PersonKey, Record, Seek
from sizao.ground.identity.queries.keyring import KeyRing
from sizao.ground.identity.queries.merging import surviving
from sizao.ground.identity.rules import drafts, sealing
from sizao.ground.identity.types import Handle, LookKind, NewIdentity, Sealed
from sizao.kernel.actors import Actor
from sizao.kernel.areas import subtree
from sizao.kernel.ids import uuid7
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox

BATCH = 2_000
ASK = "SELECT person, is_new FROM sec.identity_recognise(%b::bytea[], %b::integer, %b::bigint, %b) ORDER BY place"
HOLDERS = 20
"""Holders of one index value that are looked at when the first one cannot be meant."""
NOBODY = b""
"""Stands for an identity by which nobody can be recognised: it is always a new person."""


@transaction.atomic
def resolve(*, identities: Sequence[NewIdentity], area: int, by: Actor, at: datetime) -> list[Handle]:
    """The persons of a list of identities, in the order given; new ones get a number and their record is sealed.

    Someone is recognised by document; without one by name with date of birth and address, or by name with phone; never
    against what is known otherwise (another date of birth, a passport of another country). Only persons whom the caller
    sees are recognised, and earlier entries of the same list. A person whom only others see is entered anew: the answer
    has the same shape either way. For each new handle the caller enters the person in the registry, in the same
    transaction.

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
    ladders = [[ring.digest(*rung) for rung in drafts.recognised_by(each)] for each in whole]
    origins = _origins(whole, ladders, ring)
    asked = [place for place, origin in enumerate(origins) if origin == place]
    answered = dict(zip(asked, _ask([ladders[place] for place in asked], area, at), strict=True))
    mended = _kept_apart({place: whole[place] for place in asked}, answered, ladders, area, at)
    standing = surviving({person for person, _ in mended.values()})
    return [
        Handle(standing[mended[origin][0]], mended[origin][1] and origin == place)
        for place, origin in enumerate(origins)
    ]


def _origins(whole: list[NewIdentity], ladders: list[list[bytes]], ring: KeyRing) -> list[int]:
    """For each draft the place of the first one in the list that is the same person: its own when there is none."""
    seen: dict[bytes, int] = {}
    origins: list[int] = []
    for place, (each, ladder) in enumerate(zip(whole, ladders, strict=True)):
        known = (seen[digest] for digest in ladder if digest in seen)
        origins.append(next((other for other in known if not drafts.contradicts(each, whole[other])), place))
        for kind, value in drafts.recognising_values(each).items():
            seen.setdefault(ring.digest(kind, value), origins[-1])
    return origins


def _ask(ladders: list[list[bytes]], area: int, at: datetime) -> list[tuple[int, bool]]:
    flat = [digest for ladder in ladders for digest in (*ladder, NOBODY, NOBODY)[: drafts.RUNGS]]
    with _sent(ASK, [flat, drafts.RUNGS, area, at]) as answered:
        return [(int(person), bool(is_new)) for person, is_new in answered]


def _kept_apart(
    asked: dict[int, NewIdentity], answered: dict[int, tuple[int, bool]], ladders: list[list[bytes]], area: int,
    at: datetime,
) -> dict[int, tuple[int, bool]]:  # fmt: skip
    """The answers, but nobody is recognised as someone whose record says otherwise: another holder of the same value, or a
    new person."""
    doubtful = [place for place, each in asked.items() if drafts.is_doubtful(each) and not answered[place][1]]
    if not doubtful:
        return answered
    known = queries.open_records(answered[place][0] for place in doubtful)
    wrong = [
        place for place in doubtful
        if (found := known.get(answered[place][0])) and drafts.contradicts(asked[place], found.as_new())
    ]  # fmt: skip
    mended = {place: other for place in wrong if (other := _other_holder(asked[place], ladders[place])) is not None}
    fresh = [place for place in wrong if place not in mended]
    anew = zip(fresh, _ask([[] for _ in fresh], area, at), strict=True) if fresh else ()
    return {**answered, **{place: (person, False) for place, person in mended.items()}, **dict(anew)}


def _other_holder(given: NewIdentity, ladder: list[bytes]) -> int | None:
    rows = Entry.objects.filter(digest__in=ladder, until__isnull=True).order_by("person")
    held = queries.open_records(rows.values_list("person", flat=True)[:HOLDERS])
    return next((person for person in sorted(held) if not drafts.contradicts(given, held[person].as_new())), None)


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
    _insert(Seek._meta.db_table, {"person": "bigint"}, [(person,) for person, _ in fresh])


def _insert(table: str, columns: dict[str, str], rows: list[tuple[object, ...]]) -> None:
    """Insert many rows with one array per column: several times as fast as one placeholder per value."""
    arrays = ", ".join(f"%b::{kind}[]" for kind in columns.values())
    statement = f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({arrays})"  # noqa: S608
    for start in range(0, len(rows), BATCH):
        with _sent(statement, [list(column) for column in zip(*rows[start : start + BATCH], strict=True)]):
            pass


@contextmanager
def _sent(statement: str, values: list[object]) -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """Run a statement with its values beside it, in binary form: quoted into the text, arrays of thousands of sealed
    values take a hundred times as long."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor.execute(statement.encode(), values)


def _announce(handles: list[Handle], new: int, area: int, by: Actor, at: datetime) -> None:
    persons = [each.person_id for each in handles]
    audit.record(by=by, at=at, action="identity.resolve", persons=persons, area=area)
    if new:
        outbox.emit(events.IdentitiesRecorded(count=new, area=area), by=by, at=at)
