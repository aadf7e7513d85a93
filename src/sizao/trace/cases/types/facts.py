"""What the platform knows: cases, stays, exposures, contacts, windows and counts; no name, document or telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import Words
from sizao.trace.cases.types.discharge import DischargeTest
from sizao.trace.cases.types.words import (
    INFECTED,
    Certainty,
    Classification,
    ContactState,
    DiscoveryRoute,
    ImportKind,
    Mask,
    Outcome,
    Severity,
    Transport,
    WindowAnchor,
)


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What the platform knows of one case; no name, no document, no telephone."""

    id: UUID
    number: str
    person_id: int
    incident_id: UUID
    disease: str
    edition_id: str
    area: int
    classification: Classification
    reported_at: datetime
    onset_at: datetime | None = None
    sampled_at: datetime | None = None
    isolated_at: datetime | None = None
    last_negative_at: datetime | None = None
    import_kind: ImportKind = ImportKind.UNKNOWN
    discovery_route: DiscoveryRoute = DiscoveryRoute.UNKNOWN
    severity: Severity = Severity.UNKNOWN
    symptoms: tuple[str, ...] = ()
    outcome: Outcome = Outcome.UNKNOWN
    outcome_at: datetime | None = None
    vaccine_doses: int | None = None
    external_id: str = ""
    revision: int = 1
    is_closed: bool = False

    @property
    def day(self) -> datetime:
        """The moment that places the case in time: onset, else sampling, else report."""
        return self.onset_at or self.sampled_at or self.reported_at


@dataclass(frozen=True, kw_only=True)
class StatusFacts:
    """One append-only status row of a case or a contact."""

    value: str
    words: Words
    at: datetime
    by: str
    reason: str = ""
    clause: Clause | None = None
    tests: tuple[DischargeTest, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContactStanding:
    """One append-only row of a contact: its state and its class from a moment on."""

    state: ContactState
    contact_class: ContactClass
    edition_id: str
    """By which edition the class was judged; empty when that is not known any more."""
    at: datetime
    by: str
    reason: str
    clause: Clause | None


@dataclass(frozen=True)
class RevisionFacts:
    """One saved version of a case: which fields changed, from what to what."""

    revision: int
    at: datetime
    by: str
    reason: str
    changes: Mapping[str, Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class ContactDecisionFacts:
    """One decision on contacts, and who took it back."""

    id: UUID
    state: ContactState
    number: int
    at: datetime
    by: str
    by_user: int | None
    reason: str
    is_undoing: bool
    undone_by: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True)
class FieldChange:
    """What became of one field of a case since a version: its value then and now, and who saved it last."""

    name: str
    was: object
    now: object
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class StayFacts:
    """One place-time row as stored."""

    id: UUID
    case_id: UUID
    start: datetime
    until: datetime
    place_id: int | None
    place_text: str
    transport: Transport
    vehicle: str
    seat: str
    mask: Mask
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True)
class RemovedStay:
    """A place-time row that was taken out: what it said, when, by whom and why."""

    stay: StayFacts
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ExposureFacts:
    """One exposure edge as stored."""

    id: UUID
    person_id: int
    source_case_id: UUID | None
    source_contact_id: UUID | None
    source_place_id: int | None
    contact_id: UUID | None
    start: datetime | None
    until: datetime | None
    situation: str
    certainty: Certainty
    protection: Mask
    minutes: int | None
    found_by: str
    note: str = ""
    metres: float | None = None


@dataclass(frozen=True)
class Cohort:
    """The contacts of an incident of one class under one edition: how many, in which towns, last exposed from when to when."""

    contact_class: ContactClass
    edition_id: str
    people: int
    towns: tuple[tuple[int, int], ...]
    """Town and number, the most first."""
    first: datetime
    last: datetime


@dataclass(frozen=True, kw_only=True)
class Managed:
    """As what somebody is under management: a case, or a contact of a class, exposed last at a moment."""

    contact_class: ContactClass | None
    """Nothing for a case."""
    last_exposure_at: datetime | None = None
    edition_id: str = ""
    """By which edition, where that is asked."""


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """What the platform knows of one contact; no name, no document, no telephone."""

    id: UUID
    number: str
    incident_id: UUID
    person_id: int
    contact_class: ContactClass
    situation: str
    last_exposure_at: datetime
    area: int
    area_source: int
    edition_id: str
    status: ContactState
    clause: Clause | None
    source_case_id: UUID | None
    linked_contact_id: UUID | None
    basis: tuple[Mapping[str, object], ...] = ()
    proposed_at: datetime | None = None
    held_as: Managed | None = None
    """As what the person was approved and is managed while something stricter or later waits for a decision."""


@dataclass(frozen=True, kw_only=True)
class ContactWindow:
    """The period in which meeting a case makes a contact, as the edition draws it; ``until`` may still be open."""

    start: datetime
    until: datetime | None
    anchor: WindowAnchor
    anchor_at: datetime
    clause: Clause | None
    words: Words

    def holds(self, start: datetime | None, until: datetime | None) -> bool:
        """Whether an exposure touches the window; an exposure without times is given the benefit of the doubt."""
        first, last = start or until, until or start
        if first is None or last is None:
            return True
        return last >= self.start and (self.until is None or first < self.until)


@dataclass(frozen=True, kw_only=True)
class Rejudgement:
    """What a change of dates does to the contacts of a case: ids of those that enter, leave and stay in the window."""

    before: ContactWindow | None
    after: ContactWindow | None
    entering: tuple[UUID, ...]
    leaving: tuple[UUID, ...]
    staying: tuple[UUID, ...]

    @property
    def changes(self) -> bool:
        """Whether anything moved at all."""
        return self.before != self.after


@dataclass(frozen=True, kw_only=True)
class CaseCounts:
    """Counts of one incident by counting rows, as of a moment."""

    as_of: datetime | None
    """``None`` for counts of the rows as they stand."""
    by_classification: Mapping[Classification, int]
    contacts: Mapping[tuple[ContactClass, ContactState], int]
    """Contacts by (class, state)."""

    @property
    def infections(self) -> int:
        """Probable and confirmed cases and asymptomatic infections."""
        return sum(number for kind, number in self.by_classification.items() if kind in INFECTED)

    def contacts_of(self, contact_class: ContactClass, *states: ContactState) -> int:
        """Contacts of one class in the given states (in any state when none is given)."""
        return sum(
            number
            for (each, state), number in self.contacts.items()
            if each == contact_class and (not states or state in states)
        )


class CaseTally(NamedTuple):
    """How many cases of one area have one classification and one day, the day by which a case stands in time."""

    area: int
    classification: Classification
    on: date
    number: int
