"""What the API of merit records takes and gives. Areas are printed division codes; times are ISO 8601 with an offset."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import StringConstraints

from sizao.kernel import areas
from sizao.kernel.areas import Level
from sizao.oversight.merits.types import MeritFacts, MeritKind, MeritState, ObjectionFacts, Record, WorkDone
from sizao.spine.web.queries.fields import NO_CONTROL, Strict, WordsOut

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=NO_CONTROL)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_CONTROL)]


class MeritIn(Strict):
    """A merit and where it can be looked up."""

    kind: MeritKind
    text: Text
    reference: Line


class DecisionIn(Strict):
    """The decision on a merit."""

    is_approved: bool
    reasons: Text


class WordsIn(Strict):
    """An objection or its answer."""

    text: Text


class WorkOut(Schema):
    """What the platform knows of one account's work in the month."""

    tasks_given: int
    tasks_done: int
    orders_read: int
    people_taken: int
    people_answered: int
    leads_answered: int
    checks: int
    hours: float

    @classmethod
    def of(cls, found: WorkDone) -> WorkOut:
        """The work as JSON."""
        return cls(
            tasks_given=found.tasks_given, tasks_done=found.tasks_done, orders_read=found.orders_read,
            people_taken=found.people_taken, people_answered=found.people_answered,
            leads_answered=found.leads_answered, checks=found.checks, hours=found.hours,
        )  # fmt: skip


class MeritOut(Schema):
    """One merit."""

    id: UUID
    number: str
    chief_id: UUID
    kind: MeritKind
    state: MeritState
    text: str
    reference: str
    at: datetime
    by: str
    reasons: str

    @classmethod
    def of(cls, found: MeritFacts) -> MeritOut:
        """The merit as JSON."""
        return cls(
            id=found.id, number=found.number, chief_id=found.chief_id, kind=found.kind, state=found.state,
            text=found.text, reference=found.reference, at=found.at, by=found.who.name,
            reasons=found.decided.reasons if found.decided else "",
        )  # fmt: skip


class ObjectionOut(Schema):
    """One objection with its answer, when there is one."""

    id: UUID
    chief_id: UUID
    text: str
    at: datetime
    answer: str
    answered_at: datetime | None

    @classmethod
    def of(cls, found: ObjectionFacts) -> ObjectionOut:
        """The objection as JSON."""
        return cls(
            id=found.id, chief_id=found.chief_id, text=found.text, at=found.at, answer=found.answer,
            answered_at=found.answered_at,
        )  # fmt: skip


class WaitingOut(Schema):
    """What waits for the caller's decision or answer."""

    merits: list[MeritOut]
    objections: list[ObjectionOut]


class RecordOut(Schema):
    """One chief's record in a month; ``work`` is null when the post has no account, which is not the same as nothing."""

    chief_id: UUID
    area: str
    level: Level
    place: WordsOut
    holder: str
    since: datetime
    until: datetime | None
    days: float
    households: int
    residents: int
    work: WorkOut | None
    finished_a_day: float | None
    merits: list[MeritOut]
    objections: list[ObjectionOut]

    @classmethod
    def of(cls, found: Record) -> RecordOut:
        """The record as JSON."""
        return cls(
            chief_id=found.chief_id, area=areas.printed(found.area), level=found.level, place=WordsOut.of(found.place),
            holder=found.holder, since=found.since, until=found.until, days=found.load.days,
            households=found.load.households, residents=found.load.residents,
            work=WorkOut.of(found.work) if found.work else None, finished_a_day=found.a_day,
            merits=[MeritOut.of(each) for each in found.merits],
            objections=[ObjectionOut.of(each) for each in found.objections],
        )  # fmt: skip
