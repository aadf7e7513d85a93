"""People who arrive from elsewhere and are managed without a case: what is told of them, and the doors of the flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.ground.identity.types import NewIdentity
from sizao.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class NewArrival:
    """Somebody who arrived: under which incident and regime, where they are managed, when they came and from where."""

    incident_id: UUID
    person_id: int
    regime_key: str
    area: int
    arrived_at: datetime
    departed_at: datetime | None = None
    origin: str = ""
    transport: str = ""


@dataclass(frozen=True, kw_only=True)
class ArrivalFacts:
    """An arrival as registered; no name, no document, no telephone."""

    id: UUID
    number: str
    incident_id: UUID
    person_id: int
    area: int
    origin: str
    transport: str
    arrived_at: datetime
    departed_at: datetime | None
    regime_key: str
    edition_id: str
    registered_at: datetime
    by: str


EnterNewcomer = Callable[[NewIdentity, int, Actor, datetime], int]
"""Enters somebody new who lives in an area, and returns the person's number."""

NEWCOMER_DOORS: list[EnterNewcomer] = []
"""The flow enters here how somebody new is entered; the room does not know the vault's actions."""


def newcomer_door(door: EnterNewcomer) -> EnterNewcomer:
    """Enter how somebody new is entered."""
    NEWCOMER_DOORS[:] = [door]
    return door
