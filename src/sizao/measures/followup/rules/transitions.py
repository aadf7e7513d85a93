"""Which state of a plan may follow which."""

from __future__ import annotations

from sizao.kernel.decisions import Decision
from sizao.measures.followup import errors
from sizao.measures.followup.types import PlanState

REASON_LETTERS = 5
"""The shortest reason that says anything; a matter of form, not of policy."""

_S = PlanState
PLAN_TRANSITIONS: dict[PlanState, frozenset[PlanState]] = {
    _S.ACTIVE: frozenset({_S.EXTENDED, _S.RELEASED, _S.BROKEN_OFF}),
    _S.EXTENDED: frozenset({_S.EXTENDED, _S.RELEASED, _S.BROKEN_OFF}),
    _S.RELEASED: frozenset(),
    _S.BROKEN_OFF: frozenset(),
}
"""From each state of a plan to those that may follow; who is exposed again after release gets a new plan."""


def may_step(now: PlanState, to: PlanState) -> Decision:
    """Whether a plan's state may change so, by the table alone."""
    if to not in PLAN_TRANSITIONS[now]:
        return Decision.no(errors.PlanNotOpen(state=now.words))
    return Decision.yes()
