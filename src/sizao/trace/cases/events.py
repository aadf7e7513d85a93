"""What this room announces; ids and times only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.kernel.events import Event
from sizao.trace.cases.types import Classification, ContactState


@dataclass(frozen=True, kw_only=True)
class CaseReported(Event):
    """One case was entered."""

    name = "trace.cases.case-reported"

    case_id: UUID
    person_id: int
    classification: Classification
    reported_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseReportedAgain(Event):
    """Somebody whose case had been ruled out was reported again, or tested positive; the case is as it was."""

    name = "trace.cases.case-reported-again"

    case_id: UUID
    person_id: int
    classification: Classification
    reported_at: datetime


@dataclass(frozen=True, kw_only=True)
class CasesReported(Event):
    """Many cases were entered at once (an import); one fact for the batch."""

    name = "trace.cases.cases-reported"

    case_ids: tuple[UUID, ...]
    first_reported_at: datetime
    last_reported_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseClassified(Event):
    """A case was given a classification."""

    name = "trace.cases.case-classified"

    case_id: UUID
    person_id: int
    was: Classification | None
    now: Classification


@dataclass(frozen=True, kw_only=True)
class CaseConfirmed(Event):
    """A case became an infection for the first time (probable, confirmed or asymptomatic): tracing may start."""

    name = "trace.cases.case-confirmed"

    case_id: UUID
    person_id: int
    classification: Classification


@dataclass(frozen=True, kw_only=True)
class CaseRuledOut(Event):
    """What was held to be a case is none."""

    name = "trace.cases.case-ruled-out"

    case_id: UUID
    person_id: int


@dataclass(frozen=True, kw_only=True)
class CaseDatesChanged(Event):
    """Onset, sampling or isolation of a case changed, and with it the contact window."""

    name = "trace.cases.case-dates-changed"

    case_id: UUID
    window_start: datetime | None
    window_until: datetime | None
    entering: int
    leaving: int


@dataclass(frozen=True, kw_only=True)
class StaysRecorded(Event):
    """Place-time rows were added to a case's trajectory."""

    name = "trace.cases.stays-recorded"

    case_id: UUID
    count: int


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    """A case was closed."""

    name = "trace.cases.case-closed"

    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactsProposed(Event):
    """Persons were proposed as contacts; nothing is done to them until somebody approves."""

    name = "trace.cases.contacts-proposed"

    contact_ids: tuple[UUID, ...]
    case_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ContactsApproved(Event):
    """An authorised person approved contacts, one or many in one decision; flow acts on this fact."""

    name = "trace.cases.contacts-approved"

    contact_ids: tuple[UUID, ...]
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ContactsRejected(Event):
    """Proposals were rejected, or approvals withdrawn, with one reason."""

    name = "trace.cases.contacts-rejected"

    contact_ids: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContactsReexposed(Event):
    """Approved contacts were exposed again, on a later day than known: they are proposed again, and nothing moves yet."""

    name = "trace.cases.contacts-reexposed"

    contact_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ContactBecameCase(Event):
    """A contact became a case."""

    name = "trace.cases.contact-became-case"

    contact_id: UUID
    person_id: int
    case_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactsReleased(Event):
    """Contacts were released."""

    name = "trace.cases.contacts-released"

    contact_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ContactsMoved(Event):
    """Contacts were not found, were found again, or were handed over to another area."""

    name = "trace.cases.contacts-moved"

    contact_ids: tuple[UUID, ...]
    state: ContactState


@dataclass(frozen=True, kw_only=True)
class ContactsRejudged(Event):
    """Contacts were judged again, with another class or under another edition; their days are counted anew."""

    name = "trace.cases.contacts-rejudged"

    contact_ids: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class EditionMigrated(Event):
    """The cases and contacts of an incident went over to another edition."""

    name = "trace.cases.edition-migrated"

    was: str
    cases: int


@dataclass(frozen=True, kw_only=True)
class ContactsUndone(Event):
    """A decision on contacts was taken back at once: they stand where they stood before it."""

    name = "trace.cases.contacts-undone"

    contact_ids: tuple[UUID, ...]
    was: ContactState
    state: ContactState


@dataclass(frozen=True, kw_only=True)
class RecordsJoined(Event):
    """A person who stood twice in an incident stands there once: the other records were set aside for the one kept."""

    name = "trace.cases.records-joined"

    person_id: int
    numbers: tuple[str, ...]
