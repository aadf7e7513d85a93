"""The words of issues: where a problem comes from, where it stands, what cured it, and the frozen facts of visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sizao.kernel.words import LabelledEnum


class Source(LabelledEnum):
    """Where a problem was found."""

    INSPECTION = "inspection", "督查发现", "Inspection"
    VISIT = "visit", "挂钩走访", "Visit"
    FRONT = "front", "基层反映", "Reported by the front"
    MEETING = "meeting", "会议提出", "Meeting"
    PUBLIC = "public", "群众反映", "Reported by the public"


class IssueState(LabelledEnum):
    """Where a problem stands."""

    OPEN = "open", "未解决", "Open"
    CURED = "cured", "已解决", "Cured"
    RECURRED = "recurred", "再次发生", "Came back"


class CureKind(LabelledEnum):
    """What cured a problem."""

    TASK = "task", "任务", "A task"
    EDITION = "edition", "方案调整", "A changed edition"
    RULE = "rule", "本地规定", "A local rule"


class Body(LabelledEnum):
    """The four leading bodies from which leaders are assigned."""

    PARTY = "party", "党委", "Party committee"
    CONGRESS = "congress", "人大", "People's congress"
    GOVERNMENT = "government", "政府", "Government"
    CPPCC = "cppcc", "政协", "CPPCC"
    OTHER = "other", "其他", "Other"


@dataclass(frozen=True)
class VisitFacts:
    """One visit of a leader to the unit."""

    on: date
    by: str
    note: str
    problems: int


@dataclass(frozen=True)
class LiaisonFacts:
    """A leader assigned to a grassroots unit, with the visits made."""

    id: UUID
    leader: str
    body: Body
    area: int
    unit: str
    since: datetime
    every_days: int | None
    visits: tuple[VisitFacts, ...]

    @property
    def last_on(self) -> date | None:
        """The day of the last visit."""
        return max((each.on for each in self.visits), default=None)

    def is_due(self, on: date) -> bool:
        """Whether a visit is owed: more days have passed than the assignment allows."""
        if self.every_days is None:
            return False
        since = self.last_on or self.since.date()
        return (on - since).days > self.every_days


@dataclass(frozen=True)
class Occurrence:
    """One time that a problem was met."""

    at: datetime
    area: int
    source: Source
    text: str
    by: str


@dataclass(frozen=True)
class Cure:
    """What cured a problem."""

    kind: CureKind
    at: datetime
    by: str
    text: str
    reference: str
    task_id: UUID | None = None


@dataclass(frozen=True)
class IssueFacts:
    """One problem: what, whose, how often, and what cured it."""

    id: UUID
    number: str
    title: str
    area: int
    owner: str
    opened_at: datetime
    due_at: datetime | None
    occurrences: tuple[Occurrence, ...]
    cures: tuple[Cure, ...]

    @property
    def count(self) -> int:
        """How often it was met."""
        return len(self.occurrences)

    @property
    def state(self) -> IssueState:
        """Cured until it is met again."""
        if not self.cures:
            return IssueState.OPEN
        cured = self.cures[-1].at
        return IssueState.RECURRED if any(each.at > cured for each in self.occurrences) else IssueState.CURED

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something for it."""
        return self.state is not IssueState.CURED
