"""Step 4, for cohorts: who arrives and who stands in an arriving list is held against the rules in force, each by where they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sizao.flow.step0_intake import enrol
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.measures.cohorts import actions as cohorts
from sizao.measures.cohorts import queries as held
from sizao.measures.cohorts.types import NewStay, Source, enroller
from sizao.measures.followup import events as plans
from sizao.measures.followup import queries as followup
from sizao.measures.referrals import events as lists
from sizao.measures.referrals import queries as referrals
from sizao.spine.outbox.types import on


@enroller
def enter_registered(people: Sequence[tuple[NewIdentity, NewPerson]], by: Actor, at: datetime) -> list[int]:
    """Enter the people who are registered with a stay elsewhere."""
    return enrol(people, by=by, at=at)


@on(plans.PlansBegan)
def hold_arrivals_against_the_rules(event: plans.PlansBegan, *, by: Actor, at: datetime) -> None:
    """Register where the people who arrived came from, until the day they left it; a place nobody knows is left out."""
    stays = []
    for each in followup.arrivals_of(event.plan_ids) if not event.contact_ids else ():
        place = held.area_named(each.origin)
        if place is not None:
            last_on = held.today(each.departed_at or each.arrived_at)
            stays.append(
                NewStay(
                    person_id=each.person_id, area=each.area, place=place, last_on=last_on, source=Source.ARRIVAL,
                    source_ref=each.number,
                )
            )  # fmt: skip
    if stays:
        cohorts.register(stays=stays, by=by, at=at)


@on(lists.ListReceived, heavy=True)
def hold_listed_against_the_rules(event: lists.ListReceived, *, by: Actor, at: datetime) -> None:
    """Register that the people of an arriving list were where its sender is, on the day the list names for each."""
    found = referrals.arrived(event.list_id)
    place = held.area_named(found.sender)
    if place is None:
        return
    received_on = held.today(found.received_at)
    stays = [
        NewStay(
            person_id=each.person_id, area=each.area, place=place, last_on=min(each.since or received_on, received_on),
            source=Source.LIST, source_ref=found.number,
        )
        for each in referrals.requests_of(event.list_id)
    ]  # fmt: skip
    if stays:
        cohorts.register(stays=stays, by=by, at=at)
