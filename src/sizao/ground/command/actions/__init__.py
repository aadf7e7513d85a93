"""What officers do in command: organise, open and close incidents, mark the clock, give and finish tasks."""

from sizao.ground.command.actions.chiefs import hand_on, offer_once, offer_task
from sizao.ground.command.actions.emergency import enter_emergency
from sizao.ground.command.actions.incidents import (
    adopt_edition,
    close_incident,
    explain_delay,
    mark,
    open_incident,
    withdraw_mark,
)
from sizao.ground.command.actions.organisation import (
    add_member,
    change_state,
    end_membership,
    ensure_groups,
    ensure_headquarters,
    form_task_force,
)
from sizao.ground.command.actions.papers import (
    circulate,
    confirm_paper,
    confirm_reading,
    hold_meeting,
    is_of_unit,
    issue_order,
    register_instruction,
    report_instruction,
    resolve,
    split_instruction,
    write_minutes,
)
from sizao.ground.command.actions.plans import set_limit, stand_up, take_task
from sizao.ground.command.actions.taking import take
from sizao.ground.command.actions.tasks import (
    add_evidence,
    assign_task,
    cancel_task,
    complete_task,
    create_task,
    escalate_overdue,
    receive_task,
    return_task,
)

__all__ = [
    "add_evidence",
    "add_member",
    "adopt_edition",
    "assign_task",
    "cancel_task",
    "change_state",
    "circulate",
    "close_incident",
    "complete_task",
    "confirm_paper",
    "confirm_reading",
    "create_task",
    "end_membership",
    "ensure_groups",
    "ensure_headquarters",
    "enter_emergency",
    "escalate_overdue",
    "explain_delay",
    "form_task_force",
    "hand_on",
    "hold_meeting",
    "is_of_unit",
    "issue_order",
    "mark",
    "offer_once",
    "offer_task",
    "open_incident",
    "receive_task",
    "register_instruction",
    "report_instruction",
    "resolve",
    "return_task",
    "set_limit",
    "split_instruction",
    "stand_up",
    "take",
    "take_task",
    "withdraw_mark",
    "write_minutes",
]
