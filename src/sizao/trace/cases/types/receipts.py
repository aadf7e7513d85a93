"""What came of an action on many records: every one of them is accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sizao.kernel.errors import SizaoError


@dataclass(frozen=True)
class CaseReceipt:
    """What came of one reported case: its id, and whether it is new or the person already was a case of the incident."""

    case_id: UUID
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class ExposureReceipt:
    """What came of a batch of exposures: each was recorded or was there already."""

    recorded: int
    known: int


@dataclass(frozen=True, kw_only=True)
class ProposalReceipt:
    """What came of a batch of proposals: every proposal is in exactly one of the four counts."""

    contact_ids: tuple[UUID | None, ...]
    """The contact of each proposal, in the order given; ``None`` for a person who is a case of the incident already."""
    created: int
    merged: int
    reopened: int
    already_cases: int


@dataclass(frozen=True)
class Refusal:
    """Why one record of a batch was left as it was."""

    id: UUID
    number: str
    error: SizaoError


@dataclass(frozen=True, kw_only=True)
class BatchReceipt:
    """What came of one decision on many contacts."""

    done: tuple[UUID, ...]
    refused: tuple[Refusal, ...] = ()
    decision_id: UUID | None = None
    """By which it can be undone; ``None`` for what the flow only notes."""
