"""What is shown when a case that recovered is closed: the tests that an edition asks before somebody is discharged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DischargeTest:
    """One PCR test before discharge: its Ct value, or none where nothing was found."""

    sampled_at: datetime
    ct: float | None = None

    def __str__(self) -> str:
        return f"PCR {self.sampled_at:%Y-%m-%d %H:%M%z} {'(-)' if self.ct is None else f'Ct {self.ct:g}'}"


@dataclass(frozen=True)
class DischargeTerms:
    """What an edition asks: how many tests, their Ct values at least, how many hours apart at least."""

    tests: int
    hours: float
    ct: float | None
