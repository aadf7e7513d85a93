"""Register people who arrive from elsewhere, and begin the plan that the edition of that day and place asks for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.editions import Edition, Regime
from sizao.measures.followup import errors, events, queries, rules
from sizao.measures.followup.actions.beginning import write_days
from sizao.measures.followup.actions.belonging import belonging
from sizao.measures.followup.models import Arrival, Plan, PlanStatus
from sizao.measures.followup.models.clauses import stored
from sizao.measures.followup.types import OPEN_PLANS, NewPlan, PlanState
from sizao.measures.followup.types.arrivals import NEWCOMER_DOORS, NewArrival
from sizao.spine.outbox import actions as outbox


def enter_newcomer(*, identity: NewIdentity, area: int, by: Actor, at: datetime) -> int:
    """Enter somebody new who is to live in an area; returns the person."""
    return NEWCOMER_DOORS[0](identity, area, by, at)


@transaction.atomic
def begin_arrival(*, new: NewArrival, by: Actor, at: datetime) -> UUID:
    """Register an arrival and begin the plan of its regime; returns the plan.

    Raises:
        PersonNotThere: when the person is not in scope.
        ArrivalRegimeUnknown, DepartureMissing, DepartedAfterArrival: see :func:`rules.may_arrive`.
        AlreadyManaged: when the person has an open plan.
    """
    if new.person_id not in registry.persons([new.person_id]):
        raise errors.PersonNotThere
    edition = queries.arrival_edition(new.incident_id, new.area, new.arrived_at)
    facts = rules.may_arrive(new, edition, at).or_raise().facts
    states = [each.value for each in OPEN_PLANS]
    held = Plan.objects.filter(person_id=new.person_id, state__in=states).order_by("id").first()
    if held is not None:
        raise errors.AlreadyManaged(number=held.number)
    regime, anchor_at = facts["regime"], facts["anchor_at"]
    assert isinstance(regime, Regime)
    assert isinstance(anchor_at, datetime)
    drawn = rules.draw_plan(regime, edition, anchor_at, at)
    plan = _written(new, regime, edition, drawn, by, at)
    event = events.PlansBegan(**belonging(new.incident_id, by), plan_ids=(plan.id,), contact_ids=())
    outbox.emit(event, by=by, at=at)
    return plan.id


def _written(new: NewArrival, regime: Regime, edition: Edition, drawn: NewPlan, by: Actor, at: datetime) -> Plan:
    arrival = Arrival.objects.create(
        incident_id=new.incident_id, person_id=new.person_id, area=new.area, origin=new.origin.strip(),
        transport=new.transport.strip(), arrived_at=new.arrived_at, departed_at=new.departed_at,
        regime_key=regime.key, edition_id=edition.id, registered_at=at, by=by.name,
    )  # fmt: skip
    plan = Plan.objects.create(
        arrival=arrival, incident_id=new.incident_id, person_id=new.person_id, edition_id=edition.id,
        regime_key=regime.key, regime_label=drawn.regime_label, clause=stored(drawn.clause), day_base=drawn.day_base,
        anchor_at=drawn.anchor_at, start_on=drawn.start_on, end_on=drawn.end_on, release_on=drawn.release_on,
        area=new.area, area_source=new.area, began_at=at,
    )  # fmt: skip
    PlanStatus.objects.create(plan=plan, state=PlanState.ACTIVE, at=at, by=by.name)
    write_days([(plan, drawn)])
    return plan
