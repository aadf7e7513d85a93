"""The words of command: group kinds, states, and the frozen facts that other rooms may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sizao.kernel.decisions import Clause
from sizao.kernel.sockets import Sockets
from sizao.kernel.words import LabelledEnum, Words


class GroupKind(LabelledEnum):
    """The standing work-groups of a headquarters."""

    COORDINATION = "coordination", "综合协调组", "Coordination group"
    MONITORING = "monitoring", "监测预警组", "Monitoring and early-warning group"
    INVESTIGATION = "investigation", "流调溯源组", "Investigation and tracing group"
    VERIFICATION = "verification", "数据核查组", "Data verification group"
    TESTING = "testing", "核酸检测组", "Testing group"
    ISOLATION = "isolation", "隔离转运组", "Isolation and transfer group"
    COMMUNITY = "community", "社区管控组", "Community group"
    TRAFFIC = "traffic", "交通防控组", "Traffic group"
    VENUES = "venues", "场所管控组", "Venues group"
    COLDCHAIN = "coldchain", "物品防控组", "Goods and cold-chain group"
    TREATMENT = "treatment", "医疗救治组", "Treatment group"
    SUPPLIES = "supplies", "物资保障组", "Supplies group"
    PUBLICITY = "publicity", "宣传引导组", "Publicity group"
    SUPERVISION = "supervision", "监督检查组", "Supervision group"
    HEALTH = "health", "卫健协查组", "Health liaison group"
    POLICE = "police", "公安协查组", "Police liaison group"
    TELECOM = "telecom", "工信协查组", "Telecom and industry liaison group"

    @classmethod
    def called(cls, name: str) -> Words:
        """What is written as somebody's name, in both languages when it is that of a standing group."""
        return next((each.words for each in cls if each.words.zh == name), Words(name, name))


class Duty(LabelledEnum):
    """What a member does in a group."""

    LEAD = "lead", "组长", "Lead"
    DEPUTY = "deputy", "副组长", "Deputy lead"
    MEMBER = "member", "成员", "Member"
    LIAISON = "liaison", "联络员", "Liaison"


class HqState(LabelledEnum):
    """The two states a headquarters can be in."""

    ROUTINE = "routine", "常态", "Routine"
    EMERGENCY = "emergency", "应急", "Emergency"


class IncidentState(LabelledEnum):
    """Whether an incident is running."""

    OPEN = "open", "处置中", "Open"
    CLOSED = "closed", "已结束", "Closed"


class ClockState(LabelledEnum):
    """Where one milestone stands at a moment."""

    DONE = "done", "按时完成", "Done in time"
    LATE_DONE = "late_done", "超时完成", "Done late"
    DUE = "due", "进行中", "Running"
    LATE = "late", "已超时", "Late"
    NOT_STARTED = "not_started", "尚未起算", "Not started"


class CauseKind(LabelledEnum):
    """Why a milestone is late, found from the records."""

    STATED = "stated", "已说明", "Stated by the group"
    PRIOR_LATE = "prior_late", "前一节点超时", "The step before was late"
    NO_TASK = "no_task", "无对应任务", "No task was given"
    UNASSIGNED = "unassigned", "任务未落实到人", "Task without an assignee"
    NOT_RECEIVED = "not_received", "任务未签收", "Task not received"
    IN_HAND = "in_hand", "任务办理中", "Task in hand"
    RETURNED = "returned", "任务被退回", "Task handed back"
    NOT_MARKED = "not_marked", "任务已办结但节点未确认", "Task finished, milestone not confirmed"
    UNKNOWN = "unknown", "原因未记录", "No reason recorded"


class TaskKind(LabelledEnum):
    """What a task asks for."""

    MILESTONE = "milestone", "时限节点", "Milestone"
    INSTRUCTION = "instruction", "上级要求", "Instruction"
    REPORT = "report", "报告", "Report"
    VERIFY = "verify", "核查", "Verification"
    INVESTIGATE = "investigate", "流调", "Investigation"
    TRACE = "trace", "排查追踪", "Tracing"
    APPROVE = "approve", "审批", "Approval"
    TRANSFER = "transfer", "转运", "Transfer"
    SAMPLE = "sample", "采样", "Sampling"
    FOLLOW_UP = "follow_up", "随访", "Follow-up"
    DISINFECT = "disinfect", "消毒", "Disinfection"
    ZONE = "zone", "划区管控", "Zone"
    NOTICE = "notice", "通告", "Notice"
    TRAFFIC = "traffic", "交通查验", "Traffic control"
    SUPPLY = "supply", "保供", "Supply"
    SUPERVISE = "supervise", "督查", "Supervision"
    OTHER = "other", "其他", "Other"


class TaskState(LabelledEnum):
    """The life of a task; each is one appended row."""

    CREATED = "created", "待分派", "Waiting for an assignee"
    ASSIGNED = "assigned", "已分派", "Assigned"
    RECEIVED = "received", "已签收", "Received"
    RETURNED = "returned", "已退回", "Handed back"
    DONE = "done", "已办结", "Done"
    CANCELLED = "cancelled", "已取消", "Cancelled"


