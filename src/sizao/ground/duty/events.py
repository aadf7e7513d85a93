"""Facts that duty announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RosterSaved(Event):
    """Shifts were entered for a headquarters."""

    name: ClassVar[str] = "ground.duty.roster-saved"

    shift_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class HandOverSigned(Event):
    """Both have signed a hand-over sheet."""

    name: ClassVar[str] = "ground.duty.hand-over-signed"

    hand_over_id: UUID
    shift_id: UUID
    items: int


@dataclass(frozen=True, kw_only=True)
class HandOverMissed(Event):
    """A shift ended and its hand-over was not signed by both in time."""

    name: ClassVar[str] = "ground.duty.hand-over-missed"

    shift_id: UUID
    due_at: datetime
