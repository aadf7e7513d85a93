"""Where a fact belongs, and the small steps every action shares: take plans, group them, enter a state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.decisions import Clause
from sizao.measures.followup import errors
from sizao.measures.followup.models import Plan, PlanStatus
from sizao.measures.followup.models.clauses import stored
from sizao.measures.followup.types import PlanState

BATCH = 2_000


class Belonging(TypedDict):
    """The base fields of an event."""

    incident_id: UUID
    edition_id: str
    exercise_id: UUID | None
    area: int


def belonging(incident_id: UUID, by: Actor) -> Belonging:
    """The incident's own area, narrowed to the actor's when that lies inside it: nobody writes above their own area."""
    incident = command.terms(incident_id)
    return {
        "incident_id": incident.id,
        "edition_id": incident.edition_id,
        "exercise_id": incident.exercise_id,
        "area": by.area if contains(incident.area, by.area) else incident.area,
    }


def taken(plan_ids: Iterable[UUID]) -> list[Plan]:
    """The plans, locked until the transaction ends; all of them must be in scope.

    Raises:
        PlanNotFound: when one is not, or none was asked for.
    """
    wanted = list(dict.fromkeys(plan_ids))
    rows = list(Plan.objects.select_for_update().filter(pk__in=wanted).order_by("id"))
    if not rows or len(rows) != len(wanted):
        raise errors.PlanNotFound
    return rows


def by_incident(rows: Iterable[Plan]) -> Iterator[tuple[UUID, Sequence[Plan]]]:
    """Plans grouped by incident, in a fixed order."""
    groups: dict[UUID, list[Plan]] = defaultdict(list)
    for row in rows:
        groups[row.incident_id].append(row)
    yield from sorted(groups.items())


def enter(
    rows: Sequence[Plan],
    state: PlanState,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    clauses: Mapping[UUID, Clause | None] | None = None,
) -> None:
    """Append a status row to each plan, with the clause its decision rested on, and repeat the state on the plan."""
    Plan.objects.filter(pk__in=[row.id for row in rows]).update(state=state)
    decided = clauses or {}
    statuses = [
        PlanStatus(
            plan=row, state=state, at=at, by=by.name, reason=reason.strip(),
            clause=stored(decided[row.id]) if row.id in decided else row.clause,
        )
        for row in rows
    ]  # fmt: skip
    PlanStatus.objects.bulk_create(statuses, batch_size=BATCH)
    for row in rows:
        row.state = state
