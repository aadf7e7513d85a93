"""What the vault's API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from sizao.ground.identity.rules import disclosing, glass
from sizao.ground.identity.types import (
    Correction,
    DisclosureFacts,
    DisclosureState,
    ErasureFacts,
    ErasureGround,
    ErasureOutcome,
    GlassFacts,
    GlassState,
    Identity,
    Likeness,
    MaskedIdentity,
    NewIdentity,
    PairFacts,
    PairState,
    Purpose,
    Resident,
    Sealed,
)
from sizao.ground.registry.types import KeyGroup, PersonFacts, Sex
from sizao.kernel import areas
from sizao.kernel.documents import DocumentKind
from sizao.spine.web.queries.fields import AreaCode, Strict


class SearchIn(Strict):
    """A search: one text (document number, phone, name, pinyin initials or person number) and its purpose."""

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


class ResidentIn(Strict):
    """Somebody to be entered; ``area`` is where they live."""

    name: str = Field("", max_length=80)
    document_kind: DocumentKind = DocumentKind.NONE
    document_number: str = Field("", max_length=40)
    phone: str = Field("", max_length=30)
    address: str = Field("", max_length=200)
    sex: Sex = Sex.UNKNOWN
    birth_year: int | None = Field(None, ge=1890, le=2100)
    nationality: str = Field("", pattern="^([A-Z]{2})?$")
    key_group: KeyGroup = KeyGroup.NONE
    area: AreaCode

    def resident(self) -> Resident:
        """What the action takes."""
        held = NewIdentity(**self.model_dump(exclude={"birth_year", "area", "key_group"}))
        return Resident(held, self.area, self.birth_year, self.key_group)


class ResidentsIn(Strict):
    """People to be entered together."""

    people: list[ResidentIn] = Field(min_length=1, max_length=5_000)


class EnteredOut(Schema):
    """The people entered, in the order given: by id, and by the number that officers use."""

    persons: list[int]
    numbers: list[str] = []


class RevealIn(Strict):
    """Whose identity, what for, and the open task of one's own or the written reason (at least 10 characters)."""

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


class CorrectIn(Strict):
    """A correction: what is absent or null stays as it is, an empty text takes a part away."""

    number: str = Field(min_length=1, max_length=14)
    version: int = Field(ge=1, le=1_000_000)
    reason: str = Field(max_length=200)
    name: str | None = Field(None, min_length=1, max_length=60)
    document_kind: DocumentKind | None = None
    document_number: str | None = Field(None, max_length=40)
    phone: str | None = Field(None, max_length=24)
    address: str | None = Field(None, max_length=300)
    birth_date: date | None = None
    sex: Sex | None = None
    nationality: str | None = Field(None, pattern="^([A-Z]{2})?$")

    def change(self) -> Correction:
        """The correction as the vault takes it."""
        given = self.model_dump(exclude={"number", "version", "reason"})
        return Correction(**given)


class CorrectedOut(Schema):
    """The version that a correction made, and which columns differ; never the values."""

    number: str
    version: int
    changed: list[Sealed]


class KeyGroupIn(Strict):
    """The key group that a person belongs to; ``none`` for none."""

    number: str = Field(min_length=1, max_length=14)
    key_group: KeyGroup


class KeyGroupOut(Schema):
    """The key group of a person, and whether it was another one before."""

    number: str
    key_group: KeyGroup
    is_changed: bool


class ErasureIn(Strict):
    """A request for erasure: whose identity, on which ground of the law, and why (at least 10 characters)."""

    number: str = Field(min_length=1, max_length=14)
    ground: ErasureGround
    reason: str = Field(max_length=400)


class CarryOutIn(Strict):
    """The phrase that confirms an erasure: ``erase`` and the person's number."""

    phrase: str = Field(max_length=60)


class RefuseIn(Strict):
    """Why an erasure is not granted."""

    reason: str = Field("", max_length=400)


class ErasureOut(Schema):
    """A request for erasure and how it ended; ``entries`` and ``versions`` count what became unreadable."""

    id: UUID
    number: str
    ground: ErasureGround
    clause: str
    reason: str
    requested_at: datetime
    requested_by: str
    expires_at: datetime
    outcome: ErasureOutcome | None
    decided_at: datetime | None
    decided_by: str
    entries: int
    versions: int

    @classmethod
    def of(cls, facts: ErasureFacts, person: PersonFacts) -> ErasureOut:
        """The request as JSON."""
        return cls(
            id=facts.id, number=person.number, ground=facts.ground, clause=facts.ground.clause.text,
            reason=facts.reason, requested_at=facts.requested_at, requested_by=facts.requested_by,
            expires_at=facts.expires_at, outcome=facts.outcome, decided_at=facts.decided_at,
            decided_by=facts.decided_by, entries=facts.entries, versions=facts.versions,
        )  # fmt: skip


