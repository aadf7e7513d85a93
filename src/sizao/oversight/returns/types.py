"""The words of daily returns: units, forms, indicators, what one return holds, and what becomes of many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from uuid import UUID

from sizao.ground.command.types import GroupKind
from sizao.kernel.editions import Disease
from sizao.kernel.words import LabelledEnum, Words


class UnitKind(LabelledEnum):
    """What kind of unit reports."""

    STREET = "street", "镇(街道)", "Town or street"
    COMMUNITY = "community", "村(社区)", "Village or community"
    SECTOR = "sector", "行业部门", "Sector"
    GROUP = "group", "工作组(专班)", "Work group"


TERRITORIAL = frozenset({UnitKind.STREET, UnitKind.COMMUNITY})
"""Kinds whose return speaks for the whole of their area, the units inside it included."""


class Measure(LabelledEnum):
    """Measure words of returned figures."""

    CASE = "case", "例", "cases"
    PERSON = "person", "人", "people"
    VISIT = "visit", "人次", "visits"
    HOUSEHOLD = "household", "户", "households"
    VEHICLE = "vehicle", "辆次", "vehicles"
    PLACE = "place", "处", "places"
    ITEM = "item", "件", "items"


class Origin(LabelledEnum):
    """Where a figure of a return comes from."""

    COUNTED = "counted", "平台统计", "Counted by the platform"
    BELOW = "below", "下级汇总", "Sum of the units below"
    KNOWN = "known", "另表已报", "Stated in another return"
    ASKED = "asked", "本单位填报", "Typed by the unit"


class Channel(LabelledEnum):
    """How a return came in."""

    PLATFORM = "platform", "平台填报", "On the platform"
    PHONE = "phone", "电话代报", "By telephone, entered by the office"
    INTERFACE = "interface", "接口上报", "Through the interface"


class ReturnState(LabelledEnum):
    """Where a unit's return of a day stands."""

    WAITING = "waiting", "待报", "Not yet due"
    FILED = "filed", "已报", "Filed"
    NIL = "nil", "零报告", "Filed, nil"
    MISSING = "missing", "缺报", "Missing"


class Reason(LabelledEnum):
    """Why the headline and the line list differ by one record."""

    OUTSIDE = "outside", "不在任何报送单位辖区内", "In the area of no reporting unit"
    UNIT_MISSING = "unit_missing", "所在单位尚未报送", "Its unit has not filed"
    ADDED = "added", "报送后补录", "Entered after the return was filed"
    WITHDRAWN = "withdrawn", "报送后排除或撤销", "Ruled out after the return was filed"
    TWICE = "twice", "被两个单位重复统计", "Counted by two units"


@dataclass(frozen=True)
class Indicator:
    """One figure that units return, defined once for every form."""

    key: str
    words: Words
    measure: Measure
    counted: Words
    ledger: str = ""
    is_level: bool = False
    is_listed: bool = False
    of: str = ""
    """The indicator's own key, where this is the one of a single disease."""

    def of_disease(self, disease: str, *, is_said: bool) -> Indicator:
        """This figure of one disease, so that no two diseases are ever added up; said only where there are several."""
        words = Words(f"{self.words.zh}({Disease(disease).words.zh})", f"{self.words.en} ({Disease(disease).words.en})")
        return replace(self, key=f"{self.key}.{disease}", of=self.key, words=words if is_said else self.words)

    @property
    def is_typed(self) -> bool:
        """Whether a unit types it, because no ledger of the platform holds it."""
        return not self.ledger


@dataclass(frozen=True)
class ReturnForm:
    """One version of a return form."""

    id: str
    version: int
    words: Words
    kinds: frozenset[UnitKind]
    due: time
    chase_hours: int
    look_back_days: int
    indicators: tuple[Indicator, ...]
    definitions: str
    """Version of the indicators' definitions."""
    since: date | None = None
    """First day of this version; ``None`` for what ships with the platform."""

    @property
    def label(self) -> str:
        """Form and version as they are printed on a return."""
        return f"{self.id}-{self.version}"


OWN = "own_"
"""How the key of a form's own indicator begins."""


@dataclass(frozen=True)
class OwnIndicator:
    """An indicator that a headquarters defines for its own form: typed by the units, never counted by the platform."""

    words: Words
    measure: Measure
    counted: Words


@dataclass(frozen=True)
class NewForm:
    """A return form, or a new version of one (``form_id``), in force from a day on."""

    words: Words
    kinds: frozenset[UnitKind]
    due: time
    chase_hours: int
    look_back_days: int
    indicators: tuple[str, ...]
    own: tuple[OwnIndicator, ...]
    since: date
    form_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class FormVersionFacts:
    """One version of a form as it was made."""

    form: ReturnForm
    area: int
    made_at: datetime
    made_by: str
    reason: str


