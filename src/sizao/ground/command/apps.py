"""The command room as a Django app."""

from django.apps import AppConfig


class CommandConfig(AppConfig):
    """Headquarters, work-groups, incidents, their clock, and tasks."""

    name = "sizao.ground.command"
    label = "command"
