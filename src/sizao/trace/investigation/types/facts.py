"""What the platform knows of an investigation: its draft as typed, as read, its versions, its hold, its leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.kernel.decisions import Clause
from sizao.kernel.words import Words
from sizao.trace.investigation.types.words import HoldKind, State, VersionKind

Answers = Mapping[str, object]
"""Field to what was typed: a text, or a list of texts for several choices."""
Row = Mapping[str, str]
"""Cell to what was typed."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A form as it was typed, whole or not."""

    answers: Answers
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadRow:
    """One place-time row as it was understood, with what is wrong with it."""

    number: int
    start: datetime | None = None
    until: datetime | None = None
    place_number: str = ""
    place_text: str = ""
    transport: str = "none"
    vehicle: str = ""
    seat: str = ""
    mask: str = "unknown"
    note: str = ""
    stay: str = ""
    faults: tuple[Words, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the row can go into the case."""
        return not self.faults


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A draft as it was understood: values by field, rows, and notes beside the fields that are not."""

    values: Mapping[str, object]
    rows: tuple[ReadRow, ...]
    notes: Mapping[str, Words]

    @property
    def is_whole(self) -> bool:
        """Whether nothing stands in the way of submitting it."""
        return not self.notes and all(each.is_whole for each in self.rows)


@dataclass(frozen=True, kw_only=True)
class Window:
    """A period the edition draws around a case, with its clause; an end may still be open."""

    start: datetime
    until: datetime | None
    words: Words
    clause: Clause | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference of two versions: the field or row in words, before and after as typed, choices in words."""

    words: Words
    before: Words
    after: Words


@dataclass(frozen=True, kw_only=True)
class InvestigationFacts:
    """One investigation as it stands."""

    id: UUID
    number: str
    case_id: UUID
    incident_id: UUID
    area: int
    edition_id: str
    state: State
    begun_at: datetime
    begun_by: str
    due_at: datetime | None
    draft: Draft
    serial: int
    saved_at: datetime | None
    saved_by: str
    version: int
    case_revision: int
    holder_id: int | None
    holder: str
    held_since: datetime | None
    submitted_by_id: int | None
    submitted_by: str
    window: str = ""
    """The browser window that saved last."""

    def is_late(self, as_of: datetime) -> bool:
        """Whether the hours of the edition are over and it is not submitted."""
        return self.due_at is not None and self.state not in {State.SUBMITTED, State.APPROVED} and as_of > self.due_at


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """One step of an investigation's history."""

    state: State
    at: datetime
    by: str
    reason: str
    version: int


@dataclass(frozen=True, kw_only=True)
class HoldFacts:
    """One change of the hold."""

    kind: HoldKind
    at: datetime
    by: str
    whom: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class VersionFacts:
    """One kept version."""

    version: int
    kind: VersionKind
    at: datetime
    by: str
    reason: str
    draft: Draft
