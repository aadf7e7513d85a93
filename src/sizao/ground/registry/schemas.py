"""What the registry's API takes and gives."""

from __future__ import annotations

from ninja import Field, Schema
from pydantic import ConfigDict

from sizao.ground.registry.types import AreaFacts, PlaceFacts, PlaceKind
from sizao.kernel import areas
from sizao.kernel.areas import Level


class AreaOut(Schema):
    """An area: printed code (2 to 19 digits), level, names in both languages, WGS-84 position if known."""

    code: str
    parent: str
    level: Level
    name_zh: str
    name_en: str
    longitude: float | None
    latitude: float | None

    @classmethod
    def of(cls, facts: AreaFacts) -> AreaOut:
        """The area as JSON."""
        return cls(
            code=facts.printed, parent=areas.printed(facts.parent), level=facts.level, name_zh=facts.words.zh,
            name_en=facts.words.en, longitude=facts.longitude, latitude=facts.latitude,
        )  # fmt: skip


class PlaceOut(Schema):
    """A place."""

    id: int
    number: str
    name_zh: str
    name_en: str
    kind: PlaceKind
    area: str
    longitude: float | None
    latitude: float | None
    capacity: int | None

    @classmethod
    def of(cls, facts: PlaceFacts) -> PlaceOut:
        """The place as JSON."""
        return cls(
            id=facts.id, number=facts.number, name_zh=facts.words.zh, name_en=facts.words.en, kind=facts.kind,
            area=areas.printed(facts.area), longitude=facts.longitude, latitude=facts.latitude,
            capacity=facts.capacity,
        )  # fmt: skip


class PlaceIn(Schema):
    """A new place; positions are WGS-84 degrees."""

    model_config = ConfigDict(extra="forbid")

    name_zh: str = Field(min_length=1, max_length=120)
    name_en: str = Field("", max_length=160)
    kind: PlaceKind
    area: str = Field(min_length=1, max_length=19)
    longitude: float | None = None
    latitude: float | None = None
    capacity: int | None = Field(None, ge=1, le=2_000_000)


class PlaceMade(Schema):
    """The answer to a new place."""

    id: int
