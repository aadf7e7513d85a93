"""The incidents that a file may belong to, told to intake, which knows no room beside the registry."""

from __future__ import annotations

from sizao.ground.command import queries as command
from sizao.ground.intake.types import IncidentChoice, incident_source


@incident_source
def open_incidents() -> list[IncidentChoice]:
    """Open incidents in scope, newest first."""
    return [
        IncidentChoice(each.id, each.number, each.title, each.area, each.disease)
        for each in command.incidents(open_only=True)
    ]
