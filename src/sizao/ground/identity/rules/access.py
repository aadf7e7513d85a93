"""Who may look at an identity, and how often."""

from __future__ import annotations

from sizao.ground.identity.errors import (
    AllowanceSpent,
    CorrectionReasonNeeded,
    PersonUnknown,
    ReasonNeeded,
    TaskNotYours,
    TooManyAtOnce,
)
from sizao.ground.identity.types import LookKind
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import NotPermitted

SHORTEST_REASON = 10
"""Characters of a written reason that stands in for a task."""
MOST_AT_ONCE = 100
"""Identities that one person may reveal at once; more needs two people (dual control)."""
HOURLY: dict[LookKind, int] = {LookKind.SEARCH: 600, LookKind.REVEAL: 1_000, LookKind.RESOLVE: 200_000}
"""What one person may do in an hour before the platform stops and asks: far above honest work, far below copying a city."""


def may_reveal(
    *,
    by: Actor,
    number: int,
    has_right: bool,
    task_given: bool,
    task_is_open_and_own: bool,
    reason: str,
    is_signed: bool = False,
) -> Decision:
    """An identity opens to a role that may, with an open task of one's own or a reason; many at once when two signed."""
    if not has_right:
        return Decision.no(NotPermitted())
    if is_signed:
        return Decision.yes()
    if by.kind is not ActorKind.SYSTEM and number > MOST_AT_ONCE:
        return Decision.no(TooManyAtOnce(most=MOST_AT_ONCE))
    if task_given and not task_is_open_and_own:
        return Decision.no(TaskNotYours())
    if not task_given and len(reason.strip()) < SHORTEST_REASON:
        return Decision.no(ReasonNeeded(least=SHORTEST_REASON))
    return Decision.yes()


def is_second(by: Actor, organisation: str, *, is_own: bool) -> bool:
    """Whether an actor is another person than who asked, of another organisation, both named (dual control)."""
    return not is_own and bool(by.organisation) and bool(organisation) and by.organisation != organisation


def may_correct(*, has_right: bool, is_visible: bool, reason: str) -> Decision:
    """An identity is corrected by a role that may, for a person in scope, with a written reason."""
    if not has_right:
        return Decision.no(NotPermitted())
    if not is_visible:
        return Decision.no(PersonUnknown())
    if len(reason.strip()) < SHORTEST_REASON:
        return Decision.no(CorrectionReasonNeeded(least=SHORTEST_REASON))
    return Decision.yes()


def may_spend(kind: LookKind, used: int) -> Decision:
    """Whether an hour's use, the present one included, stays within the allowance."""
    if used > HOURLY[kind]:
        return Decision.no(AllowanceSpent(what=kind.words, most=HOURLY[kind]))
    return Decision.yes()
