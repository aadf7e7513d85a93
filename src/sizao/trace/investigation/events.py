"""What investigations announce; ids and times only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class InvestigationBegun(Event):
    """Somebody began to interview a case."""

    name = "trace.investigation.investigation-begun"

    investigation_id: UUID
    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvestigationSubmitted(Event):
    """An investigation waits for a second person."""

    name = "trace.investigation.investigation-submitted"

    investigation_id: UUID
    case_id: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class InvestigationReturned(Event):
    """A second person found something missing."""

    name = "trace.investigation.investigation-returned"

    investigation_id: UUID
    case_id: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class LeadAsked(Event):
    """A work-group is asked to follow a lead."""

    name = "trace.investigation.lead-asked"

    investigation_id: UUID
    case_id: UUID
    lead_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeadAnswered(Event):
    """Somebody noted what came of a lead."""

    name = "trace.investigation.lead-answered"

    investigation_id: UUID
    lead_id: UUID
    case_id: UUID | None = None
    """Not said by who follows a lead without knowing the case."""


@dataclass(frozen=True, kw_only=True)
class InvestigationApproved(Event):
    """A second person approved a version; the flow takes its facts into the case."""

    name = "trace.investigation.investigation-approved"

    investigation_id: UUID
    case_id: UUID
    version: int
