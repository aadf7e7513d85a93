"""The incidents that a file may belong to, as the flow tells them."""

from __future__ import annotations

from uuid import UUID

from sizao.ground.intake.errors import IncidentNeeded
from sizao.ground.intake.types import INCIDENT_SOURCES, IncidentChoice


def open_incidents() -> list[IncidentChoice]:
    """Open incidents in scope, newest first."""
    return [each for source in INCIDENT_SOURCES for each in source()]


def open_incident(incident_id: UUID) -> IncidentChoice:
    """One open incident.

    Raises:
        IncidentNeeded: there is no such open incident in scope.
    """
    found = next((each for each in open_incidents() if each.id == incident_id), None)
    if found is None:
        raise IncidentNeeded
    return found


def disease_of(incident_id: UUID | None) -> str:
    """The disease of an open incident; empty when it is not known."""
    return next((each.disease for each in open_incidents() if each.id == incident_id), "") if incident_id else ""


def captions(incident_ids: set[UUID]) -> dict[UUID, str]:
    """Numbers of open incidents, for lists."""
    return {each.id: each.number for each in open_incidents() if each.id in incident_ids}
