"""Note where people under follow-up are, and what the samples of their room say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.editions import library
from sizao.measures.followup import errors, events, queries, rules
from sizao.measures.followup.actions.belonging import BATCH, belonging, by_incident, taken
from sizao.measures.followup.models import Placement, Plan, RoomSample
from sizao.measures.followup.types import PlanState, TestResult
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def record_placement(
    *,
    plan_ids: Sequence[UUID],
    by: Actor,
    at: datetime,
    place_id: int | None = None,
    arrived_at: datetime | None = None,
    reason: str = "",
) -> int:
    """Note that people arrived where they stay: a site (its staff see them from then on), or home without a place.

    Who leaves a site for home is asked what their edition asks then, see :func:`rules.may_leave`. At another site the room is
    another: what was sampled before says nothing of it. Returns how many were placed.

    Raises:
        PlanNotOpen: for the first plan that is over.
        MayNotLeave: for the first who may not leave their site yet; nobody is placed.
    """
    rows = taken(plan_ids)
    site = registry.place(place_id) if place_id is not None else None
    for row in rows:
        rules.may_step(PlanState(row.state), PlanState.EXTENDED).or_raise()
    if site is None:
        _may_leave(rows, at, reason)
    else:
        moved = [row.id for row in rows if row.place_id not in (None, site.id)]
        Plan.objects.filter(pk__in=moved).update(environment="")
    Placement.objects.bulk_create([
        Placement(plan=row, place_id=place_id, since=arrived_at or at, at=at, by=by.name, reason=reason.strip())
        for row in rows
    ], batch_size=BATCH)  # fmt: skip  # before the plan: who leaves a site goes out of its staff's sight
    Plan.objects.filter(pk__in=[row.id for row in rows]).update(
        placed_at=arrived_at or at, place_id=place_id, area_site=site.area if site else None
    )
    for incident_id, group in by_incident(rows):
        event = events.PlansPlaced(
            **belonging(incident_id, by),
            plan_ids=tuple(row.id for row in group),
            person_ids=tuple(row.person_id for row in group),
            place_id=place_id,
            area_site=site.area if site else None,
            reason=reason.strip(),
        )
        outbox.emit(event, by=by, at=at)
    return len(rows)


def _may_leave(rows: Sequence[Plan], at: datetime, reason: str) -> None:
    phases = queries.phases([row.id for row in rows if row.place_id is not None])
    leaving = [row.facts(phases[row.id]) for row in rows if row.place_id is not None]
    decisions = queries.leave_decisions(leaving, at, reason)
    for plan in leaving:
        decision = decisions[plan.id]
        if decision.refusal is not None:
            raise errors.MayNotLeave(number=plan.number, because=decision.refusal.words, clause=decision.clause)


@transaction.atomic
def record_environment(*, plan_ids: Sequence[UUID], result: TestResult, by: Actor, at: datetime) -> int:
    """Note the result of the samples of room and goods at release; returns for how many plans.

    Raises:
        PlanNotOpen, NoRoom: for the first that has no room to be sampled; nothing is noted for anybody.
    """
    rows = taken(plan_ids)
    for row in rows:
        rules.may_sample_room(row.facts(), library().get(row.edition_id)).or_raise()
    RoomSample.objects.bulk_create(
        [RoomSample(plan=row, place_id=row.place_id, result=result, at=at, by=by.name) for row in rows],
        batch_size=BATCH,
    )
    return Plan.objects.filter(pk__in=[row.id for row in rows]).update(environment=result)
