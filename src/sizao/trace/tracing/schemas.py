"""What the API of tracing takes and gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from sizao.ground.registry.types import PlaceKind
from sizao.kernel import areas
from sizao.kernel.editions.types import ContactClass
from sizao.spine.web.queries.fields import NO_CONTROL, Strict, Time
from sizao.trace.tracing.queries import Sitting, Visitor, infections
from sizao.trace.tracing.rules import Stop
from sizao.trace.tracing.types import (
    Admitted,
    CheckOutcome,
    Door,
    Engine,
    Exclusion,
    ExposedFacts,
    Finding,
    LeadFacts,
    LeadOutcome,
    LegalBasis,
    PlaceBasis,
    Purpose,
    RunFacts,
    SignatureFacts,
    SignatureState,
    TraceCounts,
    Trial,
    TrialCounts,
    Why,
)
from sizao.traceback.visits import EvidenceGrade, VisitSource

PURPOSE = "contact_management or case_investigation; a request for anything else is refused and noted"


class AskedIn(Strict):
    """Why something is traced, on what legal basis, and which visits and persons count."""

    purpose: str = Field(max_length=60, pattern=NO_CONTROL, description=PURPOSE)
    legal_basis: LegalBasis
    same_zone: bool = False
    task_id: UUID | None = Field(None, description="One of the officer's own open tasks, to which the run belongs")
    leave_out: list[Exclusion] = Field(default_factory=list, max_length=2, description="Whom to count but not list")
    sources: list[VisitSource] = Field(
        default_factory=list, max_length=10,
        description="Visits of these sources alone, also of the case itself (its own account is an interview); none: all",
    )  # fmt: skip
    grades: list[EvidenceGrade] = Field(
        default_factory=list, max_length=10, description="Visits of these grades alone; none: all"
    )
    place_kinds: list[PlaceKind] = Field(
        default_factory=list, max_length=50, description="Meetings at places of these kinds alone; none: all"
    )

    def asked(self) -> dict[str, Any]:
        """What every action takes."""
        admit = Admitted(sources=tuple(self.sources), grades=tuple(self.grades), kinds=tuple(self.place_kinds))
        return {
            "purpose": Purpose(self.purpose), "legal_basis": self.legal_basis, "same_zone": self.same_zone,
            "task_id": self.task_id, "leave_out": self.leave_out, "admit": admit,
        }  # fmt: skip


class TraceIn(AskedIn):
    """Which case is traced, why, and on what legal basis."""

    case_id: UUID

    def terms(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.asked(), "case_id": self.case_id}


class CasesTraceIn(AskedIn):
    """Which cases of an incident are traced together, why, and on what legal basis."""

    case_ids: list[UUID] = Field(
        default_factory=list, max_length=1000, description="The cases, or none and an incident"
    )
    incident_id: UUID | None = Field(None, description="All cases of this incident that are held to be infections")

    def terms(self) -> dict[str, Any]:
        """What the action takes."""
        whole = [each.id for each in infections(self.incident_id)] if self.incident_id and not self.case_ids else []
        return {**self.asked(), "case_ids": self.case_ids or whole}


class PlaceTraceIn(AskedIn):
    """Which place is traced for which incident, from when until when, on what ground, why, and on what legal basis."""

    place: int = Field(ge=1, le=2**63 - 1)
    incident_id: UUID
    start: Time
    until: Time
    zone: str = Field("", max_length=40)
    basis: PlaceBasis = PlaceBasis.ENVIRONMENT

    def terms(self) -> dict[str, Any]:
        """What the action takes."""
        own = {name: getattr(self, name) for name in ("incident_id", "start", "until", "zone", "basis")}
        return {**self.asked(), **own, "place_id": self.place}


class PlaceCountOut(Schema):
    """Persons exposed at one place."""

    place: int
    persons: int


class CaseCountOut(Schema):
    """Persons who met one of several cases traced together."""

    case_id: UUID
    persons: int


class AreaCountOut(Schema):
    """Persons exposed in one town."""

    area: str
    persons: int


class TraceCountsOut(Schema):
    """How many and where, before any person is shown."""

    persons: int
    elsewhere: int
    visits: int
    by_hop: dict[int, int]
    by_grade: dict[EvidenceGrade, int]
    by_finding: dict[Finding, int]
    excluded: dict[Exclusion, int] = Field(default_factory=dict)
    by_place: list[PlaceCountOut]
    by_area: list[AreaCountOut]
    by_district: list[AreaCountOut]
    crowded: list[PlaceCountOut] = Field(
        default_factory=list,
        description="Places too full to seek contacts of contacts at, with the persons of the fullest day",
    )
    by_case: list[CaseCountOut] = Field(
        default_factory=list,
        description="Of several cases traced together: how many met each; somebody counts with each",
    )
    shared: int = Field(0, description="How many met more than one of the cases")

    @classmethod
    def of(cls, counts: TraceCounts) -> TraceCountsOut:
        """The counts as JSON."""
        return cls(
            persons=counts.persons, elsewhere=counts.elsewhere, visits=counts.visits, by_hop=dict(counts.by_hop),
            by_grade=dict(counts.by_grade), by_finding=dict(counts.by_finding),
            excluded=dict(counts.excluded),
            by_place=[PlaceCountOut(place=place, persons=number) for place, number in counts.by_place],
            by_area=[AreaCountOut(area=areas.printed(area), persons=number) for area, number in counts.by_area],
            by_district=[AreaCountOut(area=areas.printed(area), persons=number) for area, number in counts.by_district],
            crowded=[PlaceCountOut(place=place, persons=number) for place, number in counts.crowded],
            by_case=[CaseCountOut(case_id=case_id, persons=number) for case_id, number in counts.by_case],
            shared=counts.shared,
        )  # fmt: skip


class RunOut(Schema):
    """One trace run with its question; who was left out is a number in the counts, and nobody's number here."""

    id: UUID
    number: str
    case_id: UUID | None
    place: int | None
    edition_id: str
    query: dict[str, object]
    engine: Engine
    purpose: str
    legal_basis: LegalBasis
    at: datetime
    seconds: float
    task: UUID | None
    cases: list[UUID] = Field(description="Every case that was traced: one, several, or none for a place")
    counts: TraceCountsOut
    deleted: int = Field(
        description="Persons who were deleted from the results since: their time was over, or they were erased"
    )

    @classmethod
    def of(cls, run: RunFacts) -> RunOut:
        """The run as JSON."""
        return cls(
            id=run.id, number=run.number, case_id=run.case_id, place=run.place_id,
            edition_id=run.edition_id, query=replace(run.query, exclude_persons=()).to_json(),
            engine=run.engine, purpose=run.purpose.value, legal_basis=run.legal_basis, at=run.at,
            seconds=run.seconds, counts=TraceCountsOut.of(run.counts), task=run.task_id,
            cases=list(run.cases), deleted=sum(each.persons for each in run.endings),
        )  # fmt: skip


