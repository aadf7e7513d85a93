"""When a problem may be called cured, and by what."""

from __future__ import annotations

from sizao.ground.command.errors import OutsideArea
from sizao.ground.command.types import TaskFacts, TaskState
from sizao.ground.issues.errors import AlreadyCured, CureWithoutReference, NoSuchCureTask
from sizao.ground.issues.types import CureKind, IssueFacts
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.decisions import Decision


def may_act_in(by: Actor, area: int) -> Decision:
    """Rows are written inside the area that the actor acts for."""
    return Decision.yes() if contains(by.area, area) else Decision.no(OutsideArea(area=printed(area)))


def may_cure(issue: IssueFacts, kind: CureKind, reference: str, task: TaskFacts | None) -> Decision:
    """An open problem is cured by something that can be looked up; a task only when it is finished."""
    if not issue.is_open:
        return Decision.no(AlreadyCured())
    if not reference.strip():
        return Decision.no(CureWithoutReference())
    if kind is CureKind.TASK and (task is None or task.state is not TaskState.DONE):
        return Decision.no(NoSuchCureTask(number=reference.strip()))
    return Decision.yes()
