"""The words of signals: kinds, levels, states and verdicts, what a signal says, and how one is scored and compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sizao.ground.registry.types import PlaceKind
from sizao.kernel.decisions import Clause
from sizao.kernel.sockets import Socket
from sizao.kernel.words import LabelledEnum, Words


class SignalKind(LabelledEnum):
    """What a signal tells of."""

    FEVER = "fever", "发热或流感样病例异常", "Fever or influenza-like illness"
    PNEUMONIA = "pneumonia", "不明原因肺炎", "Unexplained pneumonia"
    POSITIVE = "positive", "检测阳性", "Positive test"
    MEDICINE = "medicine", "药品销售异常", "Unusual sales of medicine"
    ABSENCE = "absence", "缺课缺勤异常", "Unusual absence"
    DEATH = "death", "不明原因死亡", "Unexplained death"
    ENVIRONMENT = "environment", "污水或环境异常", "Sewage or environment"
    TRAVEL = "travel", "疫区来返人员", "Traveller of an affected area"
    NOTICE = "notice", "外地通报", "Notice of another place"
    RUMOUR = "rumour", "舆情传闻", "Rumour"
    OTHER = "other", "其他异常", "Other"


class Level(LabelledEnum):
    """How urgent a signal is by its score."""

    HIGH = "high", "高", "High"
    MEDIUM = "medium", "中", "Medium"
    LOW = "low", "低", "Low"


class State(LabelledEnum):
    """Where a signal stands."""

    RECEIVED = "received", "待认领", "Received"
    ASSIGNED = "assigned", "已分派", "Assigned"
    CHECKING = "checking", "核查中", "Being checked"
    CLOSED = "closed", "已办结", "Closed"


class Verdict(LabelledEnum):
    """What came of checking a signal."""

    CONFIRMED = "confirmed", "属实", "Confirmed"
    RULED_OUT = "ruled_out", "排除", "Ruled out"
    DUPLICATE = "duplicate", "重复", "Duplicate"
    UNCHECKABLE = "uncheckable", "无法核实", "Cannot be checked"


class StepKind(LabelledEnum):
    """What was done with a signal."""

    RECEIVED = "received", "收到", "Received"
    SCORED = "scored", "重新评分", "Scored again"
    ASSIGNED = "assigned", "分派", "Assigned"
    CHECKING = "checking", "开始核查", "Checking begun"
    CLOSED = "closed", "办结", "Closed"
    APART = "apart", "判为不同信号", "Told apart"
    JOINED = "joined", "并入事件", "Joined to an incident"
    OPENED = "opened", "启动事件", "An incident opened"
    ATTACHED = "attached", "关联病例", "Attached to a case"


TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.RECEIVED: (State.ASSIGNED, State.CHECKING, State.CLOSED),
    State.ASSIGNED: (State.ASSIGNED, State.CHECKING, State.CLOSED),
    State.CHECKING: (State.ASSIGNED, State.CLOSED),
    State.CLOSED: (),
}
"""Which state may follow which; a closed signal stays closed, what is new is a new signal."""


MOST_PEOPLE = 10_000_000
"""More people than any one signal concerns; a figure above it is a slip of the pen."""
LONGEST_SOURCE, LONGEST_REFERENCE = 120, 80
"""Characters of who tells it and of the source's own number, as the table holds them."""


@dataclass(frozen=True)
class Channel:
    """One channel as the standing file knows it."""

    key: str
    words: Words
    points: int
    silent_after: timedelta


@dataclass(frozen=True)
class LikenessTerms:
    """What makes two signals possibly the same."""

    within: timedelta
    same_person: int
    same_place: int
    same_area: int
    same_kind: int
    same_disease: int
    threshold: int


