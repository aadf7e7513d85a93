"""Decisions about accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sizao.kernel.areas import contains, printed
from sizao.kernel.decisions import Decision
from sizao.spine.accounts.errors import GrantTooWide, GrantWithoutEnd, RolesApart
from sizao.spine.accounts.types import APART, ROLE_RIGHTS, Right, Role

IDLE, ABSOLUTE = 30 * 60, 8 * 3600
"""Seconds after which a session ends when nobody uses it, and whoever uses it."""


def has_ended(began: int, used: int, now: int) -> bool:
    """Whether a session is over: seconds since the epoch at which it began, was last used, and is asked about."""
    return now - used >= IDLE or now - began >= ABSOLUTE


def may(role: str, right: Right) -> bool:
    """Whether a role has a right; the platform itself (role ``system``) has all of them."""
    if role == "system":
        return True
    try:
        return right in ROLE_RIGHTS[Role(role)]
    except ValueError:
        return False


def may_grant_in(area: int, own: int) -> Decision:
    """Nobody gives a role that reaches beyond their own area."""
    return Decision.yes() if contains(own, area) else Decision.no(GrantTooWide(area=printed(area)))


def may_grant(role: Role, held: Iterable[Role], since: datetime, until: datetime) -> Decision:
    """A grant always ends, and nobody holds two administrator roles (GB/T 22239-2019, separation of duties)."""
    if until <= since:
        return Decision.no(GrantWithoutEnd(reason=""))
    for other in held:
        if frozenset({role, other}) in APART:
            return Decision.no(RolesApart(first=role.words, second=other.words))
    return Decision.yes()
