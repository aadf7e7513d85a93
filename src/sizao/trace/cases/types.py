"""The words and plain records of the room: classifications, contact states, facts about cases, contacts and chains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.errors import SizaoError
from sizao.kernel.words import LabelledEnum, Words


class Classification(LabelledEnum):
    """What a case is, in the words of the national plans."""

    SUSPECTED = "suspected", "疑似病例", "Suspected case"
    PROBABLE = "probable", "临床诊断病例", "Probable case"
    CONFIRMED = "confirmed", "确诊病例", "Confirmed case"
    ASYMPTOMATIC = "asymptomatic", "无症状感染者", "Asymptomatic infection"
    NOT_A_CASE = "not_a_case", "已排除", "Not a case"


INFECTED = frozenset({Classification.PROBABLE, Classification.CONFIRMED, Classification.ASYMPTOMATIC})
"""The classifications that count as an infection and start tracing."""


class ImportKind(LabelledEnum):
    """Whether the infection came from abroad."""

    DOMESTIC = "domestic", "本土", "Locally acquired"
    INBOUND = "inbound", "境外输入", "Imported"
    SECONDARY = "inbound_secondary", "输入继发", "Secondary to importation"
    UNKNOWN = "unknown", "待查", "Not yet known"


class DiscoveryRoute(LabelledEnum):
    """How the case was found."""

    FEVER_CLINIC = "fever_clinic", "发热门诊", "Fever clinic"
    ROUTINE = "routine_testing", "重点人群应检尽检", "Routine testing of key groups"
    QUARANTINE = "quarantine_testing", "集中隔离点检测", "Testing in quarantine"
    HOME = "home_monitoring", "居家隔离(监测)检测", "Testing during home quarantine or monitoring"
    SCREENING = "mass_screening", "区域核酸筛查", "Area-based screening"
    CONTACT = "contact_testing", "密接排查", "Testing of contacts"
    BORDER = "border", "入境检测", "Testing on entry"
    VOLUNTARY = "voluntary", "愿检尽检", "Voluntary testing"
    NOTICE = "notice", "外地协查", "Notice from another area"
    HOSPITAL = "hospital", "医疗机构", "Hospital"
    OTHER = "other", "其他", "Other"
    UNKNOWN = "unknown", "待查", "Not yet known"


class Severity(LabelledEnum):
    """Clinical severity."""

    UNKNOWN = "unknown", "待定", "Not yet known"
    NONE = "none", "无症状", "No symptoms"
    MILD = "mild", "轻型", "Mild"
    MODERATE = "moderate", "普通型", "Moderate"
    SEVERE = "severe", "重型", "Severe"
    CRITICAL = "critical", "危重型", "Critical"


class Outcome(LabelledEnum):
    """How the illness ended, or that it has not ended yet."""

    IN_CARE = "in_care", "在院治疗", "In care"
    RECOVERED = "recovered", "治愈(解除)", "Recovered"
    DIED = "died", "死亡", "Died"
    TRANSFERRED = "transferred", "转归他地", "Transferred elsewhere"
    UNKNOWN = "unknown", "不详", "Not known"


class Symptom(LabelledEnum):
    """Symptoms asked for on the case form and on the daily health sheet."""

    FEVER = "fever", "发热", "Fever"
    COUGH = "cough", "咳嗽", "Cough"
    SORE_THROAT = "sore_throat", "咽痛", "Sore throat"
    FATIGUE = "fatigue", "乏力", "Fatigue"
    BREATHLESS = "breathless", "气促、呼吸困难", "Short of breath"
    DIARRHOEA = "diarrhoea", "腹泻", "Diarrhoea"
    SMELL_TASTE = "smell_taste", "嗅(味)觉减退", "Loss of smell or taste"
    RUNNY_NOSE = "runny_nose", "鼻塞、流涕", "Runny or blocked nose"
    HEADACHE = "headache", "头痛", "Headache"
    MUSCLE_PAIN = "muscle_pain", "肌肉酸痛", "Muscle pain"
    RASH = "rash", "皮疹", "Rash"
    CONJUNCTIVITIS = "conjunctivitis", "结膜炎", "Red eyes"
    VOMITING = "vomiting", "呕吐", "Vomiting"
    BLEEDING = "bleeding", "出血", "Bleeding"
    OTHER = "other", "其他", "Other"


class Transport(LabelledEnum):
    """How a person travelled during a stay on the way."""

    NONE = "none", "非交通工具", "Not travelling"
    AIRCRAFT = "aircraft", "飞机", "Aircraft"
    SEALED_TRAIN = "sealed_train", "全封闭空调列车", "Sealed, air-conditioned train"
    OPEN_TRAIN = "unsealed_train", "非全封闭列车", "Unsealed train"
    SEALED_COACH = "sealed_coach", "全密封空调客车", "Sealed, air-conditioned coach"
    OPEN_COACH = "ventilated_coach", "通风的普通客车", "Ventilated coach"
    SHIP = "ship", "轮船", "Ship"
    CAR = "car", "出租车、小客车", "Taxi or car"
    METRO = "metro", "地铁、公交", "Metro or bus"
    OPEN_AIR = "open_air", "步行、骑行", "On foot or by bicycle"


class Mask(LabelledEnum):
    """Whether a mask was worn."""

    WORN = "worn", "全程佩戴口罩", "Worn throughout"
    PARTLY = "partly", "未全程佩戴", "Worn in part"
    NONE = "none", "未佩戴", "Not worn"
    UNKNOWN = "unknown", "不详", "Not known"


class Certainty(LabelledEnum):
    """How sure we are of a stay or an exposure."""

    CERTAIN = "certain", "确定", "Certain"
    PROBABLE = "probable", "很可能", "Probable"
    POSSIBLE = "possible", "可能", "Possible"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return list(Certainty).index(self)


class ContactState(LabelledEnum):
    """Where a contact stands."""

    PROPOSED = "proposed", "待审批", "Proposed"
    APPROVED = "approved", "已判定", "Approved"
    REJECTED = "rejected", "未采纳", "Rejected"
    BECAME_CASE = "became_case", "转为病例", "Became a case"
    RELEASED = "released", "已解除", "Released"
    LOST = "lost", "失访(查找中)", "Not found yet"
    HANDED_OVER = "handed_over", "已移交外地", "Handed over"


OPEN_STATES = frozenset({ContactState.PROPOSED, ContactState.APPROVED, ContactState.LOST})
"""States in which somebody still owes the contact something."""


class WindowAnchor(LabelledEnum):
    """The date from which a contact window was counted."""

    ONSET = "onset", "发病", "Onset"
    SAMPLING = "sampling", "阳性采样", "Positive sampling"
    LAST_NEGATIVE = "last_negative", "末次阴性", "Last negative test"


class NodeKind(LabelledEnum):
    """What a mark on the transmission chain stands for."""

    CASE = "case", "病例", "Case"
    CONTACT = "contact", "接触者", "Contact"
    PLACE = "place", "场所(环境)", "Place"


class EdgeKind(LabelledEnum):
    """Why two marks of a chain are joined."""

    LIKELY = "likely", "最可能的传染来源", "Most likely source"
    POSSIBLE = "possible", "其他可能的来源", "Other possible source"
    CONTACT = "contact", "接触", "Contact"


# ---------------------------------------------------------------------------------------------- records going in


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """A case to be reported. Times are aware; ``area`` is the area answerable for the case."""

    person_id: int
    area: int
    reported_at: datetime
    classification: Classification = Classification.SUSPECTED
    onset_at: datetime | None = None
    sampled_at: datetime | None = None
    isolated_at: datetime | None = None
    last_negative_at: datetime | None = None
    import_kind: ImportKind = ImportKind.UNKNOWN
    discovery_route: DiscoveryRoute = DiscoveryRoute.UNKNOWN
    severity: Severity = Severity.UNKNOWN
    symptoms: tuple[str, ...] = ()
    outcome: Outcome = Outcome.IN_CARE
    outcome_at: datetime | None = None
    vaccine_doses: int | None = None
    external_id: str = ""
    form: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewStay:
    """One place-time row of a case's activity trajectory."""

    start: datetime
    until: datetime
    place_id: int | None = None
    place_text: str = ""
    transport: Transport = Transport.NONE
    vehicle: str = ""
    seat: str = ""
    mask: Mask = Mask.UNKNOWN
    certainty: Certainty = Certainty.PROBABLE
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class NewExposure:
    """An edge: ``person_id`` was exposed to a case or a place, or (for a secondary contact) to another contact."""

    person_id: int
    area: int
    start: datetime | None = None
    until: datetime | None = None
    source_case_id: UUID | None = None
    source_contact_id: UUID | None = None
    source_place_id: int | None = None
    situation: str = ""
    certainty: Certainty = Certainty.PROBABLE
    protection: Mask = Mask.UNKNOWN
    minutes: int | None = None
    found_by: str = "interview"
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ProposedContact:
    """A person somebody thinks is a contact, with the evidence; the class follows from the situation when left empty."""

    person_id: int
    area: int
    last_exposure_at: datetime
    situation: str = ""
    contact_class: ContactClass | None = None
    first_exposure_at: datetime | None = None
    source_case_id: UUID | None = None
    source_person_id: int | None = None
    """For a secondary contact: the close contact through whom the exposure came."""
    place_id: int | None = None
    minutes: int | None = None
    certainty: Certainty = Certainty.PROBABLE
    protection: Mask = Mask.UNKNOWN
    found_by: str = "interview"
    basis: Mapping[str, object] = field(default_factory=dict)
    note: str = ""


