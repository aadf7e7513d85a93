"""What the real platform keeps of a drill: how it was made, in which state it is, and what its officer did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sizao.kernel.words import LabelledEnum, Words
from sizao.oversight.drills.types.scenarios import Player


class DrillState(LabelledEnum):
    """How far a drill is."""

    PREPARING = "preparing", "准备中", "Being made"
    RUNNING = "running", "进行中", "Running"
    PAUSED = "paused", "已暂停", "Paused"
    FAILED = "failed", "未能建立", "Could not be made"
    ENDED = "ended", "已结束", "Ended"
    SCORED = "scored", "成绩已留存,清除中", "Score kept, being deleted"
    STUCK = "stuck", "尚未清除,将自动重试", "Not deleted yet, tried again"
    DELETED = "deleted", "已清除", "Deleted"


ENDING = frozenset({DrillState.ENDED, DrillState.SCORED, DrillState.STUCK})
"""A drill that was ended and is not deleted yet."""


class NoteKind(LabelledEnum):
    """What an officer did to a running drill."""

    SPEED = "speed", "调整速度", "Speed changed"
    INJECT = "inject", "注入情况", "Inject fired"


class MessageKind(LabelledEnum):
    """What somebody who plays in a drill is told."""

    INJECT = "inject", "导调情况", "Situation"
    PATIENT = "patient", "就诊", "Patient"
    CALL = "call", "检测机构来电", "Call from the laboratory"
    INTERVIEW = "interview", "病例自述", "What a case answers"
    ILL = "ill", "在管人员不适", "Somebody under follow-up falls ill"
    REPORT = "report", "日报待报", "The day's report is due"


BEHIND = 3
"""Hours of the drill from which an officer is told that the machine's players do not keep up."""
CONTROL = Words("导调组", "Exercise control")


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something that people in a drill are told: what, when, from whom; nobody named in ``roles`` is everybody."""

    key: str
    at: datetime
    """The drill's time."""
    kind: MessageKind
    words: Words
    source: Words = CONTROL
    roles: tuple[str, ...] = ()
    hours: float = 0.0
    """How long it lasts; nothing for a moment."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Somebody has read a message, at the drill's time."""

    key: str
    user: int
    name: str
    role: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class NewDrill:
    """What a drill is started with."""

    scenario: str
    edition: str
    seed: int
    speed: float
    players: tuple[Player, ...]


@dataclass(frozen=True, kw_only=True)
class DrillFacts:
    """One drill as pages and API show it. Its id is the exercise id that everything in it carries."""

    id: UUID
    scenario: str
    title: Words
    edition: str
    seed: int
    speed: float
    area: int
    began_drill: datetime
    made_at: datetime
    made_by: str
    players: tuple[Player, ...]
    state: DrillState
    state_at: datetime
    note: str = ""

    @property
    def stands(self) -> bool:
        """Whether its database and its folder exist, or are being made."""
        return self.state in {DrillState.PREPARING, DrillState.RUNNING, DrillState.PAUSED}

    @property
    def is_ending(self) -> bool:
        """Whether it was ended and something of it may still be there."""
        return self.state in ENDING


@dataclass(frozen=True, kw_only=True)
class Note:
    """One act of the officer, at the drill's time."""

    at: datetime
    drill_at: datetime
    by: str
    kind: NoteKind
    words: Words


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running drill as its folder tells: its time, its pace, where it is served, who can sign in, what happened."""

    now: datetime
    speed: float
    is_paused: bool
    port: int | None
    processes: dict[str, bool]
    """By process (web, worker, heart, players): whether it lives."""
    log_ins: tuple[dict[str, Any], ...]
    acts: tuple[dict[str, Any], ...]
    """The last acts of the machine's players, newest first: at, role, what."""
    played_to: datetime | None = None
    """Up to where the machine's players have played; nothing before their first hour."""
    told: tuple[tuple[Message, tuple[Receipt, ...]], ...] = ()
    """What people were told, newest first, and who has read it."""

    @property
    def hours_behind(self) -> int:
        """Whole hours of the drill that the machine's players have still to play; nought while it is what an hour takes."""
        if self.played_to is None:
            return 0
        behind = int((self.now - self.played_to).total_seconds() // 3600)
        return behind if behind >= BEHIND else 0
