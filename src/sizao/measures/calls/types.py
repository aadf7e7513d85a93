"""The words and plain records of the room: calls, their states and outcomes, callers, the ladder, and the vault's door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass, PhasePlace
from sizao.kernel.words import LabelledEnum, Words


class CallPurpose(LabelledEnum):
    """What a call is for."""

    INTERVIEW = "interview", "接触者首次流调", "First interview of a contact"
    DAILY = "daily", "每日健康随访", "Daily check"


class CallState(LabelledEnum):
    """Where a call stands."""

    WAITING = "waiting", "待拨打", "To be called"
    RETRY = "retry", "待重拨", "To be tried again"
    REACHED = "reached", "已联系上", "Reached"
    HANDED_OVER = "handed_over", "已转网格", "Handed to the grid"
    CLOSED = "closed", "无需再拨", "No longer needed"


OPEN_CALLS = frozenset({CallState.WAITING, CallState.RETRY})
"""States in which a caller still owes a try."""
UNANSWERED = OPEN_CALLS | {CallState.HANDED_OVER}
"""States in which nobody has heard from the person: a caller or the grid still owes something."""


class CallOutcome(LabelledEnum):
    """What came of one try."""

    WELL = "well", "接通,无异常", "Reached, well"
    SYMPTOM = "symptom", "接通,有症状", "Reached, symptoms"
    NO_ANSWER = "no_answer", "无人接听", "No answer"
    BUSY = "busy", "占线", "Busy"
    OFF = "off", "关机", "Switched off"
    CALL_BACK = "call_back", "约定再拨", "Asked to be called later"
    LANGUAGE = "language", "语言不通", "Another language is needed"
    WRONG_NUMBER = "wrong_number", "号码有误", "Wrong number"
    REFUSED = "refused", "拒绝回答", "Refused"


REACHED = frozenset({CallOutcome.WELL, CallOutcome.SYMPTOM})
HOPELESS = frozenset({CallOutcome.WRONG_NUMBER, CallOutcome.REFUSED})
"""After these another try helps nobody: the grid is asked at once."""


class CallStepKind(LabelledEnum):
    """What was done with a call."""

    MADE = "made", "列入", "Put on the list"
    ASSIGNED = "assigned", "分派", "Given to a caller"
    TRIED = "tried", "拨打", "Tried"
    OPENED = "opened", "查看号码", "Number opened"
    HANDED_OVER = "handed_over", "转网格", "Handed to the grid"
    CLOSED = "closed", "撤销", "Taken off the list"


class NightGround(LabelledEnum):
    """Why somebody is called within quiet hours all the same."""

    AGREED = "agreed", "本人约定的时间", "The person asked for this time"
    POSITIVE = "positive", "本人检测阳性", "The person's own test is positive"
    GOLDEN = "golden", "新密接的黄金24小时", "Golden 24 hours of a new close contact"
    WRITTEN = "written", "书面理由", "A reason in writing"


@dataclass(frozen=True)
class QuietHours:
    """When nobody is called, and what may not wait for their end, with the version and the source of the rule."""

    version: str
    source: Words
    starts: time
    ends: time
    golden_hours: float
    golden_classes: frozenset[ContactClass]

    @property
    def span(self) -> str:
        """From when until when, as it is said."""
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


@dataclass(frozen=True)
class Night:
    """What quiet hours ask about one call: the hours in force, the civil time there, what is known of the person."""

    quiet: QuietHours
    tz: ZoneInfo
    contact_class: ContactClass | None = None
    is_positive: bool = False


@dataclass(frozen=True)
class Ladder:
    """How often and how far apart somebody is tried, with the version and the source of the rule."""

    version: str
    spacing_minutes: tuple[int, ...]
    source: Words

    @property
    def tries(self) -> int:
        """How many tries there are before the hand-over."""
        return len(self.spacing_minutes) + 1


class Ask(LabelledEnum):
    """How a line of the script is answered."""

    SAY = "say", "告知", "Say"
    YES_NO = "yes_no", "是否", "Yes or no"
    TEXT = "text", "记录", "Note"
    NUMBER = "number", "数字", "Number"


class YesNo(LabelledEnum):
    """An answer to a yes-or-no question."""

    YES = "yes", "是", "Yes"
    NO = "no", "否", "No"


@dataclass(frozen=True)
class Calendar:
    """What is asked of one person day by day: from the person's own plan, or from the edition before a plan has begun."""

    phases: tuple[tuple[PhasePlace, int], ...]
    """Where, and for how many days."""
    test_dates: tuple[date, ...]
    start_on: date
    end_on: date
    start_number: int
    clause: Clause | None
    edition_id: str
    extended: str = ""
    """Why it was made longer than the edition asks, as it was written for the person; empty when it was not."""


