"""What makes a reported visit believable, and the content hash that makes its recording happen once."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.ground.presence.types import EvidenceGrade, NewVisit, QuarantineReason
from sizao.traceback.visits import USUAL_GRADE, Visit, whole_second

LOCAL = ZoneInfo("Asia/Shanghai")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No source of this room is older; an earlier year is a typing error."""
LONGEST = timedelta(days=92)
"""The longest believable single stay; nobody is on record as having been in one place for longer."""
PLACE_BITS = (1 << 32) - 1
CLOCK_TOLERANCE = timedelta(hours=24)
"""How far a sender's clock may run ahead; rows beyond it are looked at by a person."""


def moment(value: datetime | str) -> datetime | None:
    """A moment in whole seconds of UTC, from a moment or from text; ``None`` when it cannot be read."""
    if isinstance(value, datetime):
        return whole_second(value if value.tzinfo else value.replace(tzinfo=LOCAL))
    text, days = value.strip().replace("T", " "), 0
    for ending in (" 24:00", " 24:00:00"):
        if text.endswith(ending):
            text, days = text.removesuffix(ending) + " 00:00", 1
    try:
        found = datetime.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return whole_second(found if found.tzinfo else found.replace(tzinfo=LOCAL))


def flaw(
    given: NewVisit, start: datetime | None, until: datetime | None, *, place_is_known: bool, as_of: datetime
) -> QuarantineReason | None:
    """The first reason not to believe a row; ``None`` when it is plausible."""
    if given.person_id <= 0:
        return QuarantineReason.PERSON_UNKNOWN
    if not place_is_known:
        return QuarantineReason.PLACE_UNKNOWN
    if start is None or until is None:
        return QuarantineReason.BAD_TIME
    return _flaw_of_period(start, until, as_of)


def _flaw_of_period(start: datetime, until: datetime, as_of: datetime) -> QuarantineReason | None:
    if until < start:
        return QuarantineReason.ENDS_FIRST
    if until == start:
        return QuarantineReason.NO_LENGTH
    if start < EARLIEST:
        return QuarantineReason.TOO_OLD
    if start > as_of + CLOCK_TOLERANCE:
        return QuarantineReason.FUTURE
    return QuarantineReason.TOO_LONG if until - start > LONGEST else None


def visit_of(given: NewVisit, start: datetime, until: datetime) -> Visit:
    """The visit that a plausible row tells of, with the usual grade of its source when it has none of its own."""
    grade: EvidenceGrade = given.grade or USUAL_GRADE[given.source]
    return Visit(given.person_id, given.place_id, start, until, given.zone.strip() or None, given.source, grade)


def content_id(*parts: object) -> UUID:
    """An identifier made of the content alone (RFC 9562 version 8): the same content always gets the same one."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    value = int.from_bytes(digest[:16], "big") & ~(0xF << 76) | 0x8 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def visit_id(visit: Visit) -> UUID:
    """The identifier of a visit; the grade is left out, so that a better grade is not a second visit.

    It begins with the place's number: the visits of a batch, which are entered by place, find their neighbours in the
    table's index next to each other, and not one in each of its pages.
    """
    content = content_id(
        visit.person, visit.place, visit.zone or "", visit.start.isoformat(), visit.until.isoformat(), visit.source
    )
    return UUID(int=(visit.place & PLACE_BITS) << 96 | content.int & (1 << 96) - 1)
