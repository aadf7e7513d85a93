"""What the platform really ordered, read back through its API and laid upon the city: one adapter a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import numpy as np

from sizao.kernel import areas
from sizao.kernel.editions import ContactClass, PhasePlace
from sizao.oversight.drills.queries.stage import OPEN_PLANS, Stage
from sizao.simulation.city import PlaceKind
from sizao.simulation.epidemic.orders import Orders
from sizao.spine.accounts.types import Role

NEVER = np.inf
MOVING = {"lockdown": 0.1, "controlled": 0.4, "precautionary": 0.8, "high": 0.1, "medium": 0.4, "low": 0.8}
"""Share of movement that is left in a zone: a supposition of the model, told with every result."""


SHUTTING = frozenset({"lockdown", "high"})
"""Zones in which places of gathering are shut."""
GATHERING = (
    PlaceKind.KINDERGARTEN, PlaceKind.SCHOOL, PlaceKind.UNIVERSITY, PlaceKind.MALL, PlaceKind.RESTAURANT, PlaceKind.HALL,
    PlaceKind.PARK,
)  # fmt: skip
"""What is shut there; markets, pharmacies, hospitals and workplaces of supply stay open: a supposition of the model."""


class Adapter(Protocol):
    """One room's orders."""

    def lay(self, stage: Stage, orders: Orders) -> Orders:
        """The orders with this room's on top."""


class Cases:
    """A case is away from everybody from the moment that is written down as isolated, for the rest of the drill."""

    def lay(self, stage: Stage, orders: Orders) -> Orders:
        """Read the picture's cases."""
        since = orders.isolated_from.copy()
        for person, row in stage.picture.held.items():
            if row["isolated_at"]:
                since[person] = stage.truth.day_of(datetime.fromisoformat(row["isolated_at"]))
        return replace(orders, isolated_from=since)


@dataclass
class FollowUp:
    """A contact is in quarantine from arrival until the plan is over, at a site or at home as the edition's phases say."""

    periods: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    """By plan: person, from, until, in days."""

    def lay(self, stage: Stage, orders: Orders) -> Orders:
        """Read the picture's plans."""
        now = stage.truth.day_of(stage.now)
        for plan_id, (person, row) in stage.picture.plans.items():
            if row["placed_at"]:
                known = self.periods.get(plan_id)
                since = stage.truth.day_of(datetime.fromisoformat(row["placed_at"]))
                is_open = row["state"] in OPEN_PLANS
                until = NEVER if is_open else (known[2] if known and known[2] < NEVER else now)
                self.periods[plan_id] = (person, since, until)
        return self._laid(stage, orders, now)

    def _laid(self, stage: Stage, orders: Orders, now: float) -> Orders:
        since, until, site = orders.quarantined_from.copy(), orders.quarantined_until.copy(), orders.on_site.copy()
        for plan_id, (person, begin, end) in sorted(self.periods.items(), key=lambda each: (each[1][1], each[1][0])):
            row = stage.picture.plans[plan_id][1]
            since[person], until[person] = begin, end
            site[person] = _is_at_site(stage, row["contact_class"], row["anchor_at"], now)
        return replace(orders, quarantined_from=since, quarantined_until=until, on_site=site)


def _is_at_site(stage: Stage, contact_class: str, anchor_at: str, now: float) -> bool:
    """Whether the phase of today is spent at a site."""
    regime = stage.edition.regime(ContactClass(contact_class))
    day = now - stage.truth.day_of(datetime.fromisoformat(anchor_at))
    for phase in regime.phases if regime else ():
        day -= phase.days
        if day < 0:
            return phase.place is PhasePlace.C
    return False


class Zones:
    """Where a zone is declared, people go out less."""

    def lay(self, stage: Stage, orders: Orders) -> Orders:
        """Read the zones in force, the strictest of an area counting; a storm keeps people in as well."""
        held: dict[int, float] = {}
        for code, kind in zones_in_force(stage):
            held[code] = min(held.get(code, 1.0), MOVING.get(kind, 1.0))
        movement = np.full(stage.truth.city.people, 1.0 - stage.effects.storm, np.float32)
        for code, share in held.items():
            span = areas.subtree(code)
            inside = (stage.truth.city.area >= span.lower) & (stage.truth.city.area < span.upper)
            movement[inside] *= share
        return replace(orders, movement=movement)


class Closures:
    """Within the strictest zones the places where people gather are shut: who would have been there is at home."""

    def lay(self, stage: Stage, orders: Orders) -> Orders:
        """Close by the zones in force, as :class:`Zones` read them."""
        closed = orders.closed.copy()
        gathering = np.isin(stage.truth.city.place_kind, [int(each) for each in GATHERING])
        for code, kind in zones_in_force(stage):
            if kind in SHUTTING:
                span = areas.subtree(code)
                where = stage.truth.city.place_area
                closed |= gathering & (where >= span.lower) & (where < span.upper)
        return replace(orders, closed=closed)


def zones_in_force(stage: Stage) -> list[tuple[int, str]]:
    """Area and kind of every zone that the platform says is in force."""
    if not stage.incident_id:
        return []
    answer = stage.door(Role.COMMANDER).get("/zones", incident_id=stage.incident_id, state="declared")
    return [(areas.parse(row["area"]), row["kind"]) for row in answer.content] if answer.is_done else []


def all_rooms(kept: FollowUp) -> tuple[Adapter, ...]:
    """One adapter for every room that orders something: isolation, quarantine, zones with what they shut."""
    return (Cases(), kept, Zones(), Closures())


def orders_of(stage: Stage, adapters: Sequence[Adapter]) -> Orders:
    """What is in force now, by every adapter in turn."""
    orders = Orders.none(stage.truth.city.people, stage.truth.city.places)
    for each in adapters:
        orders = each.lay(stage, orders)
    return orders
