"""Facts that zones announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sizao.kernel.editions import ZoneKind
from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ZoneProposed(Event):
    """A zone was proposed."""

    name: ClassVar[str] = "measures.zones.zone-proposed"

    zone_id: UUID
    kind: ZoneKind


@dataclass(frozen=True, kw_only=True)
class ZoneDeclared(Event):
    """A zone was declared by an authorised person."""

    name: ClassVar[str] = "measures.zones.zone-declared"

    zone_id: UUID
    kind: ZoneKind


@dataclass(frozen=True, kw_only=True)
class ZoneLifted(Event):
    """A zone was lifted after its conditions held."""

    name: ClassVar[str] = "measures.zones.zone-lifted"

    zone_id: UUID
    kind: ZoneKind


@dataclass(frozen=True, kw_only=True)
class ZoneWithdrawn(Event):
    """A proposed zone was taken back."""

    name: ClassVar[str] = "measures.zones.zone-withdrawn"

    zone_id: UUID
    kind: ZoneKind
