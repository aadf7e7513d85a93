"""From what was typed to what is kept: normal forms, the values of the blind indexes, and back."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime

from sizao.ground.identity.errors import (
    BirthDateContradicts,
    KeptDocumentContradicts,
    NothingToCorrect,
    NothingToIdentify,
)
from sizao.ground.identity.types import Correction, Identity, IndexKind, MaskedIdentity, NewIdentity, Sealed
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
    read = names.pinyin(whole.name).split() if key else []
    found = {
        **recognising_values(whole),
        IndexKind.PHONE: whole.phone,
        IndexKind.NAME: key,
        IndexKind.INITIALS: "".join(syllable[0] for syllable in read),
        IndexKind.BORN: _born(key, whole),
        IndexKind.SOUND: _sound(read, whole) if key else "",
    }
    return {kind: value for kind, value in found.items() if value}


def recognising_values(whole: NewIdentity) -> dict[IndexKind, str]:
    """The part of :func:`index_values` under which somebody is recognised when entered again; asks for no reading."""
    key = names.match_key(whole.name)
    found = {
        IndexKind.DOCUMENT: _document_key(whole),
        IndexKind.PAIR: _pair(key, whole.phone),
        IndexKind.HOME: _pair(_born(key, whole), address_key(whole.address)),
    }
    return {kind: value for kind, value in found.items() if value}


def _born(key: str, whole: NewIdentity) -> str:
    return f"{key}\x00{whole.birth_date.isoformat()}" if key and whole.birth_date else ""


RUNGS = 2
"""At most so many ways to recognise one entry."""
FOREIGN_KINDS = frozenset({DocumentKind.PASSPORT, DocumentKind.OTHER})
"""Documents whose numbers two countries may give out twice."""


def recognised_by(whole: NewIdentity) -> tuple[tuple[IndexKind, str], ...]:
    """What makes two entries one person, the surest first: the document alone when there is one; without one the name
    with date of birth and address, then the name with the phone. A name, a phone or a birthday alone never does."""
    if whole.document_number:
        return ((IndexKind.DOCUMENT, _document_key(whole)),)
    values = recognising_values(whole)
    return tuple((kind, values[kind]) for kind in (IndexKind.HOME, IndexKind.PAIR) if kind in values)


def is_doubtful(whole: NewIdentity) -> bool:
    """Whether what recognises an entry could be shared by two people and the entry says enough to tell them apart."""
    is_unsure = not whole.document_number or whole.document_kind in FOREIGN_KINDS
    return is_unsure and bool(whole.birth_date or whole.nationality)


def contradicts(one: NewIdentity, other: NewIdentity) -> bool:
    """Whether two entries under one index value cannot be one person: a recycled phone, a passport of another country."""
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        return True
    is_foreign = one.document_kind in FOREIGN_KINDS and one.document_kind is other.document_kind
    return bool(is_foreign and one.nationality and other.nationality and one.nationality != other.nationality)


def corrected(known: NewIdentity, change: Correction) -> NewIdentity:
    """The identity as it shall be: what was given replaces, what follows from the document follows the new document.

    Raises:
        NothingToCorrect: when nothing was given.
        KeptDocumentContradicts: when a document and a date of birth differ of which one is only on record: the answer
            must not say it.
        DocumentInvalid: when the new document cannot be right.
    """
    given = {name: value for name, value in vars(change).items() if value is not None}
    if not given:
        raise NothingToCorrect
    stated = documents.facts(Document(known.document_kind, known.document_number))
    if "document_number" in given or "document_kind" in given:
        # What only the old number said is not kept against the new one.
        loose = replace(
            known,
            birth_date=None if known.birth_date == stated.birth_date else known.birth_date,
            sex=Sex.UNKNOWN if stated.sex and known.sex.value == stated.sex.value else known.sex,
        )
        whole = replace(loose, **given)
        new = documents.facts(documents.document(whole.document_kind, whole.document_number))
        if change.birth_date is None and loose.birth_date and new.birth_date not in {None, loose.birth_date}:
            raise KeptDocumentContradicts
        return whole
    if change.birth_date and stated.birth_date and change.birth_date != stated.birth_date:
        raise KeptDocumentContradicts
    return replace(known, **given)


def address_key(address: str) -> str:
    """What two spellings of one address share; empty without a house number, which too many people would share."""
    text = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", address)).casefold()
    return text if any(each.isdigit() for each in text) else ""


def _sound(read: list[str], whole: NewIdentity) -> str:
    """Letters of the reading in alphabetical order with the year of birth: neither word order nor homophones matter."""
    letters = "".join(sorted("".join(read).casefold()))
    return f"{letters}\x00{whole.birth_date.year}" if whole.birth_date else ""


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
