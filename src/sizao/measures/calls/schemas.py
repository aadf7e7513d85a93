"""What the calls API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.measures.calls.types import (
    Ask,
    CallFacts,
    CallOutcome,
    CallPurpose,
    CallState,
    Ladder,
    QuietHours,
    Script,
    TeamFacts,
)
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, Time, WordsOut

Key = Annotated[str, StringConstraints(max_length=30, pattern="^[a-z_]+$")]
"""The key of a question of the script."""


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
    not_before: datetime | None = None
    """The end of quiet hours, when the call waits for it."""
    held: WordsOut | None = None
    """The same as a sentence."""

    @classmethod
    def of(cls, found: CallFacts, held: tuple[datetime, Words] | None = None) -> CallOut:
        """The call as JSON."""
        return cls(
            id=found.id, incident_id=found.incident_id, person_id=found.person_id, contact_id=found.contact_id,
            purpose=found.purpose, area=areas.printed(found.area), language=found.language, state=found.state,
            caller=found.caller, attempts=found.attempts, outcome=found.outcome, next_at=found.next_at,
            closed_at=found.closed_at, not_before=held[0] if held else None,
            held=WordsOut.of(held[1]) if held else None,
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
    reason: Annotated[str, StringConstraints(max_length=200, pattern=NO_CONTROL)] = ""
    """Why it could not wait, within quiet hours."""
    answers: dict[Key, Annotated[str, StringConstraints(max_length=200, pattern=NO_CONTROL)]] = Field(
        default_factory=dict, max_length=40
    )


class LineOut(Schema):
    """One line of the script, and how it is answered."""

    key: str
    ask: Ask
    zh: str
    en: str
    clause: str


class ScriptOut(Schema):
    """What a caller says and asks, with the figures of the contact's edition."""

    edition_id: str
    lines: list[LineOut]

    @classmethod
    def of(cls, found: Script) -> ScriptOut:
        """The script as JSON."""
        lines = [
            LineOut(
                key=each.key, ask=each.ask, zh=each.words.zh, en=each.words.en,
                clause=each.clause.text if each.clause else "",
            )
            for each in found.lines
        ]  # fmt: skip
        return cls(edition_id=found.edition_id, lines=lines)


class TeamIn(Strict):
    """A team of callers and the area it calls first."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=NO_CONTROL)]
    area: AreaCode


class TeamOut(Schema):
    """A team of callers with what it has open."""

    id: UUID
    name: str
    area: str
    callers: int
    present: int
    load: int

    @classmethod
    def of(cls, found: TeamFacts) -> TeamOut:
        """The team as JSON."""
        return cls(
            id=found.id, name=found.name, area=areas.printed(found.area), callers=found.callers,
            present=found.present, load=found.load,
        )  # fmt: skip


class Done(Schema):
    """How many."""

    done: int


class QuietOut(Schema):
    """When nobody is called, in the civil time of the incident's edition."""

    version: str
    starts: str
    ends: str
    golden_hours: float
    source: WordsOut

    @classmethod
    def of(cls, found: QuietHours) -> QuietOut:
        """The quiet hours as JSON."""
        return cls(
            version=found.version, starts=f"{found.starts:%H:%M}", ends=f"{found.ends:%H:%M}",
            golden_hours=found.golden_hours, source=WordsOut.of(found.source),
        )  # fmt: skip


class LadderOut(Schema):
    """How often and how far apart somebody is tried, and when nobody is."""

    version: str
    tries: int
    spacing_minutes: list[int]
    source_zh: str
    source_en: str
    quiet: QuietOut

    @classmethod
    def of(cls, found: Ladder, quiet: QuietHours) -> LadderOut:
        """The ladder as JSON."""
        return cls(
            version=found.version, tries=found.tries, spacing_minutes=list(found.spacing_minutes),
            source_zh=found.source.zh, source_en=found.source.en, quiet=QuietOut.of(quiet),
        )  # fmt: skip
