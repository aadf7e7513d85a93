"""What the calls API takes and gives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, StringConstraints

from sizao.kernel import areas
from sizao.measures.calls.types import CallFacts, CallOutcome, CallPurpose, CallState, Ladder

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
NO_CONTROL = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def _plausible(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("not a plausible time")
    return moment.astimezone(UTC)


Time = Annotated[AwareDatetime, AfterValidator(_plausible)]


class Strict(Schema):
    """A body that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid")


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
