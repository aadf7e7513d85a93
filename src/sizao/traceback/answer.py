"""What the engine answers: one row per exposed person in a fixed order, and the counts that come before any name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sizao.traceback.visits import EvidenceGrade


@dataclass(frozen=True)
class Exposed:
    """One exposed person, listed once, at the nearest hop."""

    person: int
    hop: int
    via: tuple[int, ...]
    """The persons met, in order: index persons at hop 1 (none when only an index place was met), first-hop ones at 2."""
    places: tuple[int, ...]
    """The places of the encounters, in order."""
    first: datetime
    """When the earliest encounter began."""
    last: datetime
    """When the latest encounter ended (the moment itself is not part of it)."""
    seconds: int
    """Time of all encounters together; an hour with two index persons at once counts as two."""
    encounters: int
    grade: EvidenceGrade
    """The strongest grade such that visits of that grade and stronger ones suffice to list the person at this hop."""

    @property
    def minutes(self) -> int:
        """Whole minutes of all encounters together."""
        return self.seconds // 60

    @property
    def is_lead(self) -> bool:
        """Whether the exposure rests on evidence that is only a lead for a call."""
        return self.grade.is_lead_only


@dataclass(frozen=True)
class Counts:
    """How many and where, before any identity is opened."""

    persons: int
    by_hop: tuple[tuple[int, int], ...]
    by_grade: tuple[tuple[EvidenceGrade, int], ...]
    by_place: tuple[tuple[int, int], ...]
    """Place and persons exposed there, the fullest place first; a person counts in each of their places."""


def in_order(exposed: Iterable[Exposed]) -> tuple[Exposed, ...]:
    """The answer in its one order: by hop, then by person."""
    return tuple(sorted(exposed, key=lambda each: (each.hop, each.person)))


def counts(exposed: Sequence[Exposed]) -> Counts:
    """Count an answer by hop, grade and place."""
    hops = Counter(each.hop for each in exposed)
    grades = Counter(each.grade for each in exposed)
    places = Counter(place for each in exposed for place in each.places)
    return Counts(
        persons=len(exposed),
        by_hop=tuple(sorted(hops.items())),
        by_grade=tuple((grade, grades[grade]) for grade in EvidenceGrade if grades[grade]),
        by_place=tuple(sorted(places.items(), key=lambda pair: (-pair[1], pair[0]))),
    )
