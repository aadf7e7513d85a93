"""What the API of cases gives. Persons are numbers, areas printed codes, times ISO 8601 with an offset."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from ninja import Schema

from sizao.kernel import areas
from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.trace.cases import rules
from sizao.trace.cases.types import (
    BatchReceipt,
    CaseCounts,
    CaseFacts,
    CaseReceipt,
    Certainty,
    Chain,
    Classification,
    ContactFacts,
    ContactStanding,
    ContactState,
    ContactWindow,
    CurveDay,
    DiscoveryRoute,
    ExposureFacts,
    ImportKind,
    Mask,
    Nearness,
    Outcome,
    ProposalReceipt,
    RemovedStay,
    Seated,
    Severity,
    StayFacts,
    Transport,
    WaitReason,
)


class ClauseOut(Schema):
    """Where something is written."""

    edition_id: str
    text: str
    source: str
    confidence: str

    @classmethod
    def of(cls, clause: Clause | None) -> ClauseOut | None:
        """The clause as JSON."""
        if clause is None:
            return None
        return cls(edition_id=clause.edition_id, text=clause.text, source=clause.source, confidence=clause.confidence)


class SeatedOut(Schema):
    """One row of a manifest judged."""

    line: int
    seat: str
    nearness: Nearness
    contact_class: ContactClass | None
    situation: str
    clause: ClauseOut | None
    can_be_proposed: bool

    @classmethod
    def of(cls, row: Seated) -> SeatedOut:
        """The row as JSON; who it is stays with the sender."""
        return cls(
            line=row.passenger.line, seat=row.passenger.seat, nearness=row.nearness, contact_class=row.contact_class,
            situation=row.situation, clause=ClauseOut.of(row.clause), can_be_proposed=row.can_be_proposed,
        )  # fmt: skip


class SeatsOut(Schema):
    """A manifest judged, and how many of it were proposed."""

    rows: list[SeatedOut]
    proposed: int


class CaseMade(Schema):
    """A reported case, and whether it is new."""

    id: UUID
    is_new: bool

    @classmethod
    def of(cls, receipt: CaseReceipt) -> CaseMade:
        """The receipt as JSON."""
        return cls(id=receipt.case_id, is_new=receipt.is_new)


class CaseOut(Schema):
    """One case, without identity."""

    id: UUID
    number: str
    person: int
    incident_id: UUID
    disease: str
    edition_id: str
    area: str
    classification: Classification
    is_closed: bool
    reported_at: datetime
    onset_at: datetime | None
    sampled_at: datetime | None
    isolated_at: datetime | None
    last_negative_at: datetime | None
    import_kind: ImportKind
    discovery_route: DiscoveryRoute
    severity: Severity
    symptoms: list[str]
    outcome: Outcome
    outcome_at: datetime | None
    vaccine_doses: int | None
    external_id: str
    revision: int

    @classmethod
    def of(cls, case: CaseFacts) -> CaseOut:
        """The case as JSON."""
        return cls(
            person=case.person_id, area=areas.printed(case.area), symptoms=list(case.symptoms),
            **{
                name: getattr(case, name)
                for name in cls.model_fields
                if name not in {"person", "area", "symptoms"}
            },
        )  # fmt: skip


class CasesOut(Schema):
    """One page of cases, and the cursor of the next; of changes also where to go on later."""

    rows: list[CaseOut]
    next: str | None
    changed_since: str | None = None


class RejudgedOut(Schema):
    """What a moved date does to the contacts of a case."""

    entering: list[UUID]
    leaving: list[UUID]
    staying: list[UUID]


class AmendedOut(Schema):
    """The case after saving, and what that does to its contacts when the window moved."""

    case: CaseOut
    rejudged: RejudgedOut | None


class WindowOut(Schema):
    """The contact window of a case."""

    start: datetime
    until: datetime | None
    anchor: str
    text_zh: str
    text_en: str
    clause: ClauseOut | None

    @classmethod
    def of(cls, window: ContactWindow) -> WindowOut:
        """The window as JSON."""
        return cls(
            start=window.start, until=window.until, anchor=window.anchor.value, text_zh=window.words.zh,
            text_en=window.words.en, clause=ClauseOut.of(window.clause),
        )  # fmt: skip


class StayOut(Schema):
    """One place-time row."""

    id: UUID
    start: datetime
    until: datetime
    place: int | None
    place_text: str
    transport: Transport
    vehicle: str
    seat: str
    mask: Mask
    certainty: Certainty
    note: str

    @classmethod
    def of(cls, stay: StayFacts) -> StayOut:
        """The row as JSON."""
        return cls(
            place=stay.place_id,
            **{name: getattr(stay, name) for name in cls.model_fields if name != "place"},
        )


class RemovedStayOut(Schema):
    """A place-time row that was taken out of a trajectory."""

    stay: StayOut
    at: datetime
    by: str
    reason: str

    @classmethod
    def of(cls, found: RemovedStay) -> RemovedStayOut:
        """The row as JSON."""
        return cls(stay=StayOut.of(found.stay), at=found.at, by=found.by, reason=found.reason)


class ProposalOut(Schema):
    """What came of a batch of proposals; ``contact_ids`` in the order given, null for who is a case already."""

    contact_ids: list[UUID | None]
    created: int
    merged: int
    reopened: int
    already_cases: int

    @classmethod
    def of(cls, receipt: ProposalReceipt) -> ProposalOut:
        """The receipt as JSON."""
        return cls(
            contact_ids=list(receipt.contact_ids), created=receipt.created, merged=receipt.merged,
            reopened=receipt.reopened, already_cases=receipt.already_cases,
        )  # fmt: skip


class HeldOut(Schema):
    """As what somebody was approved and is managed, while something stricter or later waits for a decision."""

    contact_class: ContactClass
    last_exposure_at: datetime | None

    @classmethod
    def of(cls, contact: ContactFacts) -> HeldOut | None:
        """What is held, when something waits."""
        held = contact.held_as
        if held is None or held.contact_class is None:
            return None
        return cls(contact_class=held.contact_class, last_exposure_at=held.last_exposure_at)


class ContactOut(Schema):
    """One contact, without identity: through which channels it is known, what is held, and why something waits."""

    id: UUID
    number: str
    incident_id: UUID
    person: int
    contact_class: ContactClass
    situation: str
    last_exposure_at: datetime
    area: str
    status: ContactState
    edition_id: str
    clause: ClauseOut | None
    source_case_id: UUID | None
    linked_contact_id: UUID | None
    known_through: list[str]
    held_as: HeldOut | None
    waits_because: list[WaitReason]

    @classmethod
    def of(cls, contact: ContactFacts) -> ContactOut:
        """The contact as JSON."""
        return cls(
            id=contact.id, number=contact.number, incident_id=contact.incident_id, person=contact.person_id,
            contact_class=contact.contact_class, situation=contact.situation,
            last_exposure_at=contact.last_exposure_at, area=areas.printed(contact.area), status=contact.status,
            edition_id=contact.edition_id, clause=ClauseOut.of(contact.clause),
            source_case_id=contact.source_case_id, linked_contact_id=contact.linked_contact_id,
            known_through=[str(each) for each in rules.known_through(contact.basis)], held_as=HeldOut.of(contact),
            waits_because=list(rules.waits_because(contact)),
        )  # fmt: skip


class StandingOut(Schema):
    """How a contact stood from a moment on: state and class, by which edition and clause, by whom and why."""

    at: datetime
    status: ContactState
    contact_class: ContactClass
    edition_id: str
    """Empty when it is not known any more."""
    clause: ClauseOut | None
    by: str
    reason: str

    @classmethod
    def of(cls, row: ContactStanding) -> StandingOut:
        """The row as JSON."""
        return cls(
            at=row.at, status=row.state, contact_class=row.contact_class, edition_id=row.edition_id,
            clause=ClauseOut.of(row.clause), by=row.by, reason=row.reason,
        )  # fmt: skip


class ContactWithHistoryOut(ContactOut):
    """One contact with how it stood in time, the newest first."""

    history: list[StandingOut]

    @classmethod
    def with_history(cls, contact: ContactFacts, rows: Iterable[ContactStanding]) -> ContactWithHistoryOut:
        """The contact and its rows as JSON."""
        return cls(**ContactOut.of(contact).dict(), history=[StandingOut.of(each) for each in rows])


class ContactsOut(Schema):
    """One page of contacts, and the cursor of the next; of changes also where to go on later."""

    rows: list[ContactOut]
    next: str | None
    changed_since: str | None = None


class RefusalOut(Schema):
    """Why one contact was left as it is."""

    id: UUID
    number: str
    code: str
    detail_zh: str
    detail_en: str


class DecisionOut(Schema):
    """Whom the decision reached, who was left as they are, and by which id it can be undone for some minutes."""

    decision_id: UUID | None
    done: list[UUID]
    refused: list[RefusalOut]

    @classmethod
    def of(cls, receipt: BatchReceipt) -> DecisionOut:
        """The receipt as JSON."""
        refused = [
            RefusalOut(
                id=each.id, number=each.number, code=each.error.code, detail_zh=each.error.words.zh,
                detail_en=each.error.words.en,
            )
            for each in receipt.refused
        ]  # fmt: skip
        return cls(decision_id=receipt.decision_id, done=list(receipt.done), refused=refused)


class ExposuresMade(Schema):
    """How many edges were recorded, and how many were there already."""

    recorded: int
    known: int


class ExposureOut(Schema):
    """One exposure edge."""

    id: UUID
    person: int
    source_case_id: UUID | None
    source_contact_id: UUID | None
    source_place: int | None
    start: datetime | None
    until: datetime | None
    situation: str
    certainty: Certainty
    protection: Mask
    minutes: int | None
    metres: float | None

    @classmethod
    def of(cls, edge: ExposureFacts) -> ExposureOut:
        """The edge as JSON."""
        return cls(
            id=edge.id, person=edge.person_id, source_case_id=edge.source_case_id,
            source_contact_id=edge.source_contact_id, source_place=edge.source_place_id, start=edge.start,
            until=edge.until, situation=edge.situation, certainty=edge.certainty, protection=edge.protection,
            minutes=edge.minutes, metres=edge.metres,
        )  # fmt: skip


class NodeOut(Schema):
    """A mark of the chain: ``x`` days since it began, ``y`` the row of the tree."""

    id: str
    kind: str
    label: str
    on: date
    x: float
    y: float
    classification: Classification | None
    contact_class: ContactClass | None
    generation: int | None
    offspring: int
    possible_offspring: int
    contacts: int
    is_dated: bool


class EdgeOut(Schema):
    """An arrow of the chain."""

    source: str
    target: str
    kind: str
    certainty: Certainty
    situation: str
    serial_days: int | None


class ChainOut(Schema):
    """A whole chain, laid out."""

    begins_on: date | None
    nodes: list[NodeOut]
    edges: list[EdgeOut]
    generations: dict[int, int]
    mean_offspring: float
    collapsed: int
    broken_cycles: int

    @classmethod
    def of(cls, chain: Chain) -> ChainOut:
        """The chain as JSON."""
        return cls(
            begins_on=chain.begins_on,
            nodes=[NodeOut(**{name: getattr(each, name) for name in NodeOut.model_fields}) for each in chain.nodes],
            edges=[EdgeOut(**{name: getattr(each, name) for name in EdgeOut.model_fields}) for each in chain.edges],
            generations=dict(chain.generations), mean_offspring=chain.mean_offspring, collapsed=chain.collapsed,
            broken_cycles=chain.broken_cycles,
        )  # fmt: skip


class CurveOut(Schema):
    """One day of the epidemic curve."""

    on: date
    total: int
    counts: dict[Classification, int]

    @classmethod
    def of(cls, day: CurveDay) -> CurveOut:
        """The day as JSON."""
        return cls(on=day.on, total=day.total, counts=dict(day.counts))


class ContactCount(Schema):
    """Contacts of one class in one state."""

    contact_class: ContactClass
    state: ContactState
    number: int


class CountsOut(Schema):
    """Counts of an incident by counting rows."""

    as_of: datetime | None
    infections: int
    by_classification: dict[Classification, int]
    contacts: list[ContactCount]

    @classmethod
    def of(cls, counts: CaseCounts) -> CountsOut:
        """The counts as JSON."""
        contacts = [
            ContactCount(contact_class=kind, state=state, number=number)
            for (kind, state), number in sorted(counts.contacts.items())
        ]
        return cls(
            as_of=counts.as_of, infections=counts.infections, by_classification=dict(counts.by_classification),
            contacts=contacts,
        )  # fmt: skip