@dataclass(frozen=True)
class Terms:
    """One version of the standing file: channels, points, limits, each with where it is written."""

    version: str
    since: date
    channels: Mapping[str, Channel]
    kinds: Mapping[SignalKind, int]
    places: Mapping[PlaceKind, int]
    cluster: int
    further_channel: int
    open_incident: int
    high: int
    medium: int
    take_within: Mapping[Level, timedelta]
    check_within: Mapping[Level, timedelta]
    likeness: LikenessTerms
    clauses: Mapping[str, Clause]
    clause_words: Mapping[str, Words]


@dataclass(frozen=True)
class Reason:
    """One reason of a score or a likeness: its points and what they are for."""

    points: int
    words: Words


@dataclass(frozen=True)
class Score:
    """How urgent a signal is, and why."""

    points: int
    level: Level
    reasons: tuple[Reason, ...]
    version: str


@dataclass(frozen=True)
class Around:
    """What is known around a signal when it is scored."""

    place_kind: PlaceKind | None = None
    other_channels: tuple[Words, ...] = ()
    has_incident: bool = False
    cluster_cases: int | None = None
    """From how many people an edition speaks of a cluster; ``None`` when no edition is in force."""
    cluster_clause: Clause | None = None


@dataclass(frozen=True, kw_only=True)
class NewSignal:
    """A signal as it arrives."""

    channel: str
    kind: SignalKind
    area: int
    occurred_at: datetime
    source: str
    text: str
    source_ref: str = ""
    """The source's own number of it: the same one a second time is the same signal."""
    people: int | None = None
    disease: str = ""
    place_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class SignalFacts:
    """One signal with its score and where it stands; no name, no number of a person beside the vault's handle."""

    id: UUID
    number: str
    channel: str
    kind: SignalKind
    area: int
    occurred_at: datetime
    received_at: datetime
    source: str
    source_ref: str
    text: str
    people: int | None
    disease: str
    place_id: int | None
    person_id: int | None
    by: str
    points: int
    level: Level
    reasons: tuple[Reason, ...]
    version: str
    edition_id: str
    state: State
    owner: str
    owner_id: int | None
    due_at: datetime
    verdict: Verdict | None
    closed_at: datetime | None
    duplicate_of_id: UUID | None
    incident_id: UUID | None
    case_id: UUID | None
    case_number: str

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to say what it was."""
        return self.state is not State.CLOSED

    def is_late(self, as_of: datetime) -> bool:
        """Whether it is open past the time by which somebody had to take or to check it."""
        return self.is_open and self.due_at < as_of

    def is_unattended(self, as_of: datetime) -> bool:
        """Whether nobody has taken it in time."""
        return self.state is State.RECEIVED and self.due_at < as_of


@dataclass(frozen=True)
class StepFacts:
    """One step of a signal."""

    kind: StepKind
    at: datetime
    by: str
    note: str
    verdict: Verdict | None


@dataclass(frozen=True)
class Likeness:
    """How alike two signals are, and why."""

    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Twin:
    """Another signal that may be the same thing."""

    signal: SignalFacts
    likeness: Likeness


@dataclass(frozen=True)
class ChannelTally:
    """How a channel did: what came, what became of it, how true it was, and whether it has fallen silent."""

    channel: Channel
    received: int
    open: int
    closed: int
    confirmed: int
    duplicates: int
    last_at: datetime | None
    is_silent: bool

    @property
    def precision(self) -> int | None:
        """Confirmed ones in a hundred of those checked (duplicates left out); unknown before the first verdict."""
        checked = self.closed - self.duplicates
        return 100 * self.confirmed // checked if checked else None


@dataclass(frozen=True)
class Refusal:
    """A row of a feed or a file that did not enter, and why."""

    line: int
    words: Words


@dataclass(frozen=True)
class Entered:
    """What became of many signals that came at once: every row is in exactly one of the numbers."""

    received: tuple[UUID, ...] = ()
    known: int = 0
    refused: tuple[Refusal, ...] = field(default_factory=tuple)


FindCase = Callable[[str], "tuple[UUID, UUID | None] | None"]
case_finder: Socket[FindCase] = Socket("which case has a number")
"""The flow enters here how a case is found by its number: cases live one storey up."""
