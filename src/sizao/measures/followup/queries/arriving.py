"""Reading arrivals: the list, one of them, and the regimes that an edition has for them on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sizao.ground.command import queries as command
from sizao.kernel.editions import Edition, Regime, library
from sizao.measures.followup import errors, rules
from sizao.measures.followup.models import Arrival, Plan
from sizao.measures.followup.types import OPEN_PLANS, PlanFacts
from sizao.measures.followup.types.arrivals import ArrivalFacts


def arrival_rows(incident_id: UUID | None = None) -> QuerySet[Arrival]:
    """Arrivals with their plans, for this room's own list."""
    rows = Arrival.objects.select_related("plan")
    return rows if incident_id is None else rows.filter(incident_id=incident_id)


def arrival(arrival_id: UUID) -> ArrivalFacts:
    """One arrival.

    Raises:
        ArrivalNotFound: when there is none in scope.
    """
    row = Arrival.objects.filter(pk=arrival_id).first()
    if row is None:
        raise errors.ArrivalNotFound
    return row.facts()


def arrivals_of(plan_ids: Iterable[UUID]) -> list[ArrivalFacts]:
    """The arrivals behind plans; plans of contacts have none."""
    return [row.facts() for row in Arrival.objects.filter(plan__in=list(plan_ids)).order_by("registered_at", "id")]


def arrival_edition(incident_id: UUID, area: int, arrived_at: datetime) -> Edition:
    """The edition that holds for people who arrive in an area on a day, of the incident's disease."""
    return library().in_force(command.incident(incident_id).disease, area, arrived_at)


def arrival_regimes(incident_id: UUID, area: int, arrived_at: datetime) -> tuple[Regime, ...]:
    """The regimes for arrivals there on that day."""
    return rules.arrival_regimes(arrival_edition(incident_id, area, arrived_at))


def arrival_plan(person_id: int, incident_id: UUID) -> PlanFacts | None:
    """The newest plan of somebody who arrived, open or over; nothing for a contact."""
    rows = Plan.objects.filter(person_id=person_id, incident_id=incident_id, arrival__isnull=False)
    row = rows.order_by("-began_at", "-id").first()
    return row.facts() if row else None


def open_arrival_plans(person_id: int) -> list[UUID]:
    """The open plans that a person has because of an arrival."""
    states = [each.value for each in OPEN_PLANS]
    rows = Plan.objects.filter(person_id=person_id, arrival__isnull=False, state__in=states)
    return list(rows.order_by("id").values_list("id", flat=True))
