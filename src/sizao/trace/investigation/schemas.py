"""What the API of investigations takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from sizao.ground.command.types import GroupKind
from sizao.ground.identity.types import Sealed
from sizao.kernel import areas
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, Time, WordsOut
from sizao.trace.investigation.types import (
    MOST_ROWS,
    Direction,
    InvestigationFacts,
    LeadFacts,
    LeadOutcome,
    Reading,
    State,
)

Text500 = Annotated[str, StringConstraints(max_length=500, pattern=NO_CONTROL)]
"""Words that somebody typed."""


class DraftIn(Strict):
    """What was typed since the last save: fields by name, and all rows when any of them changed."""

    changes: dict[str, str | list[str]] = Field(default_factory=dict, max_length=100)
    rows: list[dict[str, str]] | None = Field(None, max_length=MOST_ROWS)


class HoldIn(Strict):
    """Why the form is taken from somebody."""

    reason: str = Field("", max_length=500)


class ReviewIn(Strict):
    """What a second person decides."""

    step: Literal["approve", "return", "reopen"]
    reason: str = Field("", max_length=500)


class RowOut(Schema):
    """One place-time row as it was understood."""

    number: int
    start: datetime | None
    until: datetime | None
    faults: list[WordsOut]


class InvestigationOut(Schema):
    """An investigation as it stands: the form as typed, and how it was understood."""

    id: UUID
    number: str
    case_id: UUID
    state: State
    begun_at: datetime
    due_at: datetime | None
    saved_at: datetime | None
    serial: int
    version: int
    holder: str
    answers: dict[str, object]
    rows: list[dict[str, str]]
    notes: dict[str, WordsOut]
    read: list[RowOut]

    @classmethod
    def of(cls, found: InvestigationFacts, reading: Reading) -> InvestigationOut:
        """The investigation as JSON."""
        return cls(
            id=found.id, number=found.number, case_id=found.case_id, state=found.state, begun_at=found.begun_at,
            due_at=found.due_at, saved_at=found.saved_at, serial=found.serial, version=found.version,
            holder=found.holder, answers=dict(found.draft.answers), rows=[dict(row) for row in found.draft.rows],
            notes={name: WordsOut.of(note) for name, note in reading.notes.items()},
            read=[
                RowOut(number=row.number, start=row.start, until=row.until, faults=[WordsOut.of(each) for each in row.faults])
                for row in reading.rows
            ],
        )  # fmt: skip


class LeadOut(Schema):
    """One lead as those see it who follow it; the case is not named."""

    id: UUID
    number: str
    direction: Direction
    what: str
    area: str
    group: GroupKind
    at: datetime
    outcome: LeadOutcome | None
    answer: str
    answered_at: datetime | None
    parts: list[Sealed]
    since: datetime | None
    until: datetime | None
    due_at: datetime | None
    has_place: bool

    @classmethod
    def of(cls, lead: LeadFacts) -> LeadOut:
        """The lead as JSON."""
        return cls(
            id=lead.id, number=lead.number, direction=lead.direction, what=lead.what, area=areas.printed(lead.area),
            group=lead.group, at=lead.at, outcome=lead.outcome, answer=lead.answer, answered_at=lead.answered_at,
            parts=[each for each in Sealed if each in lead.about.parts], since=lead.about.since,
            until=lead.about.until, due_at=lead.about.due_at, has_place=lead.place is not None,
        )  # fmt: skip


class AnswerIn(Strict):
    """What came of a lead."""

    outcome: LeadOutcome
    note: Text500 = Field(min_length=1)


class AgencyAnswerIn(AnswerIn):
    """What an agency found; where it found somebody, the grid of that address is sent."""

    address: Annotated[str, StringConstraints(max_length=200, pattern=NO_CONTROL)] = ""


class LeadIn(Strict):
    """A lead to be followed by a group in an area; ``parts`` of the case's identity only as far as an agency needs them."""

    direction: Direction
    what: Text500 = Field(min_length=1)
    area: AreaCode
    group: GroupKind
    parts: list[Literal["name", "document", "phone", "address"]] = Field(default_factory=list, max_length=4)
    since: Time | None = None
    until: Time | None = None
    due_at: Time | None = None


class PartsOut(Schema):
    """Parts of an identity, opened for a lead's task."""

    parts: dict[Sealed, str]


class FoundPlaceOut(Schema):
    """An address or telephone that was found, opened for a lead's task."""

    place: str
