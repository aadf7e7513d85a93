"""What the API of open risk gives."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from sizao.kernel import areas
from sizao.oversight.openrisk.types import OpenCount, OpenItem, Risk


class OpenCountOut(Schema):
    """One number of the counter; ``held`` of them have a named holder."""

    risk: Risk
    number: int
    held: int

    @classmethod
    def of(cls, found: OpenCount) -> OpenCountOut:
        """The number as JSON."""
        return cls(risk=found.risk, number=found.number, held=found.held)


class OpenItemOut(Schema):
    """One open item: why, and who must act; the person by number."""

    risk: Risk
    number: str
    area: str
    person: int | None
    reason_zh: str
    reason_en: str
    seat_zh: str
    seat_en: str
    holder: str
    since: datetime | None

    @classmethod
    def of(cls, found: OpenItem) -> OpenItemOut:
        """The item as JSON."""
        return cls(
            risk=found.risk, number=found.number, area=areas.printed(found.area), person=found.person_id,
            reason_zh=found.reason.zh, reason_en=found.reason.en, seat_zh=found.seat.role.zh,
            seat_en=found.seat.role.en, holder=found.seat.holder, since=found.since,
        )  # fmt: skip
