"""The words and plain records of the room: plans, phases, checks, tests and the completeness meters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sizao.kernel.decisions import Clause
from sizao.kernel.editions import schedule
from sizao.kernel.editions.types import ContactClass, PhasePlace
from sizao.kernel.errors import SizaoError
from sizao.kernel.words import LabelledEnum, Words
from sizao.trace.cases.types import Symptom

__all__ = [
    "CHECK_DONE",
    "CHECK_FAILED",
    "OPEN_PLANS",
    "BatchReceipt",
    "BeganReceipt",
    "CheckEntry",
    "CheckFacts",
    "CheckOutcome",
    "CheckSource",
    "DueCheck",
    "DueCounts",
    "Gap",
    "LinkedTests",
    "Meter",
    "MeterKind",
    "MoveFacts",
    "NewCheck",
    "NewPhase",
    "NewPlan",
    "NewResult",
    "NewTestDay",
    "PersonGap",
    "PhaseFacts",
    "PlanFacts",
    "PlanState",
    "Refusal",
    "StatusFacts",
    "Symptom",
    "TestFacts",
    "TestResult",
    "TestState",
]


class PlanState(LabelledEnum):
    """Where a plan stands."""

    ACTIVE = "active", "在管", "Under follow-up"
    EXTENDED = "extended", "已延长", "Extended"
    RELEASED = "released", "已解除", "Released"
    BROKEN_OFF = "broken_off", "已中止", "Broken off"


OPEN_PLANS = frozenset({PlanState.ACTIVE, PlanState.EXTENDED})
"""States in which checks and tests are owed."""


class CheckOutcome(LabelledEnum):
    """What came of one daily check."""

    DUE = "due", "待随访", "Due"
    WELL = "well", "无异常", "Well"
    SYMPTOM = "symptom", "有症状", "Symptoms"
    UNREACHABLE = "unreachable", "未联系上", "Not reached"
    MISSED = "missed", "漏访", "Missed"


CHECK_DONE = frozenset({CheckOutcome.WELL, CheckOutcome.SYMPTOM})
"""Outcomes in which the person was really asked."""
CHECK_FAILED = (CheckOutcome.MISSED, CheckOutcome.UNREACHABLE)
"""Outcomes after which nobody knows how the person is."""


class CheckSource(LabelledEnum):
    """Who says what was found at a daily check."""

    OFFICER = "officer", "工作人员", "Asked by staff"
    CALL = "call", "电话随访", "By telephone"
    SELF = "self", "本人填报", "Reported by the person"


class TestState(LabelledEnum):
    """Where one scheduled test stands."""

    __test__ = False

    DUE = "due", "待检测", "Due"
    SAMPLED = "sampled", "已采样", "Sampled"
    DONE = "done", "已出结果", "Done"
    MISSED = "missed", "漏检", "Missed"
    WAIVED = "waived", "免检(有说明)", "Waived, with a reason"


class TestResult(LabelledEnum):
    """The result of one test."""

    __test__ = False

    NEGATIVE = "negative", "阴性", "Negative"
    POSITIVE = "positive", "阳性", "Positive"
    UNCLEAR = "unclear", "可疑(复检)", "Unclear, to be repeated"


class MeterKind(LabelledEnum):
    """The three meters of "nobody left out"."""

    ISOLATED = "isolated", "应隔尽隔", "Everyone quarantined who should be"
    TESTED = "tested", "应检尽检", "Everyone tested who should be"
    MANAGED = "managed", "应管尽管", "Everyone under management who should be"


class Gap(LabelledEnum):
    """Why somebody is missing from a meter."""

    NO_PLAN = "no_plan", "未建立管理计划", "No plan was begun"
    NOT_PLACED = "not_placed", "尚未入住(到位)", "Not yet in place"
    NOT_FOUND = "not_found", "未找到", "Not found yet"
    TEST_MISSED = "test_missed", "漏检", "Test missed"
    TEST_DUE = "test_due", "到期未检", "Test due today"
    CHECK_MISSED = "check_missed", "漏访", "Check missed"
    UNREACHABLE = "unreachable", "未联系上", "Not reached"


# --------------------------------------------------------------------------------------------- records going in


@dataclass(frozen=True)
class NewPhase:
    """One phase of a plan to be written: dates are inclusive, the clause is the edition's."""

    number: int
    place: PhasePlace
    start_on: date
    end_on: date
    checks_per_day: int
    clause: Clause | None


