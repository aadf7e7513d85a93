"""What a day's report is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sizao.kernel.decisions import Clause
from sizao.kernel.words import LabelledEnum, Words

EMPTY = Words("", "")


class Chapter(LabelledEnum):
    """The chapters of a day's report, in their order."""

    CASES = "cases", "病例情况", "Cases"
    CONTACTS = "contacts", "接触者管理", "Contacts"
    FOLLOWUP = "followup", "健康监测", "Follow-up"
    TESTING = "testing", "核酸检测", "Testing"
    ZONES = "zones", "区域管控", "Zones"
    TASKS = "tasks", "任务与时限", "Tasks and deadlines"


class Unit(LabelledEnum):
    """Measure words of figures."""

    CASE = "case", "例", "cases"
    PERSON = "person", "人", "people"
    VISIT = "visit", "人次", "samplings"
    SAMPLE = "sample", "份", "samples"
    PLACE = "place", "处", "places"
    ITEM = "item", "项", "items"
    CHECK = "check", "次", "checks"


@dataclass(frozen=True)
class Definition:
    """One figure's definition: what is counted, in which unit, and whether it grows (a sum) or stands (a level)."""

    key: str
    chapter: Chapter
    words: Words
    unit: Unit
    is_level: bool = False
    counted: Words = EMPTY
    """口径: how it is counted, in one sentence."""


@dataclass(frozen=True)
class Line:
    """One line of the report: what the day added (none for levels), what it took back, and the figure at the cut-off."""

    definition: Definition
    day: int | None
    total: int
    withdrawn: int = 0
    """How many that counted before the day count no longer: never set off against what was added."""
    came: Mapping[str, int] = field(default_factory=dict)
    """How many came over from other figures, by their key: neither new nor withdrawn, somebody reclassified them."""
    went: Mapping[str, int] = field(default_factory=dict)
    """How many went over to other figures."""
    moved: tuple[Words, ...] = ()
    """Both in words."""


@dataclass(frozen=True)
class Step:
    """One step of the incident's clock as the report shows it."""

    words: Words
    owner: Words
    planned_at: datetime | None
    actual_at: datetime | None
    state: Words
    is_late: bool


@dataclass(frozen=True)
class Bar:
    """One day of the report's picture: infections reported on it, as they were classified at the cut-off."""

    on: date
    confirmed: int
    asymptomatic: int

    @property
    def total(self) -> int:
        """All infections of the day."""
        return self.confirmed + self.asymptomatic


@dataclass(frozen=True)
class DayReport:
    """A day's report before or after filing."""

    incident_id: UUID
    incident_number: str
    title: Words
    area: int
    area_words: Words
    edition_id: str
    on: date
    cutoff: datetime
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    definition_version: str
    is_exercise: bool = False
    is_part: bool = False
    """Whether it counts only the reader's own area of an incident of a headquarters above: read there, filed by no one."""
    bars: tuple[Bar, ...] = ()
    """The picture: the epidemic curve up to the cut-off."""
    issue: int = 1
    """Which report of the incident it is: the first day's is number 1."""
    pictures: Mapping[str, str] = field(default_factory=dict)
    """The picture as it was printed, by language, as base64 of the PNG; empty before filing."""
    edition_title: Words = EMPTY
    """What the edition is called; as it was called then, once the report is filed."""
    was_nil: bool | None = None
    """Whether it was filed as a nil report; ``None`` before filing."""

    @property
    def is_nil(self) -> bool:
        """Whether nobody was added or reclassified on the day, whatever was taken back: said, never left out.

        What was filed stays what it was filed as.
        """
        if self.was_nil is not None:
            return self.was_nil
        return not any(line.day or line.came or line.went for line in self.lines)

    def chapters(self) -> list[tuple[Chapter, list[Line]]]:
        """The lines by chapter, empty chapters left out."""
        found = [(chapter, [line for line in self.lines if line.definition.chapter is chapter]) for chapter in Chapter]
        return [(chapter, lines) for chapter, lines in found if lines]

    def figures(self) -> dict[str, dict[str, Any]]:
        """The figures as plain JSON: by key, the day's and the total; what was taken back or reclassified when there was any."""
        return {line.definition.key: {"day": line.day, "total": line.total} | _besides(line) for line in self.lines}

    def content(self) -> dict[str, object]:
        """What the papers show besides the figures, as plain JSON: the picture itself and its days, and the clock."""
        return {
            "pictures": dict(self.pictures),
            "bars": [[each.on.isoformat(), each.confirmed, each.asymptomatic] for each in self.bars],
            "steps": [
                [*each.words, *each.owner, _iso(each.planned_at), _iso(each.actual_at), *each.state, each.is_late]
                for each in self.steps
            ],
        }


