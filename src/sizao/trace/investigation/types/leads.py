"""Leads of an investigation: what somebody else is asked to find out, back to the source or forward to contacts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.ground.command.types import GroupKind
from sizao.ground.identity.types import Sealed
from sizao.kernel.actors import Actor
from sizao.kernel.sockets import Socket
from sizao.kernel.words import LabelledEnum


class Direction(LabelledEnum):
    """Which way a lead goes."""

    BACK = "back", "溯源(感染来源)", "Back to the source"
    FORWARD = "forward", "追踪(可能被感染者)", "Forward to contacts"


class LeadOutcome(LabelledEnum):
    """What came of a lead."""

    CONFIRMED = "confirmed", "核实属实", "Confirmed"
    RULED_OUT = "ruled_out", "排除", "Ruled out"
    UNREACHED = "unreached", "未找到", "Not found"


NEEDED: dict[GroupKind, frozenset[Sealed]] = {
    GroupKind.HEALTH: frozenset({Sealed.NAME, Sealed.DOCUMENT, Sealed.PHONE}),
    GroupKind.POLICE: frozenset({Sealed.NAME, Sealed.DOCUMENT, Sealed.PHONE, Sealed.ADDRESS}),
    GroupKind.TELECOM: frozenset({Sealed.PHONE}),
}
"""What an agency may at most be told of the person a lead is about; each lead says which of it the task needs."""
AGENCIES = tuple(NEEDED)


@dataclass(frozen=True, kw_only=True)
class About:
    """Whom a lead given to an agency is about, which parts of the identity it needs, for which days, and by when."""

    person_id: int | None = None
    parts: frozenset[Sealed] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    due_at: datetime | None = None


NOBODY = About()


@dataclass(frozen=True)
class AgencyStanding:
    """How an agency stands with its leads."""

    group: GroupKind
    asked: int
    waiting: int
    late: int
    unreached: int


@dataclass(frozen=True, kw_only=True)
class LeadFacts:
    """One lead with what came of it; the newest answer counts."""

    id: UUID
    number: str
    investigation_id: UUID
    direction: Direction
    what: str
    area: int
    group: GroupKind
    at: datetime
    by: str
    outcome: LeadOutcome | None = None
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    about: About = NOBODY
    place: UUID | None = None
    """Under which id the vault keeps the address or telephone that was found, or that the grid is sent to."""
    follows: UUID | None = None
    """The lead whose answer made this one."""

    def is_late(self, at: datetime) -> bool:
        """Whether nothing was answered by the time asked."""
        return self.outcome is None and self.about.due_at is not None and self.about.due_at < at


OpenParts = Callable[[int, frozenset[Sealed], str, Actor, datetime], dict[Sealed, str]]
parts_door: Socket[OpenParts] = Socket("how parts of an identity are opened")
"""Opens parts of a person's identity for a written reason, logs which, and returns them as people write them."""

KeepPlace = Callable[[UUID, str, LeadFacts, Actor, datetime], None]
place_kept_by: Socket[KeepPlace] = Socket("how an address that was found is kept")
"""Puts an address or telephone into the vault under an id; a lead's own rows keep nothing but that id."""

OpenPlace = Callable[[UUID, LeadFacts, Actor, datetime], str]
place_opened_by: Socket[OpenPlace] = Socket("how an address that was found is opened")
"""Opens what the vault keeps of an address or telephone for a lead, and logs who looked."""