@dataclass(frozen=True)
class NewTestDay:
    """One test of a plan to be written."""

    phase_number: int
    day_index: int
    day_in_phase: int
    due_on: date
    is_antigen: bool = False
    is_double: bool = False
    is_estimated: bool = False
    """Whether the edition gives only the number of tests, so that the day is spread evenly."""


@dataclass(frozen=True)
class CheckEntry:
    """One check slot of a plan to be written: the day, the slot within it, and the moment it is over."""

    due_on: date
    slot: int
    opens_at: datetime
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class NewPlan:
    """A regime on the calendar of one contact, as it will be written."""

    regime_label: str
    clause: Clause | None
    anchor_at: datetime
    start_on: date
    end_on: date
    release_on: date
    day_base: int = 0
    phases: tuple[NewPhase, ...]
    tests: tuple[NewTestDay, ...]
    checks: tuple[CheckEntry, ...]


@dataclass(frozen=True, kw_only=True)
class NewCheck:
    """What somebody found at a daily check."""

    check_id: UUID
    outcome: CheckOutcome
    temperature: Decimal | None = None
    symptoms: tuple[str, ...] = ()
    note: str = ""
    source: CheckSource = CheckSource.OFFICER


@dataclass(frozen=True, kw_only=True)
class NewResult:
    """One result of a scheduled test."""

    test_id: UUID
    result: TestResult
    sampled_at: datetime
    laboratory: str = ""


# --------------------------------------------------------------------------------------------- records coming out


@dataclass(frozen=True)
class PhaseFacts:
    """One phase as stored."""

    number: int
    place: PhasePlace
    start_on: date
    end_on: date
    checks_per_day: int
    clause: Clause | None
    is_extension: bool = False

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.end_on - self.start_on).days + 1


ARRIVAL = Words("来返人员", "Arrival")
"""What somebody is called who is managed because of where they come from."""


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """What the platform knows of one plan; no name, no document, no telephone."""

    id: UUID
    number: str
    contact_id: UUID | None
    """The contact; ``None`` for somebody who arrived and whom no case exposed."""
    incident_id: UUID
    person_id: int
    edition_id: str
    contact_class: ContactClass | None
    regime_key: str
    """Which of the edition's regimes it follows: that of the class, or the one chosen for an arrival."""
    regime_label: str
    clause: Clause | None
    anchor_at: datetime
    start_on: date
    end_on: date
    release_on: date
    area: int
    area_site: int | None
    state: PlanState
    placed_at: datetime | None = None
    place_id: int | None = None
    floor: int | None = None
    """Storey of the room at a site; nothing when nobody noted it."""
    environment: TestResult | None = None
    linked_contact_id: UUID | None = None
    phases: tuple[PhaseFacts, ...] = ()
    arrival_id: UUID | None = None
    day_base: int = 0
    """Number of the plan's first day: 0 or 1, as the edition counts the anchor day."""

    @property
    def words(self) -> Words:
        """Who is followed up: the class of contact, or an arrival."""
        return self.contact_class.words if self.contact_class else ARRIVAL

    def phase_on(self, day: date) -> PhaseFacts | None:
        """The phase a day falls into; ``None`` before, between and after them."""
        return next((each for each in self.phases if each.start_on <= day <= each.end_on), None)

    def day_on(self, day: date) -> int:
        """Which day of the plan a date is; 1 is the first day after the anchor day of a plan that starts on day 0."""
        return schedule.number_on(day, self.start_on, self.day_base)

    def days_of(self, phase: PhaseFacts) -> int:
        """How many days a phase counts; an anchor day that is day 0 is none of them."""
        return self.day_on(phase.end_on) - max(1, self.day_on(phase.start_on)) + 1

    def days_left(self, day: date) -> int:
        """Days until release may be decided; 0 when it may be today."""
        return max(0, (self.release_on - day).days)


