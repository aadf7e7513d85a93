"""What this room announces."""

from __future__ import annotations

from dataclasses import dataclass

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class VisitsRecorded(Event):
    """A batch of visits came in."""

    name = "ground.presence.visits-recorded"

    recorded: int
    known: int
    quarantined: int
