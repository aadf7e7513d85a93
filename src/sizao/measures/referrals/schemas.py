"""What the referrals API takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    StringConstraints,
)

from sizao.kernel import areas
from sizao.measures.referrals.types import (
    Confidence,
    DayLine,
    Destination,
    Drop,
    LetterFacts,
    LetterState,
    ListFacts,
    NamedFacts,
    NewLetter,
    NewList,
    Outcome,
    PaperLanguage,
    Priority,
    ReplyFacts,
    RequestFacts,
    SourceKind,
    SourceTally,
    State,
    Tally,
)
from sizao.measures.referrals.types.answering import GivenOut, LinkFacts, LinkState, SaidFacts, SaidState
from sizao.spine.web.queries.fields import EARLIEST, LATEST, NO_CONTROL, AreaCode, Strict, Time


def _day(on: date) -> date:
    if not EARLIEST.date() <= on <= LATEST.date():
        raise ValueError("not a plausible day")
    return on


Day = Annotated[date, AfterValidator(_day)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=NO_CONTROL)]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=NO_CONTROL)]
Body = Annotated[str, StringConstraints(min_length=1, max_length=2_000_000, pattern=NO_CONTROL)]


class ListIn(Strict):
    """A list that arrives; ``text`` is CSV with headings, or the lines of a letter."""

    kind: SourceKind
    sender: Line
    letter: Annotated[str, StringConstraints(max_length=80, pattern=NO_CONTROL)] = ""
    priority: Priority = Priority.TODAY
    reply_by: Time | None = None
    incident_id: UUID | None = None
    asked: OptionalLine = ""
    text: Body

    def new(self, at: datetime) -> NewList:
        """What is said of the list."""
        return NewList(
            kind=self.kind, sender=self.sender, received_at=at, priority=self.priority, letter=self.letter,
            reply_by=self.reply_by, incident_id=self.incident_id, asked=self.asked,
        )  # fmt: skip


class TallyOut(Schema):
    """How requests stand; ``precision`` is true ones in a hundred of the checked, null before the first answer."""

    rows: int
    dropped: int
    unplaced: int
    waiting: int
    claimed: int
    answered: int
    true: int
    late: int
    precision: int | None

    @classmethod
    def of(cls, found: Tally) -> TallyOut:
        """The tally as JSON."""
        names = ("rows", "dropped", "unplaced", "waiting", "claimed", "answered", "true", "late", "precision")
        return cls(**{name: getattr(found, name) for name in names})


class ListOut(Schema):
    """A list with its account."""

    id: UUID
    number: str
    kind: SourceKind
    sender: str
    letter: str
    priority: Priority
    received_at: datetime
    reply_by: datetime
    area: str
    physical: int
    rejected: list[int]
    tally: TallyOut

    @classmethod
    def of(cls, found: ListFacts, tally: Tally) -> ListOut:
        """The list as JSON."""
        return cls(
            id=found.id, number=found.number, kind=found.kind, sender=found.sender, letter=found.letter,
            priority=found.priority, received_at=found.received_at, reply_by=found.reply_by,
            area=areas.printed(found.area), physical=found.physical, rejected=[line for line, _ in found.rejected],
            tally=TallyOut.of(tally),
        )  # fmt: skip


class RequestOut(Schema):
    """One request of a list; no name, no number."""

    id: UUID
    list_id: UUID
    line: int
    person_id: int
    area: str
    state: State
    confidence: Confidence
    drop: Drop | None
    drop_note: str
    outcome: Outcome | None
    received_at: datetime
    claimed_at: datetime | None
    answered_at: datetime | None

    @classmethod
    def of(cls, found: RequestFacts) -> RequestOut:
        """The request as JSON."""
        return cls(
            id=found.id, list_id=found.list_id, line=found.line, person_id=found.person_id,
            area=areas.printed(found.area), state=found.state, confidence=found.confidence, drop=found.drop,
            drop_note=found.drop_note, outcome=found.outcome, received_at=found.received_at,
            claimed_at=found.claimed_at, answered_at=found.answered_at,
        )  # fmt: skip


class Ids(Strict):
    """Requests by id."""

    request_ids: list[UUID] = Field(min_length=1, max_length=500)


class CarryIn(Ids):
    """Requests that stay open over the day's end, with the reason."""

    reason: Line


class AnswerIn(Strict):
    """What was found."""

    outcome: Outcome
    note: OptionalLine = ""


class RouteIn(Strict):
    """The area a request is given to."""

    area: AreaCode


class Done(Schema):
    """How many."""

    done: int


class DayLineOut(Schema):
    """One area's day."""

    area: str
    opened: int
    closed: int
    carried: int
    reasons: dict[str, int]
    silent: int

    @classmethod
    def of(cls, found: DayLine) -> DayLineOut:
        """The line as JSON."""
        return cls(
            area=areas.printed(found.area), opened=found.opened, closed=found.closed, carried=found.carried,
            reasons=dict(found.reasons), silent=found.silent,
        )  # fmt: skip


