"""The words of keeping: data scenes as their files state them, and acts that somebody proposes and somebody else signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.ground.presence.types.visits import RowShape
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.errors import SizaoError
from sizao.kernel.words import LabelledEnum, Words
from sizao.traceback.visits import EvidenceGrade, VisitSource

LOCAL = ZoneInfo("Asia/Shanghai")
"""Days of acts are civil days here."""


class ActKind(LabelledEnum):
    """What is proposed."""

    SCENE = "scene", "启用数据场景", "Switch a data scene on"
    HOLD = "hold", "暂停到期销毁", "Hold deletion back"
    LIFT = "lift", "解除暂停", "Lift a hold"
    DELETE = "delete", "提前销毁记录", "Delete before time"


class ActStep(LabelledEnum):
    """How an act stands."""

    PROPOSED = "proposed", "待第二人批准", "Waits for a second person"
    APPROVED = "approved", "已批准", "Approved"
    REJECTED = "rejected", "未批准", "Rejected"
    ENDED = "ended", "已停止", "Ended"
    DONE = "done", "已执行", "Carried out"


@dataclass(frozen=True)
class SceneBasis:
    """The clause that a scene rests on, and where it is written."""

    clause: Words
    source: str


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One data scene as its file states it; it takes nothing before it is switched on for an area."""

    id: str
    version: str
    issued: date
    title: Words
    purpose: Words
    shape: RowShape
    columns: tuple[str, ...]
    """The fields of a row that it takes; any other column refuses the batch."""
    source: VisitSource
    top_grade: EvidenceGrade
    """The strongest evidence that its rows may claim."""
    place_kinds: tuple[PlaceKind, ...]
    retention_days: int
    basis: tuple[SceneBasis, ...]
    never: tuple[Words, ...]
    """What its data must never be used for."""
    sha256: str
    """Of the file: what was signed is this text and no other."""

    @property
    def makes_only_leads(self) -> bool:
        """Whether its rows alone never make anybody a contact."""
        return self.top_grade.is_lead_only


@dataclass(frozen=True)
class Shelf:
    """The scenes that can be read, by id, and the files that were refused, each with why."""

    scenes: Mapping[str, Scene]
    refused: tuple[tuple[str, SizaoError], ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewAct:
    """An act as somebody proposes it; which fields it needs depends on its kind."""

    kind: ActKind
    area: int
    reason: str
    basis: str
    scene: str = ""
    source: VisitSource | None = None
    day: date | None = None
    until: date | None = None
    """The last civil day on which a scene is on or a hold holds."""
    of: UUID | None = None
    """The hold that is lifted."""


@dataclass(frozen=True)
class StepFacts:
    """One step of an act."""

    step: ActStep
    at: datetime
    by: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ActFacts:
    """One act with its history."""

    id: UUID
    kind: ActKind
    area: int
    reason: str
    basis: str
    scene: str
    version: str
    sha256: str
    retention_days: int | None
    source: VisitSource | None
    day: date | None
    until: date | None
    of: UUID | None
    preview: Mapping[str, int]
    """What it would touch, counted when it was proposed."""
    at: datetime
    by: str
    steps: tuple[StepFacts, ...] = field(default=())

    @property
    def step(self) -> ActStep:
        """How it stands."""
        return self.steps[-1].step if self.steps else ActStep.PROPOSED

    @property
    def ends_at(self) -> datetime | None:
        """The midnight after its last day."""
        if self.until is None:
            return None
        return datetime.combine(self.until + timedelta(days=1), time(), LOCAL)

    def is_on(self, at: datetime) -> bool:
        """Whether a scene or hold is in force at a moment."""
        return self.step is ActStep.APPROVED and self.ends_at is not None and at < self.ends_at


@dataclass(frozen=True)
class Limit:
    """A number of days with where it is written."""

    days: int
    clause: Words


@dataclass(frozen=True)
class KeepingTerms:
    """For how long a hold may hold and a scene may be on, before somebody has to ask again."""

    version: str
    issued: date
    hold: Limit
    scene: Limit


@dataclass(frozen=True)
class SceneIntake:
    """What came in under a scene, by counts."""

    batches: int
    accepted: int
    duplicates: int
    turned_away: int
    places: int
