"""What the drills' API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.oversight.drills.rules import running as rules
from sizao.oversight.drills.types import (
    DrillFacts,
    DrillState,
    Inject,
    InjectKind,
    Message,
    MessageKind,
    NewDrill,
    PlayedBy,
    Player,
    Playing,
    Scenario,
    Served,
)
from sizao.spine.web.queries.fields import Strict


class PlayerIn(Strict):
    """How one role is played."""

    role: Playing
    played_by: PlayedBy = PlayedBy.MACHINE
    skill: float = Field(0.8, ge=0, le=1)
    delay_hours: float = Field(2.0, ge=0, le=240)


class DrillIn(Strict):
    """Start a drill; roles that are not named are played as the scenario says."""

    scenario: str = Field(max_length=80)
    edition: str = Field(max_length=120)
    seed: int = Field(ge=0, le=999_999)
    speed: float = Field(60, ge=rules.SLOWEST, le=rules.FASTEST)
    players: list[PlayerIn] = Field([], max_length=len(Playing))

    def drill(self, found: Scenario) -> NewDrill:
        """What was asked for."""
        named = {each.role: each for each in self.players}
        usual = {role: found.player(role) for role in Playing}
        players = tuple(_player(named[role], usual[role]) if role in named else usual[role] for role in Playing)
        return NewDrill(scenario=self.scenario, edition=self.edition, seed=self.seed, speed=self.speed, players=players)


def _player(given: PlayerIn, usual: Player) -> Player:
    return Player(
        role=given.role, played_by=given.played_by, skill=given.skill, delay_hours=given.delay_hours,
        per_hour=usual.per_hour,
    )  # fmt: skip


class SpeedIn(Strict):
    """How fast a drill's time runs from now on."""

    speed: float = Field(ge=rules.SLOWEST, le=rules.FASTEST)


class InjectIn(Strict):
    """What to throw at the players now."""

    kind: InjectKind
    words_zh: str = Field(min_length=1, max_length=200)
    words_en: str = Field("", max_length=200)
    hours: float = Field(0, ge=0, le=240)
    strength: float = Field(1, ge=0, le=1)

    def inject(self) -> Inject:
        """The inject."""
        words = Words(self.words_zh, self.words_en or self.words_zh)
        return Inject(at_hours=0, kind=self.kind, words=words, hours=self.hours, strength=self.strength)


class ScenarioOut(Schema):
    """A scenario to choose."""

    id: str
    title_zh: str
    title_en: str
    story_zh: str
    story_en: str
    disease: str
    editions: list[str]
    people: int
    days: int

    @classmethod
    def of(cls, found: Scenario) -> ScenarioOut:
        """The scenario as JSON, its hidden truth left out."""
        return cls(
            id=found.id, title_zh=found.title.zh, title_en=found.title.en, story_zh=found.story.zh,
            story_en=found.story.en, disease=found.disease, editions=list(found.editions), people=found.box.people,
            days=found.box.days,
        )  # fmt: skip


class DrillOut(Schema):
    """A drill; its time, speed and port only while it stands."""

    id: UUID
    scenario: str
    title_zh: str
    title_en: str
    edition: str
    seed: int
    area: str
    state: DrillState
    state_at: datetime
    made_at: datetime
    drill_time: datetime | None
    speed: float
    port: int | None

    @classmethod
    def of(cls, found: DrillFacts, served: Served | None = None) -> DrillOut:
        """The drill as JSON."""
        return cls(
            id=found.id, scenario=found.scenario, title_zh=found.title.zh, title_en=found.title.en,
            edition=found.edition, seed=found.seed, area=areas.printed(found.area), state=found.state,
            state_at=found.state_at, made_at=found.made_at, drill_time=served.now if served else None,
            speed=served.speed if served else found.speed, port=served.port if served else None,
        )  # fmt: skip


class MessageOut(Schema):
    """What somebody who plays in a drill was told."""

    key: str
    at: datetime
    kind: MessageKind
    words_zh: str
    words_en: str
    source_zh: str
    source_en: str
    hours: float
    is_read: bool

    @classmethod
    def of(cls, told: Message, is_read: bool) -> MessageOut:
        """The message as JSON."""
        return cls(
            key=told.key, at=told.at, kind=told.kind, words_zh=told.words.zh, words_en=told.words.en,
            source_zh=told.source.zh, source_en=told.source.en, hours=told.hours, is_read=is_read,
        )  # fmt: skip


class ScoreOut(Schema):
    """What a drill came to."""

    drill_id: UUID
    score: dict[str, Any]
