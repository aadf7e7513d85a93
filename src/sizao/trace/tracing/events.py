"""What tracing announces; ids and counts only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TraceCompleted(Event):
    """A trace run is done; its exposed persons can be proposed as contacts."""

    name = "trace.tracing.trace-completed"

    run_id: UUID
    case_id: UUID | None = None
    """Nothing when a place was traced."""
    persons: int = 0
    leads: int = 0


@dataclass(frozen=True, kw_only=True)
class LeadsRouted(Event):
    """Leads of a run were given to the addresses of the people, to be asked."""

    name = "trace.tracing.leads-routed"

    run_id: UUID
    leads: int


@dataclass(frozen=True, kw_only=True)
class SignatureAsked(Event):
    """An officer counted a trace that touches so many that headquarters signs it."""

    name = "trace.tracing.signature-asked"

    request_id: UUID
    touched: int


@dataclass(frozen=True, kw_only=True)
class SignatureGiven(Event):
    """Headquarters signed such a trace, or declined it."""

    name = "trace.tracing.signature-given"

    request_id: UUID
    is_signed: bool


@dataclass(frozen=True, kw_only=True)
class LeadsConfirmed(Event):
    """Calls confirmed leads of a run; they can be proposed as contacts now."""

    name = "trace.tracing.leads-confirmed"

    run_id: UUID
    case_id: UUID | None = None
    """Nothing when a place was traced."""
    exposed_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LeadReplied(Event):
    """Somebody near the address asked the person of a lead, and what came of it is known."""

    name = "trace.tracing.lead-replied"

    lead_id: UUID