class SignatureOut(Schema):
    """A trace that touches so many that headquarters signs it, with its count and what came of it."""

    id: UUID
    number: str
    incident_id: UUID
    door: Door
    purpose: str
    legal_basis: LegalBasis
    touched: int = Field(description="For how many something would be done: a class or a call")
    counts: TraceCountsOut
    at: datetime
    by: str
    state: SignatureState
    note: str
    decided_at: datetime | None
    decided_by: str
    run_id: UUID | None

    @classmethod
    def of(cls, found: SignatureFacts) -> SignatureOut:
        """The request as JSON."""
        return cls(
            id=found.id, number=found.number, incident_id=found.incident_id, door=found.door, purpose=found.purpose.value,
            legal_basis=found.legal_basis, touched=found.touched, counts=TraceCountsOut.of(found.counts), at=found.at,
            by=found.by, state=found.state, note=found.note, decided_at=found.decided_at, decided_by=found.decided_by,
            run_id=found.run_id,
        )  # fmt: skip


class DeclineIn(Strict):
    """Why a trace is not signed."""

    reason: str = Field(min_length=1, max_length=500, pattern=NO_CONTROL)


class ExposedOut(Schema):
    """One exposed person, by number, with what the edition suggests."""

    id: UUID
    person: int
    hop: int
    via: list[int]
    places: list[int] = Field(
        description="Where; of those with a class, the place of the longest time together comes first"
    )
    first: datetime
    last: datetime
    minutes: int
    encounters: int
    grade: EvidenceGrade
    finding: Finding
    contact_class: ContactClass | None
    situation: str
    why: Why
    clause: str
    outcome: CheckOutcome | None
    cases: list[UUID] = Field(
        default_factory=list, description="Of several cases traced together: those that the exposure came from"
    )

    @classmethod
    def of(cls, found: ExposedFacts) -> ExposedOut:
        """The person as JSON."""
        suggestion = found.suggestion
        return cls(
            id=found.id, person=found.person_id, hop=found.hop, via=list(found.via), places=list(found.places),
            first=found.first, last=found.last, minutes=found.minutes, encounters=found.encounters,
            grade=found.grade, finding=suggestion.finding, contact_class=suggestion.contact_class,
            situation=suggestion.situation, why=suggestion.why, clause=str(suggestion.clause or ""),
            outcome=found.outcome, cases=list(found.cases),
        )  # fmt: skip


