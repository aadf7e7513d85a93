"""Who may merge two numbers, part them again, or say that they are two persons."""

from __future__ import annotations

from sizao.ground.identity.errors import (
    AlreadyMerged,
    MergeOver,
    MergeReasonNeeded,
    PairDecided,
    PersonUnknown,
    SameNumber,
)
from sizao.ground.identity.rules.access import SHORTEST_REASON
from sizao.ground.identity.types import PairState
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import NotPermitted


def may_merge(
    *, has_right: bool, are_visible: bool, is_one_number: bool, are_free: bool, reason: str
) -> Decision:  # fmt: skip
    """Two numbers in scope are merged with a reason, when neither stands under another one."""
    if not has_right:
        return Decision.no(NotPermitted())
    if not are_visible:
        return Decision.no(PersonUnknown())
    if is_one_number:
        return Decision.no(SameNumber())
    if not are_free:
        return Decision.no(AlreadyMerged())
    return _with_reason(reason)


def may_part(*, has_right: bool, is_current: bool, reason: str) -> Decision:
    """A merge that stands is undone with a reason."""
    if not has_right:
        return Decision.no(NotPermitted())
    if not is_current:
        return Decision.no(MergeOver())
    return _with_reason(reason)


def may_set_apart(*, has_right: bool, state: PairState, reason: str) -> Decision:
    """An open pair is found to be two persons, with a reason."""
    if not has_right:
        return Decision.no(NotPermitted())
    if state is not PairState.OPEN:
        return Decision.no(PairDecided())
    return _with_reason(reason)


def _with_reason(reason: str) -> Decision:
    if len(reason.strip()) < SHORTEST_REASON:
        return Decision.no(MergeReasonNeeded(least=SHORTEST_REASON))
    return Decision.yes()
