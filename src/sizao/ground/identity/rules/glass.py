"""Breaking the glass: somebody of another area is seen for half an hour, the auditor is told at once and signs tomorrow."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sizao.ground.identity.errors import (
    DeclineReasonNeeded,
    EmergenciesSpent,
    EmergencyReasonNeeded,
    GlassOver,
    GlassReviewed,
    OwnGlass,
)
from sizao.ground.identity.rules.access import SHORTEST_REASON
from sizao.ground.identity.types import GlassFacts, GlassState
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import NotPermitted

OPEN_FOR = timedelta(minutes=30)
"""How long the glass stays broken for one person."""
SHORTEST_EMERGENCY = 15
"""Characters of the reason for an emergency look: more than for a look at home."""
MOST_IN_A_DAY = 5
"""Emergency looks of one account within 24 hours; whoever needs more needs a colleague of the other area."""
LOCAL = ZoneInfo("Asia/Shanghai")


def review_due(at: datetime) -> datetime:
    """Until when it is reviewed: the end of the next day, local time."""
    day = at.astimezone(LOCAL).date() + timedelta(days=2)
    return datetime.combine(day, time(), LOCAL)


def may_break(*, has_right: bool, is_person: bool, reason: str, within_a_day: int) -> Decision:
    """An emergency look is a signed-in person's, with a reason, and few in a day."""
    if not has_right or not is_person:
        return Decision.no(NotPermitted())
    if len(reason.strip()) < SHORTEST_EMERGENCY:
        return Decision.no(EmergencyReasonNeeded(least=SHORTEST_EMERGENCY))
    if within_a_day >= MOST_IN_A_DAY:
        return Decision.no(EmergenciesSpent(most=MOST_IN_A_DAY))
    return Decision.yes()


def may_see(found: GlassFacts, as_of: datetime) -> Decision:
    """Whether the glass is still broken."""
    if found.at <= as_of < found.until:
        return Decision.yes()
    return Decision.no(GlassOver(minutes=round(OPEN_FOR / timedelta(minutes=1))))


def may_review(found: GlassFacts, by: Actor, *, has_right: bool) -> Decision:
    """An emergency look is reviewed once, by another person."""
    if not has_right:
        return Decision.no(NotPermitted())
    if by.user_id is None or by.user_id == found.by_user:
        return Decision.no(OwnGlass())
    if found.is_justified is not None:
        return Decision.no(GlassReviewed())
    return Decision.yes()


def may_find(found: GlassFacts, by: Actor, *, has_right: bool, is_justified: bool, note: str) -> Decision:
    """As :func:`may_review`; who finds it not justified says why."""
    decision = may_review(found, by, has_right=has_right)
    if decision and not is_justified and len(note.strip()) < SHORTEST_REASON:
        return Decision.no(DeclineReasonNeeded(least=SHORTEST_REASON))
    return decision


def state(found: GlassFacts, as_of: datetime) -> GlassState:
    """How an emergency look stands at a moment."""
    if found.is_justified is not None:
        return GlassState.JUSTIFIED if found.is_justified else GlassState.NOT_JUSTIFIED
    if as_of >= found.review_due:
        return GlassState.LATE
    return GlassState.OPEN if as_of < found.until else GlassState.TO_REVIEW
