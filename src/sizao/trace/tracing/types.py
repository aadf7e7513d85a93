"""The words of tracing: why and on what basis a trace is run, what it found, and what is suggested for each person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.ground.identity.types import Purpose
from sizao.ground.presence.types import Engine
from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import LabelledEnum
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import EvidenceGrade

__all__ = [
    "PURPOSES", "CheckOutcome", "Engine", "ExposedFacts", "Finding", "LegalBasis", "PlaceBasis", "Purpose", "RunFacts", "Suggestion",
    "TraceCounts", "Why",
]  # fmt: skip

PURPOSES = (Purpose.CONTACT_MANAGEMENT, Purpose.CASE_INVESTIGATION)
"""The purposes of the closed list for which a trace may be run."""


class LegalBasis(LabelledEnum):
    """The law a trace rests on."""

    INFECTIOUS_DISEASES = (
        "infectious_diseases_law",
        "传染病防治法:流行病学调查",
        "Law on Prevention and Control of Infectious Diseases: epidemiological investigation",
    )
    EMERGENCY_RESPONSE = (
        "emergency_response_law",
        "突发公共卫生事件应对法:应急处置",
        "Public Health Emergency Response Law: emergency response",
    )


class PlaceBasis(LabelledEnum):
    """Why a place is traced: it decides what the edition makes of having been there."""

    ENVIRONMENT = "environment", "环境或物品检出阳性", "Environment or goods tested positive"
    SHARED = "shared", "传染源到过,身份不明", "A source was there, not known who"


class Why(LabelledEnum):
    """Why a class is suggested for an exposed person, or none."""

    HOUSEHOLD = "household", "与病例同一家庭", "Same household as the case"
    NEAR = "near", "在较小或封闭的场所同时停留", "Together in a small or closed place"
    SAME_PLACE = "same_place", "在同一较大场所同时停留", "At the same time in a large place"
    THROUGH_CLOSE = "through_close", "与密切接触者在其暴露后同处", "With a close contact after that one's exposure"
    NOT_THROUGH_CLOSE = (
        "not_through_close",
        "仅经非密切接触者关联",
        "Linked only through persons who are not close contacts",
    )
    ENVIRONMENT = "environment", "暴露于污染的环境", "Exposed to a contaminated environment"
    NO_CLASS = "no_class", "所用方案不设此类接触者", "The edition knows no such class"


class CheckOutcome(LabelledEnum):
    """What the call on a lead found."""

    CONFIRMED = "confirmed", "电话核实属实", "Confirmed by call"
    RULED_OUT = "ruled_out", "核实排除", "Ruled out"


class Finding(LabelledEnum):
    """Under which heading of the run's list a person stands."""

    CLOSE = "close", "建议判为密切接触者", "Suggested close contacts"
    SECONDARY = "secondary", "建议判为密接的密接", "Suggested secondary contacts"
    GENERAL = "general", "建议判为一般接触者", "Suggested general contacts"
    LEAD = "lead", "线索,需电话核实", "Leads to be called"
    NONE = "none", "不建议判定", "No class suggested"


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What the edition makes of one exposure. Nothing is done to anybody until an officer approves."""

    contact_class: ContactClass | None
    situation: str
    clause: Clause | None
    why: Why
    is_lead: bool

    @property
    def finding(self) -> Finding:
        """The heading it stands under."""
        if self.is_lead:
            return Finding.LEAD
        return Finding(self.contact_class.value) if self.contact_class in _FINDINGS else Finding.NONE


_FINDINGS = {ContactClass.CLOSE, ContactClass.SECONDARY, ContactClass.GENERAL}


@dataclass(frozen=True, kw_only=True)
class TraceCounts:
    """How many and where, before any person is shown."""

    persons: int
    elsewhere: int
    """Persons on record here whose registration belongs to another area."""
    visits: int
    """Visits that were searched."""
    by_hop: Mapping[int, int]
    by_grade: Mapping[EvidenceGrade, int]
    by_finding: Mapping[Finding, int]
    by_place: tuple[tuple[int, int], ...]
    """Place and persons, the fullest first."""
    by_area: tuple[tuple[int, int], ...]
    """Town of the place and persons, the fullest first; a person counts in each of their towns."""


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """One trace run."""

    id: UUID
    number: str
    incident_id: UUID
    case_id: UUID | None
    """The case traced; nothing for a trace from a place."""
    place_id: int | None
    """The place traced; nothing for a trace of a case."""
    place_basis: PlaceBasis | None
    area: int
    edition_id: str
    query: TraceQuery
    engine: Engine
    purpose: Purpose
    legal_basis: LegalBasis
    at: datetime
    seconds: float
    by: str
    counts: TraceCounts


@dataclass(frozen=True, kw_only=True)
class ExposedFacts:
    """One exposed person of a run, by number."""

    id: UUID
    run_id: UUID
    person_id: int
    hop: int
    via: tuple[int, ...]
    places: tuple[int, ...]
    first: datetime
    last: datetime
    minutes: int
    encounters: int
    grade: EvidenceGrade
    suggestion: Suggestion
    outcome: CheckOutcome | None = None
    """What the newest call on a lead found."""
