"""What every kind of row needs to enter: the batch, its incident, its area, who lets it enter and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.ground.intake.errors import IncidentNeeded
from sizao.ground.intake.types import BatchFacts, Values
from sizao.kernel.actors import Actor


@dataclass(frozen=True)
class Terms:
    """The terms of one entering."""

    batch: BatchFacts
    by: Actor
    at: datetime

    @property
    def area(self) -> int:
        """The area that the rows belong to unless they say otherwise."""
        return self.batch.order.area

    @property
    def incident_id(self) -> UUID | None:
        """The incident, when the batch belongs to one."""
        return self.batch.order.incident_id

    @property
    def incident(self) -> UUID:
        """The incident.

        Raises:
            IncidentNeeded: the batch names none.
        """
        if self.batch.order.incident_id is None:
            raise IncidentNeeded
        return self.batch.order.incident_id


def moment(values: Values, name: str) -> datetime | None:
    """The moment in a field, if the row has one."""
    value = values.get(name)
    return value if isinstance(value, datetime) else None


def area_of(values: Values, terms: Terms) -> int:
    """The area a row belongs to: its own, or the batch's."""
    area = values.get("area")
    return area if isinstance(area, int) else terms.area
