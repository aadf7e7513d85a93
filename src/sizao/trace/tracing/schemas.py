"""What the API of tracing takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from sizao.kernel import areas
from sizao.kernel.editions.types import ContactClass
from sizao.spine.web.queries.fields import Strict, Time
from sizao.trace.tracing.types import (
    CheckOutcome,
    Engine,
    ExposedFacts,
    Finding,
    LegalBasis,
    PlaceBasis,
    Purpose,
    RunFacts,
    TraceCounts,
    Why,
)
from sizao.traceback.visits import EvidenceGrade


class TraceIn(Strict):
    """Which case is traced, why, and on what legal basis."""

    case_id: UUID
    purpose: str = Field(pattern="^(contact_management|case_investigation)$")
    legal_basis: LegalBasis
    same_zone: bool = False


class PlaceTraceIn(Strict):
    """Which place is traced for which incident, from when until when, on what ground, why, and on what legal basis."""

    place: int = Field(ge=1, le=2**63 - 1)
    incident_id: UUID
    start: Time
    until: Time
    zone: str = Field("", max_length=40)
    basis: PlaceBasis = PlaceBasis.ENVIRONMENT
    purpose: str = Field(pattern="^(contact_management|case_investigation)$")
    legal_basis: LegalBasis
    same_zone: bool = False

    def terms(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.model_dump(exclude={"place", "purpose"})
        return {**given, "place_id": self.place, "purpose": Purpose(self.purpose)}


class PlaceCountOut(Schema):
    """Persons exposed at one place."""

    place: int
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
    by_place: list[PlaceCountOut]
    by_area: list[AreaCountOut]

    @classmethod
    def of(cls, counts: TraceCounts) -> TraceCountsOut:
        """The counts as JSON."""
        return cls(
            persons=counts.persons, elsewhere=counts.elsewhere, visits=counts.visits, by_hop=dict(counts.by_hop),
            by_grade=dict(counts.by_grade), by_finding=dict(counts.by_finding),
            by_place=[PlaceCountOut(place=place, persons=number) for place, number in counts.by_place],
            by_area=[AreaCountOut(area=areas.printed(area), persons=number) for area, number in counts.by_area],
        )  # fmt: skip


class RunOut(Schema):
    """One trace run with its question."""

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
    counts: TraceCountsOut

    @classmethod
    def of(cls, run: RunFacts) -> RunOut:
        """The run as JSON."""
        return cls(
            id=run.id, number=run.number, case_id=run.case_id, place=run.place_id,
            edition_id=run.edition_id, query=run.query.to_json(),
            engine=run.engine, purpose=run.purpose.value, legal_basis=run.legal_basis, at=run.at,
            seconds=run.seconds, counts=TraceCountsOut.of(run.counts),
        )  # fmt: skip


class ExposedOut(Schema):
    """One exposed person, by number, with what the edition suggests."""

    id: UUID
    person: int
    hop: int
    via: list[int]
    places: list[int]
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

    @classmethod
    def of(cls, found: ExposedFacts) -> ExposedOut:
        """The person as JSON."""
        suggestion = found.suggestion
        return cls(
            id=found.id, person=found.person_id, hop=found.hop, via=list(found.via), places=list(found.places),
            first=found.first, last=found.last, minutes=found.minutes, encounters=found.encounters,
            grade=found.grade, finding=suggestion.finding, contact_class=suggestion.contact_class,
            situation=suggestion.situation, why=suggestion.why, clause=str(suggestion.clause or ""),
            outcome=found.outcome,
        )  # fmt: skip
