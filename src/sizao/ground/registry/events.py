"""Facts that the registry announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonsRegistered(Event):
    """Persons were entered (their numbers only)."""

    name: ClassVar[str] = "ground.registry.persons-registered"
    count: int


@dataclass(frozen=True, kw_only=True)
class PlacesRegistered(Event):
    """Places were entered."""

    name: ClassVar[str] = "ground.registry.places-registered"
    place_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PlaceRunBy(Event):
    """Another organisation runs a place, or none is known to any more."""

    name: ClassVar[str] = "ground.registry.place-run-by"
    place_id: int
    organisation_id: UUID | None
    was: UUID | None


@dataclass(frozen=True, kw_only=True)
class PersonGrouped(Event):
    """The key group that a person belongs to changed; which it is stays with the person, and ends with it."""

    name: ClassVar[str] = "ground.registry.person-grouped"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonMoved(Event):
    """A person's residence, work or observation site changed."""

    name: ClassVar[str] = "ground.registry.person-moved"
    person_id: int