# --------------------------------------------------------------------------------------------- records coming out


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


@dataclass(frozen=True)
class RevisionFacts:
    """One saved version of a case: which fields changed, from what to what."""

    revision: int
    at: datetime
    by: str
    reason: str
    changes: Mapping[str, Sequence[object]]


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


@dataclass(frozen=True)
class CaseReceipt:
    """What came of one reported case: its id, and whether it is new or the person already was a case of the incident."""

    case_id: UUID
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class ExposureReceipt:
    """What came of a batch of exposures: each was recorded or was there already."""

    recorded: int
    known: int


@dataclass(frozen=True, kw_only=True)
class ProposalReceipt:
    """What came of a batch of proposals: every proposal is in exactly one of the four counts."""

    contact_ids: tuple[UUID | None, ...]
    """The contact of each proposal, in the order given; ``None`` for a person who is a case of the incident already."""
    created: int
    merged: int
    reopened: int
    already_cases: int


@dataclass(frozen=True)
class Refusal:
    """Why one record of a batch was left as it was."""

    id: UUID
    number: str
    error: SizaoError


@dataclass(frozen=True, kw_only=True)
class BatchReceipt:
    """What came of one decision on many contacts."""

    done: tuple[UUID, ...]
    refused: tuple[Refusal, ...] = ()


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


