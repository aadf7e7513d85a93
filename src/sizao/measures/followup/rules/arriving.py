"""Who arrives from elsewhere: which regimes an edition has for arrivals, and from which moment one is counted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sizao.kernel.decisions import Decision
from sizao.kernel.editions import ContactClass, RegimeAnchor
from sizao.measures.followup import errors
from sizao.measures.followup.types.arrivals import NewArrival

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition, Regime

TRAVEL = frozenset({RegimeAnchor.ARRIVAL, RegimeAnchor.DEPARTURE, RegimeAnchor.ENTRY})
"""Moments of a journey; a regime counted from another moment is of contacts, or of people who left hospital."""
CLASSES = frozenset(each.value for each in ContactClass)


def arrival_regimes(edition: Edition) -> tuple[Regime, ...]:
    """The regimes of an edition that begin with a journey and are of no class of contact, as the edition orders them."""
    return tuple(each for each in edition.regimes if each.anchor in TRAVEL and each.key not in CLASSES and each.phases)


def may_arrive(new: NewArrival, edition: Edition, now: datetime) -> Decision:
    """Whether an arrival can be managed so: ``facts`` has the ``regime`` and the ``anchor_at`` it is counted from."""
    regime = next((each for each in arrival_regimes(edition) if each.key == new.regime_key), None)
    if regime is None:
        return Decision.no(errors.ArrivalRegimeUnknown())
    if new.arrived_at > now or (new.departed_at is not None and new.departed_at > new.arrived_at):
        return Decision.no(errors.DepartedAfterArrival())
    anchor_at = new.departed_at if regime.anchor is RegimeAnchor.DEPARTURE else new.arrived_at
    if anchor_at is None:
        return Decision.no(errors.DepartureMissing(), clause=regime.clause)
    return Decision.yes(clause=regime.clause, regime=regime, anchor_at=anchor_at)
