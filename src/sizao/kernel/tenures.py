"""Counting what somebody did while they held a post: many people and times at once, from rows of who and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from datetime import datetime
from typing import NamedTuple, TypeVar

Who = TypeVar("Who", bound=Hashable)


class Tenure(NamedTuple):
    """An account and a time it is asked about: from a moment until before another."""

    user_id: int
    since: datetime
    until: datetime


def bounds(held: Collection[Tenure]) -> tuple[datetime, datetime]:
    """The time around all of them; at least one must be given."""
    return min(each.since for each in held), max(each.until for each in held)


def counted(
    held: Iterable[Tenure], rows: Iterable[tuple[Who | None, datetime | None]], known_as: dict[int, Who] | None = None
) -> dict[Tenure, int]:
    """How many rows of who and when fall in each tenure; ``known_as`` says by what rows know an account, else its number."""
    moments: dict[object, list[datetime]] = defaultdict(list)
    for who, at in rows:
        if at is not None:
            moments[who].append(at)
    return {
        each: sum(
            each.since <= at < each.until for at in moments[known_as.get(each.user_id) if known_as else each.user_id]
        )
        for each in held
    }
