"""The words of merit records: what is counted of a chief's work, merits with their decisions, objections with their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.kernel.areas import Level
from sizao.kernel.words import LabelledEnum, Words


class MeritKind(LabelledEnum):
    """What a merit leads to."""

    PRAISE = "praise", "表扬", "Commendation"
    REST = "rest", "调休补休", "Time off"
    ALLOWANCE = "allowance", "补助", "Allowance"


class MeritState(LabelledEnum):
    """Where a merit stands."""

    PROPOSED = "proposed", "待审批", "Proposed"
    APPROVED = "approved", "已批准", "Approved"
    REFUSED = "refused", "未批准", "Refused"


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
class Span:
    """The time that a record is about: from a moment until before another."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class WorkDone:
    """What the platform knows of one account's work in a time; each figure is counted from other rooms' rows."""

    tasks_given: int = 0
    tasks_done: int = 0
    orders_read: int = 0
    people_taken: int = 0
    """People of lists that arrived, taken in hand."""
    people_answered: int = 0
    leads_answered: int = 0
    checks: int = 0
    hours: float = 0.0
    """Hours on duty by the rosters."""

    @property
    def finished(self) -> int:
        """Everything that was brought to its end."""
        return self.tasks_done + self.people_answered + self.leads_answered + self.checks

    @property
    def given(self) -> int:
        """Everything that could be finished: an answer to a lead and a check are given and finished in one."""
        return self.tasks_given + self.people_taken + self.leads_answered + self.checks


@dataclass(frozen=True)
class Load:
    """Beside what a chief's work has to be read: days in the post within the time, households and residents looked after."""

    days: float
    households: int
    residents: int


@dataclass(frozen=True)
class Decided:
    """The decision on a merit."""

    is_approved: bool
    reasons: str
    at: datetime
    who: Who


@dataclass(frozen=True)
class MeritFacts:
    """One merit: for what, on what evidence, proposed by whom, and what was decided."""

    id: UUID
    number: str
    chief_id: UUID
    area: int
    chief_user: int | None
    kind: MeritKind
    text: str
    reference: str
    at: datetime
    who: Who
    decided: Decided | None

    @property
    def state(self) -> MeritState:
        """Where it stands."""
        if self.decided is None:
            return MeritState.PROPOSED
        return MeritState.APPROVED if self.decided.is_approved else MeritState.REFUSED


@dataclass(frozen=True)
class ObjectionFacts:
    """What a chief says against the own record, and the answer."""

    id: UUID
    chief_id: UUID
    area: int
    chief_user: int | None
    text: str
    at: datetime
    who: Who
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: Who | None = None


@dataclass(frozen=True)
class Record:
    """One chief's time in a post, with work and load in the time asked for."""

    chief_id: UUID
    area: int
    level: Level
    place: Words
    holder: str
    user_id: int | None
    since: datetime
    until: datetime | None
    work: WorkDone | None
    """Nothing when the post has no account: what such a chief does is not known, which is not the same as nothing."""
    load: Load
    merits: tuple[MeritFacts, ...] = ()
    objections: tuple[ObjectionFacts, ...] = ()

    @property
    def done_of_given(self) -> str:
        """What was finished beside what was given; a dash when the platform knows nothing."""
        return f"{self.work.finished} / {self.work.given}" if self.work else "—"

    @property
    def a_day(self) -> float | None:
        """Finished work a day in the post."""
        return round(self.work.finished / self.load.days, 2) if self.work and self.load.days > 0 else None

    @property
    def approved(self) -> int:
        """How many merits were approved."""
        return sum(each.state is MeritState.APPROVED for each in self.merits)

    @property
    def is_objected(self) -> bool:
        """Whether an objection waits for its answer."""
        return any(each.answered_at is None for each in self.objections)


@dataclass(frozen=True)
class Street:
    """The records of one area together: how many chiefs, of how many something is known, and their sums."""

    chiefs: int
    known: int
    finished: int
    given: int
    hours: float
    households: int
