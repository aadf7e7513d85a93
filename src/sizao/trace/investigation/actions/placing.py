"""Where an event of this room belongs: the incident, its exercise, its area."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.trace.investigation.types import InvestigationFacts


class Belonging(TypedDict):
    """The base fields of an event."""

    incident_id: UUID
    edition_id: str
    exercise_id: UUID | None
    area: int


def belonging(found: InvestigationFacts, by: Actor) -> Belonging:
    """The base fields of an event about an investigation: the actor's area, when it lies within the incident's."""
    incident = command.incident(found.incident_id)
    area = by.area if contains(incident.area, by.area) else incident.area
    return Belonging(
        incident_id=found.incident_id, edition_id=found.edition_id, exercise_id=incident.exercise_id, area=area
    )