class SittingOut(Schema):
    """One exposed person as they were at a place, by number."""

    id: UUID
    person: int
    zone: str
    start: datetime | None
    until: datetime | None
    minutes: int
    hop: int
    via: list[int]
    grade: EvidenceGrade
    finding: Finding
    contact_class: ContactClass | None
    clause: str
    outcome: CheckOutcome | None
    cases: list[UUID] = Field(
        default_factory=list, description="Of several cases traced together: those that the exposure came from"
    )

    @classmethod
    def of(cls, sitting: Sitting) -> SittingOut:
        """The person as JSON."""
        found, suggestion = sitting.found, sitting.found.suggestion
        return cls(
            id=found.id, person=found.person_id, zone=sitting.zone, start=sitting.start, until=sitting.until,
            minutes=sitting.minutes, hop=found.hop, via=list(found.via) if found.hop == 2 else [], grade=found.grade,
            finding=suggestion.finding, contact_class=suggestion.contact_class, clause=str(suggestion.clause or ""),
            outcome=found.outcome, cases=list(found.cases),
        )  # fmt: skip


class ApproveIn(Strict):
    """Whom to approve of a place: some, or all of one class."""

    exposed_ids: list[UUID] = Field(default_factory=list, max_length=5_000)
    contact_class: ContactClass | None = None
    situation: str = Field("", max_length=80, description="A situation of the edition that the officer judges by")
    reason: str = Field("", max_length=500)


class ApprovedOut(Schema):
    """How many were approved, and how many the rules of contacts refused."""

    approved: int
    refused: int


class TrialIn(Strict):
    """One way to ask: an edition, and thresholds in the place of its own."""

    edition_id: str = Field(max_length=200)
    min_minutes: int | None = Field(None, ge=0, le=1440)
    linger_minutes: int | None = Field(None, ge=0, le=10_080)
    without_leads: bool = False

    def trial(self) -> Trial:
        """What the action takes."""
        return Trial(**self.model_dump())


class CompareIn(Strict):
    """A case and the ways to ask about it; the first is what the others are compared with."""

    case_id: UUID
    purpose: str = Field(max_length=60, pattern=NO_CONTROL, description=PURPOSE)
    legal_basis: LegalBasis
    trials: list[TrialIn] = Field(min_length=1, max_length=6)


class TrialOut(Schema):
    """What one way of asking would touch; without counts it cannot be asked, and the sentence says why."""

    edition_id: str
    counts: TraceCountsOut | None
    refusal: str
    entering: int
    leaving: int
    changed: int

    @classmethod
    def of(cls, found: TrialCounts) -> TrialOut:
        """The trial as JSON."""
        change = found.change
        return cls(
            edition_id=found.trial.edition_id, counts=TraceCountsOut.of(found.counts) if found.counts else None,
            refusal=str(found.refusal.en) if found.refusal else "", entering=change.entering if change else 0,
            leaving=change.leaving if change else 0, changed=change.changed if change else 0,
        )  # fmt: skip


class StopOut(Schema):
    """One place of the source's days, or one where its contacts were met later."""

    place: int
    longitude: float | None
    latitude: float | None
    persons: int
    numbers: list[int]

    @classmethod
    def of(cls, stop: Stop) -> StopOut:
        """The place as JSON."""
        return cls(
            place=stop.place.id, longitude=stop.place.longitude, latitude=stop.place.latitude, persons=stop.persons,
            numbers=list(stop.numbers),
        )  # fmt: skip


class LeadOut(Schema):
    """One lead as those see it who ask the person; the case is not named."""

    id: UUID
    number: str
    person: int
    place: str
    place_en: str
    first: datetime
    last: datetime
    grade: EvidenceGrade
    area: str
    outcome: LeadOutcome | None
    note: str
    replied_at: datetime | None

    @classmethod
    def of(cls, lead: LeadFacts) -> LeadOut:
        """The lead as JSON."""
        return cls(
            id=lead.id, number=lead.number, person=lead.person_id, place=lead.place.zh, place_en=lead.place.en,
            first=lead.first, last=lead.last, grade=lead.grade, area=areas.printed(lead.area), outcome=lead.outcome,
            note=lead.note, replied_at=lead.replied_at,
        )  # fmt: skip


class ReplyIn(Strict):
    """What came of asking the person of a lead."""

    outcome: LeadOutcome
    note: str = Field(min_length=1, max_length=500)


class VisitorOut(Schema):
    """One person on record at a place in a window, by number."""

    person: int
    first: datetime
    last: datetime
    minutes: int
    visits: int
    zone: str
    grade: EvidenceGrade

    @classmethod
    def of(cls, visitor: Visitor) -> VisitorOut:
        """The visitor as JSON."""
        return cls(
            person=visitor.person, first=visitor.first, last=visitor.last, minutes=visitor.minutes,
            visits=visitor.visits, zone=visitor.zone, grade=visitor.grade,
        )  # fmt: skip
