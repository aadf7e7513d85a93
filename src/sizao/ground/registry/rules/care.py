"""Who may look after an area, who lives behind a door, and which step in meeting a need may follow."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sizao.ground.registry.errors import (
    AreaNeedsNoChief,
    HouseholdElsewhere,
    HouseholdOther,
    NeedAlreadyEnded,
    NeedHasNoPlan,
    PeriodBackwards,
    PlanInThePast,
)
from sizao.ground.registry.rules.tree import SMALL
from sizao.ground.registry.types import AreaFacts, HouseholdFacts, NeedFacts, NeedState, PersonFacts
from sizao.kernel import areas
from sizao.kernel.decisions import Decision


def may_appoint(area: AreaFacts, since: datetime, former_since: datetime | None) -> Decision:
    """Grids, buildings and units have one chief at a time; a new one begins after the former one did."""
    if area.level not in SMALL or area.is_closed:
        return Decision.no(AreaNeedsNoChief(area=area.words))
    return may_end(former_since, since) if former_since else Decision.yes()


def may_end(since: datetime, until: datetime) -> Decision:
    """A period ends after it began."""
    return Decision.yes() if until > since else Decision.no(PeriodBackwards(reason=""))


def may_join(person: PersonFacts, household: HouseholdFacts) -> Decision:
    """Somebody without a household whose residence is the household's area, holds it, or lies inside it."""
    held: UUID | None = person.household_id
    if held is not None and held != household.id:
        return Decision.no(HouseholdOther(number=person.number))
    here, home = household.area, person.area_residence
    if areas.contains(home, here) or areas.contains(here, home):
        return Decision.yes()
    return Decision.no(HouseholdElsewhere(number=person.number))


def join_area(person: PersonFacts, household: HouseholdFacts) -> int:
    """Where a new member lives from then on: the more exact one of the two areas."""
    return household.area if areas.contains(person.area_residence, household.area) else person.area_residence


def may_plan(need: NeedFacts, due_at: datetime, at: datetime) -> Decision:
    """Help is planned for a need that has not ended, and not for the past."""
    if need.state is NeedState.ENDED:
        return Decision.no(NeedAlreadyEnded())
    return Decision.yes() if due_at > at else Decision.no(PlanInThePast(reason=""))


def may_meet(need: NeedFacts) -> Decision:
    """Help is marked as given when it was planned."""
    if need.state is NeedState.ENDED:
        return Decision.no(NeedAlreadyEnded())
    return Decision.yes() if need.state in {NeedState.PLANNED, NeedState.LATE} else Decision.no(NeedHasNoPlan())
