"""What the API of presence takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from sizao.ground.presence.rules import Policy
from sizao.ground.presence.types import (
    ActFacts,
    ActKind,
    ActStep,
    BatchFacts,
    DestructionFacts,
    EvidenceGrade,
    HoldFacts,
    NewAct,
    NewVisit,
    PlaceDay,
    QuarantineReason,
    RowShape,
    Scene,
    SceneIntake,
    SealFacts,
    SealKind,
    VisitReceipt,
    VisitSource,
)
from sizao.ground.registry.types import PlaceKind
from sizao.kernel import areas
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, WordsOut

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


class PlaceDayOut(Schema):
    """What is on record of a place on one day from one source, by counts."""

    day: date
    source: VisitSource
    grade: EvidenceGrade
    visits: int
    persons: int

    @classmethod
    def of(cls, facts: PlaceDay) -> PlaceDayOut:
        """The day as JSON."""
        return cls(day=facts.day, source=facts.source, grade=facts.grade, visits=facts.visits, persons=facts.persons)


Word = Annotated[str, Field(max_length=100, pattern=NO_CONTROL)]
Value = Annotated[int, Field(ge=-BIGGEST, le=BIGGEST)] | Word | None


class BatchIn(Strict):
    """A batch of rows in one of the documented shapes; a row's keys are the shape's columns, under any of their names."""

    shape: RowShape
    rows: list[dict[Word, Value]] = Field(min_length=1, max_length=MOST)
    feed: str = Field("", max_length=100, pattern=NO_CONTROL)
    """Whose record numbers the rows carry; the sender's own unless it is named."""
    scene: str = Field("", max_length=60, pattern=NO_CONTROL)
    """The data scene that the rows come in under."""

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
    scene: str

    @classmethod
    def of(cls, facts: BatchFacts) -> BatchOut:
        """The receipt as JSON."""
        return cls(
            id=facts.id, shape=facts.shape, filename=facts.filename, sha256=facts.sha256, declared=facts.declared,
            accepted=facts.accepted, duplicates=facts.duplicates, quarantined=dict(facts.quarantined),
            corrected=facts.corrected, midnights=facts.midnights, at=facts.at, scene=facts.scene,
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
    scene: str
    before: date | None
    policy: str
    area: str
    tail_rows: int
    lake_rows: int
    at: datetime

    @classmethod
    def of(cls, facts: DestructionFacts) -> DestructionOut:
        """The deletion as JSON."""
        return cls(
            why=facts.why, source=facts.source, scene=facts.scene, before=facts.before, policy=facts.policy,
            area=areas.printed(facts.area), tail_rows=facts.tail_rows, lake_rows=facts.lake_rows, at=facts.at,
        )  # fmt: skip


class HoldOut(Schema):
    """That nothing of an area is deleted at the end of its time, up to a moment, and why."""

    area: str
    until: datetime | None
    reason: str
    at: datetime


class RetentionOut(Schema):
    """The terms in force, the holds, and the newest deletions."""

    version: str
    terms: list[TermOut]
    holds: list[HoldOut]
    deleted: list[DestructionOut]

    @classmethod
    def of(cls, policy: Policy, deleted: list[DestructionFacts], holds: list[HoldFacts]) -> RetentionOut:
        """The terms as JSON."""
        return cls(
            version=policy.version,
            terms=[TermOut(source=each.source, days=each.days, clause=WordsOut.of(each.clause)) for each in policy.terms],
            holds=[
                HoldOut(area=areas.printed(each.area), until=each.until, reason=each.reason, at=each.at) for each in holds
            ],
            deleted=[DestructionOut.of(each) for each in deleted],
        )  # fmt: skip


SLUG = r"^[a-z0-9][a-z0-9-]*$"
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=NO_CONTROL)]
Paper = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_CONTROL)]


class WhyIn(Strict):
    """Why something is done."""

    reason: Why


class ActIn(Strict):
    """An act to be proposed. A scene and a hold name their last day, a lift the hold, a deletion its day or its scene."""

    kind: ActKind
    area: AreaCode
    reason: Why
    basis: Paper
    scene: Annotated[str, Field(max_length=60, pattern=NO_CONTROL)] = ""
    source: VisitSource | None = None
    day: date | None = None
    until: date | None = None
    of: UUID | None = None

    def act(self) -> NewAct:
        """The act for the room's action."""
        return NewAct(
            kind=self.kind, area=self.area, reason=self.reason, basis=self.basis, scene=self.scene, source=self.source,
            day=self.day, until=self.until, of=self.of,
        )  # fmt: skip


class StepOut(Schema):
    """One step of an act."""

    step: ActStep
    at: datetime
    by: str
    note: str


class ActOut(Schema):
    """One act with its steps; ``preview`` counts what it would touch, as it was when it was proposed."""

    id: UUID
    kind: ActKind
    area: str
    step: ActStep
    reason: str
    basis: str
    scene: str
    version: str
    source: VisitSource | None
    day: date | None
    until: date | None
    of: UUID | None
    preview: dict[str, int]
    at: datetime
    by: str
    steps: list[StepOut]

    @classmethod
    def of_facts(cls, facts: ActFacts) -> ActOut:
        """The act as JSON."""
        return cls(
            id=facts.id, kind=facts.kind, area=areas.printed(facts.area), step=facts.step, reason=facts.reason,
            basis=facts.basis, scene=facts.scene, version=facts.version, source=facts.source, day=facts.day,
            until=facts.until, of=facts.of, preview=dict(facts.preview), at=facts.at, by=facts.by,
            steps=[StepOut(step=each.step, at=each.at, by=each.by, note=each.note) for each in facts.steps],
        )  # fmt: skip


class SceneBasisOut(Schema):
    """A clause that a scene rests on."""

    clause: WordsOut
    source: str


class SceneOnOut(Schema):
    """Where a scene is on, and up to and with which day."""

    act: UUID
    area: str
    until: date | None


class SceneOut(Schema):
    """One data scene as its file states it, where it is on, and what came in so far."""

    id: str
    version: str
    issued: date
    title: WordsOut
    purpose: WordsOut
    shape: RowShape
    columns: list[str]
    source: VisitSource
    top_grade: EvidenceGrade
    makes_only_leads: bool
    place_kinds: list[PlaceKind]
    retention_days: int
    basis: list[SceneBasisOut]
    never: list[WordsOut]
    sha256: str
    on: list[SceneOnOut]
    batches: int
    accepted: int
    turned_away: int
    places: int

    @classmethod
    def of(cls, scene: Scene, on: Sequence[ActFacts], came_in: SceneIntake) -> SceneOut:
        """The scene as JSON."""
        return cls(
            id=scene.id, version=scene.version, issued=scene.issued, title=WordsOut.of(scene.title),
            purpose=WordsOut.of(scene.purpose), shape=scene.shape, columns=list(scene.columns), source=scene.source,
            top_grade=scene.top_grade, makes_only_leads=scene.makes_only_leads, place_kinds=list(scene.place_kinds),
            retention_days=scene.retention_days, sha256=scene.sha256, never=[WordsOut.of(each) for each in scene.never],
            basis=[SceneBasisOut(clause=WordsOut.of(each.clause), source=each.source) for each in scene.basis],
            on=[SceneOnOut(act=each.id, area=areas.printed(each.area), until=each.until) for each in on],
            batches=came_in.batches, accepted=came_in.accepted, turned_away=came_in.turned_away, places=came_in.places,
        )  # fmt: skip
