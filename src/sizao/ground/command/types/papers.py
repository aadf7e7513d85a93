"""Papers of command: meetings with their decisions, orders to the front, circulars, and who has read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sizao.ground.command.types.incidents import TaskFacts
from sizao.kernel.words import LabelledEnum, Words


class MeetingKind(LabelledEnum):
    """How a meeting is held."""

    JOINT = "joint", "会商", "Joint meeting"
    VIDEO = "video", "视频调度", "Video dispatch meeting"
    ROLL_CALL = "roll_call", "视频点调", "Video roll-call"
    BRIEFING = "briefing", "工作组汇报", "Group briefing"


class Presence(LabelledEnum):
    """How somebody was there."""

    PRESENT = "present", "到场", "Present"
    SUB_VENUE = "sub_venue", "分会场", "At a sub-venue"
    EXCUSED = "excused", "请假", "Excused"
    ABSENT = "absent", "缺席", "Absent"


class DeliveryRole(LabelledEnum):
    """Why a paper reaches somebody."""

    TO = "to", "主送", "Addressee"
    COPY = "copy", "抄送", "Copy"


class InstructionState(LabelledEnum):
    """Where an instruction from above stands."""

    UNSPLIT = "unsplit", "未分解", "Not split"
    RUNNING = "running", "办理中", "In hand"
    DONE = "done", "已办结待报", "Done, to be reported"
    REPORTED = "reported", "已报送", "Reported back"


@dataclass(frozen=True)
class NewAttendance:
    """One line of an attendance list."""

    name: str
    unit: str
    presence: Presence


@dataclass(frozen=True)
class NewMeeting:
    """What a meeting is entered from."""

    kind: MeetingKind
    title: str
    held_at: datetime
    place: str
    chair: str
    agenda: str
    attendance: tuple[NewAttendance, ...] = ()
    incident_id: UUID | None = None


@dataclass(frozen=True)
class ResolutionFacts:
    """A decision of a meeting with the task it became."""

    text: str
    at: datetime
    by: str
    task: TaskFacts | None


@dataclass(frozen=True)
class MeetingFacts:
    """One meeting with its attendance, minutes and decisions."""

    id: UUID
    area: int
    kind: MeetingKind
    title: str
    held_at: datetime
    place: str
    chair: str
    agenda: str
    minutes: str
    attendance: tuple[NewAttendance, ...]
    resolutions: tuple[ResolutionFacts, ...]
    incident_id: UUID | None = None
    incident_number: str = ""

    @property
    def open_tasks(self) -> int:
        """How many of its decisions are not carried out yet."""
        return sum(each.task is not None and each.task.is_open for each in self.resolutions)


@dataclass(frozen=True)
class ReadingFacts:
    """One confirmation that a paper was read; on behalf of a unit it says how that is known."""

    name: str
    at: datetime
    note: str = ""
    on_behalf: bool = False


@dataclass(frozen=True)
class DeliveryFacts:
    """One unit a paper goes to, with the first confirmation."""

    id: UUID
    area: int
    unit: Words
    role: DeliveryRole
    group_id: UUID | None = None
    reading: ReadingFacts | None = None


@dataclass(frozen=True)
class OrderFacts:
    """A direct order to the front with its deliveries."""

    id: UUID
    number: str
    area: int
    area_to: int
    title: str
    text: str
    is_urgent: bool
    issued_at: datetime
    by: str
    due_at: datetime | None
    task: TaskFacts | None
    deliveries: tuple[DeliveryFacts, ...]
    incident_id: UUID | None = None

    @property
    def is_read(self) -> bool:
        """Whether every addressee has confirmed."""
        return all(each.reading for each in self.deliveries if each.role is DeliveryRole.TO)


@dataclass(frozen=True)
class CircularFacts:
    """New rules made known to units, with the edition they speak of and who has confirmed."""

    id: UUID
    number: str
    area: int
    title: Words
    text: str
    edition_id: str
    previous_id: str
    issued_at: datetime
    read_by: datetime | None
    by: str
    deliveries: tuple[DeliveryFacts, ...]

    @property
    def read(self) -> int:
        """How many units have confirmed."""
        return sum(each.reading is not None for each in self.deliveries)


@dataclass(frozen=True)
class InstructionReportFacts:
    """One report back upwards, frozen."""

    id: UUID
    number: str
    to: str
    summary: str
    at: datetime
    by: str
    sha256: str
    lines: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class InstructionPaper:
    """An instruction from above with its tasks and reports."""

    id: UUID
    number: str
    source: str
    text: str
    area: int
    issued_on: date | None
    received_at: datetime
    due_at: datetime | None
    tasks: tuple[TaskFacts, ...]
    reports: tuple[InstructionReportFacts, ...]
    incident_id: UUID | None = None
    incident_number: str = ""

    @property
    def open_tasks(self) -> int:
        """How many of its tasks somebody still owes."""
        return sum(each.is_open for each in self.tasks)

    @property
    def state(self) -> InstructionState:
        """Where it stands: reported counts only when no task was opened since."""
        if not self.tasks:
            return InstructionState.REPORTED if self.reports else InstructionState.UNSPLIT
        if self.open_tasks:
            return InstructionState.RUNNING
        return InstructionState.REPORTED if self.reports else InstructionState.DONE
