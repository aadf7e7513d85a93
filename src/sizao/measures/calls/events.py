"""Facts that the calls room announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event
from sizao.measures.calls.types import CallOutcome, CallPurpose


@dataclass(frozen=True, kw_only=True)
class CallsPlanned(Event):
    """Calls were put on the list."""

    name: ClassVar[str] = "measures.calls.calls-planned"

    purpose: CallPurpose
    number: int


@dataclass(frozen=True, kw_only=True)
class CallReached(Event):
    """Somebody was reached and said how they are."""

    name: ClassVar[str] = "measures.calls.call-reached"

    call_id: UUID
    person_id: int
    contact_id: UUID | None
    outcome: CallOutcome


@dataclass(frozen=True, kw_only=True)
class CallsClosed(Event):
    """Calls are no longer needed: the person was released, became a case, was withdrawn, or the grid has been there."""

    name: ClassVar[str] = "measures.calls.calls-closed"

    call_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class CallHandedOver(Event):
    """The ladder ended, or another try would help nobody: the grid is to go to the door."""

    name: ClassVar[str] = "measures.calls.call-handed-over"

    call_id: UUID
    purpose: CallPurpose
    outcome: CallOutcome
    attempts: int
