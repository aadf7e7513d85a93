"""Half-open periods of time ``[start, until)``: aware, UTC inside, empty ones refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, order=True)
class Period:
    """A half-open period; ``until`` is not part of it."""

    start: datetime
    until: datetime

    def __post_init__(self) -> None:
        """Refuse naive times and periods that end before they start."""
        if self.start.tzinfo is None or self.until.tzinfo is None:
            raise ValueError("a period needs aware times")
        if self.until < self.start:
            raise ValueError("a period must not end before it starts")

    @classmethod
    def of(cls, start: datetime, length: timedelta) -> Period:
        """The period of a given length from a moment."""
        return cls(start, start + length)

    def __contains__(self, moment: object) -> bool:
        """Whether a moment lies in the period."""
        return isinstance(moment, datetime) and self.start <= moment < self.until

    @property
    def length(self) -> timedelta:
        """How long the period is."""
        return self.until - self.start

    def overlap(self, other: Period) -> Period | None:
        """The shared part of two periods, or ``None`` when they only touch or lie apart."""
        start, until = max(self.start, other.start), min(self.until, other.until)
        return Period(start, until) if start < until else None


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; a naive one is refused."""
    if moment.tzinfo is None:
        raise ValueError("a naive time was given where an aware one is needed")
    return moment.astimezone(UTC)
