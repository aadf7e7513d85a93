"""What the API of intake takes and gives."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from sizao.ground.intake.types import (
    BatchFacts,
    BatchState,
    DateOrder,
    Keep,
    Kind,
    Mapping,
    Reason,
    Rejection,
    ToldFacts,
)
from sizao.kernel.areas import printed
from sizao.spine.web.queries.fields import Strict

TEXT = r"^[^\x00]*$"


class MappingIn(Strict):
    """Heading to field, the order of day and month, and what unknown values mean."""

    columns: dict[str, str] = Field(max_length=1_000)
    date_order: DateOrder | None = None
    values: dict[str, dict[str, str]] = Field(default_factory=dict, max_length=100)

    def mapping(self, kind: Kind) -> Mapping:
        """The mapping for the room's action."""
        return Mapping(kind, self.columns, self.date_order, self.values)


class BatchOut(Schema):
    """One batch with its receipt: physical = accepted + rejected + duplicates."""

    id: UUID
    number: str
    kind: Kind
    area: str
    incident_id: UUID | None
    filename: str
    sha256: str
    state: BatchState
    declared: int
    physical: int
    accepted: int
    rejected: int
    duplicates: int
    headings: list[str]
    columns: dict[str, str]
    date_order: DateOrder | None
    received_at: datetime
    dated: bool
    note: str
    kept: dict[Keep, int]
    """What was newly kept, and how many of it; empty until the rows were entered."""

    @classmethod
    def of(cls, facts: BatchFacts) -> BatchOut:
        """The batch as JSON."""
        receipt, order = facts.receipt, facts.order
        return cls(
            id=facts.id, number=facts.number, kind=order.kind, area=printed(order.area), incident_id=order.incident_id,
            filename=facts.filename, sha256=receipt.sha256, state=facts.state, declared=receipt.declared,
            physical=receipt.physical, accepted=receipt.accepted, rejected=receipt.rejected,
            duplicates=receipt.duplicates, headings=list(facts.source.headings), columns=dict(facts.mapping.columns),
            date_order=facts.mapping.date_order, received_at=facts.at, dated=order.dated, note=facts.note,
            kept=dict(facts.kept),
        )  # fmt: skip


class RejectionOut(Schema):
    """One rejected row: its line, its column, and the reason in both languages."""

    line: int
    column: str
    reason: Reason
    zh: str
    en: str

    @classmethod
    def of(cls, rejection: Rejection) -> RejectionOut:
        """The rejection as JSON."""
        words = rejection.words
        return cls(line=rejection.line, column=rejection.column, reason=rejection.reason, zh=words.zh, en=words.en)


class ToldOut(Schema):
    """One record of a source as it was kept: about whom or what, when, and what it says."""

    id: UUID
    kind: Keep
    person_id: int | None
    place_id: int | None
    at: datetime | None
    external_id: str
    content: dict[str, object]

    @classmethod
    def of(cls, facts: ToldFacts) -> ToldOut:
        """The record as JSON."""
        return cls(
            id=facts.id, kind=facts.kind, person_id=facts.person_id, place_id=facts.place_id, at=facts.at,
            external_id=facts.external_id, content=dict(facts.content),
        )  # fmt: skip
