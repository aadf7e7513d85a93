"""JSON of joining the records of one person."""

from __future__ import annotations

from uuid import UUID

from ninja import Schema

from sizao.trace.cases.types import Doubled


class JoinedOut(Schema):
    """Which record is kept, and which were set aside for it."""

    kept_id: UUID
    kept: str
    is_case: bool
    set_aside: list[str]

    @classmethod
    def of(cls, found: Doubled) -> JoinedOut:
        """The outcome as JSON."""
        aside = [each.number for each in found.aside]
        return cls(kept_id=found.kept.id, kept=found.kept.number, is_case=found.is_of_a_case, set_aside=aside)
