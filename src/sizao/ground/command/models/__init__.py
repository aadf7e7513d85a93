"""Tables of command: the organisation, the incidents with their marks, and the tasks."""

from sizao.ground.command.models.incidents import Delay, Incident, IncidentStatus, Mark
from sizao.ground.command.models.organisation import Headquarters, Membership, StateChange, WorkGroup
from sizao.ground.command.models.tasks import Escalation, Evidence, Instruction, Task, TaskStatus

__all__ = [
    "Delay",
    "Escalation",
    "Evidence",
    "Headquarters",
    "Incident",
    "IncidentStatus",
    "Instruction",
    "Mark",
    "Membership",
    "StateChange",
    "Task",
    "TaskStatus",
    "WorkGroup",
]
