"""What is asked of an outbreak, the plain rows it is asked of, and the findings with their method, table and drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import LabelledEnum, Words
from sizao.trace.cases.types import INFECTED, Classification, ContactState

NOTHING = Words("", "")


class Topic(LabelledEnum):
    """The findings, in the order of the page."""

    CURVE = "curve", "流行曲线", "Epidemic curve"
    OFFSPRING = "offspring", "每例感染人数", "How many each case infected"
    GENERATIONS = "generations", "传播代次", "Generations"
    MISSING = "missing-links", "来源不明病例", "Missing links"
    REPRODUCTION = "reproduction", "实时再生数", "Reproduction number over time"
    OUTLOOK = "outlook", "扩散或自行消亡的概率", "Chance of a large outbreak"
    SERIAL = "serial-interval", "代间隔", "Serial interval"
    INCUBATION = "incubation", "潜伏期", "Incubation period"
    ATTACK = "attack-rates", "分情形续发率", "Attack rates by setting"


class Basis(LabelledEnum):
    """The date by which cases are counted."""

    ONSET = "onset", "发病日期", "Date of onset"
    SAMPLING = "sampling", "采样日期", "Date of sampling"
    REPORT = "report", "报告日期", "Date of report"


class Grouping(LabelledEnum):
    """What the bars of the curve are divided by."""

    CLASSIFICATION = "classification", "判定", "Classification"
    SETTING = "setting", "感染情形", "Setting of infection"
    AREA = "area", "地区", "Area"


class Links(LabelledEnum):
    """Which links between cases count."""

    ALL = "all", "全部已记录的联系", "Every recorded link"
    LIKELY = "likely", "仅最可能的来源", "The most likely source only"


class SerialSource(LabelledEnum):
    """Where the serial interval of the reproduction number comes from."""

    OWN = "own", "本起疫情拟合(含不确定性)", "Fitted to this outbreak, with its uncertainty"
    EMPIRICAL = "empirical", "本起疫情原始频数", "The intervals of this outbreak as counted"
    PUBLISHED = "published", "已发表文献", "Published for the disease"
    ENTERED = "entered", "手工输入", "Entered here"


@dataclass(frozen=True, kw_only=True)
class Question:
    """How to look at an outbreak; what is left open is chosen from the data."""

    basis: Basis | None = None
    grouping: Grouping = Grouping.CLASSIFICATION
    links: Links = Links.ALL
    window_days: int = 7
    serial: SerialSource | None = None
    serial_mean: float | None = None
    serial_sd: float | None = None


@dataclass(frozen=True, kw_only=True)
class Ill:
    """One case as the analysis needs it: days, source, setting; no person."""

    key: str
    classification: Classification
    reported_on: date
    onset_on: date | None = None
    sampled_on: date | None = None
    area: int = 0
    is_imported: bool = False
    generation: int = 1
    sources: tuple[str, ...] = ()
    """Cases that may have infected it, the most likely one first when there is one."""
    has_likely: bool = False
    has_place: bool = False
    """Whether at least a place is held to be the source."""
    setting: str = ""
    exposed: tuple[date, date] | None = None
    """First and last day on which it can have been infected, as recorded."""

    @property
    def is_infection(self) -> bool:
        """Whether the case counts as an infection."""
        return self.classification in INFECTED

    def on(self, basis: Basis) -> date | None:
        """The day of the case on a basis."""
        return {Basis.ONSET: self.onset_on, Basis.SAMPLING: self.sampled_on, Basis.REPORT: self.reported_on}[basis]

    def infectors(self, links: Links) -> tuple[str, ...]:
        """The sources that count."""
        return self.sources if links is Links.ALL else self.sources[: int(self.has_likely)]


@dataclass(frozen=True, kw_only=True)
class Published:
    """A serial interval from the literature."""

    mean: float
    sd: float
    source: str
    setting: Words


@dataclass(frozen=True, kw_only=True)
class Outbreak:
    """Everything the analysis is made from, as of a day."""

    as_of: date
    ill: tuple[Ill, ...] = ()
    ruled_out: int = 0
    contacts: Mapping[tuple[ContactClass, str, ContactState], int] = field(default_factory=dict)
    """Contacts by class, situation and state; who is approved and waits for something stricter is held as approved."""
    never_approved: int = 0
    """Close contacts who became cases before anybody approved them."""
    situations: Mapping[str, Words] = field(default_factory=dict)
    areas: Mapping[int, Words] = field(default_factory=dict)
    published: Published | None = None


Cell = Words | str | int | float | date | None


@dataclass(frozen=True)
class Head:
    """One column of a table; ``decimals`` of its numbers, ``is_share`` when they are shown as per cent."""

    key: str
    words: Words
    decimals: int = 0
    is_share: bool = False


@dataclass(frozen=True)
class Table:
    """The numbers behind a chart."""

    key: str
    words: Words
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Figure:
    """One estimate with its interval; the ends are absent where there is none, infinite where the data set none."""

    key: str
    words: Words
    value: float | None
    lower: float | None = None
    upper: float | None = None
    unit: Words = NOTHING
    decimals: int = 2
    is_share: bool = False


@dataclass(frozen=True)
class LeftOut:
    """How many records were not used, and why."""

    number: int
    reason: Words


@dataclass(frozen=True)
class Method:
    """How a finding was made: name, paper, formula, what it takes for granted, and what must not be concluded."""

    words: Words
    paper: str
    formula: str
    assumptions: tuple[Words, ...]
    limits: tuple[Words, ...]


@dataclass(frozen=True)
class Mark:
    """One drawn shape in the units of its drawing: a rectangle, or a line or area through points."""

    kind: str
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    points: str = ""
    said: Words = NOTHING


@dataclass(frozen=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    text: Words


@dataclass(frozen=True)
class Drawing:
    """A chart as geometry: the template only writes it down, from the back to the front."""

    width: int
    height: int
    left: int
    bottom: int
    marks: tuple[Mark, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    x_words: Words
    y_words: Words
    legend: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One result: a sentence, its figures, tables and drawing, what was used and left out, and how it was made.

    A finding without a result says in its sentence why there is none, and has no drawing.
    """

    topic: Topic
    sentence: Words
    method: Method
    used: int
    is_empty: bool = False
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    drawing: Drawing | None = None
    left_out: tuple[LeftOut, ...] = ()
    cautions: tuple[Words, ...] = ()

    def figure(self, key: str) -> Figure | None:
        """One figure by its key."""
        return next((each for each in self.figures if each.key == key), None)


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """All findings of one incident, and how they were asked for."""

    incident_id: UUID
    incident_number: str
    title: Words
    as_of: datetime
    cases: int
    question: Question
    basis: Basis
    """The date basis that was used."""
    headline: tuple[Words, ...]
    findings: tuple[Finding, ...]

    def finding(self, topic: Topic) -> Finding:
        """One finding by its topic."""
        return next(each for each in self.findings if each.topic is topic)
