"""The transmission chain and the epidemic curve as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sizao.kernel.editions.types import ContactClass
from sizao.trace.cases.types.words import (
    Certainty,
    Classification,
    EdgeKind,
    NodeKind,
)


@dataclass(frozen=True, kw_only=True)
class ChainNode:
    """A mark on the chain: ``x`` is the day since the chain began, ``y`` the row of the tidy tree."""

    id: str
    kind: NodeKind
    label: str
    on: date
    x: float = 0.0
    y: float = 0.0
    classification: Classification | None = None
    contact_class: ContactClass | None = None
    generation: int | None = None
    offspring: int = 0
    """Cases whose most likely source this is."""
    possible_offspring: int = 0
    """Cases that may have it as their source, likely or not."""
    contacts: int = 0
    """Contacts that lead back to it directly or through other contacts."""
    is_dated: bool = True
    """Whether the day is a known onset (or exposure); otherwise sampling or report stands in for it."""


@dataclass(frozen=True, kw_only=True)
class ChainEdge:
    """An arrow of the chain, from the source to the exposed."""

    source: str
    target: str
    kind: EdgeKind
    certainty: Certainty = Certainty.PROBABLE
    situation: str = ""
    serial_days: int | None = None
    """Days from onset to onset."""


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A whole chain, laid out: draw the nodes where they say they are."""

    nodes: tuple[ChainNode, ...] = ()
    edges: tuple[ChainEdge, ...] = ()
    begins_on: date | None = None
    generations: Mapping[int, int] = field(default_factory=dict)
    """Cases by generation; those without a known source are generation 1."""
    offspring: tuple[int, ...] = ()
    """Cases infected by each case, largest first."""
    collapsed: int = 0
    """Contacts that were folded into a count."""
    dropped: int = 0
    """Edges left out because they point at themselves."""
    broken_cycles: int = 0
    """Edges that would close a circle of sources and are therefore shown as possible only."""

    @property
    def mean_offspring(self) -> float:
        """Mean number of cases infected by a case; 0 for an empty chain."""
        return sum(self.offspring) / len(self.offspring) if self.offspring else 0.0


@dataclass(frozen=True, kw_only=True)
class ChainRow:
    """One case of a chain as a row of a table: the accessible twin of the picture."""

    id: UUID
    label: str
    on: date
    is_dated: bool
    classification: Classification
    generation: int
    source: str
    situation: str
    serial_days: int | None
    others: tuple[str, ...]
    """Other possible sources."""
    offspring: int
    contacts: int


@dataclass(frozen=True, kw_only=True)
class CurveDay:
    """One day of the epidemic curve, with the number of cases by classification (days without a case are there too)."""

    on: date
    counts: Mapping[Classification, int]

    @property
    def total(self) -> int:
        """All cases of the day."""
        return sum(self.counts.values())


class CaseMark(NamedTuple):
    """What the shape of a chain needs of a case, and no more: ten thousand of them are read at every look at the board."""

    id: UUID
    number: str
    external_id: str
    person_id: int
    classification: Classification
    onset_at: datetime | None
    sampled_at: datetime | None
    reported_at: datetime

    @property
    def day(self) -> datetime:
        """The moment that places the case in time, as :attr:`CaseFacts.day`."""
        return self.onset_at or self.sampled_at or self.reported_at


class ContactMark(NamedTuple):
    """A contact by which an exposure may name somebody who is a case."""

    id: UUID
    person_id: int


class ExposureMark(NamedTuple):
    """What the shape of a chain needs of an exposure."""

    id: UUID
    person_id: int
    source_case_id: UUID | None
    source_contact_id: UUID | None
    source_place_id: int | None
    start: datetime | None
    until: datetime | None
    certainty: Certainty
    minutes: int | None
    situation: str = ""
    """For arrows that are drawn."""


@dataclass(frozen=True, kw_only=True)
class ChainFigures:
    """A chain in numbers: cases by generation, those without a known source, and the most infected by one case."""

    cases: int = 0
    generations: dict[int, int] = field(default_factory=dict)
    without_source: int = 0
    most: int = 0
    most_label: str = ""
