"""Facts that the room of signals announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event
from sizao.sense.signals.types import Level, Verdict


@dataclass(frozen=True, kw_only=True)
class SignalReceived(Event):
    """A signal arrived and was scored."""

    name: ClassVar[str] = "sense.signals.signal-received"

    signal_id: UUID
    channel: str
    level: Level


@dataclass(frozen=True, kw_only=True)
class SignalClosed(Event):
    """A signal was closed with a verdict."""

    name: ClassVar[str] = "sense.signals.signal-closed"

    signal_id: UUID
    channel: str
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class SignalConfirmed(Event):
    """A signal was found true: somebody has to decide what follows."""

    name: ClassVar[str] = "sense.signals.signal-confirmed"

    signal_id: UUID
    number: str
    level: Level


@dataclass(frozen=True, kw_only=True)
class ChannelSilent(Event):
    """Nothing has come through a channel in a county for longer than it may stay silent; told once for each silence."""

    name: ClassVar[str] = "sense.signals.channel-silent"

    channel: str
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class IncidentWanted(Event):
    """A person decided that a confirmed signal opens an incident."""

    name: ClassVar[str] = "sense.signals.incident-wanted"

    signal_id: UUID
    title_zh: str
    title_en: str
    disease: str
