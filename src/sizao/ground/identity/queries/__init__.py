"""Reading the vault: masked for lists, found by blind index, and who looked. Opening an identity is an action."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from sizao.ground.identity.models import Entry, PersonKey, Record, Twin
from sizao.ground.identity.queries.keyring import KeyRing, ring
from sizao.ground.identity.queries.merging import numbers_of, same_person, surviving
from sizao.ground.identity.rules import drafts, sealing
from sizao.ground.identity.types import (
    Identity,
    IndexKind,
    Look,
    MaskedIdentity,
    NewIdentity,
    Purpose,
    Revision,
    Sealed,
)  # fmt: skip
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import Sex
from sizao.kernel import documents, names, phones
from sizao.kernel.documents import DocumentKind
from sizao.kernel.errors import SizaoError
from sizao.spine.audit import queries as audit

__all__ = [
    "checked", "find", "find_text", "history", "masked", "numbers_of", "open_records", "same_person", "stated", "surviving", "twins",
    "unwrapped", "visible", "who_looked",
]  # fmt: skip

MOST_FOUND = 200
"""A search that finds more is too vague; the rest is left out."""


def masked(person_ids: Iterable[int]) -> dict[int, MaskedIdentity]:
    """Masked identities by person number, for persons in scope whom the vault can read; the others are absent."""
    shown = (Sealed.NAME, Sealed.DOCUMENT, Sealed.PHONE)
    return {row.person: drafts.masked(columns) for row, columns in opened(person_ids, shown)}


def open_records(person_ids: Iterable[int]) -> dict[int, Identity]:
    """Whole identities in scope. Only the vault's own actions call this: they check the purpose and write the log."""
    return {
        row.person: drafts.identity(row.person, columns, row.version, row.recorded_at)
        for row, columns in opened(person_ids, tuple(Sealed))
    }


def find(
    *,
    document: str | None = None,
    phone: str | None = None,
    name: str | None = None,
    initials: str | None = None,
    document_kind: DocumentKind | None = None,
) -> list[int]:
    """Numbers of persons in scope who match everything given, at most :data:`MOST_FOUND`.

    Raises:
        DocumentInvalid, NotAPhone: when a value cannot be right.
    """
    wanted: dict[IndexKind, str] = {}
    if document:
        kind = document_kind or documents.recognised(document)
        wanted[IndexKind.DOCUMENT] = documents.document(kind, document).key
    if phone:
        wanted[IndexKind.PHONE] = phones.normalised(phone)
    if name:
        wanted[IndexKind.NAME] = names.match_key(name)
    if initials:
        wanted[IndexKind.INITIALS] = initials.strip().lower()
    found = [_holders(kind, value) for kind, value in wanted.items() if value]
    return sorted(set.intersection(*found))[:MOST_FOUND] if found else []


def find_text(text: str) -> list[int]:
    """Numbers of persons in scope whom one search text may mean: a person number, document, phone, name or initials."""
    by_number = registry.person_by_number(text.strip().upper())
    if by_number is not None:
        return [by_number.id]
    wanted = drafts.wanted(text)
    return sorted(set().union(*(_holders(kind, value) for kind, value in wanted.items())))[:MOST_FOUND]


def checked(given: NewIdentity, as_of: date) -> SizaoError | None:
    """What is wrong with an identity before it is handed in, or nothing: an import rejects the line with this reason."""
    try:
        drafts.completed(given, as_of)
    except SizaoError as wrong:
        return wrong
    return None


def stated(person_id: int) -> tuple[int | None, Sex]:
    """Year of birth and sex as a person's identity states them, for the registry, which keeps both; nothing more."""
    known = open_records([person_id]).get(person_id)
    if known is None:
        return None, Sex.UNKNOWN
    return known.birth_date.year if known.birth_date else None, known.sex


def history(person_id: int) -> list[Revision]:
    """The versions of a person's record, newest first: who changed which columns when, without values."""
    return [row.revision() for row in Record.objects.filter(person=person_id).order_by("-version")]


def twins(person_id: int) -> list[int]:
    """Other numbers under the same document, as far as the caller sees both persons."""
    rows = Twin.objects.filter(person=person_id).values_list("other", flat=True)
    back = Twin.objects.filter(other=person_id).values_list("person", flat=True)
    return sorted({*rows, *back})


def who_looked(person_id: int, limit: int = 100) -> list[Look]:
    """Who looked at a person: role, organisation, purpose, newest first. A resident may read this about themselves."""
    return [
        Look(row.at, row.role, row.organisation, _purpose(row.purpose), row.action, row.fields, row.allowed)
        for row in audit.of_person(person_id, limit)
    ]


def visible(person_ids: Iterable[int]) -> set[int]:
    """Those of the persons who are in scope."""
    return set(registry.persons(person_ids))


def _purpose(value: str) -> Purpose | None:
    return Purpose(value) if value in {each.value for each in Purpose} else None


def _holders(kind: IndexKind, value: str) -> set[int]:
    digest = ring().digest(kind, value)
    rows = Entry.objects.filter(digest=digest, until__isnull=True).order_by("person")
    return set(rows.values_list("person", flat=True)[: MOST_FOUND + 1])


def opened(person_ids: Iterable[int], columns: tuple[Sealed, ...]) -> list[tuple[Record, dict[Sealed, str]]]:
    """Current records in scope with the wanted columns opened, for this room alone; whose key is gone is left out."""
    keys = unwrapped(person_ids, ring())
    rows: QuerySet[Record] = Record.objects.filter(person__in=list(keys), is_current=True)
    return [(row, _columns(row, keys[row.person], columns)) for row in rows]


def _columns(row: Record, key: bytes, columns: tuple[Sealed, ...]) -> dict[Sealed, str]:
    sealed = row.sealed()
    return {each: sealing.open_column(key, sealed[each], each, row.person, row.version) for each in columns}


def unwrapped(person_ids: Iterable[int], keys: KeyRing) -> dict[int, bytes]:
    """The own keys of persons in scope."""
    rows = PersonKey.objects.filter(person__in=list(person_ids))
    return {
        row.person: sealing.unwrap_key(keys.epoch_key(row.epoch), bytes(row.wrapped), row.person, row.epoch)
        for row in rows
    }
