"""Whether a decision on contacts may be undone as if it had not been: soon, whole, and while nobody has acted on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.trace.cases import errors
from sizao.trace.cases.types import ContactDecisionFacts

UNDO_WITHIN = timedelta(minutes=10)
"""How long a slip may be taken back: a matter of handling. No edition speaks of it, for nobody has been told yet."""


def may_undo(
    found: ContactDecisionFacts, *, decided_since: int, consequences: Sequence[tuple[Words, int]], as_of: datetime
) -> Decision:
    """Whether a decision may be undone.

    Args:
        found: the decision.
        decided_since: how many of its contacts have a later decision.
        consequences: what has been done because of it, and to how many contacts; those of nobody are left out here.
        as_of: when it is asked.
    """
    real = [(words, number) for words, number in consequences if number]
    if found.is_undoing:
        return Decision.no(errors.UndoingItself())
    if found.undone_at is not None:
        return Decision.no(errors.AlreadyUndone(by=found.undone_by))
    if decided_since:
        return Decision.no(errors.DecidedSince(count=decided_since))
    if real:
        what = Words(
            ";".join(f"{words.zh}({number} 人)" for words, number in real),
            "; ".join(f"{words.en} (of {number})" for words, number in real),
        )
        return Decision.no(errors.HasConsequences(what=what))
    if as_of - found.at > UNDO_WITHIN:
        return Decision.no(errors.TooLateToUndo(minutes=int(UNDO_WITHIN.total_seconds() // 60)))
    return Decision.yes()
