"""What is asked of the engine: whose stays, how long together, on what evidence, how many hops.

A :class:`TraceQuery` is data: frozen, comparable, stored as JSON with its version next to every answer it produced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sizao.traceback.visits import EvidenceGrade, VisitSource, whole_second

VERSION = 1
"""Version of the question's meaning; a stored question of another version is refused, never guessed at."""


@dataclass(frozen=True, order=True)
class IndexStay:
    """An index person and the half-open period in which that person could pass the disease on."""

    person: int
    start: datetime
    until: datetime

    def __post_init__(self) -> None:
        """Whole seconds of UTC; an empty period is refused."""
        _tidy_period(self)


@dataclass(frozen=True, order=True)
class IndexPlace:
    """A place that was itself infectious for a period (a positive sample, an unknown visitor); a zone narrows it."""

    place: int
    start: datetime
    until: datetime
    zone: str = ""
    """Part of the place; an empty text means the whole place."""

    def __post_init__(self) -> None:
        """Whole seconds of UTC; an empty period is refused."""
        _tidy_period(self)


@dataclass(frozen=True)
class TraceQuery:
    """One question to the engine. Empty ``sources``, ``grades`` and ``place_kinds`` mean that all are admitted."""

    index: tuple[IndexStay, ...] = ()
    index_places: tuple[IndexPlace, ...] = ()
    min_overlap_s: int = 1
    """Shortest encounter that counts, in seconds; at least 1."""
    linger_s: int = 0
    """How long a place stays infectious after the index person has left, in seconds."""
    match_zones: bool = False
    """Whether two people must be in the same zone; a visit whose zone is not known matches every zone."""
    sources: tuple[VisitSource, ...] = ()
    grades: tuple[EvidenceGrade, ...] = ()
    place_kinds: tuple[str, ...] = ()
    exclude_persons: tuple[int, ...] = ()
    """Persons left out of the answer who also pass nothing on: already managed, or protected staff on duty."""
    hops: int = 1
    """1 for those who met an index person; 2 adds those who met one of them afterwards."""
    second_hop_within_s: int | None = None
    """How long after the last encounter a first-hop person still counts as a source, in seconds; ``None``: no end."""
    with_lists: bool = True
    """Whether the answer lists via whom and where; for a cohort of thousands these lists outgrow all the rest."""

    def __post_init__(self) -> None:
        """Put the parts in order, so that equal questions are equal, and refuse a question without meaning."""
        for name in ("index", "index_places", "sources", "grades", "place_kinds", "exclude_persons"):
            object.__setattr__(self, name, _ordered(getattr(self, name)))
        if not self.index and not self.index_places:
            raise ValueError("a trace needs an index person or an index place")
        if self.min_overlap_s < 1 or self.linger_s < 0 or (self.second_hop_within_s or 0) < 0:
            raise ValueError("the overlap is at least one second, other lengths of time at least zero")
        if self.hops not in (1, 2):
            raise ValueError("a trace goes one hop or two")
        if any(person < 0 for person in (*self.persons, *self.exclude_persons)):
            raise ValueError("a person's number is not negative")

    @property
    def persons(self) -> frozenset[int]:
        """The index persons."""
        return frozenset(stay.person for stay in self.index)

    @property
    def unlisted(self) -> frozenset[int]:
        """Persons who never appear in the answer: the index persons and the excluded ones."""
        return self.persons | frozenset(self.exclude_persons)

    @property
    def first_hop_period(self) -> tuple[datetime, datetime]:
        """The half-open period outside which no visit can matter to the first hop."""
        stays: tuple[IndexStay | IndexPlace, ...] = (*self.index, *self.index_places)
        return min(each.start for each in stays), max(each.until for each in stays) + timedelta(seconds=self.linger_s)

    def to_json(self) -> dict[str, object]:
        """Plain JSON values, with the version."""
        body = {each.name: _plain(getattr(self, each.name)) for each in fields(self)}
        return {"version": VERSION, **body}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> TraceQuery:
        """Rebuild a question; another version or an unknown key is refused with ``ValueError``."""
        given = dict(body)
        if given.pop("version", None) != VERSION:
            raise ValueError(f"not a trace question of version {VERSION}")
        unknown = set(given) - {each.name for each in fields(cls)}
        if unknown:
            raise ValueError(f"unknown parts of a trace question: {', '.join(sorted(unknown))}")
        return cls(**{name: _typed(name, value) for name, value in given.items()})


def _tidy_period(stay: IndexStay | IndexPlace) -> None:
    object.__setattr__(stay, "start", whole_second(stay.start))
    object.__setattr__(stay, "until", whole_second(stay.until))
    if stay.until <= stay.start:
        raise ValueError("an index period must last")


def _ordered(parts: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(set(parts)))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, IndexStay | IndexPlace):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _typed(name: str, value: Any) -> Any:
    if name in _PARTS:
        return tuple(_PARTS[name](each) for each in value)
    return value


def _stay(body: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: datetime.fromisoformat(body[name]) for name in ("start", "until")}
    return {**body, **moments}


_PARTS: dict[str, Any] = {
    "index": lambda body: IndexStay(**_stay(body)),
    "index_places": lambda body: IndexPlace(**_stay(body)),
    "sources": VisitSource,
    "grades": EvidenceGrade,
    "place_kinds": str,
    "exclude_persons": int,
}
