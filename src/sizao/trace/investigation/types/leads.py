"""Leads of an investigation: what somebody else is asked to find out, back to the source or forward to contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.ground.command.types import GroupKind
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
