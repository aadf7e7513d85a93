"""How long visits are kept, by source: a versioned file says it, with its clause."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sizao.ground.presence.types import VisitSource
from sizao.kernel.words import Words

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "retention.toml"


@dataclass(frozen=True)
class Term:
    """One source's time."""

    source: VisitSource
    days: int
    clause: Words

    def first_day_kept(self, as_of: datetime) -> date:
        """The earliest UTC day whose visits are still kept."""
        return as_of.astimezone(UTC).date() - timedelta(days=self.days)


@dataclass(frozen=True)
class Policy:
    """The terms in force, and the version under which they were issued."""

    version: str
    issued: date
    terms: tuple[Term, ...]


def policy(path: Path = SHIPPED) -> Policy:
    """Read a policy.

    Raises:
        ValueError: a source is unknown, stands twice or not at all, or a number of days is not positive.
    """
    body = tomllib.loads(path.read_text("utf-8"))
    terms = tuple(
        Term(VisitSource(each["source"]), int(each["days"]), Words(each["zh"], each["en"])) for each in body["term"]
    )
    _check(terms)
    return Policy(str(body["version"]), body["issued"], terms)


def _check(terms: Iterable[Term]) -> None:
    sources = [each.source for each in terms]
    if sorted(sources) != sorted(VisitSource):
        raise ValueError("every source has one term of retention")
    if any(each.days < 1 for each in terms):
        raise ValueError("visits are kept for at least a day")
