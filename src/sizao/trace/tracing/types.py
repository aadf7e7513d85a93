"""The words of tracing: why and on what basis a trace is run, what it found, and what is suggested for each person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sizao.ground.identity.types import Purpose
from sizao.ground.presence.types import Engine
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.sockets import Socket, Sockets
from sizao.kernel.words import LabelledEnum, Words
from sizao.trace.cases.types import ProposedContact
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import EvidenceGrade, VisitSource

__all__ = [
    "EVERYTHING", "PURPOSES", "Admitted", "Candidate", "CheckOutcome", "Door", "EndingFacts", "EndingWhy", "Engine", "Exclusion", "ExposedFacts", "Finding", "LeadFacts", "LeadOutcome", "LegalBasis", "MetCase", "PlaceBasis", "Purpose", "RunFacts", "SignatureFacts", "SignatureState", "Suggestion",
    "TraceCounts", "Trial", "TrialChange", "TrialCounts", "Why", "approve_door", "selectors",
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
    SEATED_NEAR = "seated_near", "座位、餐桌或房间相近", "Seats, tables or rooms near each other"
    SEATED_APART = "seated_apart", "同乘或同店但座位不相近", "Aboard or in the restaurant together, seated apart"
    SAME_PART = (
        "same_part",
        "同车厢或同乘,座位不明,须询问是否近距离",
        "In the same carriage or vehicle, seats not known: ask whether they were near",
    )
    ABOARD = "aboard", "同乘,车厢和座位均不明", "Aboard together, carriage and seat not known"
    OTHER_PART = (
        "other_part",
        "在同一场所的其他楼层、房间或区域",
        "On another floor, in another room or part of the place",
    )
    UNKNOWN_PART = (
        "unknown_part",
        "到过该场所,是否到过所涉区域须询问",
        "Was at the place; ask whether they were in the part concerned",
    )
    SAME_PLACE = "same_place", "在同一较大场所同时停留", "At the same time in a large place"
    THROUGH_CLOSE = "through_close", "与密切接触者在其暴露后同处", "With a close contact after that one's exposure"
    NOT_THROUGH_CLOSE = (
        "not_through_close",
        "仅经非密切接触者关联",
        "Linked only through persons who are not close contacts",
    )
    ENVIRONMENT = "environment", "暴露于污染的环境", "Exposed to a contaminated environment"
    JUDGED = "judged", "人员判定", "Judged by an officer"
    NO_CLASS = "no_class", "所用方案不设此类接触者", "The edition knows no such class"


class Exclusion(LabelledEnum):
    """Whom an officer may leave out of a run; they are counted, and pass nothing on."""

    MANAGED = "managed", "已在管理且无新暴露", "Under management, not exposed again since"
    ON_DUTY = "on_duty", "在岗防护人员", "Protected staff at work"


class CheckOutcome(LabelledEnum):
    """What the call on a lead found."""

    CONFIRMED = "confirmed", "电话核实属实", "Confirmed by call"
    RULED_OUT = "ruled_out", "核实排除", "Ruled out"


class LeadOutcome(LabelledEnum):
    """What came of asking the person at the address."""

    CONFIRMED = "confirmed", "核实属实", "Confirmed"
    RULED_OUT = "ruled_out", "核实排除", "Ruled out"
    UNREACHED = "unreached", "未联系上", "Not reached"


class Finding(LabelledEnum):
    """Under which heading of the run's list a person stands."""

    CLOSE = "close", "建议判为密切接触者", "Suggested close contacts"
    SECONDARY = "secondary", "建议判为密接的密接", "Suggested secondary contacts"
    GENERAL = "general", "建议判为一般接触者", "Suggested general contacts"
    LEAD = "lead", "线索,需电话核实", "Leads to be called"
    NONE = "none", "不建议判定", "No class suggested"


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """Which visits a trace counts, of the source of the trace and of everybody else alike; an empty part admits all."""

    sources: tuple[VisitSource, ...] = ()
    grades: tuple[EvidenceGrade, ...] = ()
    kinds: tuple[PlaceKind, ...] = ()

    @property
    def mark(self) -> str:
        """How the access log names it: who counts under other terms has counted something else."""
        parts = [each.value for part in (self.sources, self.grades, self.kinds) for each in sorted(part)]
        return f" by {', '.join(parts)}" if parts else ""


EVERYTHING = Admitted()


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
    by_district: tuple[tuple[int, int], ...] = ()
    """County or district of the place and persons, the fullest first; a person counts in each of their districts."""

    crowded: tuple[tuple[int, int], ...] = ()
    """Places too full to seek contacts of contacts at, and how many were there on the fullest day."""

    excluded: Mapping[Exclusion, int] = field(default_factory=dict)
    """How many were left out of the list, and why."""

    by_case: tuple[tuple[UUID, int], ...] = ()
    """Of several cases traced together: each with how many met it, in the order given; somebody counts with each case."""
    shared: int = 0
    """How many met more than one of them."""

    @property
    def leads(self) -> int:
        """How many are known from weak evidence alone: a call each, and nothing else."""
        return self.by_finding.get(Finding.LEAD, 0)


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """One trace run."""

    id: UUID
    number: str
    incident_id: UUID
    case_id: UUID | None
    """The case traced; nothing for a trace from a place, or of several cases together."""
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
    task_id: UUID | None = None
    """The task it belongs to; nothing where the purpose's rule asks for none, or the platform ran it by itself."""
    cases: tuple[UUID, ...] = ()
    """Every case that was traced: one, several, or none for a place."""
    endings: tuple[EndingFacts, ...] = ()
    """What of the results was deleted since; the counts stay."""


