"""What officers do in command: organise, open and close incidents, mark the clock, give and finish tasks."""

from sizao.ground.command.actions.incidents import close_incident, explain_delay, mark, open_incident, stand_up
from sizao.ground.command.actions.organisation import (
    add_member,
    change_state,
    end_membership,
    ensure_headquarters,
    form_task_force,
)
from sizao.ground.command.actions.tasks import (
    add_evidence,
    assign_task,
    cancel_task,
    complete_task,
    create_task,
    escalate_overdue,
    receive_task,
    register_instruction,
    return_task,
)

__all__ = [
    "add_evidence",
    "add_member",
    "assign_task",
    "cancel_task",
    "change_state",
    "close_incident",
    "complete_task",
    "create_task",
    "end_membership",
    "ensure_headquarters",
    "escalate_overdue",
    "explain_delay",
    "form_task_force",
    "mark",
    "open_incident",
    "receive_task",
    "register_instruction",
    "return_task",
    "stand_up",
]
