"""What the API of presence takes and gives."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema

from sizao.ground.presence.types import EvidenceGrade, NewVisit, QuarantineReason, VisitFacts, VisitReceipt, VisitSource
from sizao.spine.web.queries.fields import Strict

MOST = 5_000
"""Rows in one batch."""
BIGGEST = 9_223_372_036_854_775_807


class VisitIn(Strict):
    """One visit. Times are ISO 8601; without an offset they are civil time of China; ``24:00`` ends the day."""

    person: int = Field(ge=-BIGGEST, le=BIGGEST)
    place: int = Field(ge=-BIGGEST, le=BIGGEST)
    zone: str = Field("", max_length=40, pattern=r"^[^\x00]*$")
    start: str = Field(max_length=40, pattern=r"^[^\x00]*$")
    until: str = Field(max_length=40, pattern=r"^[^\x00]*$")
    source: VisitSource
    grade: EvidenceGrade | None = None

    def visit(self) -> NewVisit:
        """The visit for the room's action."""
        return NewVisit(
            person_id=self.person, place_id=self.place, zone=self.zone, start=self.start, until=self.until,
            source=self.source, grade=self.grade,
        )  # fmt: skip


class VisitsIn(Strict):
    """A batch of visits."""

    visits: list[VisitIn] = Field(min_length=1, max_length=MOST)


class ReceiptOut(Schema):
    """What came of a batch: declared = recorded + known + quarantined."""

    declared: int
    recorded: int
    known: int
    quarantined: dict[QuarantineReason, int]

    @classmethod
    def of(cls, receipt: VisitReceipt) -> ReceiptOut:
        """The receipt as JSON."""
        return cls(
            declared=receipt.declared, recorded=receipt.recorded, known=receipt.known,
            quarantined=dict(receipt.quarantined),
        )  # fmt: skip


class VisitOut(Schema):
    """One visit on record."""

    person: int
    place: int
    zone: str
    start: datetime
    until: datetime
    source: VisitSource
    grade: EvidenceGrade

    @classmethod
    def of(cls, facts: VisitFacts) -> VisitOut:
        """The visit as JSON."""
        return cls(
            person=facts.person_id, place=facts.place_id, zone=facts.zone, start=facts.start, until=facts.until,
            source=facts.source, grade=facts.grade,
        )  # fmt: skip
