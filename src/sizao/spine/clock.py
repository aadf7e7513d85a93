"""The only place that reads the time: the real one, or the one of the drill that this process belongs to.

A process with ``SIZAO_DRILL=<folder>`` answers what the drill's clock in ``<folder>/clock.json`` says now: a drill runs
in the past, faster than life, or stands still (decision 21). What must not be fooled by it (how long a database context
or a sign-in lasts, codes of the second factor, whether two machines agree) asks :func:`wall`, as Django's own sessions do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

FOLDER = "SIZAO_DRILL"
"""The environment's name for the folder of the drill that a process belongs to."""
FILE = "clock.json"
Source = Callable[[], datetime]


@dataclass(frozen=True)
class DrillClock:
    """A time that began at a moment of its own, runs at a speed, and can stand still.

    ``speed`` is drill seconds in one real second; ``paused_at`` is the real moment at which it was stopped.
    """

    began_real: datetime
    began_drill: datetime
    speed: float = 1.0
    paused_at: datetime | None = None

    def at(self, real: datetime) -> datetime:
        """The drill's time at a real moment."""
        return self.began_drill + (min(real, self.paused_at or real) - self.began_real) * self.speed

    def paused(self, real: datetime) -> DrillClock:
        """The same clock, standing still from a real moment on."""
        return self if self.paused_at else replace(self, paused_at=real)

    def resumed(self, real: datetime) -> DrillClock:
        """The same clock, going on where it was stopped."""
        return replace(self, began_real=real, began_drill=self.at(real), paused_at=None) if self.paused_at else self

    def at_speed(self, speed: float, real: datetime) -> DrillClock:
        """The same clock, faster or slower from a real moment on."""
        paused_at = real if self.paused_at else None
        return DrillClock(real, self.at(real), speed, paused_at)

    def write(self, folder: Path) -> None:
        """Put it into a drill's folder, whole or not at all."""
        fresh = folder / f"{FILE}.new"
        fresh.write_text(json.dumps(asdict(self), default=str, indent=1))
        fresh.replace(folder / FILE)


def read(folder: Path) -> DrillClock:
    """The clock of a drill's folder."""
    written = json.loads((folder / FILE).read_text())
    paused_at = written.get("paused_at")
    return DrillClock(
        datetime.fromisoformat(written["began_real"]),
        datetime.fromisoformat(written["began_drill"]),
        float(written["speed"]),
        datetime.fromisoformat(paused_at) if paused_at else None,
    )


class _FromFile:
    """The time of a drill whose clock others may set: the file is read again when it has changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: tuple[int, int] | None = None
        self.clock: DrillClock | None = None

    def current(self) -> DrillClock:
        facts = (self.folder / FILE).stat()
        seen = (facts.st_mtime_ns, facts.st_ino)
        if self.clock is None or seen != self.seen:
            self.clock, self.seen = read(self.folder), seen
        return self.clock

    def __call__(self) -> datetime:
        return self.current().at(wall())


def wall() -> datetime:
    """The real present moment, drill or not, aware, in UTC."""
    return datetime.now(UTC)


_source: Source = _FromFile(Path(os.environ[FOLDER])) if os.environ.get(FOLDER) else wall


def now() -> datetime:
    """The present moment, aware, in UTC: the drill's, when this process belongs to one."""
    return _source()


def set_source(source: Source | None = None) -> None:
    """Let a headless drill in one process say what time it is; ``None`` gives the real time back."""
    global _source
    _source = source or wall


def speed() -> float:
    """How many seconds pass by this clock in one real second; 1 outside of a served drill."""
    return _source.current().speed if isinstance(_source, _FromFile) else 1.0


def pace() -> float:
    """The same, and 0 while the drill stands still."""
    return 0.0 if isinstance(_source, _FromFile) and _source.current().paused_at else speed()


def is_drill() -> bool:
    """Whether this process belongs to a drill, served or headless."""
    return _source is not wall or bool(os.environ.get(FOLDER))