class SourceOut(Schema):
    """How true a source's lists were."""

    kind: SourceKind
    sender: str
    lists: int
    tally: TallyOut

    @classmethod
    def of(cls, found: SourceTally) -> SourceOut:
        """The source as JSON."""
        return cls(kind=found.kind, sender=found.sender, lists=found.lists, tally=TallyOut.of(found.tally))


class LetterIn(Strict):
    """A letter to another place about contacts who are there.

    Without a language it is written in the one of the destination's name; with nothing asked it asks the usual.
    """

    incident_id: UUID
    destination: str = Field(min_length=1, max_length=120)
    contact_ids: list[UUID] = Field(min_length=1, max_length=2_000)
    asked: str = Field("", max_length=400)
    reply_by: AwareDatetime
    language: PaperLanguage | None = None

    def new(self) -> NewLetter:
        """What the action takes."""
        return NewLetter(
            incident_id=self.incident_id, destination=self.destination, contact_ids=tuple(self.contact_ids),
            asked=self.asked, reply_by=self.reply_by, language=self.language,
        )  # fmt: skip


class ReceiptIn(Strict):
    """Who took a letter over."""

    received_by: str = Field(min_length=1, max_length=150)


class LetterAnswerIn(Strict):
    """What another place found of one person."""

    line: int = Field(ge=1, le=100_000)
    outcome: Outcome
    note: str = Field("", max_length=300)


class NamedOut(Schema):
    """One person of a letter, by number."""

    line: int
    person: int
    contact_id: UUID
    since: datetime
    outcome: Outcome | None
    note: str
    answered_at: datetime | None


class LetterOut(Schema):
    """One letter that went out."""

    id: UUID
    number: str
    incident_id: UUID
    destination: str
    asked: str
    language: PaperLanguage
    state: LetterState
    sent_at: datetime
    reply_by: datetime
    received_at: datetime | None
    people: int
    answered: int
    is_overdue: bool
    named: list[NamedOut] = []

    @classmethod
    def of(cls, found: LetterFacts, as_of: datetime, people: Sequence[NamedFacts] = ()) -> LetterOut:
        """The letter as JSON."""
        named = [
            NamedOut(
                line=each.line, person=each.person_id, contact_id=each.contact_id, since=each.since,
                outcome=each.outcome, note=each.note, answered_at=each.answered_at,
            )
            for each in people
        ]  # fmt: skip
        names = set(cls.model_fields) - {"named", "is_overdue"}
        return cls(named=named, is_overdue=found.is_overdue(as_of), **{name: getattr(found, name) for name in names})


class DestinationOut(Schema):
    """How the letters to one place stand."""

    name: str
    letters: int
    people: int
    received: int
    answered: int
    overdue: int

    @classmethod
    def of(cls, found: Destination) -> DestinationOut:
        """The destination as JSON."""
        return cls(**{name: getattr(found, name) for name in cls.model_fields})


class ReplyOut(Schema):
    """A reply that was frozen."""

    number: str
    at: datetime
    is_final: bool
    lines: int
    language: PaperLanguage

    @classmethod
    def of(cls, found: ReplyFacts) -> ReplyOut:
        """The reply as JSON."""
        return cls(
            number=found.number, at=found.at, is_final=found.is_final, lines=len(found.lines), language=found.language
        )  # fmt: skip


class LinkOut(Schema):
    """A letter's answer link, without its code."""

    handle: str
    state: LinkState
    issued_at: datetime
    lasts_until: datetime
    opened_at: datetime | None
    seen_at: datetime | None
    ended_at: datetime | None
    failures: int

    @classmethod
    def of(cls, found: LinkFacts) -> LinkOut:
        """The link as JSON."""
        return cls(**{name: getattr(found, name) for name in cls.model_fields})


class GivenOutOut(Schema):
    """A new answer link with its code, told once."""

    handle: str
    code: str
    lasts_until: datetime
    language: PaperLanguage

    @classmethod
    def of(cls, made: GivenOut) -> GivenOutOut:
        """The new link as JSON."""
        return cls(**{name: getattr(made, name) for name in cls.model_fields})


class SaidOut(Schema):
    """One answer from outside; its list by counts."""

    id: UUID
    letter_id: UUID
    at: datetime
    received_by: str
    text: str
    lines: list[tuple[int, Outcome]]
    list_people: int | None
    list_unreadable: int
    state: SaidState
    decided_at: datetime | None
    reason: str
    list_id: UUID | None

    @classmethod
    def of(cls, found: SaidFacts) -> SaidOut:
        """The answer as JSON."""
        preview = found.preview
        names = set(cls.model_fields) - {"list_people", "list_unreadable", "lines"}
        return cls(
            list_people=preview.people if preview else None, list_unreadable=len(preview.rejected) if preview else 0,
            lines=list(found.lines), **{name: getattr(found, name) for name in names},
        )  # fmt: skip


class AsideIn(Strict):
    """Why an answer is set aside."""

    reason: str = Field(min_length=1, max_length=300)


class EnterListIn(Strict):
    """What kind of list came with an answer."""

    kind: SourceKind
