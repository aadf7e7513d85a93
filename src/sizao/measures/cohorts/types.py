"""The words of cohort rules: what a rule asks, where it stands, where a registration came from, and who is matched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.sockets import Socket
from sizao.kernel.words import LabelledEnum, Words


class State(LabelledEnum):
    """Where a version of a rule stands."""

    PROPOSED = "proposed", "待批准", "Proposed"
    APPROVED = "approved", "执行中", "In force"
    REJECTED = "rejected", "未批准", "Rejected"
    REPLACED = "replaced", "已被新版替代", "Replaced"
    ENDED = "ended", "已结束", "Ended"


class Source(LabelledEnum):
    """Through which door a registration came."""

    DESK = "desk", "登记", "Registered"
    FEED = "feed", "接口报送", "Feed"
    ARRIVAL = "arrival", "来返人员登记", "Arrival"
    LIST = "list", "核查名单", "Arrived list"
    FILE = "file", "导入文件", "Imported file"


class DutyKind(LabelledEnum):
    """What a rule asks of a person."""

    TEST = "test", "核酸检测", "Test"
    MONITOR = "monitor", "自我健康监测", "Self-monitoring"
    HAND_OVER = "hand_over", "移交社区(取回执)", "Hand over, with receipt"


TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.PROPOSED: (State.APPROVED, State.REJECTED),
    State.APPROVED: (State.REPLACED, State.ENDED),
    State.REJECTED: (),
    State.REPLACED: (),
    State.ENDED: (),
}
"""Which state of a version may follow which."""


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """One version of a rule: where, from when to when, what is asked, and by what basis."""

    place: int
    """The area in which somebody was."""
    since: date
    until: date | None = None
    test_days: tuple[int, ...] = ()
    """Days after the last day there on which a test is due."""
    monitor_days: int | None = None
    """Days of self-monitoring after the last day there."""
    hand_over: bool = False
    basis: str
    """The paper: notice, letter, order, with its number."""
    edition_id: str = ""


@dataclass(frozen=True, kw_only=True)
class VersionFacts:
    """One version of a rule as it was proposed and where it stands."""

    id: UUID
    cohort_id: UUID
    n: int
    rule: NewRule
    state: State
    by: str
    at: datetime
    decided_by: str
    decided_at: datetime | None
    note: str


@dataclass(frozen=True, kw_only=True)
class CohortFacts:
    """A cohort: its title, the area that runs it, and its versions, the newest first."""

    id: UUID
    area: int
    incident_id: UUID | None
    title: Words
    versions: tuple[VersionFacts, ...]

    @property
    def in_force(self) -> VersionFacts | None:
        """The version that is held against registrations now."""
        return next((each for each in self.versions if each.state is State.APPROVED), None)

    @property
    def proposed(self) -> VersionFacts | None:
        """The version that waits for a decision."""
        return next((each for each in self.versions if each.state is State.PROPOSED), None)


@dataclass(frozen=True, kw_only=True)
class NewStay:
    """That somebody was in an area, as one door tells it."""

    person_id: int
    area: int
    """Where they are now: whoever works there sees them."""
    place: int
    """Where they were."""
    last_on: date
    first_on: date | None = None
    source: Source = Source.DESK
    source_ref: str = ""
    """The door's own number; the same stay of the same number is told once."""


@dataclass(frozen=True, kw_only=True)
class NewUnplaced:
    """That somebody was somewhere that names no area known here: abroad, misspelt, or one of several of that name."""

    person_id: int
    area: int
    said: str
    """The place as the door told it."""
    last_on: date
    source: Source
    source_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class UnplacedFacts:
    """One stay whose place nobody knows yet; by number, no name."""

    id: UUID
    person_id: int
    area: int
    said: str
    last_on: date
    source: Source
    source_ref: str
    at: datetime
    placed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DutyFacts:
    """One thing asked of a member."""

    id: int
    kind: DutyKind
    due_on: date
    done_at: datetime | None
    done_by: str
    note: str

    def may_be_done(self, today: date) -> bool:
        """Whether it can be done already: a test and the end of monitoring not before their day."""
        return self.done_at is None and (self.kind is DutyKind.HAND_OVER or self.due_on <= today)

    def is_late(self, today: date) -> bool:
        """Whether it is owed past its day."""
        return self.done_at is None and self.due_on < today


@dataclass(frozen=True)
class More:
    """One thing more asked of a member by a day, or something owed already that is put off to it."""

    kind: DutyKind
    due_on: date
    duty_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MemberFacts:
    """One person whom a rule matched; by number, no name."""

    id: UUID
    cohort_id: UUID
    version_n: int
    person_id: int
    area: int
    because: Words
    matched_at: datetime
    last_on: date
    source: Source
    duties: tuple[DutyFacts, ...]

    @property
    def is_open(self) -> bool:
        """Whether anything asked of them is still owed."""
        return any(each.done_at is None for each in self.duties)


@dataclass(frozen=True)
class LateMember:
    """One person of a cohort with what they owe past its day, the longest first."""

    id: UUID
    cohort_id: UUID
    person_id: int
    area: int
    matched_at: datetime
    late: tuple[DutyFacts, ...]


@dataclass(frozen=True)
class Counts:
    """How a cohort stands: registered, everything done, something open, something late."""

    registered: int = 0
    done: int = 0
    open: int = 0
    late: int = 0
    towns: tuple[tuple[int, int], ...] = ()
    first: date | None = None
    last: date | None = None


Enrol = Callable[[Sequence[tuple[NewIdentity, NewPerson]], Actor, datetime], list[int]]
"""Enters persons through the vault and returns their numbers in the order given."""
enroller: Socket[Enrol] = Socket("how a registered person is entered")
"""The flow enters here how persons are entered."""
