"""The standing plan: what is stood up at once when an incident opens, and how long anything may wait unattended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sizao.ground.command.types.incidents import GroupKind, IncidentFacts, MemberFacts, SignedDecision, TaskKind
from sizao.kernel.decisions import Clause
from sizao.kernel.sockets import Sockets
from sizao.kernel.words import LabelledEnum, Words


class Wait(LabelledEnum):
    """What may wait only so long; the value is the limit's key in the standing plan."""

    UNASSIGNED = "unassigned_minutes", "无人负责", "Nobody owns it"
    UNSIGNED = "unsigned_minutes", "未签收", "Not signed for"
    UNREAD = "unread_minutes", "未查阅", "Not read"
    INSTRUCTION = "instruction_minutes", "未分解", "Not split into tasks"
    HANDOVER = "handover_minutes", "未交接签字", "Hand-over not signed"


@dataclass(frozen=True)
class Limit:
    """How long something may wait, with where that is written; a headquarters may have set its own."""

    wait: Wait
    length: timedelta
    words: Words
    clause: Clause
    set_by: str = ""

    @property
    def minutes(self) -> int:
        """The length in whole minutes."""
        return int(self.length.total_seconds() // 60)


@dataclass(frozen=True)
class PlannedForce:
    """A task force that the plan stands up."""

    kind: GroupKind
    name: Words
    mission: str
    clause: Clause


@dataclass(frozen=True)
class PlannedTask:
    """A first task that the plan gives; its due time comes from the incident's clock unless hours are written."""

    group: GroupKind
    kind: TaskKind
    title: Words
    clause: Clause
    due_hours: float | None = None


@dataclass(frozen=True)
class Plan:
    """One version of the standing plan."""

    id: str
    title: Words
    issuer: Words
    effective_from: date
    replaces: str
    limits: tuple[Limit, ...]
    forces: tuple[PlannedForce, ...]
    tasks: tuple[PlannedTask, ...]

    def limit(self, wait: Wait) -> Limit:
        """The limit of one kind of waiting; the parser has seen to it that all are there."""
        return next(each for each in self.limits if each.wait is wait)


@dataclass(frozen=True)
class FirstStep:
    """One line of the preview: a task as it would be given, to be kept, changed or left out."""

    key: str
    group: GroupKind
    kind: TaskKind
    title: Words
    due_at: datetime | None
    owner: str
    owner_id: int | None
    clause: Clause
    milestone: str = ""
    is_given: bool = False


@dataclass(frozen=True)
class Desk:
    """A standing work-group as the emergency sheet shows it: who leads it; without an id it would be made."""

    kind: GroupKind
    group_id: UUID | None
    lead: MemberFacts | None = None


@dataclass(frozen=True)
class StandUp:
    """What the plan would stand up for one incident; ``is_new`` when the incident itself would be opened with it."""

    key: str
    incident: IncidentFacts
    forces: tuple[PlannedForce, ...]
    steps: tuple[FirstStep, ...]
    is_new: bool = False


@dataclass(frozen=True)
class NewIncident:
    """An incident that would be opened on entering the emergency state."""

    title: Words
    disease: str
    reported_at: datetime
    detected_at: datetime | None = None


@dataclass(frozen=True)
class EmergencySheet:
    """Everything that entering the emergency state would do: desks with their leads, incidents, the duty roster's task."""

    area: int
    plan: Plan
    desks: tuple[Desk, ...]
    incidents: tuple[StandUp, ...]
    roster: FirstStep

    @property
    def tasks(self) -> int:
        """How many tasks would be given as proposed."""
        new = sum(not step.is_given for each in self.incidents for step in each.steps)
        return new + (not self.roster.is_given)


@dataclass(frozen=True)
class EmergencyOrder:
    """What is really done on entering the emergency state: the sheet as somebody edited it, on their paper."""

    decision: SignedDecision
    stand_ups: tuple[StandUp, ...]
    roster: FirstStep | None
    leads: tuple[tuple[GroupKind, str], ...] = ()
    """Who shall lead a group that nobody leads yet."""


class UnattendedKind(LabelledEnum):
    """What lies there unattended."""

    TASK_UNASSIGNED = "task_unassigned", "任务无人负责", "Task without an owner"
    TASK_UNSIGNED = "task_unsigned", "任务未签收", "Task not signed for"
    ORDER_UNREAD = "order_unread", "指令未查阅", "Order not read"
    CIRCULAR_UNREAD = "circular_unread", "通知未查阅", "Circular not read"
    INSTRUCTION_UNSPLIT = "instruction_unsplit", "上级要求未分解", "Instruction not split into tasks"
    SIGNAL_LATE = "signal_late", "信号未核查", "Signal nobody looked into"
    COHORT_LATE = "cohort_late", "旅居史人员措施逾期", "Person of a cohort who is late"
    GLASS_LATE = "glass_late", "紧急查看逾期未复核", "Emergency look nobody reviewed"


@dataclass(frozen=True)
class Unattended:
    """One thing that nobody owns or nobody has opened within its time, and who answers for that."""

    kind: UnattendedKind
    id: UUID
    words: Words
    owner: Words
    area: int
    since: datetime
    limit: Limit | None
    place: str
    """The page's URL name; it takes the id. Empty for what only others may open."""
    number: str = ""
    incident_id: UUID | None = None
    until: datetime | None = None
    """When it was due, for what carries its own time instead of a limit of the plan."""

    @property
    def due_at(self) -> datetime:
        """When it should have been attended to."""
        if self.limit is not None:
            return self.since + self.limit.length
        return self.until or self.since


@dataclass(frozen=True)
class Panel:
    """A few lines that a room above shows on a headquarters' page."""

    title: Words
    lines: tuple[tuple[Words, str, str], ...]
    """Label, text, tone of the text."""
    place: str = ""
    argument: str = ""
    warning: Words | None = None


LeftLying = Callable[[datetime], Iterable[Unattended]]

left_lying: Sockets[LeftLying] = Sockets()
"""The flow enters here what rooms above know to lie unattended at a moment; command itself knows none of them."""

Asked = Callable[[int, datetime], "Panel | None"]
"""Asks a room above what it shows on the page of an area's headquarters at a moment."""

PANELS: list[Asked] = []
"""Rooms above enter here what belongs on a headquarters' page; command itself knows no room above it."""


def panel(asked: Asked) -> Asked:
    """Enter something to show on a headquarters' page."""
    if asked not in PANELS:
        PANELS.append(asked)
    return asked
