"""What the API takes and gives about instructions, meetings, orders and circulars."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from sizao.ground.command.schemas.incidents import (
    Line,
    OptionalLine,
    TaskOut,
)
from sizao.ground.command.types import (
    CircularFacts,
    DeliveryFacts,
    DeliveryRole,
    GroupKind,
    InstructionPaper,
    InstructionState,
    MeetingFacts,
    MeetingKind,
    NewAttendance,
    NewMeeting,
    NewTask,
    OrderFacts,
    Presence,
    TaskKind,
)
from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, Time

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000, pattern=NO_CONTROL)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000, pattern=NO_CONTROL)]
Person = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=NO_CONTROL)]
OptionalPerson = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=NO_CONTROL)]


class PointIn(Strict):
    """One task: what, whose group, which owner, until when."""

    title: Line
    group: GroupKind
    owner: OptionalPerson = ""
    due_at: Time | None = None

    def task(self, area: int) -> NewTask:
        """The task for an area."""
        words = Words(self.title, self.title)
        return NewTask(TaskKind.INSTRUCTION, words, self.group, area, self.due_at, assignee=self.owner)


class InstructionIn(Strict):
    """An instruction from above, split into tasks or not yet."""

    area: AreaCode
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160, pattern=NO_CONTROL)]
    text: Text
    number: OptionalPerson = ""
    issued_on: date | None = None
    due_at: Time | None = None
    incident_id: UUID | None = None
    tasks: Annotated[list[PointIn], Field(max_length=100)] = []


class InstructionOut(Schema):
    """An instruction with its tasks."""

    id: UUID
    number: str
    source: str
    text: str
    area: str
    issued_on: date | None
    received_at: datetime
    due_at: datetime | None
    state: InstructionState
    tasks: list[TaskOut]
    reports: int

    @classmethod
    def of(cls, found: InstructionPaper) -> InstructionOut:
        """The instruction as JSON."""
        return cls(
            id=found.id, number=found.number, source=found.source, text=found.text, area=areas.printed(found.area),
            issued_on=found.issued_on, received_at=found.received_at, due_at=found.due_at, state=found.state,
            tasks=[TaskOut.of(each) for each in found.tasks], reports=len(found.reports),
        )  # fmt: skip


class InstructionReportIn(Strict):
    """The report back upwards."""

    to: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160, pattern=NO_CONTROL)]
    summary: Text
    number: OptionalPerson = ""


class AttendanceIn(Strict):
    """One line of an attendance list."""

    name: Person
    unit: Annotated[str, StringConstraints(max_length=120, pattern=NO_CONTROL)] = ""
    presence: Presence = Presence.PRESENT


class MeetingIn(Strict):
    """A meeting with its agenda and who was there."""

    area: AreaCode
    kind: MeetingKind
    title: Line
    held_at: Time
    place: Annotated[str, StringConstraints(max_length=160, pattern=NO_CONTROL)] = ""
    chair: OptionalPerson = ""
    agenda: OptionalText = ""
    attendance: Annotated[list[AttendanceIn], Field(max_length=300)] = []
    incident_id: UUID | None = None

    def meeting(self) -> NewMeeting:
        """The meeting as command takes it."""
        there = tuple(NewAttendance(each.name, each.unit, each.presence) for each in self.attendance)
        return NewMeeting(
            self.kind, self.title, self.held_at, self.place, self.chair, self.agenda, there, self.incident_id
        )


class ResolutionOut(Schema):
    """A decision with its task."""

    text: str
    at: datetime
    task: TaskOut | None


class MeetingOut(Schema):
    """A meeting with its decisions."""

    id: UUID
    area: str
    kind: MeetingKind
    title: str
    held_at: datetime
    chair: str
    agenda: str
    minutes: str
    attendance: int
    resolutions: list[ResolutionOut]

    @classmethod
    def of(cls, found: MeetingFacts) -> MeetingOut:
        """The meeting as JSON."""
        decided = [
            ResolutionOut(text=each.text, at=each.at, task=TaskOut.of(each.task) if each.task else None)
            for each in found.resolutions
        ]
        return cls(
            id=found.id, area=areas.printed(found.area), kind=found.kind, title=found.title, held_at=found.held_at,
            chair=found.chair, agenda=found.agenda, minutes=found.minutes, attendance=len(found.attendance),
            resolutions=decided,
        )  # fmt: skip


class MinutesIn(Strict):
    """The minutes."""

    text: Text


class ResolutionIn(Strict):
    """A decision; with a task it is somebody's at once."""

    text: Text
    task: PointIn | None = None


class DeliveryOut(Schema):
    """One unit that a paper goes to."""

    id: UUID
    area: str
    unit_zh: str
    unit_en: str
    role: DeliveryRole
    read_at: datetime | None
    read_by: str
    on_behalf: bool

    @classmethod
    def of(cls, found: DeliveryFacts) -> DeliveryOut:
        """The delivery as JSON."""
        read = found.reading
        return cls(
            id=found.id, area=areas.printed(found.area), unit_zh=found.unit.zh, unit_en=found.unit.en, role=found.role,
            read_at=read.at if read else None, read_by=read.name if read else "", on_behalf=bool(read and read.on_behalf),
        )  # fmt: skip


class OrderIn(Strict):
    """An order straight to the front."""

    area: AreaCode
    area_to: AreaCode
    title: Line
    text: Text
    group: GroupKind = GroupKind.COMMUNITY
    due_at: Time | None = None
    is_urgent: bool = False
    incident_id: UUID | None = None


class OrderOut(Schema):
    """An order with its task and who has read it."""

    id: UUID
    number: str
    area: str
    area_to: str
    title: str
    text: str
    is_urgent: bool
    issued_at: datetime
    due_at: datetime | None
    task: TaskOut | None
    deliveries: list[DeliveryOut]

    @classmethod
    def of(cls, found: OrderFacts) -> OrderOut:
        """The order as JSON."""
        return cls(
            id=found.id, number=found.number, area=areas.printed(found.area), area_to=areas.printed(found.area_to),
            title=found.title, text=found.text, is_urgent=found.is_urgent, issued_at=found.issued_at,
            due_at=found.due_at, task=TaskOut.of(found.task) if found.task else None,
            deliveries=[DeliveryOut.of(each) for each in found.deliveries],
        )  # fmt: skip


class CircularIn(Strict):
    """New upper rules to be made known."""

    area: AreaCode
    edition_id: Line
    previous_id: OptionalLine = ""
    title_zh: Line
    title_en: OptionalLine = ""
    text: Text
    read_by: Time | None = None
    to_groups: bool = True
    to_areas: bool = True


class CircularOut(Schema):
    """A circular with who has confirmed."""

    id: UUID
    number: str
    area: str
    title_zh: str
    title_en: str
    text: str
    edition_id: str
    previous_id: str
    issued_at: datetime
    read_by: datetime | None
    deliveries: list[DeliveryOut]

    @classmethod
    def of(cls, found: CircularFacts) -> CircularOut:
        """The circular as JSON."""
        return cls(
            id=found.id, number=found.number, area=areas.printed(found.area), title_zh=found.title.zh,
            title_en=found.title.en, text=found.text, edition_id=found.edition_id, previous_id=found.previous_id,
            issued_at=found.issued_at, read_by=found.read_by,
            deliveries=[DeliveryOut.of(each) for each in found.deliveries],
        )  # fmt: skip


class ConfirmIn(Strict):
    """The confirmation of a reading; on behalf of a unit with how that is known."""

    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=NO_CONTROL)] = ""
