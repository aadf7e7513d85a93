"""The words of list rules: the criteria, why somebody is spared, and how a rule did or would have done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sizao.ground.registry.types import PlaceKind
from sizao.kernel.sockets import Socket
from sizao.kernel.words import LabelledEnum
from sizao.trace.tracing.types import Candidate
from sizao.traceback.visits import EvidenceGrade


class Spared(LabelledEnum):
    """Why somebody is not put on a list; the first that holds counts."""

    SHORT = "short", "停留时间不足", "Not together long enough"
    OLD = "old", "暴露时间过早", "Too long ago"
    PLACE = "place", "场所类型不在范围", "Not a kind of place that is asked about"
    GRADE = "grade", "证据等级不足", "Not the evidence that is asked about"
    IS_CASE = "is_case", "已是病例", "Is a case already"
    MANAGED = "managed", "已在管理", "Under management already"
    ASKED = "asked", "其他名单已核查", "Asked for by another list"
    TESTED = "tested", "暴露后检测阴性", "Tested negative since"


class State(LabelledEnum):
    """Where a version stands."""

    PROPOSED = "proposed", "待批准", "Waits for approval"
    APPROVED = "approved", "已批准", "Approved"
    REJECTED = "rejected", "未批准", "Rejected"


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """What somebody must meet to be put on a list; what is empty asks nothing."""

    min_minutes: int | None = None
    max_days: int | None = None
    """Days since the exposure at most, counted at the trace."""
    place_kinds: tuple[PlaceKind, ...] = ()
    grades: tuple[EvidenceGrade, ...] = ()
    skip_cases: bool = True
    skip_managed: bool = True
    skip_asked: bool = True
    skip_tested: bool = True


@dataclass(frozen=True)
class Known:
    """What is known of a person when a list is made."""

    is_case: bool = False
    is_managed: bool = False
    is_asked: bool = False
    is_tested: bool = False
    """Tested negative for the incident's disease after the meeting, while the edition's follow-up of it lasts."""


@dataclass(frozen=True)
class Tally:
    """How a rule did, or would have done: put on lists, spared and why, checked, and true of the checked."""

    produced: int = 0
    spared: int = 0
    checked: int = 0
    true: int = 0
    true_spared: int = 0
    """True ones that the rule would have lost."""
    why: Mapping[Spared, int] = field(default_factory=dict)

    @property
    def precision(self) -> int | None:
        """True ones in a hundred of the checked, rounded down; unknown before the first answer."""
        return 100 * self.true // self.checked if self.checked else None


@dataclass(frozen=True, kw_only=True)
class VersionFacts:
    """One version of an area's rule, where it stands, and how it did; it acts once somebody else approved it."""

    id: UUID
    area: int
    n: int
    criteria: Criteria
    reason: str
    at: datetime
    by: str
    state: State = State.PROPOSED
    decided_by: str = ""
    decided_at: datetime | None = None
    note: str = ""
    tally: Tally = field(default_factory=Tally)


KnownOf = Callable[[Sequence[Candidate]], Mapping[UUID, Known]]
"""Candidates to what is known of each, by the id of the exposure: a test tells of one meeting, and nothing of a later one."""
known_source: Socket[KnownOf] = Socket("what is known of people who may be put on a list")
"""The flow enters here what cases, contacts, other lists and tests say: the rooms of the measures do not know each other."""
