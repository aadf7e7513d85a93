"""The pages of command: incidents with their clock, tasks, headquarters."""

from sizao.ground.command.pages.incidents import (
    close,
    explain,
    incident_page,
    incidents_page,
    mark,
    new_incident,
    stand_up,
)
from sizao.ground.command.pages.organisation import add_member, change_state, headquarters_list, headquarters_page
from sizao.ground.command.pages.tasks import (
    assign,
    cancel,
    complete,
    hand_back,
    incident_tasks,
    new_task,
    receive,
    task_page,
    tasks_page,
)

__all__ = [
    "add_member",
    "assign",
    "cancel",
    "change_state",
    "close",
    "complete",
    "explain",
    "hand_back",
    "headquarters_list",
    "headquarters_page",
    "incident_page",
    "incident_tasks",
    "incidents_page",
    "mark",
    "new_incident",
    "new_task",
    "receive",
    "stand_up",
    "task_page",
    "tasks_page",
]
