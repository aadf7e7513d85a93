"""What testing's API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from sizao.kernel import areas
from sizao.measures.screening.types import Counts, PointFacts, Purpose, SubjectKind, Value
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, Time

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
