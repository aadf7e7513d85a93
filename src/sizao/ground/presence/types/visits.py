"""The words of presence: a visit to be recorded, why a row is quarantined, and what came of a batch."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from sizao.kernel.words import LabelledEnum
from sizao.traceback import tables
from sizao.traceback.answer import Exposed
from sizao.traceback.visits import EvidenceGrade, VisitSource


class QuarantineReason(LabelledEnum):
    """Why a row was put aside instead of being believed."""

    BAD_TIME = "bad_time", "时间无法识别", "The time cannot be read"
    ENDS_FIRST = "ends_first", "结束早于开始", "It ends before it starts"
    NO_LENGTH = "no_length", "没有停留时长", "It takes up no time"
    TOO_LONG = "too_long", "停留过长,不可信", "It lasts implausibly long"
    TOO_OLD = "too_old", "年份不可信", "The year is implausible"
    FUTURE = "future", "时间在将来(设备时钟有误)", "It lies in the future (a clock is wrong)"
    PLACE_UNKNOWN = "place_unknown", "辖区内无此场所", "There is no such place in your area"
    PERSON_UNKNOWN = "person_unknown", "人员编号无效", "The person's number is not valid"
    UNKNOWN_WORD = "unknown_word", "来源或证据等级无法识别", "The source or grade is not one of the list"
    SCENE_OFF = "scene_off", "该辖区未启用此数据场景", "The data scene is not on in the place's area"
    SCENE_PLACE = "scene_place", "数据场景不含此类场所", "The data scene does not cover places of this kind"
    SCENE_SOURCE = "scene_source", "数据场景不收此来源", "The data scene does not take this source"
    SCENE_GRADE = "scene_grade", "证据等级高于数据场景上限", "The grade is above what the data scene may claim"
    ERASED = "erased", "该人员信息已依法删除,不再接收", "The person's records were erased and are not taken again"
    DAY_DELETED = (
        "day_deleted",
        "该日数据已依批准删除,不再接收",
        "The visits of this day were deleted by a signed act and are not taken again",
    )


TURNED_AWAY = frozenset({
    QuarantineReason.SCENE_OFF, QuarantineReason.SCENE_PLACE, QuarantineReason.SCENE_SOURCE, QuarantineReason.SCENE_GRADE,
    QuarantineReason.ERASED, QuarantineReason.DAY_DELETED,
})  # fmt: skip
"""Rows that a data scene may not take, or that were deleted for good: counted and named in the receipt, and not kept anywhere."""


class RowShape(LabelledEnum):
    """In which shape a source sends its rows."""

    VISITS = "visits", "到访记录", "Visits"
    CHECKPOINT = "checkpoint", "卡口通行记录", "Checkpoint passages"
    HOTEL = "hotel", "酒店住宿记录", "Hotel nights"


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """A visit as a source reports it.

    Times are aware moments or text in ISO 8601; text without an offset is civil time of China, and ``24:00`` is the
    midnight that ends the day. Without a grade the visit gets the usual grade of its source.
    """

    person_id: int
    place_id: int
    start: datetime | str
    until: datetime | str
    source: VisitSource
    grade: EvidenceGrade | None = None
    zone: str = ""
    record: str = ""
    """The source's own number of this record, when it has one: a later record of the number corrects this one."""
    supersedes: str = ""
    """The source's number of the record that this one corrects, when it is not its own."""


@dataclass(frozen=True, kw_only=True)
class VisitReceipt:
    """What came of a batch: every row is recorded, known already, or quarantined."""

    declared: int
    recorded: int
    known: int
    quarantined: Mapping[QuarantineReason, int]

    @property
    def is_whole(self) -> bool:
        """Whether the counts add up to the rows handed in."""
        return self.declared == self.recorded + self.known + sum(self.quarantined.values())


@dataclass(frozen=True, kw_only=True)
class VisitFacts:
    """One visit as stored."""

    id: UUID
    person_id: int
    place_id: int
    zone: str
    start: datetime
    until: datetime
    source: VisitSource
    grade: EvidenceGrade
    area: int
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class QuarantinedFacts:
    """One row that was put aside, as it came."""

    id: UUID
    reason: QuarantineReason
    person: str
    place: str
    zone: str
    start: str
    until: str
    source: str
    recorded_at: datetime
    by: str


@dataclass(frozen=True)
class SourceCount:
    """How many visits one source has sent, and the period they cover."""

    source: VisitSource
    visits: int
    first: datetime
    last: datetime


@dataclass(frozen=True, kw_only=True)
class PlaceDay:
    """What is on record of a place on one civil day, by counts: nobody is told apart."""

    day: date
    source: VisitSource
    grade: EvidenceGrade
    visits: int
    persons: int
    """Different persons."""


