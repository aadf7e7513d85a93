"""A case that was closed, as the API gives it."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from sizao.trace.cases.schemas.outgoing import CaseOut, ClauseOut
from sizao.trace.cases.types import CaseFacts, StatusFacts


class DischargeTestOut(Schema):
    """A PCR test that was shown when a case was closed; ``ct`` is ``null`` where nothing was found."""

    sampled_at: datetime
    ct: float | None


class ClosedOut(Schema):
    """A case that was closed: when, by whom, why, on which clause, and with which tests."""

    case: CaseOut
    at: datetime
    by: str
    reason: str
    clause: ClauseOut | None
    tests: list[DischargeTestOut]

    @classmethod
    def of(cls, case: CaseFacts, status: StatusFacts) -> ClosedOut:
        """The closing as JSON."""
        return cls(
            case=CaseOut.of(case), at=status.at, by=status.by, reason=status.reason,
            clause=ClauseOut.of(status.clause),
            tests=[DischargeTestOut(sampled_at=each.sampled_at, ct=each.ct) for each in status.tests],
        )  # fmt: skip