@dataclass(frozen=True)
class UnitFacts:
    """One reporting unit."""

    id: UUID
    code: str
    words: Words
    kind: UnitKind
    area: int
    owner: str = ""
    owner_id: int | None = None
    phone: str = ""

    @property
    def owner_words(self) -> Words:
        """Who answers for it: a person by name, a standing group in both languages."""
        return GroupKind.called(self.owner)


@dataclass(frozen=True)
class NewUnit:
    """A reporting unit as entered, with the form it owes."""

    words: Words
    kind: UnitKind
    area: int
    form_id: str
    since: date
    code: str = ""
    owner: str = ""
    owner_id: int | None = None
    phone: str = ""
    until: date | None = None


@dataclass(frozen=True)
class DutyFacts:
    """That a unit owes a form every day from one day, until another when that is known."""

    unit: UnitFacts
    form_id: str
    since: date
    until: date | None = None

    def owed_on(self, on: date) -> bool:
        """Whether a return is owed for a day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class NewReturn:
    """A return as typed: the asked figures, or that there is nothing to report."""

    unit_id: UUID
    form_id: str
    on: date
    typed: Mapping[str, int] = field(default_factory=dict)
    is_nil: bool = False
    reason: str = ""
    channel: Channel = Channel.PLATFORM


@dataclass(frozen=True)
class ReturnFacts:
    """One filed revision of a return."""

    id: UUID
    number: str
    unit_id: UUID
    form: str
    form_id: str
    on: date
    revision: int
    figures: Mapping[str, int]
    origins: Mapping[str, str]
    lists: Mapping[str, list[str]]
    is_nil: bool
    reason: str
    channel: Channel
    cutoff: datetime
    sha256: str
    filed_at: datetime
    filed_by: str


@dataclass(frozen=True)
class SheetLine:
    """One line of the sheet to fill: the figure when it is known, and where it comes from; ``before`` is the day's before."""

    indicator: Indicator
    origin: Origin
    value: int | None = None
    before: int | None = None
    listed: tuple[str, ...] = ()
    waiting: tuple[Words, ...] = ()
    """Units below that have not filed yet, when the figure is their sum."""

    @property
    def is_asked(self) -> bool:
        """Whether the unit has to type it."""
        return self.origin is Origin.ASKED


@dataclass(frozen=True)
class Sheet:
    """What a unit has to file for one day: its form with every figure that is already known."""

    unit: UnitFacts
    form: ReturnForm
    on: date
    lines: tuple[SheetLine, ...]
    due_at: datetime
    filed: ReturnFacts | None = None

    def asked(self) -> list[SheetLine]:
        """The lines to type."""
        return [line for line in self.lines if line.is_asked]

    def known(self) -> list[SheetLine]:
        """The lines the platform fills."""
        return [line for line in self.lines if not line.is_asked]


@dataclass(frozen=True)
class Standing:
    """One unit's return of one day, as the office that collects them sees it."""

    duty: DutyFacts
    form: ReturnForm
    on: date
    state: ReturnState
    due_at: datetime
    filed: ReturnFacts | None = None
    is_late: bool = False
    chased: int = 0
    chased_at: datetime | None = None
    week: tuple[tuple[date, ReturnState | None], ...] = ()

    @property
    def unit(self) -> UnitFacts:
        """The unit that owes it."""
        return self.duty.unit


@dataclass(frozen=True)
class Total:
    """One indicator rolled up: each unit at most once, named; what the platform itself counts on the whole area beside it."""

    indicator: Indicator
    total: int
    by_unit: Mapping[UUID, int]
    covered: tuple[UUID, ...] = ()
    """Units whose figure is inside another unit's return and is not added again."""
    counted: int | None = None
    behind: Mapping[UUID, int] = field(default_factory=dict)
    """Units whose return is a sum of the returns below it as they stood when it was filed, and what it said; the total has
    the sum as it is now."""

    @property
    def gap(self) -> int:
        """How far the sum of the returns is from the platform's own count."""
        return 0 if self.counted is None else self.counted - self.total


@dataclass(frozen=True)
class RollUp:
    """The day's returns of an area, rolled up."""

    on: date
    area: int
    totals: tuple[Total, ...]
    standings: tuple[Standing, ...]

    def in_state(self, *states: ReturnState) -> list[Standing]:
        """The units in some states, by name."""
        return [each for each in self.standings if each.state in states]

    @property
    def late(self) -> list[Standing]:
        """The units that filed after the cut-off."""
        return [each for each in self.standings if each.is_late]


@dataclass(frozen=True)
class Record:
    """One record of the line list: a case or a contact, and the unit in whose area it belongs."""

    id: str
    number: str
    person_id: int
    area: int
    is_now: bool
    """Whether it counts now."""


@dataclass(frozen=True)
class Difference:
    """One record by which headline and line list differ, and why."""

    record_id: str
    reason: Reason
    units: tuple[UnitFacts, ...] = ()
    record: Record | None = None


@dataclass(frozen=True)
class Reconciliation:
    """Headline against line list for one indicator of one day."""

    indicator: Indicator
    headline: int
    listed: int
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Whether both say the same, record by record."""
        return not self.differences
