"""The command room as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class CommandConfig(AppConfig):
    """Headquarters, work-groups, incidents, their clock, and tasks."""

    name = "sizao.ground.command"
    label = "command"
    entries = (
        ("command:incidents", Words("事件与时限", "Incidents"), "command.read", "command"),
        ("command:tasks", Words("任务", "Tasks"), "tasks.read", "tasks"),
        ("command:headquarters_list", Words("指挥体系", "Headquarters"), "command.read", "registry"),
    )
