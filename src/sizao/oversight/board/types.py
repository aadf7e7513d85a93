"""What the board shows of an incident at a moment: figures, curve, funnel, areas, late steps; counts only, no person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sizao.ground.command.types import ClockRow, IncidentFacts, TaskFacts
from sizao.kernel.actors import Actor
from sizao.kernel.sockets import Sockets
from sizao.kernel.words import Words
from sizao.measures.followup.types import Meter
from sizao.measures.zones.types import ZoneFacts


@dataclass(frozen=True)
class Figure:
    """One number with its meaning; ``key`` names the list behind it."""

    key: str
    words: Words
    value: int
    unit: str
    before: int | None = None
    """The same number 24 hours earlier."""
    tone: str = ""
    is_worse: bool = True
    """Whether more of it is worse."""
    note: Words | None = None

    @property
    def delta(self) -> int | None:
        """The change over 24 hours."""
        return None if self.before is None else self.value - self.before


@dataclass(frozen=True)
class CurveBar:
    """One day of the curve: infections by kind, in the order of :attr:`Curve.kinds`."""

    on: date
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Curve:
    """The epidemic curve: days without a case are there too."""

    kinds: tuple[Words, ...] = ()
    days: tuple[CurveBar, ...] = ()

    @property
    def highest(self) -> int:
        """The largest daily total."""
        return max((sum(day.counts) for day in self.days), default=0)

    @property
    def total(self) -> int:
        """All counted infections."""
        return sum(sum(day.counts) for day in self.days)


@dataclass(frozen=True)
class AreaFigures:
    """Infections and contacts of one area."""

    code: int
    words: Words
    cases: int
    contacts: int


@dataclass(frozen=True)
class ChainSummary:
    """The chain in four numbers and its generations."""

    cases: int = 0
    generations: tuple[tuple[int, int], ...] = ()
    without_source: int = 0
    most_offspring: int = 0
    most_label: str = ""


class Part(StrEnum):
    """A part of the wall screen that answers, or fails to, by itself."""

    CLOCK = "clock"
    FIGURES = "figures"
    CONTACTS = "contacts"
    CURVE = "curve"
    AREAS = "areas"
    ZONES = "zones"
    LATE = "late"
    CHAIN = "chain"
    METERS = "meters"


SLOW = frozenset({Part.CHAIN, Part.METERS})
"""Parts whose source reads many rows: each is asked for by itself, after the others, and less often."""
QUICK = frozenset(Part) - SLOW


@dataclass(frozen=True)
class WallTerms:
    """How often the wall screen asks, and after how many unanswered questions what is told."""

    refresh_seconds: int
    slow_seconds: int
    dim_after: int
    lost_after: int
    part_seconds: int


@dataclass(frozen=True)
class Clocks:
    """Both clocks of an incident."""

    clock: tuple[ClockRow, ...] = ()
    seven_one_seven: tuple[ClockRow, ...] = ()


@dataclass(frozen=True)
class LateTasks:
    """The open tasks past their time, and how many are open at all."""

    late: tuple[TaskFacts, ...] = ()
    open: int = 0


@dataclass(frozen=True)
class Situation:
    """One incident as it stood at a moment."""

    incident: IncidentFacts
    as_of: datetime
    clock: tuple[ClockRow, ...]
    seven_one_seven: tuple[ClockRow, ...]
    figures: tuple[Figure, ...]
    curve: Curve
    funnel: tuple[Figure, ...]
    areas: tuple[AreaFigures, ...]
    elsewhere: AreaFigures
    """Those who live outside the incident's area, or whose part of it is not known."""
    zones: tuple[ZoneFacts, ...]
    tasks_late: tuple[TaskFacts, ...]
    tasks_open: int
    chain: ChainSummary
    meters: tuple[Meter, ...] = ()
    """Nobody left out: quarantined, tested, under management."""
    within: int = 0
    """The area whose parts are told apart: the incident's, or one inside it."""
    inner_level: str = ""
    parts: frozenset[Part] = frozenset(Part)
    """The parts that were asked for."""
    missing: frozenset[Part] = frozenset()
    """Those whose source did not answer; what stands for them here is empty, not nought."""

    def has(self, part: Part) -> bool:
        """Whether a part was asked for and answered."""
        return part in self.parts and part not in self.missing

    @property
    def late_steps(self) -> tuple[ClockRow, ...]:
        """Milestones whose limit was or is exceeded."""
        return tuple(each for each in self.clock if each.is_late)


@dataclass(frozen=True)
class WorkItem:
    """One thing that waits: what, why, until when."""

    title: Words | str
    note: Words | str = ""
    place: tuple[str, tuple[str, ...]] = ("", ())
    """URL name and arguments of its page."""
    at: datetime | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Work:
    """One kind of exception that waits for the reader: how many, the first few, and the list behind."""

    key: str
    words: Words
    number: int
    unit: str
    items: tuple[WorkItem, ...] = ()
    is_urgent: bool = False
    place: str = ""
    """URL name of the list."""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bar:
    """One bar of a drawn chart, in the chart's own units."""

    x: float
    y: float
    width: float
    height: float
    kind: int
    said: Words


@dataclass(frozen=True)
class Drawing:
    """A bar chart as geometry: the template only writes it down."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    grid: tuple[tuple[float, int], ...]
    """Horizontal lines: y and the number they stand for."""
    days: tuple[tuple[float, date], ...]
    """Labelled days: x and the day."""
    kinds: tuple[Words, ...]


MoreWork = Callable[[Actor, datetime], "Work | None"]
more_work: Sockets[MoreWork] = Sockets()
"""The flow enters here what waits for an actor in rooms that the board may not know."""
