"""The words and plain records of the room: lists, requests, steps, outcomes, and the doors the flow fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sizao.ground.identity.types import Identity, NewIdentity
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.editions import Regime
from sizao.kernel.sockets import Socket, Sockets
from sizao.kernel.words import LabelledEnum, Words


class SourceKind(LabelledEnum):
    """What kind of sender a list comes from."""

    CITY = "city", "外地协查函", "Letter of another city"
    UPPER = "upper", "上级推送", "Pushed from above"
    HOTEL = "hotel", "酒店住客名单", "Hotel guests"
    AIRLINE = "airline", "航班乘客名单", "Flight passengers"
    RAILWAY = "railway", "列车乘客名单", "Train passengers"
    VENUE = "venue", "场所扫码名单", "Visitors of a place"
    OTHER = "other", "其他来源", "Another source"


class PaperLanguage(LabelledEnum):
    """The language that an outgoing paper is written in, with the list that goes with it."""

    CHINESE = "zh", "中文", "Chinese"
    ENGLISH = "en", "英文", "English"


class Priority(LabelledEnum):
    """How urgent a list is; urgent lists come first everywhere."""

    URGENT = "urgent", "特急", "Urgent"
    TODAY = "today", "当日办结", "Within the day"
    NORMAL = "normal", "常规", "Normal"


class State(LabelledEnum):
    """Where one request stands."""

    UNPLACED = "unplaced", "待定位", "To be placed"
    ROUTED = "routed", "待认领", "To be claimed"
    CLAIMED = "claimed", "核查中", "In hand"
    RETURNED = "returned", "退回重派", "Sent back"
    ANSWERED = "answered", "已反馈", "Answered"
    DROPPED = "dropped", "已剔除", "Sifted out"


OPEN_STATES = frozenset({State.UNPLACED, State.ROUTED, State.CLAIMED, State.RETURNED})
"""States in which somebody still owes an answer."""


class StepKind(LabelledEnum):
    """What was done with a request."""

    RECEIVED = "received", "收到", "Received"
    DROPPED = "dropped", "比对剔除", "Sifted out"
    ROUTED = "routed", "派发", "Routed"
    CLAIMED = "claimed", "认领", "Claimed"
    RETURNED = "returned", "退回", "Sent back"
    ANSWERED = "answered", "反馈", "Answered"
    CARRIED = "carried", "结转次日", "Carried over"


class Drop(LabelledEnum):
    """Why a row needs no check; the first that holds counts."""

    REPEATED = "repeated", "本名单内重复", "Twice in this list"
    IS_CASE = "is_case", "已是病例", "Is a case already"
    MANAGED = "managed", "已在管理", "Under management already"
    ASKED = "asked", "其他名单已核查", "Already asked for by another list"
    TESTED = "tested", "离开后检测阴性", "Tested negative since"


class Confidence(LabelledEnum):
    """How sure the routing by address is."""

    SURE = "sure", "镇村均相符", "Town and village agree"
    PLACE = "place", "按场所名称", "By the name of a place"
    LIKELY = "likely", "仅村(社区)相符", "By the village alone"
    TOWN = "town", "仅到镇(街道)", "To the town only"
    BY_HAND = "by_hand", "人工派发", "By hand"
    NONE = "none", "无法定位", "Not found"


class Outcome(LabelledEnum):
    """What came of a check."""

    MANAGED = "managed", "已找到并落实管控", "Found and managed"
    CLEARED = "cleared", "已找到,无需管控", "Found, nothing to manage"
    LEFT = "left", "已离开本地", "Has left"
    WRONG_NUMBER = "wrong_number", "号码有误", "Wrong number"
    NOT_HERE = "not_here", "不在本辖区", "Not in this area"
    REFUSED = "refused", "拒不配合", "Refused"
    UNTRACEABLE = "untraceable", "查无此人", "Nobody of that name"


TRUE_OUTCOMES = frozenset({Outcome.MANAGED, Outcome.LEFT, Outcome.REFUSED})
"""Outcomes in which the list was right: it named somebody whom it concerned."""


SETTLED_OUTCOMES = frozenset({Outcome.MANAGED, Outcome.CLEARED, Outcome.REFUSED})
"""Outcomes after which no other place need be told: they were found."""


@dataclass(frozen=True)
class Entry:
    """One readable row of an arriving list."""

    line: int
    identity: NewIdentity
    birth_year: int | None = None
    since: date | None = None


@dataclass(frozen=True)
class Reading:
    """A whole list as read: its persons, the lines that could not be read with the reason, and lines about nobody."""

    entries: tuple[Entry, ...]
    rejected: tuple[tuple[int, Words], ...] = ()
    passed_over: int = 0


@dataclass(frozen=True, kw_only=True)
class NewList:
    """What is said of a list when it is entered."""

    kind: SourceKind
    sender: str
    received_at: datetime
    priority: Priority = Priority.TODAY
    letter: str = ""
    """The sender's own number of the letter."""
    reply_by: datetime | None = None
    incident_id: UUID | None = None
    asked: str = ""
    """The measure that is asked for."""


