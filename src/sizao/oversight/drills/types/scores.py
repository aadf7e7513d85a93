"""How a run is scored: milestones, who was found, what was missed, what it cost; and how two ways of playing compare."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sizao.kernel.words import LabelledEnum, Words


class LogKind(LabelledEnum):
    """What a line of a drill's log tells."""

    INJECT = "inject", "情况注入", "Inject"
    ACT = "act", "处置动作", "Act"
    REFUSAL = "refusal", "平台拒绝", "Refused by the platform"
    FINDING = "finding", "发现", "Finding"
    TRUTH = "truth", "真实情况", "Hidden truth"


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """One line of the drill's log; people are numbers of the synthetic city."""

    at: datetime
    kind: LogKind
    role: str
    what: str
    count: int = 1
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """One milestone as the platform's own clock tells it."""

    clock: str
    """``golden_24_hours`` or ``seven_one_seven``."""
    key: str
    words: Words
    planned_at: datetime | None
    actual_at: datetime | None
    is_late: bool
    """Reached after its time, or not reached although its time is over."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A refusal of the platform, and how often."""

    code: str
    role: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Course:
    """The drill by day, for the plots: every list has one number a played day."""

    infections: tuple[int, ...]
    """True new infections."""
    infections_alone: tuple[int, ...]
    """True new infections of the same city and seed when nobody acts."""
    found: tuple[int, ...]
    """Cases reported to the platform."""
    isolated: tuple[int, ...]
    """People in quarantine at the end of the day."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """What a run came to. Shares are between 0 and 1, times in hours; nothing when there was nothing to count."""

    scenario: str
    edition: str
    strategy: str
    seed: int
    infections: int
    infections_alone: int
    cases: int
    missed: int
    """Infected people who were no case of the platform at the end."""
    false_cases: int = 0
    """Cases of the platform at the end who were never infected: a test was wrong, and nobody ruled them out."""
    ruled_out: int = 0
    """Wrongly found people who were ruled out."""
    ruled_out_wrongly: int = 0
    """Infected people who were ruled out."""
    contacts_true: int
    contacts_found: int
    contacts_right: int
    recall: float | None
    precision: float | None
    known_before: float | None
    """Share of later cases who were under quarantine when they were sampled."""
    isolation_days: float
    """Days at a site or kept at home, up to the drill's end; monitoring at home is not in it."""
    isolation_ordered: float = 0.0
    """The same with what the plans in force still have before them after the drill's end."""
    averted: int
    days_per_averted: float | None
    hours_to_detection: float | None
    """From the first infection to the first positive result."""
    hours_to_isolation: float | None
    """Median from sampling to isolation of a case."""
    notices: int = 0
    """Public notices issued."""
    hours_to_notice: float | None = None
    """From the first positive result to the first public notice."""
    reports_late: int
    milestones: tuple[Milestone, ...]
    refusals: tuple[Refusal, ...]
    course: Course
    acts: int
    injects: tuple[str, ...] | None = None
    """What hit the players when, how long and how hard; nothing in scores of before it was kept."""
    seconds: float = field(default=0.0, compare=False)

    @property
    def days(self) -> int:
        """Whole days that were played."""
        return len(self.course.infections)

    def is_like(self, other: Score) -> bool:
        """Whether two runs are a pair but for who played how: the same days under the same injects, as far as that is known."""
        same = self.injects == other.injects or None in (self.injects, other.injects)
        return (self.scenario, self.days) == (other.scenario, other.days) and same

    @property
    def milestones_late(self) -> int:
        """How many milestones were late."""
        return sum(each.is_late for each in self.milestones)

    def to_json(self) -> dict[str, Any]:
        """The score as plain JSON; times are ISO 8601."""
        return _plain(asdict(self))  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Score:
        """The score of its JSON."""
        course = Course(**{name: tuple(row) for name, row in given["course"].items()})
        refusals = tuple(Refusal(**each) for each in given["refusals"])
        milestones = tuple(_milestone(each) for each in given["milestones"])
        injects = given.get("injects")
        given = {**given, "injects": None if injects is None else tuple(injects)}
        return cls(**{**given, "course": course, "refusals": refusals, "milestones": milestones})


@dataclass(frozen=True, kw_only=True)
class Run:
    """A score with the log that explains it."""

    score: Score
    log: tuple[LogEntry, ...]

    def to_json(self) -> dict[str, Any]:
        """Score and log as plain JSON."""
        return {"score": self.score.to_json(), "log": [_plain(asdict(each)) for each in self.log]}


class Measure(LabelledEnum):
    """What is compared between two ways of playing."""

    INFECTIONS = "infections", "感染人数", "Infections"
    MISSED = "missed", "漏发现人数", "Missed infections"
    FALSE_CASES = "false_cases", "误报病例数", "Cases never infected"
    RECALL = "recall", "接触者查全率", "Recall of contacts"
    PRECISION = "precision", "接触者查准率", "Precision of contacts"
    ISOLATION_DAYS = "isolation_days", "隔离人天", "Days of isolation"
    ISOLATION_ORDERED = (
        "isolation_ordered",
        "已定隔离人天(含演练结束后)",
        "Days of isolation ordered, also after the end",
    )
    AVERTED = "averted", "避免感染人数", "Infections averted"
    DAYS_PER_AVERTED = "days_per_averted", "每避免一例感染的隔离人天", "Days of isolation for each infection averted"
    HOURS_TO_ISOLATION = "hours_to_isolation", "采样到隔离(小时)", "Hours from sampling to isolation"
    HOURS_TO_NOTICE = "hours_to_notice", "首例阳性到首份通告(小时)", "Hours from the first positive to the first notice"
    MILESTONES_LATE = "milestones_late", "超时节点数", "Milestones late"


@dataclass(frozen=True, kw_only=True)
class Paired:
    """The difference of one measure, second minus first, over the same seeds."""

    measure: Measure
    pairs: int
    first: float | None
    second: float | None
    difference: float | None
    low: float | None
    high: float | None
    """Bounds of the interval; nothing with fewer than two pairs."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two ways of playing on the same seeds."""

    first: str
    second: str
    confidence: float
    rows: tuple[Paired, ...]
    seeds: tuple[int, ...] = ()
    """What was paired."""
    unlike: tuple[int, ...] = ()
    """Seeds that were played both ways and are no pair: over other days, or under other injects."""

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain JSON."""
        return _plain(asdict(self))  # type: ignore[no-any-return]


def _milestone(given: dict[str, Any]) -> Milestone:
    planned, actual = (
        datetime.fromisoformat(each) if each else None for each in (given["planned_at"], given["actual_at"])
    )
    return Milestone(**{**given, "words": Words(**given["words"]), "planned_at": planned, "actual_at": actual})


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value
