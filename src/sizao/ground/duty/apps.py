"""The duty room as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class DutyConfig(AppConfig):
    """Rosters and hand-overs."""

    name = "sizao.ground.duty"
    label = "duty"
    entries = (("duty:own_roster", Words("值班交接", "Duty and hand-over"), "command.read", "duty"),)

    def ready(self) -> None:
        """Show who is on duty on each headquarters' page."""
        from sizao.ground.command.types import panel
        from sizao.ground.duty import queries

        panel(queries.on_duty_panel)