ClosingCheck = Callable[[UUID], "Words | None"]
"""Asks a room above what still keeps an incident open: a sentence, or nothing."""

closing_check: Sockets[ClosingCheck] = Sockets()
"""The flow enters here what must be over before an incident may close; command itself knows no room above it."""


OPEN_TASK_STATES = frozenset({TaskState.CREATED, TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.RETURNED})
"""States in which somebody still owes something."""


@dataclass(frozen=True)
class SignedDecision:
    """The paper behind a change of state: who signed it, its number, and what it says."""

    signed_by: str
    number: str
    text: str

    @property
    def is_complete(self) -> bool:
        """Whether signatory, number and text are all there."""
        return all(each.strip() for each in (self.signed_by, self.number, self.text))


@dataclass(frozen=True)
class IncidentFacts:
    """One incident as other rooms see it; times are aware UTC."""

    id: UUID
    number: str
    title: Words
    disease: str
    area: int
    edition_id: str
    emergence_at: datetime | None
    detected_at: datetime | None
    reported_at: datetime
    opened_at: datetime
    state: IncidentState
    closed_at: datetime | None = None
    exercise_id: UUID | None = None


@dataclass(frozen=True)
class IncidentTerms:
    """What holds for a row of an incident wherever the row lies: the edition it runs under, its area, its exercise."""

    id: UUID
    disease: str
    area: int
    edition_id: str
    exercise_id: UUID | None = None


@dataclass(frozen=True)
class Cause:
    """Why a milestone is late, in a sentence, with the task that explains it when there is one."""

    kind: CauseKind
    words: Words
    task_id: UUID | None = None


@dataclass(frozen=True)
class Progress:
    """How far the work of a milestone is: so many of so many, and of what."""

    done: int
    owed: int
    words: Words


@dataclass(frozen=True)
class ClockRow:
    """One milestone at a moment: when it was due, when it happened, whose it is, and why it is late."""

    milestone: str
    words: Words
    owner_group: str
    limit_hours: float
    counts_from: Words
    started_at: datetime | None
    planned_at: datetime | None
    actual_at: datetime | None
    state: ClockState
    late_by: timedelta | None
    clause: Clause
    cause: Cause | None = None
    progress: Progress | None = None

    @property
    def is_late(self) -> bool:
        """Whether the limit was or is exceeded."""
        return self.state in {ClockState.LATE, ClockState.LATE_DONE}

    @property
    def owner(self) -> Words:
        """The owning group's name; an unknown key is shown as it is."""
        try:
            return GroupKind(self.owner_group).words
        except ValueError:
            return Words(self.owner_group, self.owner_group)


@dataclass(frozen=True)
class TaskFacts:
    """One task with its state now."""

    id: UUID
    number: str
    kind: TaskKind
    title: Words
    area: int
    state: TaskState
    group_id: UUID
    group_kind: str
    created_at: datetime
    due_at: datetime | None
    incident_id: UUID | None = None
    incident_number: str = ""
    milestone: str = ""
    assignee_id: int | None = None
    assignee: str = ""
    escalations: int = 0
    changed_at: datetime | None = None
    assigned_at: datetime | None = None
    received_at: datetime | None = None
    exercise_id: UUID | None = None
    detail: str = ""
    case_id: UUID | None = None

    @property
    def assignee_words(self) -> Words:
        """Who has it: a person by name, a standing group in both languages."""
        return GroupKind.called(self.assignee)

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something."""
        return self.state in OPEN_TASK_STATES

    def is_overdue(self, as_of: datetime) -> bool:
        """Whether it is open past its due time."""
        return self.is_open and self.due_at is not None and as_of > self.due_at


@dataclass(frozen=True)
class NewTask:
    """What a task is created from; ``due_at`` may be unknown until the step before it is done."""

    kind: TaskKind
    title: Words
    group: GroupKind
    area: int
    due_at: datetime | None = None
    detail: str = ""
    milestone: str = ""
    assignee_id: int | None = None
    assignee: str = ""
    case_id: UUID | None = None


@dataclass(frozen=True)
class MemberFacts:
    """One officer in a group."""

    name: str
    duty: Duty
    organisation: str
    user_id: int | None
    phone: str


@dataclass(frozen=True)
class GroupFacts:
    """A standing work-group or a task force with its members today."""

    id: UUID
    kind: GroupKind
    name: Words
    area: int
    mission: str
    is_task_force: bool
    incident_id: UUID | None
    members: tuple[MemberFacts, ...] = ()


@dataclass(frozen=True)
class StateFacts:
    """The state of a headquarters: since when, by whom, on what paper."""

    state: HqState
    since: datetime | None
    by: str = ""
    signed_by: str = ""
    number: str = ""
    text: str = ""


@dataclass(frozen=True)
class HeadquartersFacts:
    """One headquarters with its state now."""

    id: UUID
    area: int
    name: Words
    state: StateFacts
    duty_phone: str = ""