@dataclass(frozen=True)
class Figures:
    """What the edition says to one contact on one day, ready to be spoken: the value in both languages, and the clause."""

    edition_id: str
    title: Words
    spoken: Mapping[str, Words]
    clauses: Mapping[str, Clause]


@dataclass(frozen=True)
class Line:
    """One line of the script: what is said or asked, how it is answered, and the clause its figure stands in."""

    key: str
    ask: Ask
    words: Words
    clause: Clause | None = None
    is_symptom: bool = False


@dataclass(frozen=True)
class Script:
    """What the caller says and asks, under the edition of the contact's plan."""

    edition_id: str
    title: Words
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TeamFacts:
    """A team of callers and the area whose people it calls first; what its callers have open."""

    id: UUID
    name: str
    area: int
    callers: int = 0
    present: int = 0
    load: int = 0


@dataclass(frozen=True)
class CallerFacts:
    """Somebody who calls: languages, team, whether they are at their place, how much they have open."""

    user_id: int
    name: str
    area: int
    languages: tuple[str, ...]
    is_present: bool
    load: int = 0
    team: UUID | None = None
    team_name: str = ""
    team_area: int | None = None


@dataclass(frozen=True)
class Wanted:
    """A call to be given to somebody: the language it needs, who spoke with the person before, where the person is."""

    id: UUID
    language: str = "zh"
    before: int | None = None
    area: int | None = None


@dataclass(frozen=True, kw_only=True)
class CallFacts:
    """One call as pages and neighbours see it; no name, no number of a phone."""

    id: UUID
    incident_id: UUID
    person_id: int
    contact_id: UUID | None
    purpose: CallPurpose
    area: int
    language: str
    version: str
    state: CallState
    caller: str
    caller_id: int | None
    attempts: int
    outcome: CallOutcome | None
    made_at: datetime
    next_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class CallStepFacts:
    """One step of a call."""

    kind: CallStepKind
    at: datetime
    by: str
    outcome: CallOutcome | None
    note: str
    answers: Mapping[str, str] = field(default_factory=dict)
    ground: NightGround | None = None
    """Why it was done within quiet hours; ``None`` by day."""
    reason: str = ""


FindPositive = Callable[[Iterable[UUID]], set[UUID]]
"""Those of some contacts who have a positive test in their own plan."""

POSITIVE_DOORS: list[FindPositive] = []
"""The flow enters here how positive tests are found."""


def positive_door(door: FindPositive) -> FindPositive:
    """Enter how positive tests are found."""
    POSITIVE_DOORS[:] = [door]
    return door


OpenNumber = Callable[[int, str, Actor, datetime], str]
"""Opens the number of a person for a written reason, logs it, and returns it as people write it."""

FindCalendar = Callable[[UUID, datetime], Calendar | None]
"""The calendar of a contact's own plan; ``None`` when no plan is open."""

CALENDAR_DOORS: list[FindCalendar] = []
"""The flow enters here where a plan's days are read; the room does not know its neighbours."""


def calendar_door(door: FindCalendar) -> FindCalendar:
    """Enter where a plan's days are read."""
    CALENDAR_DOORS[:] = [door]
    return door


NUMBER_DOORS: list[OpenNumber] = []
"""The flow enters here how a number is opened; the room does not know the vault's actions."""


def number_door(door: OpenNumber) -> OpenNumber:
    """Enter how a number is opened."""
    NUMBER_DOORS[:] = [door]
    return door