class EndingWhy(LabelledEnum):
    """Why persons of a run's results were deleted."""

    EXPIRED = "expired", "保存期满", "Their time was over"
    ERASED = "erased", "个人信息依法删除", "The person's records were erased"


@dataclass(frozen=True, kw_only=True)
class EndingFacts:
    """How many persons of a run were deleted from its results, when, and why."""

    why: EndingWhy
    persons: int
    at: datetime
    before: datetime | None = None
    """Who was exposed last before this moment."""
    policy: str = ""
    """The version of the retention policy."""


class Door(LabelledEnum):
    """What a trace is of."""

    CASE = "case", "一名病例", "One case"
    CASES = "cases", "多名病例一并", "Several cases together"
    PLACE = "place", "一处场所", "A place"


class SignatureState(LabelledEnum):
    """How a trace stands that headquarters has to sign."""

    ASKED = "asked", "待签发", "Waits for a signature"
    SIGNED = "signed", "已签发", "Signed"
    DECLINED = "declined", "不予签发", "Declined"
    LAPSED = "lapsed", "逾期未签", "Not signed in time"


@dataclass(frozen=True, kw_only=True)
class SignatureFacts:
    """A trace that touches so many that headquarters signs it, as one officer counted it, and what came of it."""

    id: UUID
    number: str
    incident_id: UUID
    area: int
    door: Door
    terms: Mapping[str, Any]
    """What the action takes, but for purpose, legal basis, who and when."""
    purpose: Purpose
    legal_basis: LegalBasis
    counts: TraceCounts
    touched: int
    """For how many something would be done."""
    at: datetime
    by: str
    by_user: int | None
    state: SignatureState
    note: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    run_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class MetCase:
    """One of several cases traced together as somebody met it: their own meetings, and what the edition makes of these alone."""

    case_id: UUID
    places: tuple[int, ...]
    first: datetime
    last: datetime
    minutes: int
    encounters: int
    grade: EvidenceGrade
    suggestion: Suggestion


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
    cases: tuple[UUID, ...] = ()
    """Of several cases traced together: those the exposure came from, at the second hop through somebody else."""
    met: tuple[MetCase, ...] = ()
    """Who met more than one of them: each apart."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One way to ask the question of a case: an edition, and thresholds in the place of its own where given."""

    edition_id: str
    min_minutes: int | None = None
    linger_minutes: int | None = None
    without_leads: bool = False
    """Leave out code scans and inferred positions."""


@dataclass(frozen=True, kw_only=True)
class TrialChange:
    """How the persons of a trial differ from those of the first one."""

    entering: int
    leaving: int
    changed: int
    same: int


@dataclass(frozen=True, kw_only=True)
class TrialCounts:
    """What a trial would touch; nothing when the case cannot be traced under that edition."""

    trial: Trial
    query: TraceQuery | None
    counts: TraceCounts | None
    refusal: Words | None = None
    """Why not, as a sentence in both languages."""
    change: TrialChange | None = None


@dataclass(frozen=True, kw_only=True)
class LeadFacts:
    """One lead as those see it who ask the person: whom, where and when, and what came of it. The case is not named."""

    id: UUID
    number: str
    run_id: UUID
    incident_id: UUID
    person_id: int
    place_id: int
    place: Words
    first: datetime
    last: datetime
    grade: EvidenceGrade
    area: int
    area_run: int
    at: datetime
    outcome: LeadOutcome | None = None
    note: str = ""
    replied_at: datetime | None = None
    replied_by: str = ""


Approver = Callable[[UUID, Sequence[ProposedContact], str, Actor, datetime], tuple[int, int]]
"""Incident, proposals, reason, who and when to how many were approved and how many were refused."""
approve_door: Socket[Approver] = Socket("how exposed persons are approved as contacts")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody of weak evidence who may be put on a list to be asked, and what came of asking when they were."""

    exposed_id: UUID
    run_id: UUID
    run_at: datetime
    incident_id: UUID
    area: int
    """The area of the run."""
    person_id: int
    place_id: int
    minutes: int
    grade: EvidenceGrade
    last: datetime
    outcome: LeadOutcome | None = None


Selector = Callable[[int, Sequence[Candidate], Actor, datetime], Collection[UUID]]
"""The area of a run, whom it would put on the list, who and when, to those who stay on it."""
selectors: Sockets[Selector] = Sockets()
"""The flow enters here which rules a list goes through; without any everybody stays on it."""
