"""What the API of issues takes and gives. Areas are printed division codes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from sizao.ground.issues.types import Body, CureKind, IssueFacts, IssueState, LiaisonFacts, Source
from sizao.kernel import areas
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=NO_CONTROL)]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=NO_CONTROL)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=NO_CONTROL)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=NO_CONTROL)]


class IssueIn(Strict):
    """A problem with its owner."""

    area: AreaCode
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_CONTROL)]
    owner: Line
    source: Source
    text: OptionalText = ""


class MetIn(Strict):
    """One more time that a problem was met."""

    source: Source
    text: OptionalText = ""


class CureIn(Strict):
    """What cured a problem."""

    kind: CureKind
    reference: Line
    text: OptionalText = ""


class CureOut(Schema):
    """What cured a problem."""

    kind: CureKind
    reference: str
    text: str
    at: datetime
    task_id: UUID | None


class IssueOut(Schema):
    """A problem with how often it was met and what cured it."""

    id: UUID
    number: str
    title: str
    area: str
    owner: str
    state: IssueState
    count: int
    opened_at: datetime
    cures: list[CureOut]

    @classmethod
    def of(cls, found: IssueFacts) -> IssueOut:
        """The problem as JSON."""
        cures = [
            CureOut(kind=each.kind, reference=each.reference, text=each.text, at=each.at, task_id=each.task_id)
            for each in found.cures
        ]
        return cls(
            id=found.id, number=found.number, title=found.title, area=areas.printed(found.area), owner=found.owner,
            state=found.state, count=found.count, opened_at=found.opened_at, cures=cures,
        )  # fmt: skip


class LiaisonIn(Strict):
    """A leader for a unit."""

    area: AreaCode
    leader: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=NO_CONTROL)]
    body: Body
    unit: OptionalLine = ""
    every_days: Annotated[int, Field(ge=1, le=365)] | None = None


class LiaisonOut(Schema):
    """A leader's assignment."""

    id: UUID
    area: str
    unit: str
    leader: str
    body: Body
    every_days: int | None
    last_on: date | None
    visits: int

    @classmethod
    def of(cls, found: LiaisonFacts) -> LiaisonOut:
        """The assignment as JSON."""
        return cls(
            id=found.id, area=areas.printed(found.area), unit=found.unit, leader=found.leader, body=found.body,
            every_days=found.every_days, last_on=found.last_on, visits=len(found.visits),
        )  # fmt: skip


class VisitIn(Strict):
    """A visit, and a problem raised on it."""

    on: date
    note: Text
    problem: Annotated[str, StringConstraints(max_length=200, pattern=NO_CONTROL)] = ""


class Made(Schema):
    """The id of what was made."""

    id: UUID
