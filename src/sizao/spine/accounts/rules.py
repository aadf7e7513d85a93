"""Decisions about accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.spine.accounts.errors import (
    AccountReachesFurther,
    AccountUnknown,
    GrantTooWide,
    GrantWithoutEnd,
    LetInReasonMissing,
    OwnAccount,
    PasswordShared,
    RolesApart,
)
from sizao.spine.accounts.types import APART, ROLE_RIGHTS, Right, Role, UserFacts

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


def may_change_password(account: UserFacts) -> Decision:
    """Everybody may change their own password; a demonstration account is many people's."""
    return Decision.no(PasswordShared()) if account.is_demonstration else Decision.yes()


WEAK: dict[str, Words] = {
    "password_too_similar": Words("与用户名或姓名太相似", "too like the user name or the name"),
    "password_too_short": Words("不足 {min_length} 个字符", "shorter than {min_length} characters"),
    "password_too_common": Words("属于常见密码", "among the common ones"),
}
"""What the validators of the settings find, by their codes: Django's own Chinese leaves some of it in English."""


def weaknesses(found: Iterable[tuple[str, Mapping[str, object]]]) -> Words:
    """Why a password is too weak, in words: codes of validators with what fills their sentences."""
    words = [WEAK[code].filled(**given) for code, given in found]
    return Words(";".join(each.zh for each in words), "; ".join(each.en for each in words))


REASON_LETTERS = 5
"""How short a reason may be that an administrator gives."""


def may_let_in_again(account: UserFacts, by: Actor, reason: str) -> Decision:
    """Who administers accounts lets others in again whose roles all lie within their own area, and says why."""
    inside = [contains(by.area, each.area) for each in account.grants]
    if not any(inside):
        return Decision.no(AccountUnknown())
    if by.user_id == account.id:
        return Decision.no(OwnAccount())
    if not all(inside):
        return Decision.no(AccountReachesFurther())
    is_told = len(reason.strip()) >= REASON_LETTERS
    return Decision.yes() if is_told else Decision.no(LetInReasonMissing(letters=REASON_LETTERS))
