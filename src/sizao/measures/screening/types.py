"""The words of testing: what is sampled, what came out, and the facts that other rooms may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.kernel.words import LabelledEnum, Words


class SubjectKind(LabelledEnum):
    """What a sample is of: people, goods and places are guarded together."""

    PERSON = "person", "人员", "Person"
    ENVIRONMENT = "environment", "环境", "Environment"
    GOODS = "goods", "物品", "Goods"


class Value(LabelledEnum):
    """What a test said."""

    NEGATIVE = "negative", "阴性", "Negative"
    POSITIVE = "positive", "阳性", "Positive"
    INCONCLUSIVE = "inconclusive", "待复核", "To be repeated"


class Purpose(LabelledEnum):
    """Why a sample was taken."""

    ROUTINE = "routine", "例行检测", "Routine"
    CONTACT = "contact", "密接检测", "Contact"
    RISK_PEOPLE = "risk_people", "风险人员排查", "People at risk"
    ROUND = "round", "区域筛查", "Screening round"
    TERMINAL = "terminal", "终末评价", "Terminal check"
    CASE = "case", "病例检测", "Case"


class RoundState(LabelledEnum):
    """The life of a screening round."""

    STARTED = "started", "进行中", "Running"
    CLEARED = "cleared", "全部阴性", "All negative"
    POSITIVE = "positive", "检出阳性", "Positives found"


@dataclass(frozen=True)
class NewPoint:
    """What a sampling point is entered from; positions are WGS-84."""

    words: Words
    area: int
    opened_at: datetime
    place_id: int | None = None
    tables: int = 1
    hours: str = ""


@dataclass(frozen=True)
class PointFacts:
    """One sampling point."""

    id: UUID
    number: str
    words: Words
    area: int
    place_id: int | None
    tables: int
    hours: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class NewSample:
    """What a sample is entered from; ``people`` is the number of people in a pooled tube."""

    subject: SubjectKind
    area: int
    taken_at: datetime
    purpose: Purpose
    incident_id: UUID | None = None
    person_id: int | None = None
    place_id: int | None = None
    point_id: UUID | None = None
    round_id: UUID | None = None
    people: int = 0
    spot: str = ""


@dataclass(frozen=True)
class NewResult:
    """A laboratory's answer for one sample."""

    sample_id: UUID
    value: Value
    resulted_at: datetime
    laboratory: str = ""
    ct: float | None = None


@dataclass(frozen=True)
class ReleasedFacts:
    """A released result of a person with its tube, as a file for another system tells it."""

    id: UUID
    code: str
    taken_at: datetime
    value: Value
    laboratory: str
    ct: float | None


@dataclass(frozen=True)
class ResultFacts:
    """One result with who entered and who released it."""

    id: UUID
    sample_id: UUID
    value: Value
    resulted_at: datetime
    entered_by: str
    entered_by_user: int | None
    is_released: bool


@dataclass(frozen=True)
class Counts:
    """Sums over an incident's samples at a moment."""

    points: int
    people: int
    people_resulted: int
    tubes: int
    environment: int
    environment_positive: int
    goods: int
    goods_positive: int
    people_positive: int
    rounds: int
    rounds_cleared: int


@dataclass(frozen=True)
class RoundFacts:
    """One screening round with what was sampled in it."""

    id: UUID
    number: int
    area: int
    words: Words
    state: RoundState
    started_at: datetime
    ended_at: datetime | None
    people: int
    note: str = ""


@dataclass(frozen=True)
class UnresultedFacts:
    """A sample without a released result; ``is_entered`` when one waits for its release."""

    number: str
    area: int
    taken_at: datetime
    is_entered: bool