def _besides(line: Line) -> dict[str, object]:
    found = {"withdrawn": line.withdrawn, "came": dict(line.came), "went": dict(line.went)}
    return {key: value for key, value in found.items() if value}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@dataclass(frozen=True)
class FilingFacts:
    """One filed report: its number, revision, hash, and who filed it when."""

    id: UUID
    number: str
    incident_id: UUID
    on: date
    revision: int
    reason: str
    cutoff: datetime
    definition_version: str
    sha256: str
    """Over the figures."""
    is_nil: bool
    filed_at: datetime
    filed_by: str
    figures: Mapping[str, Mapping[str, int | None]]
    content: Mapping[str, Any]
    seal: str = ""
    """Over the figures' hash, the picture's bytes and the clock."""


@dataclass(frozen=True)
class DayState:
    """One day of an incident in the list of reports: filed, due or missing."""

    on: date
    filing: FilingFacts | None
    is_over: bool


class Interval(LabelledEnum):
    """The three intervals of the 7-1-7 target."""

    DETECTION = "detection", "发现", "Detection"
    NOTIFICATION = "notification", "通报", "Notification"
    RESPONSE = "response", "早期应对", "Early response"


@dataclass(frozen=True)
class Target:
    """One target of a 7-1-7 assessment: from when, until when, how many days, whether it was met, and what held it up."""

    words: Words
    owner: Words
    limit_days: float
    start_at: datetime | None
    done_at: datetime | None
    is_met: bool | None
    """``None`` while it runs in time, or when a date is not recorded."""
    bottleneck: Words
    clause: Clause | None = None
    interval: Interval | None = None

    @property
    def days(self) -> float | None:
        """The days it took; unknown until it is done or when its beginning is not recorded."""
        if self.start_at is None or self.done_at is None:
            return None
        return (self.done_at - self.start_at).total_seconds() / 86400


@dataclass(frozen=True)
class Assessment:
    """A 7-1-7 assessment of one incident, from its clock."""

    incident_id: UUID
    incident_number: str
    title: Words
    disease: str
    area_words: Words
    edition_id: str
    as_of: datetime
    emergence_at: datetime | None
    detected_at: datetime | None
    notified_at: datetime
    intervals: tuple[Target, ...]
    actions: tuple[Target, ...]
    late_steps: tuple[Target, ...]
    """Steps of the golden-24-hours clock beyond their limits, each with its cause: where the days went."""


@dataclass(frozen=True)
class Owed:
    """Something that is not done yet, as a pack prints it."""

    number: str
    words: Words
    owner: Words
    due_at: datetime | None
    state: Words


@dataclass(frozen=True)
class PackFacts:
    """A meeting's print pack as it was made: frozen figures, agenda, open decisions and tasks."""

    id: UUID
    number: str
    meeting_id: UUID
    area_words: Words
    report: DayReport
    title: str
    chair: str
    held_at: datetime
    agenda: tuple[str, ...]
    decisions: tuple[Owed, ...]
    tasks: tuple[Owed, ...]
    made_at: datetime
    made_by: str
    sha256: str
