"""The words of breach files: where one stands, what may be found, and the frozen facts of a file with its steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sizao.ground.registry.types import Party
from sizao.kernel.decisions import Clause
from sizao.kernel.words import LabelledEnum, Words


class StepKind(LabelledEnum):
    """What was done in a file."""

    TOLD = "told", "告知", "Told"
    ANSWERED = "answered", "陈述申辩", "Answer"
    FOUND = "found", "认定", "Finding"
    APPEALED = "appealed", "申诉", "Appeal"
    REVIEWED = "reviewed", "申诉处理", "Appeal decided"
    WITHDRAWN = "withdrawn", "撤案", "Withdrawn"


class FileState(LabelledEnum):
    """Where a file stands at a moment."""

    OPEN = "open", "待告知", "To be told"
    TOLD = "told", "待陈述申辩", "Waiting for the answer"
    READY = "ready", "待认定", "Ready for a finding"
    FOUND = "found", "已认定", "Found"
    APPEALED = "appealed", "申诉中", "Under appeal"
    CLOSED = "closed", "已办结", "Closed"
    WITHDRAWN = "withdrawn", "已撤案", "Withdrawn"


class Finding(LabelledEnum):
    """What is found of a breach."""

    UPHELD = "upheld", "成立", "Upheld"
    LIGHTER = "lighter", "成立,从轻处理", "Upheld, lighter measure"
    NOT_UPHELD = "not_upheld", "不成立", "Not upheld"


class Outcome(LabelledEnum):
    """What an appeal leads to."""

    KEPT = "kept", "维持", "Kept"
    CHANGED = "changed", "减轻", "Made lighter"
    REVOKED = "revoked", "撤销", "Revoked"


class Route(LabelledEnum):
    """How something was said."""

    PLATFORM = "platform", "平台", "On the platform"
    PAPER = "paper", "书面", "On paper"


@dataclass(frozen=True)
class Term:
    """A length of time that a rule gives, with its clause."""

    days: int
    clause: Clause

    def after(self, moment: datetime) -> datetime:
        """When a term that begins at a moment is over."""
        return moment + timedelta(days=self.days)


@dataclass(frozen=True)
class Basis:
    """A legal basis: from when until when it holds, and for which of the four parties."""

    key: str
    words: Words
    since: date
    until: date | None
    parties: frozenset[Party]
    confidence: str

    def holds(self, on: date, party: Party) -> bool:
        """Whether what happened on a day may be judged by it."""
        return self.since <= on and (self.until is None or on < self.until) and party in self.parties


@dataclass(frozen=True)
class Measure:
    """What may follow from a breach; ``rank`` counts from the lightest."""

    key: str
    words: Words
    rank: int


@dataclass(frozen=True)
class Terms:
    """The terms, bases and measures in force, and the version under which they were issued."""

    version: str
    issued: date
    answer: Term
    appeal: Term
    review: Term
    no_heavier: Clause
    bases: tuple[Basis, ...]
    measures: tuple[Measure, ...]

    def basis(self, key: str) -> Basis | None:
        """The basis of a key."""
        return next((each for each in self.bases if each.key == key), None)

    def measure(self, key: str) -> Measure | None:
        """The measure of a key."""
        return next((each for each in self.measures if each.key == key), None)


@dataclass(frozen=True)
class Who:
    """Who did something: the account when there is one, else the name alone."""

    name: str
    user_id: int | None = None

    def is_same(self, other: Who) -> bool:
        """Whether it is one person: by account when either has one."""
        if self.user_id is not None or other.user_id is not None:
            return self.user_id == other.user_id
        return self.name == other.name


@dataclass(frozen=True)
class Delivery:
    """How a notice on paper reached the party: who handed it over and when, who took it, and where the receipt is kept."""

    by: str
    at: datetime
    to: str
    receipt: str


@dataclass(frozen=True)
class NewBreach:
    """What a file is opened from."""

    responsibility_id: UUID
    happened_at: datetime
    what: str
    basis: str
    measure: str
    evidence: str
    reference: str


@dataclass(frozen=True)
class EvidenceFacts:
    """One piece of evidence: what it shows and where it can be looked up."""

    text: str
    reference: str
    at: datetime
    who: Who


@dataclass(frozen=True)
class StepFacts:
    """One step of a file."""

    kind: StepKind
    at: datetime
    who: Who
    text: str = ""
    route: Route | None = None
    until: datetime | None = None
    """The end of the term that the step begins: of the answer, of an appeal, of its decision."""
    finding: Finding | None = None
    outcome: Outcome | None = None
    measure: Words | None = None
    measure_rank: int | None = None
    reference: str = ""
    """Where the paper of an answer or an appeal is kept, or the receipt of a notice on paper."""
    delivery: Delivery | None = None
    """How a notice on paper was handed over; nothing for what was told before this was asked."""


@dataclass(frozen=True)
class BreachFacts:
    """A file: which duty of whom, what is said to have happened, on what evidence and basis, and its steps in order."""

    id: UUID
    number: str
    area: int
    place_id: int
    place: Words
    party: Party
    duty: str
    holder: str
    organisation_id: UUID | None
    user_id: int | None
    happened_at: datetime
    what: str
    basis: Words
    basis_confidence: str
    terms_version: str
    proposed: Words
    proposed_rank: int
    opened_at: datetime
    opener: Who
    evidence: tuple[EvidenceFacts, ...]
    steps: tuple[StepFacts, ...]

    def last(self, kind: StepKind) -> StepFacts | None:
        """The last step of a kind."""
        return next((each for each in reversed(self.steps) if each.kind is kind), None)

    @property
    def told(self) -> StepFacts | None:
        """The notice that counts: the last one, unless evidence was added after it."""
        found = self.last(StepKind.TOLD)
        if found is None or any(each.at > found.at for each in self.evidence):
            return None
        return found

    @property
    def answers(self) -> tuple[StepFacts, ...]:
        """What the party said, to any notice."""
        return tuple(each for each in self.steps if each.kind is StepKind.ANSWERED)

    @property
    def is_answered(self) -> bool:
        """Whether the party answered the notice that counts."""
        told = self.told
        return told is not None and any(each.at >= told.at for each in self.answers)

    @property
    def makers(self) -> tuple[Who, ...]:
        """Everybody who made the case: opened the file, brought evidence, told the party."""
        steps = (each.who for each in self.steps if each.kind is StepKind.TOLD)
        return (self.opener, *(each.who for each in self.evidence), *steps)

    def state(self, at: datetime) -> FileState:
        """Where the file stands: it is ready once the party has answered or the term is over."""
        for kind, reached in ENDS:
            if self.last(kind) is not None:
                return reached
        told = self.told
        if told is None:
            return FileState.OPEN
        is_over = told.until is not None and at >= told.until
        return FileState.READY if self.is_answered or is_over else FileState.TOLD

    @property
    def standing(self) -> tuple[Words | None, int | None]:
        """The measure that stands and its rank, after finding and appeal; nothing when none does."""
        review, found = self.last(StepKind.REVIEWED), self.last(StepKind.FOUND)
        if review is not None and review.outcome is not Outcome.KEPT:
            return review.measure, review.measure_rank
        return (found.measure, found.measure_rank) if found else (None, None)


ENDS = (
    (StepKind.WITHDRAWN, FileState.WITHDRAWN), (StepKind.REVIEWED, FileState.CLOSED),
    (StepKind.APPEALED, FileState.APPEALED), (StepKind.FOUND, FileState.FOUND),
)  # fmt: skip
"""Steps after which the state no longer depends on the clock, the last first."""
