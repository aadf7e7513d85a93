"""What the API of signals takes and gives. Areas are printed division codes; nobody is named, a person is a number P-…."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from sizao.kernel import areas
from sizao.kernel.editions import Disease
from sizao.sense.signals.types import (
    MOST_PEOPLE,
    ChannelTally,
    Entered,
    Level,
    Likeness,
    NewSignal,
    Reason,
    SignalFacts,
    SignalKind,
    State,
    StepFacts,
    StepKind,
    Twin,
    Verdict,
)
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, Time, WordsOut

MOST_AT_ONCE = 500
Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=24, pattern=NO_CONTROL)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=NO_CONTROL)]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=NO_CONTROL)]
Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20, pattern=NO_CONTROL)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=NO_CONTROL)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=NO_CONTROL)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=NO_CONTROL)]


class SignalIn(Strict):
    """A signal as a feed sends it; ``source_ref`` makes sending it twice harmless."""

    channel: Key
    kind: SignalKind
    area: AreaCode
    occurred_at: Time
    source: Line
    text: Text
    source_ref: Reference = ""
    people: Annotated[int, Field(ge=0, le=MOST_PEOPLE)] | None = None
    disease: Disease | None = None
    place_id: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    person_id: Annotated[int, Field(ge=1, lt=2**63)] | None = None

    def new(self) -> NewSignal:
        """The signal as it enters."""
        return NewSignal(
            channel=self.channel, kind=self.kind, area=self.area, occurred_at=self.occurred_at, source=self.source,
            text=self.text, source_ref=self.source_ref, people=self.people,
            disease=self.disease.value if self.disease else "", place_id=self.place_id, person_id=self.person_id,
        )  # fmt: skip


class FeedIn(Strict):
    """Many signals at once."""

    signals: Annotated[list[SignalIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class RefusalOut(Schema):
    """A row that did not enter, counted from one."""

    line: int
    reason: WordsOut


class EnteredOut(Schema):
    """What became of many signals: every row is in exactly one of the three."""

    received: list[UUID]
    known: int
    refused: list[RefusalOut]

    @classmethod
    def of(cls, found: Entered) -> EnteredOut:
        """The outcome as JSON."""
        refused = [RefusalOut(line=each.line, reason=WordsOut.of(each.words)) for each in found.refused]
        return cls(received=list(found.received), known=found.known, refused=refused)


class ReasonOut(Schema):
    """One reason with its points."""

    points: int
    words: WordsOut

    @classmethod
    def of(cls, found: Reason) -> ReasonOut:
        """The reason as JSON."""
        return cls(points=found.points, words=WordsOut.of(found.words))


class Receipt(Schema):
    """That a signal was received, and under which number."""

    id: UUID
    number: str
    is_new: bool


class SignalOut(Schema):
    """A signal with its score and where it stands."""

    id: UUID
    number: str
    channel: str
    kind: SignalKind
    area: str
    occurred_at: datetime
    received_at: datetime
    source: str
    source_ref: str
    text: str
    people: int | None
    disease: str
    place_id: int | None
    person_id: int | None
    points: int
    level: Level
    reasons: list[ReasonOut]
    version: str
    edition_id: str
    state: State
    owner: str
    due_at: datetime
    is_late: bool
    verdict: Verdict | None
    closed_at: datetime | None
    duplicate_of_id: UUID | None
    incident_id: UUID | None
    case_id: UUID | None

    @classmethod
    def of(cls, found: SignalFacts, at: datetime) -> SignalOut:
        """The signal as JSON."""
        same = {name: getattr(found, name) for name in cls.model_fields if hasattr(found, name) and name != "is_late"}
        same |= {"area": areas.printed(found.area), "reasons": [ReasonOut.of(each) for each in found.reasons]}
        return cls(**same, is_late=found.is_late(at))


class StepOut(Schema):
    """What was done with a signal."""

    kind: StepKind
    at: datetime
    by: str
    note: str
    verdict: Verdict | None

    @classmethod
    def of(cls, found: StepFacts) -> StepOut:
        """The step as JSON."""
        return cls(kind=found.kind, at=found.at, by=found.by, note=found.note, verdict=found.verdict)


class TwinOut(Schema):
    """Another signal that may be the same thing, with the reasons."""

    signal_id: UUID
    number: str
    points: int
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, found: Twin) -> TwinOut:
        """The twin as JSON."""
        alike: Likeness = found.likeness
        return cls(
            signal_id=found.signal.id, number=found.signal.number, points=alike.points,
            reasons=[ReasonOut.of(each) for each in alike.reasons],
        )  # fmt: skip


class DetailOut(Schema):
    """A signal with its history and what may be the same."""

    signal: SignalOut
    steps: list[StepOut]
    twins: list[TwinOut]


class AssignIn(Strict):
    """Who checks it; oneself when nobody is named."""

    owner_id: Annotated[int, Field(ge=1, lt=2**63)] | None = None


class VerdictIn(Strict):
    """What came of it."""

    verdict: Verdict
    reason: Why
    duplicate_of: Number = ""


class TwinIn(Strict):
    """The other signal of a pair."""

    other_id: UUID


class IncidentIn(Strict):
    """The open incident that a signal becomes part of."""

    incident_id: UUID


class NewIncidentIn(Strict):
    """The incident that a signal opens."""

    title_zh: Title
    title_en: Title
    disease: Disease


class CaseIn(Strict):
    """The case that a signal told of, by its number."""

    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20, pattern=NO_CONTROL)]


class ChannelOut(Schema):
    """How a channel did in the last days, how true it was, and whether it has fallen silent."""

    key: str
    words: WordsOut
    received: int
    open: int
    closed: int
    confirmed: int
    duplicates: int
    precision: int | None
    last_at: datetime | None
    is_silent: bool

    @classmethod
    def of(cls, found: ChannelTally) -> ChannelOut:
        """The tally as JSON."""
        return cls(
            key=found.channel.key, words=WordsOut.of(found.channel.words), received=found.received, open=found.open,
            closed=found.closed, confirmed=found.confirmed, duplicates=found.duplicates, precision=found.precision,
            last_at=found.last_at, is_silent=found.is_silent,
        )  # fmt: skip
