"""Facts that command announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sizao.ground.command.types import HqState, TaskKind
from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class IncidentOpened(Event):
    """An incident was opened under the edition in force at its event time."""

    name: ClassVar[str] = "ground.command.incident-opened"

    number: str
    disease: str
    reported_at: datetime


@dataclass(frozen=True, kw_only=True)
class MilestoneReached(Event):
    """A milestone of an incident's clock was marked."""

    name: ClassVar[str] = "ground.command.milestone-reached"

    key: str
    actual_at: datetime


@dataclass(frozen=True, kw_only=True)
class TaskCreated(Event):
    """A task was given to a group."""

    name: ClassVar[str] = "ground.command.task-created"

    task_id: UUID
    group: str
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(Event):
    """A task was finished with its evidence."""

    name: ClassVar[str] = "ground.command.task-completed"

    task_id: UUID
    group: str
    kind: TaskKind = TaskKind.OTHER
    milestone: str = ""
    case_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TaskOverdue(Event):
    """A task passed its due time and was brought to the next level."""

    name: ClassVar[str] = "ground.command.task-overdue"

    task_id: UUID
    group: str
    due_at: datetime | None
    level: int


@dataclass(frozen=True, kw_only=True)
class StateChanged(Event):
    """A headquarters changed between routine and emergency."""

    name: ClassVar[str] = "ground.command.state-changed"

    state: HqState


@dataclass(frozen=True, kw_only=True)
class IncidentClosed(Event):
    """An incident was closed."""

    name: ClassVar[str] = "ground.command.incident-closed"

    number: str


@dataclass(frozen=True, kw_only=True)
class InstructionReported(Event):
    """An instruction was reported back upwards."""

    name: ClassVar[str] = "ground.command.instruction-reported"

    instruction_id: UUID
    report_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderIssued(Event):
    """A direct order went to the front."""

    name: ClassVar[str] = "ground.command.order-issued"

    order_id: UUID
    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class CircularIssued(Event):
    """New upper rules were made known to units."""

    name: ClassVar[str] = "ground.command.circular-issued"

    circular_id: UUID


@dataclass(frozen=True, kw_only=True)
class EditionAdopted(Event):
    """An incident is run under another edition."""

    name = "ground.command.edition-adopted"

    was: str
