"""Who a case or contact is about: somebody the platform knows, or somebody who is entered now."""

from __future__ import annotations

from dataclasses import dataclass

from sizao.ground.identity.types import MaskedIdentity, NewIdentity


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody to be entered: the identity for the vault, and what the registry keeps. ``area`` is the residence."""

    identity: NewIdentity
    birth_year: int | None = None
    area: int | None = None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A person by number, or somebody new; ``area`` is where they live, as far as it is known."""

    person_id: int | None = None
    newcomer: Newcomer | None = None
    area: int | None = None


@dataclass(frozen=True)
class PersonFound:
    """One person a search found, masked."""

    person_id: int
    number: str
    masked: MaskedIdentity
    birth_year: int | None = None
