"""The words of duty: posts, ways to reach somebody, what a roster may lack, and the frozen facts of shifts and hand-overs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.kernel.words import LabelledEnum, Words


class Role(LabelledEnum):
    """What somebody does in a shift."""

    LEAD = "lead", "带班", "Lead"
    ON_DUTY = "on_duty", "值班", "On duty"
    BACKUP = "backup", "备班", "Backup"


class PhoneRoute(LabelledEnum):
    """How somebody on duty is reached; no private number stands in a roster."""

    DUTY_LINE = "duty_line", "值班专线", "Duty line"
    ACCOUNT = "account", "平台账户", "Platform account"
    VAULT = "vault", "保险库(脱敏)", "Vault (masked)"


class ProblemKind(LabelledEnum):
    """What is wrong with a roster."""

    GAP = "gap", "空班", "Gap"
    OVERLAP = "overlap", "班次重叠", "Shifts overlap"
    DOUBLE = "double", "一人两班", "Double booking"
    NO_LEAD = "no_lead", "无带班", "No lead"


class Side(LabelledEnum):
    """Who signs a hand-over."""

    OUT = "out", "交班人", "Handing over"
    IN = "in", "接班人", "Taking over"


class ItemKind(LabelledEnum):
    """What a hand-over sheet lists."""

    MILESTONE = "milestone", "超时节点", "Late milestone"
    TASK = "task", "超时任务", "Overdue task"
    UNATTENDED = "unattended", "无人处理", "Unattended"
    ISSUE = "issue", "未解决问题", "Open issue"


@dataclass(frozen=True)
class PostFacts:
    """Somebody in a shift and how to reach them."""

    role: Role
    name: str
    route: PhoneRoute
    user_id: int | None = None
    person_id: int | None = None
    phone: str = ""
    """Only what may stand in the open: the duty line, or a masked number."""


@dataclass(frozen=True)
class NewShift:
    """A shift to be entered; ``desk`` is the name of a work-group, empty for the duty office itself."""

    desk: str
    start: datetime
    until: datetime
    posts: tuple[PostFacts, ...]
    line: int = 0

    def names(self, role: Role) -> str:
        """The names in one role, as one text."""
        return "、".join(each.name for each in self.posts if each.role is role)


@dataclass(frozen=True)
class ShiftFacts:
    """One shift of a desk; the desk is the duty office when there is no group."""

    id: UUID
    headquarters_id: UUID
    area: int
    group_id: UUID | None
    desk: Words
    start: datetime
    until: datetime
    posts: tuple[PostFacts, ...]
    handed_over: bool = False
    hand_over_id: UUID | None = None

    def names(self, role: Role) -> str:
        """The names in one role, as one text."""
        return "、".join(each.name for each in self.posts if each.role is role)

    @property
    def lead(self) -> str:
        """Who leads the shift."""
        return self.names(Role.LEAD)

    @property
    def on_duty(self) -> str:
        """Who is on duty."""
        return self.names(Role.ON_DUTY)

    @property
    def backup(self) -> str:
        """Who is called next."""
        return self.names(Role.BACKUP)

    def covers(self, at: datetime) -> bool:
        """Whether the shift is running at a moment."""
        return self.start <= at < self.until

    @property
    def accounts(self) -> frozenset[int]:
        """The accounts of those who serve in it."""
        return frozenset(
            each.user_id for each in self.posts if each.user_id is not None and each.role is not Role.BACKUP
        )


@dataclass(frozen=True)
class RosterProblem:
    """One thing wrong with a roster, with the span and the name it is about."""

    kind: ProblemKind
    desk: str
    start: datetime
    until: datetime
    name: str = ""


@dataclass(frozen=True)
class Fault:
    """One line of a pasted week that cannot be read."""

    line: int
    words: Words


@dataclass(frozen=True)
class OpenItem:
    """One thing that the next shift must know, as it stood when the sheet was drawn."""

    kind: ItemKind
    words: Words
    owner: Words
    since: str
    number: str = ""
    place: str = ""
    argument: str = ""


@dataclass(frozen=True)
class SignFacts:
    """One signature."""

    side: Side
    name: str
    user_id: int | None
    at: datetime


@dataclass(frozen=True)
class HandOverFacts:
    """One hand-over sheet with its signatures."""

    id: UUID
    shift: ShiftFacts
    next_shift: ShiftFacts | None
    drawn_at: datetime
    drawn_by: str
    note: str
    items: tuple[OpenItem, ...]
    sha256: str
    signs: tuple[SignFacts, ...]

    @property
    def is_signed(self) -> bool:
        """Whether both have signed."""
        return {each.side for each in self.signs} == set(Side)

    def sign(self, side: Side) -> SignFacts | None:
        """The signature of one side."""
        return next((each for each in self.signs if each.side is side), None)


@dataclass(frozen=True)
class LateHandOver:
    """A shift that ended without both signatures, past its time."""

    shift: ShiftFacts
    due_at: datetime
    hand_over_id: UUID | None
