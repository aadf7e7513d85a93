"""What the calls API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import StringConstraints

from sizao.kernel import areas
from sizao.measures.calls.types import CallFacts, CallOutcome, CallPurpose, CallState, Ladder
from sizao.spine.web.queries.fields import NO_CONTROL, Strict, Time


class CallOut(Schema):
    """One call; no name, no number."""

    id: UUID
    incident_id: UUID
    person_id: int
    contact_id: UUID | None
    purpose: CallPurpose
    area: str
    language: str
    state: CallState
    caller: str
    attempts: int
    outcome: CallOutcome | None
    next_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, found: CallFacts) -> CallOut:
        """The call as JSON."""
        return cls(
            id=found.id, incident_id=found.incident_id, person_id=found.person_id, contact_id=found.contact_id,
            purpose=found.purpose, area=areas.printed(found.area), language=found.language, state=found.state,
            caller=found.caller, attempts=found.attempts, outcome=found.outcome, next_at=found.next_at,
            closed_at=found.closed_at,
        )  # fmt: skip


class PlanIn(Strict):
    """Whom to call, and for what."""

    incident_id: UUID
    purpose: CallPurpose


class TryIn(Strict):
    """What came of a try."""

    outcome: CallOutcome
    again_at: Time | None = None
    language: Annotated[str, StringConstraints(max_length=12, pattern=NO_CONTROL)] = ""
    note: Annotated[str, StringConstraints(max_length=300, pattern=NO_CONTROL)] = ""


class Done(Schema):
    """How many."""

    done: int


class LadderOut(Schema):
    """How often and how far apart somebody is tried."""

    version: str
    tries: int
    spacing_minutes: list[int]
    source_zh: str
    source_en: str

    @classmethod
    def of(cls, found: Ladder) -> LadderOut:
        """The ladder as JSON."""
        return cls(
            version=found.version, tries=found.tries, spacing_minutes=list(found.spacing_minutes),
            source_zh=found.source.zh, source_en=found.source.en,
        )  # fmt: skip
