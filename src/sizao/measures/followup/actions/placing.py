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
    floor: int | None = None,
    reason: str = "",
) -> int:
    """Note that people arrived where they stay: a site (its staff see them from then on), or home without a place.

    ``floor`` is the storey of their rooms, for the day somebody there turns positive; noted later, the day they came stays.

    Who leaves a site for home is asked what their edition asks then, see :func:`rules.may_leave`. At another site the room is
    another: what was sampled before says nothing of it. Returns how many were placed.

    Raises:
        PlanNotOpen: for the first plan that is over.
        FloorWithoutSite: a floor is noted of people at home.
        MayNotLeave: for the first who may not leave their site yet; nobody is placed.
    """
    rows = taken(plan_ids)
    site = registry.place(place_id) if place_id is not None else None
    for row in rows:
        rules.may_step(PlanState(row.state), PlanState.EXTENDED).or_raise()
    if site is None and floor is not None:
        raise errors.FloorWithoutSite
    if site is None:
        _may_leave(rows, at, reason)
    else:
        moved = [row.id for row in rows if row.place_id not in (None, site.id)]
        Plan.objects.filter(pk__in=moved).update(environment="")
    stays = {row.id: (_since(row, place_id, floor, arrived_at or at), _floor(row, place_id, floor)) for row in rows}
    Placement.objects.bulk_create([
        Placement(plan=row, place_id=place_id, floor=stays[row.id][1], since=stays[row.id][0], at=at, by=by.name,
                  reason=reason.strip())
        for row in rows
    ], batch_size=BATCH)  # fmt: skip  # before the plan: who leaves a site goes out of its staff's sight
    for since, storey in set(stays.values()):
        alike = [key for key, stay in stays.items() if stay == (since, storey)]
        Plan.objects.filter(pk__in=alike).update(
            placed_at=since, place_id=place_id, area_site=site.area if site else None, floor=storey
        )
    for incident_id, group in by_incident(rows):
        event = events.PlansPlaced(
            **belonging(incident_id, by),
            plan_ids=tuple(row.id for row in group),
            person_ids=tuple(row.person_id for row in group),
            place_id=place_id,
            area_site=site.area if site else None,
            floor=floor,
            reason=reason.strip(),
        )
        outbox.emit(event, by=by, at=at)
    return len(rows)


def _since(row: Plan, place_id: int | None, floor: int | None, arrived_at: datetime) -> datetime:
    """Since when somebody is there; a floor noted later of who stays there already moves no day, another floor is a move."""
    is_noted = place_id is not None and row.place_id == place_id and floor is not None and row.floor is None
    return row.placed_at if is_noted and row.placed_at is not None else arrived_at


def _floor(row: Plan, place_id: int | None, floor: int | None) -> int | None:
    """The floor that holds from now on: the one on record, when the same site is noted again without one."""
    return row.floor if floor is None and place_id is not None and row.place_id == place_id else floor


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
