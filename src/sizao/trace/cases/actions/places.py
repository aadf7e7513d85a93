"""Where a fact belongs, and whether what it names is in scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict
from uuid import UUID

from sizao.ground.command.types import IncidentFacts, IncidentTerms
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.trace.cases.errors import CaseNotFound, ContactNotFound
from sizao.trace.cases.models import Case, Contact


class Belonging(TypedDict):
    """The base fields of an event."""

    incident_id: UUID
    edition_id: str
    exercise_id: UUID | None
    area: int


def belonging(incident: IncidentFacts | IncidentTerms, by: Actor) -> Belonging:
    """The incident's own area, narrowed to the actor's when that lies inside it: nobody writes above their own area."""
    inside = contains(incident.area, by.area)
    return {
        "incident_id": incident.id,
        "edition_id": incident.edition_id,
        "exercise_id": incident.exercise_id,
        "area": by.area if inside else incident.area,
    }


def require_sources(cases: Iterable[UUID | None], contacts: Iterable[UUID | None] = ()) -> None:
    """See that every case and contact named as a source is in scope: a foreign key is checked past the policies.

    Raises:
        CaseNotFound, ContactNotFound: when one is not; the same whether it exists elsewhere or nowhere.
    """
    wanted_cases, wanted_contacts = ({each for each in ids if each} for ids in (cases, contacts))
    if wanted_cases and Case.objects.filter(pk__in=wanted_cases).count() < len(wanted_cases):
        raise CaseNotFound
    if wanted_contacts and Contact.objects.filter(pk__in=wanted_contacts).count() < len(wanted_contacts):
        raise ContactNotFound