@dataclass(frozen=True)
class StatusFacts:
    """One append-only status row of a plan."""

    state: PlanState
    at: datetime
    by: str
    reason: str = ""
    clause: Clause | None = None


@dataclass(frozen=True, kw_only=True)
class CheckFacts:
    """One check slot as stored."""

    id: UUID
    plan_id: UUID
    due_on: date
    slot: int
    opens_at: datetime
    due_at: datetime
    outcome: CheckOutcome
    done_at: datetime | None = None
    temperature: Decimal | None = None
    symptoms: tuple[str, ...] = ()
    by: str = ""
    note: str = ""
    source: CheckSource = CheckSource.OFFICER

    @property
    def symptom_words(self) -> tuple[Symptom, ...]:
        """The symptoms as members with words."""
        return tuple(each for each in Symptom if each.value in self.symptoms)


@dataclass(frozen=True, kw_only=True)
class TestFacts:
    """One scheduled test as stored, with the results it has."""

    __test__ = False

    id: UUID
    plan_id: UUID
    day_index: int
    due_on: date
    is_antigen: bool
    is_double: bool
    is_estimated: bool
    state: TestState
    results: tuple[TestResult, ...] = ()
    laboratories: tuple[str, ...] = ()
    sampled_at: datetime | None = None

    @property
    def is_negative(self) -> bool:
        """Whether its newest result is negative and none was positive."""
        return bool(self.results) and not self.is_positive and self.results[-1] is TestResult.NEGATIVE

    @property
    def is_positive(self) -> bool:
        """Whether any of its results is positive."""
        return TestResult.POSITIVE in self.results


@dataclass(frozen=True)
class LinkedTests:
    """The tests of the close contact on whom a secondary contact's release depends."""

    contact_id: UUID | None
    negatives: int = 0
    """How many of its first PCR tests in a row are negative."""
    has_positive: bool = False


@dataclass(frozen=True, kw_only=True)
class BeganReceipt:
    """What came of beginning plans: every contact is in exactly one of the three lists."""

    plan_ids: tuple[UUID, ...]
    already: tuple[UUID, ...] = ()
    """Contacts who have an open plan."""
    without_regime: tuple[UUID, ...] = ()
    """Contacts of whose class the edition asks no follow-up."""


@dataclass(frozen=True)
class Refusal:
    """Why one plan of a batch was left as it was."""

    id: UUID
    number: str
    error: SizaoError


@dataclass(frozen=True, kw_only=True)
class BatchReceipt:
    """What came of one decision on many plans."""

    done: tuple[UUID, ...]
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class MoveFacts:
    """How a plan was counted anew: what it was and what it became."""

    at: datetime
    by: str
    reason: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True)
class DueCounts:
    """How much is owed and missed by open plans."""

    due: int
    """Checks open now and not done."""
    done: int
    """Checks of the present slot that are done."""
    missed: int
    symptoms: int
    tests_missed: int


@dataclass(frozen=True)
class PersonGap:
    """One contact or arrival who is missing from a meter, and why."""

    contact_id: UUID | None
    number: str
    person_id: int
    area: int
    gap: Gap
    since: datetime | None = None
    """Since when something is owed, where that is known: the day of a test, the end of a check."""
    plan_id: UUID | None = None


@dataclass(frozen=True)
class DueCheck:
    """One line of the daily worklist: a check that is open now, and whom it is about."""

    check: CheckFacts
    plan: PlanFacts


@dataclass(frozen=True)
class Meter:
    """One completeness meter: how many should be, how many are, and why the others are not."""

    kind: MeterKind
    should: int
    done: int
    gaps: Mapping[Gap, int] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """What the meter is called."""
        return self.kind.words

    @property
    def missing(self) -> int:
        """How many are missing."""
        return self.should - self.done

    @property
    def percent(self) -> int:
        """Whole percent, rounded down so that 100 means everybody; 100 when nobody should be."""
        return 100 * self.done // self.should if self.should else 100
