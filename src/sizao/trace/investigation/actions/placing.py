"""Where an event of this room belongs: the incident, its exercise, its area."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.trace.investigation.types import InvestigationFacts


class Belonging(TypedDict):
    """The base fields of an event."""

    incident_id: UUID
    edition_id: str
    exercise_id: UUID | None
    area: int


def belonging(found: InvestigationFacts) -> Belonging:
    """The base fields of an event about an investigation."""
    incident = command.incident(found.incident_id)
    return Belonging(
        incident_id=found.incident_id, edition_id=found.edition_id, exercise_id=incident.exercise_id, area=found.area
    )
