"""Tables of command: the organisation, the incidents with their marks, and the tasks."""

from sizao.ground.command.models.incidents import Delay, Incident, IncidentStatus, Mark
from sizao.ground.command.models.limits import AttentionLimit
from sizao.ground.command.models.organisation import Headquarters, Membership, StateChange, WorkGroup
from sizao.ground.command.models.papers import (
    Attendance,
    Circular,
    Delivery,
    DirectOrder,
    InstructionReport,
    Meeting,
    Minutes,
    Reading,
    Resolution,
)
from sizao.ground.command.models.tasks import Escalation, Evidence, Instruction, Task, TaskStatus

__all__ = [
    "Attendance",
    "AttentionLimit",
    "Circular",
    "Delay",
    "Delivery",
    "DirectOrder",
    "Escalation",
    "Evidence",
    "Headquarters",
    "Incident",
    "IncidentStatus",
    "Instruction",
    "InstructionReport",
    "Mark",
    "Meeting",
    "Membership",
    "Minutes",
    "Reading",
    "Resolution",
    "StateChange",
    "Task",
    "TaskStatus",
    "WorkGroup",
]