class SealKind(LabelledEnum):
    """Why the lake got a new generation."""

    SEAL = "seal", "封存", "Sealing"
    ERASE = "erase", "销毁个人记录", "Erasure of persons"
    EXPIRE = "expire", "到期销毁", "End of retention"
    CORRECT = "correct", "更正", "Correction"
    DELETE = "delete", "批准提前销毁", "Deletion before time"


class SealStep(LabelledEnum):
    """How a generation of the lake stands."""

    BEGUN = "begun", "进行中", "Begun"
    SEALED = "sealed", "已生效", "In force"
    SWEPT = "swept", "旧文件已销毁", "Old files deleted"
    UNDONE = "undone", "已撤销", "Undone"


@dataclass(frozen=True, kw_only=True)
class SealFacts:
    """One generation of the lake."""

    id: int
    kind: SealKind
    at: datetime
    moved: int
    """Visits taken out of the tail."""
    deleted: int
    """Rows deleted from the lake for good."""
    rows: int
    """Rows of the lake from then on (a visit over midnight counts once a day)."""
    days: int
    places: int
    bytes: int
    checksum: str
    """SHA-256 of the manifest, which holds those of the files."""
    folder: str
    step: SealStep | None


@dataclass(frozen=True, kw_only=True)
class SegmentFacts:
    """One UTC day of the lake as it stands."""

    day: date
    rows: int
    before: int
    """Rows that the day had in the generation before."""
    bytes: int
    seal: int


class Engine(LabelledEnum):
    """The machine that answered."""

    INDEX = "index", "编译索引引擎", "Compiled index"
    DUCKDB = "duckdb", "DuckDB 引擎", "DuckDB engine"
    REFERENCE = "reference", "参考引擎", "Reference engine"


@dataclass(frozen=True, kw_only=True)
class Found:
    """The engine's answer to a question over tail and lake."""

    table: pa.Table
    """The exposed persons, schema ``tables.ANSWER``."""
    engine: Engine
    visits: int
    """Visits that were searched."""
    sealed: int
    """Those of them that lay in the lake's days of the question's period."""

    @property
    def exposed(self) -> tuple[Exposed, ...]:
        """The exposed persons as plain facts."""
        return tables.answer_of(self.table)

    def of(self, persons: Collection[int]) -> tuple[Exposed, ...]:
        """Some of the exposed persons, in order."""
        wanted = pa.array(list(persons), pa.int64())
        return tables.answer_of(self.table.filter(pc.is_in(self.table["person"], value_set=wanted)))


@dataclass(frozen=True, kw_only=True)
class BatchFacts:
    """What came of one batch: declared = accepted + duplicates + quarantined."""

    id: UUID
    shape: RowShape
    filename: str
    sha256: str
    declared: int
    accepted: int
    duplicates: int
    quarantined: Mapping[QuarantineReason, int]
    midnights: int
    """Times of 24:00 that were read as the midnight that ends the day."""
    corrected: int
    """Those of the accepted that took the place of an earlier record."""
    lines: tuple[tuple[int, str], ...]
    """The first rows that were not accepted, each with its reason; ``duplicate`` for one that was known."""
    at: datetime
    by: str
    scene: str = ""
    """The data scene that the rows came in under."""

    @property
    def is_whole(self) -> bool:
        """Whether the counts add up to the rows handed in."""
        return self.declared == self.accepted + self.duplicates + sum(self.quarantined.values())


@dataclass(frozen=True, kw_only=True)
class CorrectionFacts:
    """That a batch corrected records, by counts."""

    id: int
    tail_rows: int
    """Replaced at once, in the tail."""
    waiting: int
    """Sealed already: replaced by the next generation of the lake."""
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class DestructionFacts:
    """What was deleted for good, by counts."""

    id: int
    why: SealKind
    source: VisitSource | None
    """The source whose time was over; nothing when persons were erased."""
    before: date | None
    """Visits of earlier UTC days were deleted."""
    policy: str
    tail_rows: int
    lake_rows: int
    at: datetime
    area: int = 0
    scene: str = ""
    """The data scene whose own time was over, or whose rows were deleted."""


@dataclass(frozen=True, kw_only=True)
class HoldFacts:
    """Whether deletion at the end of its time is stopped, and why."""

    is_on: bool
    reason: str
    at: datetime
    by: str
    area: int = 0
    until: datetime | None = None
    """When it ends by itself; nothing for a hold of before holds had an end."""

    def holds(self, at: datetime) -> bool:
        """Whether it stops deletion at a moment."""
        return self.is_on and (self.until is None or at < self.until)
