"""Facts that breach files announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BreachOpened(Event):
    """A file on a duty was opened."""

    name: ClassVar[str] = "ground.breaches.breach-opened"

    breach_id: UUID


@dataclass(frozen=True, kw_only=True)
class PartyTold(Event):
    """The party of a file was told, and has until a moment to answer."""

    name: ClassVar[str] = "ground.breaches.party-told"

    breach_id: UUID


@dataclass(frozen=True, kw_only=True)
class BreachFound(Event):
    """A finding was made, or changed on appeal."""

    name: ClassVar[str] = "ground.breaches.breach-found"

    breach_id: UUID
