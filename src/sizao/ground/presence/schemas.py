"""What the API of presence takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from sizao.ground.presence.rules import Policy
from sizao.ground.presence.types import (
    BatchFacts,
    DestructionFacts,
    EvidenceGrade,
    NewVisit,
    QuarantineReason,
    RowShape,
    SealFacts,
    SealKind,
    VisitFacts,
    VisitReceipt,
    VisitSource,
)
from sizao.spine.web.queries.fields import NO_CONTROL, Strict, WordsOut

MOST = 5_000
"""Rows in one batch."""
BIGGEST = 9_223_372_036_854_775_807


class VisitIn(Strict):
    """One visit. Times are ISO 8601; without an offset they are civil time of China; ``24:00`` ends the day.

    ``record`` is the sender's own number of the row: a later row of the same number corrects it. ``supersedes`` is the
    number of another row that this one corrects.
    """

    person: int = Field(ge=-BIGGEST, le=BIGGEST)
    place: int = Field(ge=-BIGGEST, le=BIGGEST)
    zone: str = Field("", max_length=40, pattern=r"^[^\x00]*$")
    start: str = Field(max_length=40, pattern=r"^[^\x00]*$")
    until: str = Field(max_length=40, pattern=r"^[^\x00]*$")
    source: VisitSource
    grade: EvidenceGrade | None = None
    record: str = Field("", max_length=100, pattern=NO_CONTROL)
    supersedes: str = Field("", max_length=100, pattern=NO_CONTROL)

    def visit(self) -> NewVisit:
        """The visit for the room's action."""
        return NewVisit(
            person_id=self.person, place_id=self.place, zone=self.zone, start=self.start, until=self.until,
            source=self.source, grade=self.grade, record=self.record, supersedes=self.supersedes,
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


Word = Annotated[str, Field(max_length=100, pattern=NO_CONTROL)]
Value = Annotated[int, Field(ge=-BIGGEST, le=BIGGEST)] | Word | None


class BatchIn(Strict):
    """A batch of rows in one of the documented shapes; a row's keys are the shape's columns, under any of their names."""

    shape: RowShape
    rows: list[dict[Word, Value]] = Field(min_length=1, max_length=MOST)
    feed: str = Field("", max_length=100, pattern=NO_CONTROL)
    """Whose record numbers the rows carry; the sender's own unless it is named."""

    def columns(self) -> dict[str, list[str | None]]:
        """The rows by column, as text."""
        names = dict.fromkeys(name for row in self.rows for name in row)
        return {name: [_text(row.get(name)) for row in self.rows] for name in names}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


class RowOut(Schema):
    """One row that was not accepted: its number, from 1, and why."""

    line: int
    reason: str


class BatchOut(Schema):
    """The receipt of a batch: declared = accepted + duplicates + quarantined; the first 500 rows not accepted by number."""

    id: UUID
    shape: RowShape
    filename: str
    sha256: str
    declared: int
    accepted: int
    duplicates: int
    quarantined: dict[QuarantineReason, int]
    corrected: int
    midnights: int
    rows: list[RowOut]
    at: datetime

    @classmethod
    def of(cls, facts: BatchFacts) -> BatchOut:
        """The receipt as JSON."""
        return cls(
            id=facts.id, shape=facts.shape, filename=facts.filename, sha256=facts.sha256, declared=facts.declared,
            accepted=facts.accepted, duplicates=facts.duplicates, quarantined=dict(facts.quarantined),
            corrected=facts.corrected, midnights=facts.midnights, at=facts.at,
            rows=[RowOut(line=line, reason=reason) for line, reason in facts.lines],
        )  # fmt: skip


class LakeOut(Schema):
    """Where the visits lie: rows of the tail in your area, and the generation of the lake in force."""

    tail: int
    generation: int | None
    sealed_at: datetime | None
    rows: int
    days: int
    bytes: int
    checksum: str

    @classmethod
    def of(cls, tail: int, seal: SealFacts | None) -> LakeOut:
        """The state as JSON."""
        if seal is None:
            return cls(tail=tail, generation=None, sealed_at=None, rows=0, days=0, bytes=0, checksum="")
        return cls(
            tail=tail, generation=seal.id, sealed_at=seal.at, rows=seal.rows, days=seal.days, bytes=seal.bytes,
            checksum=seal.checksum,
        )  # fmt: skip


class TermOut(Schema):
    """How long visits of a source are kept, and on what clause."""

    source: VisitSource
    days: int
    clause: WordsOut


class DestructionOut(Schema):
    """What was deleted for good, by counts."""

    why: SealKind
    source: VisitSource | None
    before: date | None
    policy: str
    tail_rows: int
    lake_rows: int
    at: datetime


class RetentionOut(Schema):
    """The terms in force, and the newest deletions."""

    version: str
    terms: list[TermOut]
    deleted: list[DestructionOut]

    @classmethod
    def of(cls, policy: Policy, deleted: list[DestructionFacts]) -> RetentionOut:
        """The terms as JSON."""
        return cls(
            version=policy.version,
            terms=[TermOut(source=each.source, days=each.days, clause=WordsOut.of(each.clause)) for each in policy.terms],
            deleted=[
                DestructionOut(
                    why=each.why, source=each.source, before=each.before, policy=each.policy, tail_rows=each.tail_rows,
                    lake_rows=each.lake_rows, at=each.at,
                )
                for each in deleted
            ],
        )  # fmt: skip
