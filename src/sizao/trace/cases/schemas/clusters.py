"""What the API says about clusters and takes to record one."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema
from pydantic import model_validator

from sizao.kernel import areas
from sizao.spine.web.queries.fields import Strict
from sizao.trace.cases.schemas.incoming import BIGGEST
from sizao.trace.cases.types import ClusterFacts, ClusterKind, Spot


class ClusterOut(Schema):
    """A cluster with its members now; without an id it is found by the rule and not recorded."""

    id: UUID | None
    number: str
    kind: ClusterKind
    place: int | None
    household: UUID | None
    words_zh: str
    words_en: str
    area: str
    first: date
    last: date
    cases: list[UUID]
    contacts: list[UUID]
    attack_rate: float | None
    cases_needed: int
    days: int
    holds: bool
    edition_id: str
    clause: str
    recorded_at: datetime | None

    @classmethod
    def of(cls, found: ClusterFacts) -> ClusterOut:
        """The cluster as JSON."""
        key = found.spot.key
        return cls(
            id=found.id, number=found.number, kind=found.spot.kind, place=key if isinstance(key, int) else None,
            household=key if isinstance(key, UUID) else None, words_zh=found.words.zh, words_en=found.words.en,
            area=areas.printed(found.area), first=found.first, last=found.last, cases=list(found.cases),
            contacts=list(found.contacts), attack_rate=found.attack_rate, cases_needed=found.cases_needed,
            days=found.days, holds=found.holds, edition_id=found.edition_id,
            clause=str(found.clause) if found.clause else "", recorded_at=found.recorded_at,
        )  # fmt: skip


class ClusterIn(Strict):
    """Around what a cluster lies: a place or a household, not both."""

    place: int | None = Field(None, ge=1, le=BIGGEST)
    household: UUID | None = None

    @model_validator(mode="after")
    def one(self) -> ClusterIn:
        """Exactly one of the two."""
        if (self.place is None) == (self.household is None):
            raise ValueError("give a place or a household")
        return self

    def spot(self) -> Spot:
        """What the action takes."""
        if self.place is not None:
            return Spot(ClusterKind.VENUE, self.place)
        assert self.household is not None
        return Spot(ClusterKind.HOUSEHOLD, self.household)


class ClusterMade(Schema):
    """The id of the recorded cluster."""

    id: UUID
