"""Where a fact belongs: the incident, edition and area that every event of this room carries."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from sizao.ground.command.types import IncidentFacts
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains


class Belonging(TypedDict):
    """The base fields of an event."""

    incident_id: UUID
    edition_id: str
    exercise_id: UUID | None
    area: int


def belonging(incident: IncidentFacts, by: Actor) -> Belonging:
    """The incident's own area, narrowed to the actor's when that lies inside it: nobody writes above their own area."""
    inside = contains(incident.area, by.area)
    return {
        "incident_id": incident.id,
        "edition_id": incident.edition_id,
        "exercise_id": incident.exercise_id,
        "area": by.area if inside else incident.area,
    }