# ------------------------------------------------------------------------------------------------------ the chain


@dataclass(frozen=True, kw_only=True)
class ChainNode:
    """A mark on the chain: ``x`` is the day since the chain began, ``y`` the row of the tidy tree."""

    id: str
    kind: NodeKind
    label: str
    on: date
    x: float = 0.0
    y: float = 0.0
    classification: Classification | None = None
    contact_class: ContactClass | None = None
    generation: int | None = None
    offspring: int = 0
    """Cases whose most likely source this is."""
    possible_offspring: int = 0
    """Cases that may have it as their source, likely or not."""
    contacts: int = 0
    """Contacts that lead back to it directly or through other contacts."""
    is_dated: bool = True
    """Whether the day is a known onset (or exposure); otherwise sampling or report stands in for it."""


@dataclass(frozen=True, kw_only=True)
class ChainEdge:
    """An arrow of the chain, from the source to the exposed."""

    source: str
    target: str
    kind: EdgeKind
    certainty: Certainty = Certainty.PROBABLE
    situation: str = ""
    serial_days: int | None = None
    """Days from onset to onset."""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A whole chain, laid out: draw the nodes where they say they are."""

    nodes: tuple[ChainNode, ...] = ()
    edges: tuple[ChainEdge, ...] = ()
    begins_on: date | None = None
    generations: Mapping[int, int] = field(default_factory=dict)
    """Cases by generation; those without a known source are generation 1."""
    offspring: tuple[int, ...] = ()
    """Cases infected by each case, largest first."""
    collapsed: int = 0
    """Contacts that were folded into a count."""
    dropped: int = 0
    """Edges left out because they point at themselves."""
    broken_cycles: int = 0
    """Edges that would close a circle of sources and are therefore shown as possible only."""

    @property
    def mean_offspring(self) -> float:
        """Mean number of cases infected by a case; 0 for an empty chain."""
        return sum(self.offspring) / len(self.offspring) if self.offspring else 0.0


@dataclass(frozen=True, kw_only=True)
class ChainRow:
    """One case of a chain as a row of a table: the accessible twin of the picture."""

    id: UUID
    label: str
    on: date
    is_dated: bool
    classification: Classification
    generation: int
    source: str
    situation: str
    serial_days: int | None
    others: tuple[str, ...]
    """Other possible sources."""
    offspring: int
    contacts: int


@dataclass(frozen=True, kw_only=True)
class CurveDay:
    """One day of the epidemic curve, with the number of cases by classification (days without a case are there too)."""

    on: date
    counts: Mapping[Classification, int]

    @property
    def total(self) -> int:
        """All cases of the day."""
        return sum(self.counts.values())
