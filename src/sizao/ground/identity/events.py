"""Facts the vault announces: persons and columns, never values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sizao.ground.identity.types import DisclosureState
from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class IdentitiesRecorded(Event):
    """Identities of new persons were sealed."""

    name: ClassVar[str] = "ground.identity.identities-recorded"
    count: int


@dataclass(frozen=True, kw_only=True)
class IdentityAmended(Event):
    """A person's identity has a new version."""

    name: ClassVar[str] = "ground.identity.identity-amended"
    person_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class IdentitiesErased(Event):
    """The keys of persons were deleted; their identities cannot be read any more."""

    name: ClassVar[str] = "ground.identity.identities-erased"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PersonsMerged(Event):
    """One number stands for another from now on; nothing that hangs on either was moved."""

    name: ClassVar[str] = "ground.identity.persons-merged"
    survivor_id: int
    merged_id: int


@dataclass(frozen=True, kw_only=True)
class PersonsParted(Event):
    """Two merged numbers are two persons again, everything as it was."""

    name: ClassVar[str] = "ground.identity.persons-parted"
    survivor_id: int
    merged_id: int


@dataclass(frozen=True, kw_only=True)
class DisclosureAsked(Event):
    """Somebody asks to see many identities at once; a second person has to sign."""

    name: ClassVar[str] = "ground.identity.disclosure-asked"
    request_id: UUID
    number: str
    persons: int


@dataclass(frozen=True, kw_only=True)
class DisclosureMoved(Event):
    """A request to see many identities was signed, declined or opened."""

    name: ClassVar[str] = "ground.identity.disclosure-moved"
    request_id: UUID
    number: str
    state: DisclosureState


@dataclass(frozen=True, kw_only=True)
class GlassBroken(Event):
    """Somebody looks, in an emergency, at a person of another area; the auditors of both areas are told."""

    name: ClassVar[str] = "ground.identity.glass-broken"
    glass_id: UUID
    number: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class GlassJudged(Event):
    """An emergency look was reviewed."""

    name: ClassVar[str] = "ground.identity.glass-judged"
    glass_id: UUID
    number: str
    is_justified: bool
