"""What is shown when a case that recovered is closed: the tests that an edition asks before somebody is discharged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sizao.kernel.words import Words


@dataclass(frozen=True)
class DischargeTest:
    """One PCR test before discharge: its Ct value, or none where nothing was found."""

    sampled_at: datetime
    ct: float | None = None

    @property
    def result(self) -> Words:
        """What was found."""
        return Words("阴性", "negative") if self.ct is None else Words(f"Ct 值 {self.ct:g}", f"Ct {self.ct:g}")


@dataclass(frozen=True)
class DischargeTerms:
    """What an edition asks: how many tests, their Ct values at least, how many hours apart at least."""

    tests: int
    hours: float
    ct: float | None
