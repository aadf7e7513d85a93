"""What testing's API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.measures.screening.models import Sample
from sizao.measures.screening.types import (
    Counts,
    NewPoint,
    PointFacts,
    Purpose,
    RoundFacts,
    RoundState,
    SubjectKind,
    Value,
)
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, Time

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160, pattern=NO_CONTROL)]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=160, pattern=NO_CONTROL)]


class PointOut(Schema):
    """A sampling point."""

    id: UUID
    number: str
    name_zh: str
    name_en: str
    area: str
    tables: int
    hours: str
    opened_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, facts: PointFacts) -> PointOut:
        """The point as JSON."""
        return cls(
            id=facts.id, number=facts.number, name_zh=facts.words.zh, name_en=facts.words.en,
            area=areas.printed(facts.area), tables=facts.tables, hours=facts.hours, opened_at=facts.opened_at,
            closed_at=facts.closed_at,
        )  # fmt: skip


class PointIn(Strict):
    """A sampling point to open now."""

    name_zh: Line
    name_en: OptionalLine = ""
    area: AreaCode
    place_id: int | None = Field(None, ge=1, le=areas.TOP)
    tables: int = Field(1, ge=1, le=1000)
    hours: str = Field("", max_length=80, pattern=NO_CONTROL)

    def point(self, at: datetime) -> NewPoint:
        """What is opened."""
        words = Words(self.name_zh, self.name_en or self.name_zh)
        return NewPoint(words, self.area, at, self.place_id, self.tables, self.hours.strip())


class PointsIn(Strict):
    """Sampling points to open together."""

    points: list[PointIn] = Field(min_length=1, max_length=500)
    incident_id: UUID | None = None


class RoundIn(Strict):
    """A screening round of an area to start now; it takes the next number of that area."""

    incident_id: UUID
    area: AreaCode
    name_zh: Line
    name_en: OptionalLine = ""


class RoundEndIn(Strict):
    """How a round ended."""

    state: Literal[RoundState.CLEARED, RoundState.POSITIVE]
    note: str = Field("", max_length=400, pattern=NO_CONTROL)


class RoundOut(Schema):
    """A screening round with how many people were sampled in it."""

    id: UUID
    number: int
    name_zh: str
    name_en: str
    area: str
    state: RoundState
    started_at: datetime
    ended_at: datetime | None
    people: int
    note: str

    @classmethod
    def of(cls, facts: RoundFacts) -> RoundOut:
        """The round as JSON."""
        return cls(
            id=facts.id, number=facts.number, name_zh=facts.words.zh, name_en=facts.words.en,
            area=areas.printed(facts.area), state=facts.state, started_at=facts.started_at, ended_at=facts.ended_at,
            people=facts.people, note=facts.note,
        )  # fmt: skip


class SampleOut(Schema):
    """A sample; ``value`` is its last released result, ``is_entered`` says that one waits for release."""

    id: UUID
    code: str
    subject: SubjectKind
    purpose: Purpose
    incident_id: UUID | None
    round_id: UUID | None
    point_id: UUID | None
    person: int | None
    place: int | None
    people: int
    area: str
    taken_at: datetime
    value: Value | None
    is_entered: bool

    @classmethod
    def of(cls, row: Sample) -> SampleOut:
        """A row of :func:`queries.sample_rows` as JSON."""
        now = row.__dict__
        return cls(
            id=row.id, code=row.code, subject=SubjectKind(row.subject), purpose=Purpose(row.purpose),
            incident_id=row.incident_id, round_id=row.round_id, point_id=row.point_id, person=row.person_id,
            place=row.place_id, people=row.people, area=areas.printed(row.area), taken_at=row.taken_at,
            value=Value(now["value_now"]) if now["value_now"] else None, is_entered=now["entered"],
        )  # fmt: skip


class SamplesOut(Schema):
    """A page of samples; ``next`` is the cursor of the following page."""

    rows: list[SampleOut]
    next: str | None


class SampleIn(Strict):
    """A sample: of a ``person_id``, of ``people`` pooled in one tube, of a spot in a place, or of goods."""

    subject: SubjectKind
    purpose: Purpose
    area: AreaCode
    taken_at: Time
    incident_id: UUID | None = None
    person_id: int | None = Field(None, ge=1, le=areas.TOP)
    place_id: int | None = Field(None, ge=1, le=areas.TOP)
    point_id: UUID | None = None
    round_id: UUID | None = None
    people: int = Field(0, ge=0, le=100)
    spot: OptionalLine = ""


class SamplesIn(Strict):
    """Samples to enter together."""

    samples: list[SampleIn] = Field(min_length=1, max_length=2000)


class Ids(Schema):
    """Ids in the order given."""

    ids: list[UUID]


class ResultIn(Strict):
    """A laboratory's answer for one sample."""

    sample_id: UUID
    value: Value
    resulted_at: Time
    laboratory: OptionalLine = ""
    ct: float | None = Field(None, ge=0, le=100)


class ResultsIn(Strict):
    """Results to enter together."""

    results: list[ResultIn] = Field(min_length=1, max_length=2000)


class ReleaseIn(Strict):
    """Results to release; somebody else must have entered them."""

    result_ids: list[UUID] = Field(min_length=1, max_length=2000)


class Released(Schema):
    """How many were released."""

    count: int


class TestingOut(Schema):
    """Sums over an incident's samples at a moment."""

    as_of: datetime
    points: int
    people: int
    people_resulted: int
    people_positive: int
    tubes: int
    environment: int
    environment_positive: int
    goods: int
    goods_positive: int
    rounds: int
    rounds_cleared: int

    @classmethod
    def of(cls, counts: Counts, as_of: datetime) -> TestingOut:
        """The counts as JSON."""
        return cls(as_of=as_of, **vars(counts))
