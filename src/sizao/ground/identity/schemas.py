"""What the vault's API takes and gives."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from sizao.ground.identity.types import Identity, MaskedIdentity, Purpose
from sizao.ground.registry.types import PersonFacts, Sex
from sizao.kernel.documents import DocumentKind


class SearchIn(Schema):
    """A search: one text (document number, phone, name, pinyin initials or person number) and its purpose."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=80)
    purpose: Purpose


class MaskedOut(Schema):
    """A person as lists show them."""

    number: str
    name: str
    document_kind: DocumentKind
    document: str
    phone: str

    @classmethod
    def of(cls, person: PersonFacts, masked: MaskedIdentity) -> MaskedOut:
        """The masked identity as JSON."""
        return cls(
            number=person.number, name=masked.name, document_kind=masked.document_kind, document=masked.document,
            phone=masked.phone,
        )  # fmt: skip


class RevealIn(Schema):
    """Whose identity, what for, and the open task of one's own or the written reason (at least 10 characters)."""

    model_config = ConfigDict(extra="forbid")

    numbers: list[str] = Field(min_length=1, max_length=100)
    purpose: Purpose
    task: UUID | None = None
    reason: str = Field("", max_length=400)


class IdentityOut(Schema):
    """A revealed identity; phones are E.164, nationality ISO 3166 alpha-2."""

    number: str
    name: str
    document_kind: DocumentKind
    document_number: str
    phone: str
    address: str
    birth_date: date | None
    sex: Sex
    nationality: str
    version: int

    @classmethod
    def of(cls, person: PersonFacts, opened: Identity) -> IdentityOut:
        """The identity as JSON."""
        return cls(
            number=person.number, name=opened.name, document_kind=opened.document_kind,
            document_number=opened.document_number, phone=opened.phone, address=opened.address,
            birth_date=opened.birth_date, sex=opened.sex, nationality=opened.nationality, version=opened.version,
        )  # fmt: skip