@dataclass(frozen=True, kw_only=True)
class ListFacts:
    """One list with its account: every row of it is in exactly one of the numbers."""

    id: UUID
    number: str
    kind: SourceKind
    sender: str
    letter: str
    asked: str
    priority: Priority
    received_at: datetime
    reply_by: datetime
    incident_id: UUID | None
    area: int
    by: str
    physical: int
    rejected: tuple[tuple[int, Words], ...]


@dataclass(frozen=True)
class Tally:
    """How a list's (or a source's) requests stand."""

    rows: int = 0
    dropped: int = 0
    unplaced: int = 0
    waiting: int = 0
    claimed: int = 0
    answered: int = 0
    true: int = 0
    late: int = 0

    @property
    def open(self) -> int:
        """How many still wait for an answer."""
        return self.unplaced + self.waiting + self.claimed

    @property
    def checked(self) -> int:
        """How many were checked by somebody on the ground."""
        return self.answered

    @property
    def precision(self) -> int | None:
        """True ones in a hundred of the checked, rounded down; unknown before the first answer."""
        return 100 * self.true // self.answered if self.answered else None


@dataclass(frozen=True)
class SourceTally:
    """How true a source's lists were."""

    kind: SourceKind
    sender: str
    lists: int
    tally: Tally


@dataclass(frozen=True)
class Placed:
    """Where an address lies, how sure that is, and what of the address said so."""

    area: int | None
    confidence: Confidence
    matched: str = ""


@dataclass(frozen=True)
class Named:
    """One name of the gazetteer: an area, or a place with the area it lies in."""

    code: int
    name: str
    is_place: bool = False


@dataclass(frozen=True, order=True)
class Tested:
    """One released result of a person; the disease is empty where the sample was taken for no incident."""

    __test__ = False

    taken_at: datetime
    is_negative: bool
    disease: str = ""


@dataclass(frozen=True)
class Sparing:
    """What a list's edition says of tests: for which disease, and how contacts are followed up."""

    disease: str
    regime: Regime


@dataclass(frozen=True)
class Known:
    """What is known of a person when a list arrives."""

    is_case: bool = False
    managed_as: str = ""
    asked_in: str = ""
    tests: tuple[Tested, ...] = ()
    managed_last: date | None = None
    """The day of the last exposure for which they are managed."""
    asked_since: date | None = None
    """The newest exposure of which another list was answered; nothing while a list is open, or when it named no day."""


@dataclass(frozen=True, kw_only=True)
class RequestFacts:
    """One person of a list as the room's pages and neighbours see it; no name, no number."""

    id: UUID
    list_id: UUID
    line: int
    person_id: int
    area: int
    state: State
    confidence: Confidence
    matched: str
    since: date | None
    drop: Drop | None
    drop_note: str
    outcome: Outcome | None
    worker: str
    worker_id: int | None
    received_at: datetime
    claimed_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True)
class StepFacts:
    """One step of a request."""

    kind: StepKind
    at: datetime
    by: str
    area: int
    outcome: Outcome | None
    note: str


