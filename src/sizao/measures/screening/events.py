"""Facts that testing announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event
from sizao.measures.screening.types import RoundState, SubjectKind


@dataclass(frozen=True, kw_only=True)
class PointsOpened(Event):
    """Sampling points were opened."""

    name: ClassVar[str] = "measures.screening.points-opened"

    point_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class SamplesTaken(Event):
    """Samples were taken."""

    name: ClassVar[str] = "measures.screening.samples-taken"

    count: int
    people: int


@dataclass(frozen=True, kw_only=True)
class ResultsReleased(Event):
    """Results were released by a second person."""

    name: ClassVar[str] = "measures.screening.results-released"

    count: int
    positives: int


@dataclass(frozen=True, kw_only=True)
class ResultPositive(Event):
    """A positive result was released."""

    name: ClassVar[str] = "measures.screening.result-positive"

    result_id: UUID
    sample_id: UUID
    subject: SubjectKind
    person_id: int | None = None
    place_id: int | None = None
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class RoundStarted(Event):
    """A screening round of an area began."""

    name: ClassVar[str] = "measures.screening.round-started"

    round_id: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class RoundEnded(Event):
    """A screening round ended, all negative or with positives."""

    name: ClassVar[str] = "measures.screening.round-ended"

    round_id: UUID
    number: int
    state: RoundState
