"""From what was typed to what is kept: normal forms, the values of the blind indexes, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

from sizao.ground.identity.errors import BirthDateContradicts, NothingToIdentify
from sizao.ground.identity.types import Identity, IndexKind, MaskedIdentity, NewIdentity, Sealed
from sizao.ground.registry.types import Sex
from sizao.kernel import documents, names, phones
from sizao.kernel.documents import Document, DocumentKind

LONGEST_ADDRESS = 300


def completed(given: NewIdentity, as_of: date) -> NewIdentity:
    """The identity in normal form, with what its document states filled in.

    Raises:
        NothingToIdentify: without name, document and phone.
        DocumentInvalid, NotAPhone, NotAName: when one of them cannot be right.
        BirthDateContradicts: when the date of birth is not the document's.
    """
    if not (given.name.strip() or given.document_number.strip() or given.phone.strip()):
        raise NothingToIdentify
    held = documents.document(given.document_kind, given.document_number, as_of=as_of)
    stated = documents.facts(held)
    if stated.birth_date and given.birth_date and stated.birth_date != given.birth_date:
        raise BirthDateContradicts(given=given.birth_date, stated=stated.birth_date)
    return replace(
        given,
        name=names.as_typed(given.name) if given.name.strip() else "",
        document_number=held.number,
        phone=phones.normalised(given.phone) if given.phone.strip() else "",
        address=given.address.strip()[:LONGEST_ADDRESS],
        birth_date=given.birth_date or stated.birth_date,
        sex=_sex(given.sex, stated),
    )


def _sex(given: Sex, stated: documents.DocumentFacts) -> Sex:
    """What was said comes first: people's sex can differ from their number's parity."""
    return Sex(stated.sex.value) if given is Sex.UNKNOWN and stated.sex else given


def columns(whole: NewIdentity) -> dict[Sealed, str]:
    """The text of every sealed column."""
    particulars = [whole.birth_date.isoformat() if whole.birth_date else "", whole.sex.value, whole.nationality]
    return {
        Sealed.NAME: whole.name,
        Sealed.DOCUMENT: f"{whole.document_kind.value}:{whole.document_number}",
        Sealed.PHONE: whole.phone,
        Sealed.ADDRESS: whole.address,
        Sealed.PARTICULARS: json.dumps(particulars),
    }


def index_values(whole: NewIdentity) -> dict[IndexKind, str]:
    """What a person can be found by; a kind that has nothing to offer is absent."""
    key = names.match_key(whole.name)
    found = {
        IndexKind.DOCUMENT: _document_key(whole),
        IndexKind.PHONE: whole.phone,
        IndexKind.NAME: key,
        IndexKind.INITIALS: names.initials(whole.name) if key else "",
        IndexKind.PAIR: _pair(key, whole.phone),
    }
    return {kind: value for kind, value in found.items() if value}


def recognised_by(whole: NewIdentity) -> tuple[IndexKind, str] | None:
    """What makes two entries one person: the document; without one, name and phone together; else nothing."""
    if whole.document_number:
        return IndexKind.DOCUMENT, _document_key(whole)
    pair = _pair(names.match_key(whole.name), whole.phone)
    return (IndexKind.PAIR, pair) if pair else None


def _document_key(whole: NewIdentity) -> str:
    return Document(whole.document_kind, whole.document_number).key if whole.document_number else ""


def _pair(key: str, phone: str) -> str:
    return f"{key}\x00{phone}" if key and phone else ""


def identity(person: int, opened: dict[Sealed, str], version: int, at: datetime) -> Identity:
    """The identity that the opened columns hold."""
    kind, _, number = opened[Sealed.DOCUMENT].partition(":")
    born, sex, nationality = json.loads(opened[Sealed.PARTICULARS])
    return Identity(
        person, opened[Sealed.NAME], DocumentKind(kind), number, opened[Sealed.PHONE], opened[Sealed.ADDRESS],
        date.fromisoformat(born) if born else None, Sex(sex), nationality, version, at,
    )  # fmt: skip


def masked(opened: dict[Sealed, str]) -> MaskedIdentity:
    """What lists show of the opened columns."""
    kind, _, number = opened[Sealed.DOCUMENT].partition(":")
    phone = opened[Sealed.PHONE]
    return MaskedIdentity(
        names.masked(opened[Sealed.NAME]), documents.masked(DocumentKind(kind), number),
        phones.masked(phone) if phone else "", DocumentKind(kind),
    )  # fmt: skip


def wanted(text: str) -> dict[IndexKind, str]:
    """What a search text may mean: every index it fits, with the normalised value to look for."""
    typed = text.strip()
    found = dict(_as_document(typed))
    phone = _as_phone(typed)
    if phone:
        found[IndexKind.PHONE] = phone
    if typed and not any(each.isdigit() for each in typed):
        found[IndexKind.NAME] = names.match_key(typed)
        if typed.isascii() and typed.isalpha() and len(typed) <= 8:
            found[IndexKind.INITIALS] = typed.lower()
    return {kind: value for kind, value in found.items() if value}


def _as_document(typed: str) -> list[tuple[IndexKind, str]]:
    if not any(each.isdigit() for each in typed):
        return []
    try:
        return [(IndexKind.DOCUMENT, documents.document(documents.recognised(typed), typed).key)]
    except documents.DocumentInvalid:
        return []


def _as_phone(typed: str) -> str:
    try:
        return phones.normalised(typed)
    except phones.NotAPhone:
        return ""