class DisclosureIn(Strict):
    """Whose identities, what for, the task or the reason (at least 10 characters), and the caller's own password."""

    numbers: list[Annotated[str, Field(min_length=1, max_length=14)]] = Field(min_length=1, max_length=5_000)
    purpose: Purpose
    task: UUID | None = None
    reason: str = Field("", max_length=400)
    password: str = Field(max_length=128)


class PasswordIn(Strict):
    """The caller's own password: a decision that two people make is made by nobody else."""

    password: str = Field(max_length=128)


class DisclosureOut(Schema):
    """A request to see many identities: how many, why, how it stands, until when it can be signed or opened."""

    id: UUID
    number: str
    state: DisclosureState
    persons: int
    purpose: Purpose
    reason: str
    at: datetime
    by: str
    organisation: str
    expires_at: datetime
    decided_at: datetime | None
    decided_by: str
    note: str
    used_at: datetime | None

    @classmethod
    def of(cls, facts: DisclosureFacts, as_of: datetime) -> DisclosureOut:
        """The request as JSON, as it stands at a moment."""
        return cls(
            id=facts.id, number=facts.number, state=disclosing.state(facts, as_of), persons=facts.persons,
            purpose=facts.purpose, reason=facts.reason, at=facts.at, by=facts.by, organisation=facts.organisation,
            expires_at=disclosing.expires(facts), decided_at=facts.decided_at, decided_by=facts.decided_by,
            note=facts.note, used_at=facts.used_at,
        )  # fmt: skip


class GlassIn(Strict):
    """Whom (person number or whole document number), what for, and what makes it an emergency (at least 15 characters)."""

    number: str = Field(min_length=1, max_length=40)
    purpose: Purpose
    reason: str = Field(max_length=400)


class GlassOut(Schema):
    """An emergency look: who, why, until when it is open, by when it is reviewed and what was found."""

    id: UUID
    number: str
    state: GlassState
    area: str
    purpose: Purpose
    reason: str
    at: datetime
    until: datetime
    review_due: datetime
    by: str
    organisation: str
    is_justified: bool | None
    reviewed_at: datetime | None
    reviewed_by: str
    note: str

    @classmethod
    def of(cls, facts: GlassFacts, as_of: datetime) -> GlassOut:
        """The emergency look as JSON, as it stands at a moment."""
        return cls(
            id=facts.id, number=facts.number, state=glass.state(facts, as_of), area=areas.printed(facts.area), purpose=facts.purpose,
            reason=facts.reason, at=facts.at, until=facts.until, review_due=facts.review_due, by=facts.by,
            organisation=facts.organisation, is_justified=facts.is_justified, reviewed_at=facts.reviewed_at,
            reviewed_by=facts.reviewed_by, note=facts.note,
        )  # fmt: skip


class ReviewIn(Strict):
    """Whether an emergency look was justified; if not, why (at least 10 characters)."""

    is_justified: bool
    note: str = Field("", max_length=400)


class PairOut(Schema):
    """Two numbers that may be one person; ``reasons`` say why, ``score`` is the sum of their weights (0 to 100)."""

    id: int
    state: PairState
    score: int
    reasons: list[Likeness]
    found_at: datetime
    one: MaskedOut
    other: MaskedOut

    @classmethod
    def of(cls, facts: PairFacts, persons: dict[int, PersonFacts], masked: dict[int, MaskedIdentity]) -> PairOut:
        """The pair as JSON, both persons masked."""
        nobody = MaskedIdentity()
        one, other = (MaskedOut.of(persons[each], masked.get(each, nobody)) for each in (facts.one, facts.other))
        return cls(
            id=facts.id, state=facts.state, score=facts.score, reasons=list(facts.reasons), found_at=facts.found_at,
            one=one, other=other,
        )  # fmt: skip


class MergeIn(Strict):
    """Which number stands for which from now on, and why (at least 10 characters)."""

    survivor: str = Field(min_length=1, max_length=14)
    merged: str = Field(min_length=1, max_length=14)
    reason: str = Field(max_length=400)


class WhyIn(Strict):
    """Why (at least 10 characters)."""

    reason: str = Field(max_length=400)


class MergeOut(Schema):
    """A merge, by which it can be undone."""

    id: UUID


class NumbersIn(Strict):
    """Person numbers."""

    numbers: list[str] = Field(min_length=1, max_length=100)


class SurvivingOut(Schema):
    """The number that stands for a person now: itself unless it was merged."""

    number: str
    surviving: str
