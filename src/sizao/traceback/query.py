"""What is asked of the engine: whose stays, how long together, on what evidence, how many hops.

A :class:`TraceQuery` is data: frozen, comparable, stored as JSON with its version next to every answer it produced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sizao.kernel.words import Words
from sizao.traceback.visits import EvidenceGrade, VisitSource, whole_second

VERSION = 1
"""Version of the question's meaning; a stored question of another version is refused, never guessed at."""
LARGEST = 2**63 - 1
"""The largest number of a person or a place: what a file of visits can hold."""
LONGEST = timedelta(days=36_500)
"""The longest length of time that a question may name."""
YEARS = range(1900, 2200)
"""In which an index period may lie: every engine can count in them."""


class Meaningless(ValueError):
    """What was asked is no question; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep the sentence."""
        self.words = Words(zh, en)
        super().__init__(en)


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
            raise Meaningless("需指明指示人员或指示场所", "a trace needs an index person or an index place")
        if self.hops not in (1, 2):
            raise Meaningless("追踪只有一层或两层", "a trace goes one hop or two")
        self._refuse_lengths()
        places = (each.place for each in self.index_places)
        if not all(0 <= number <= LARGEST for number in (*self.persons, *self.exclude_persons, *places)):
            raise Meaningless(
                f"人员和场所的编号为 0 至 {LARGEST}",
                f"a person's or place's number is from 0 to {LARGEST}, not negative",
            )

    def _refuse_lengths(self) -> None:
        lengths = (self.min_overlap_s, self.linger_s, self.second_hop_within_s or 0)
        if self.min_overlap_s < 1 or min(lengths) < 0:
            raise Meaningless(
                "重叠时长至少 1 秒,其他时长不为负",
                "the overlap is at least one second, other lengths of time at least zero",
            )
        if max(lengths) > LONGEST.total_seconds():
            raise Meaningless(f"时长不超过 {LONGEST.days} 天", f"a length of time is at most {LONGEST.days} days")

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
            raise Meaningless(f"不是第 {VERSION} 版的追踪问题", f"not a trace question of version {VERSION}")
        unknown = set(given) - {each.name for each in fields(cls)}
        if unknown:
            names = ", ".join(sorted(unknown))
            raise Meaningless(f"追踪问题中有未知部分:{names}", f"unknown parts of a trace question: {names}")
        return cls(**{name: _typed(name, value) for name, value in given.items()})


def _tidy_period(stay: IndexStay | IndexPlace) -> None:
    object.__setattr__(stay, "start", whole_second(stay.start))
    object.__setattr__(stay, "until", whole_second(stay.until))
    if stay.until <= stay.start:
        raise Meaningless("指示时段的结束须晚于开始", "an index period must last")
    if stay.start.year not in YEARS or stay.until.year not in YEARS:
        raise Meaningless(
            f"指示时段须在 {YEARS[0]} 至 {YEARS[-1]} 年之内",
            f"an index period lies in the years {YEARS[0]} to {YEARS[-1]}",
        )


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
