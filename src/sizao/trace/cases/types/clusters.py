"""Clusters: cases of one venue or household near in time, as the edition's rule finds them and as somebody recorded them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sizao.kernel.decisions import Clause
from sizao.kernel.words import Words
from sizao.trace.cases.types.words import ClusterKind


class Spot(NamedTuple):
    """What cases have in common: a place by its number, or a household by its id (``key``)."""

    kind: ClusterKind
    key: Any


class Met(NamedTuple):
    """One case at one spot: its day counts (onset, else sampling, else report)."""

    spot: Spot
    case_id: UUID
    on: date


@dataclass(frozen=True)
class Run:
    """Cases of one spot that together fulfil the edition's rule, in order of their days."""

    spot: Spot
    cases: tuple[UUID, ...]
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class ClusterFacts:
    """A cluster of an incident with its counts now; without an id it is found but not recorded."""

    spot: Spot
    words: Words
    area: int
    first: date
    last: date
    cases: tuple[UUID, ...]
    contacts: tuple[UUID, ...]
    edition_id: str
    clause: Clause | None
    cases_needed: int
    days: int
    holds: bool = True
    """Whether the rule still finds it: a case may have been ruled out since."""
    id: UUID | None = None
    number: str = ""
    recorded_at: datetime | None = None
    by: str = ""
    incident_id: UUID | None = None

    @property
    def exposed(self) -> int:
        """Cases and contacts together."""
        return len(self.cases) + len(self.contacts)

    @property
    def attack_rate(self) -> float | None:
        """The share of cases among those who were exposed there."""
        return len(self.cases) / self.exposed if self.exposed else None