@dataclass(frozen=True)
class DayLine:
    """One area's (or list's) day: what was open in the morning, came, was closed, and goes over to the next day."""

    area: int
    opened: int
    closed: int
    carried: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    silent: int = 0
    """Open ones for which nobody has given a reason."""


@dataclass(frozen=True)
class Work:
    """One request as its worker sees it, with the list it comes from."""

    request: RequestFacts
    of: ListFacts
    is_late: bool


Enrol = Callable[[Sequence[tuple[NewIdentity, NewPerson]], Actor, datetime], list[int]]
"""Enters persons through the vault and returns their numbers in the order given."""
ResultsSource = Callable[[Iterable[int]], Mapping[int, Sequence[Tested]]]
"""Released results by person."""

enroller: Socket[Enrol] = Socket("how the persons of a list are entered")
"""The flow enters here how persons are entered; the room knows neither the vault's actions nor the registry's."""
results_source: Sockets[ResultsSource] = Sockets()
"""The flow enters here who knows test results; the rooms of the measures do not know each other."""


# ------------------------------------------------------------------------------------- letters that go out


class LetterState(LabelledEnum):
    """Where a letter that went out stands."""

    SENT = "sent", "已发出", "Sent"
    RECEIVED = "received", "对方已签收", "Received there"
    ANSWERED = "answered", "已复函", "Answered"


@dataclass(frozen=True, kw_only=True)
class ReplyFacts:
    """The reply to an arriving list as it was frozen: its number, and every request with what was found by then."""

    id: UUID
    list_id: UUID
    number: str
    at: datetime
    by: str
    is_final: bool
    lines: tuple[ReplyLine, ...]
    language: PaperLanguage = PaperLanguage.CHINESE

    def count(self, outcome: Outcome) -> int:
        """How many requests ended so."""
        return sum(each.outcome is outcome for each in self.lines)


@dataclass(frozen=True)
class ReplyLine:
    """One line of a reply: the sender's own line number, the masked name, and what was found; nothing else."""

    line: int
    name: str
    outcome: Outcome | None
    drop: Drop | None
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class NewLetter:
    """People of ours who are elsewhere, told to the place that has to look after them."""

    incident_id: UUID
    destination: str
    contact_ids: tuple[UUID, ...]
    asked: str
    reply_by: datetime
    destination_area: int | None = None
    language: PaperLanguage | None = None
    """Unsaid: as is the custom of who receives it."""


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """One letter that went out, with how many of its people were answered for."""

    id: UUID
    number: str
    incident_id: UUID
    area: int
    destination: str
    destination_area: int | None
    asked: str
    sent_at: datetime
    by: str
    reply_by: datetime
    received_at: datetime | None
    received_by: str
    people: int
    answered: int
    language: PaperLanguage = PaperLanguage.CHINESE

    @property
    def state(self) -> LetterState:
        """Answered when everybody on it was answered for."""
        if self.people and self.answered == self.people:
            return LetterState.ANSWERED
        return LetterState.RECEIVED if self.received_at else LetterState.SENT

    def is_overdue(self, as_of: datetime) -> bool:
        """Whether somebody is still unanswered past the day asked for."""
        return self.state is not LetterState.ANSWERED and as_of > self.reply_by


@dataclass(frozen=True, kw_only=True)
class NamedFacts:
    """One person of a letter that went out, and what the other place answered."""

    line: int
    person_id: int
    contact_id: UUID
    since: datetime
    outcome: Outcome | None
    note: str
    answered_at: datetime | None


@dataclass(frozen=True)
class Destination:
    """How the letters to one place stand."""

    name: str
    letters: int
    people: int
    received: int
    answered: int
    overdue: int


@dataclass(frozen=True)
class Elsewhere:
    """Contacts who live in one place outside the incident's area and of whom nobody was told yet."""

    destination: str
    area: int
    contacts: tuple[tuple[UUID, int, str], ...]
    """Contact, person and the contact's number."""


OpenIdentities = Callable[..., "dict[int, Identity]"]
identity_opener: Socket[OpenIdentities] = Socket("how the identities of a list that goes out are opened")
"""The flow enters here how identities are opened; the vault logs and refuses."""
