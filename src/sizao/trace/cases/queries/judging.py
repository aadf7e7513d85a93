"""Which steps may be decided for contacts, and what the edition asks of those a decision would reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sizao.kernel.editions import library
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.trace.cases import rules
from sizao.trace.cases.queries.asking import Asked, asked_of
from sizao.trace.cases.queries.windows import windows
from sizao.trace.cases.types import ChangeKind, ChangeRow, ContactFacts, ContactState, Difference

HELD = frozenset({ContactState.PROPOSED, ContactState.APPROVED, ContactState.LOST})
"""States in which something is, or will be, asked of a contact."""


def judged(found: Sequence[ContactFacts], step: str, at: datetime) -> list[tuple[ContactFacts, Any]]:
    """Each contact with the decision whether the step may be taken, whatever the reason will be."""
    anything = "—" * rules.REASON_LETTERS
    known = windows({each.source_case_id for each in found if each.source_case_id})
    judge = {
        "approve": lambda each: rules.may_approve(
            each, library().get(each.edition_id), known.get(each.source_case_id), at
        ),
        "reject": lambda each: rules.may_reject(each, anything),
        "lost": lambda each: rules.may_set_aside(each, ContactState.LOST, anything),
        "found": lambda each: rules.may_find(each),
        "hand_over": lambda each: rules.may_set_aside(each, ContactState.HANDED_OVER, anything),
    }.get(step)
    if judge is None:
        raise Invalid(reason=Words("没有这一操作", "there is no such step"))
    return [(each, judge(each)) for each in found]


def asked_of_contacts(found: Iterable[ContactFacts]) -> list[Asked]:
    """What the editions ask of some contacts, class by class, with the lighter classes that they also know."""
    return asked_of(Counter((each.contact_class, each.edition_id) for each in found))


def asked_after(found: Difference) -> list[Asked]:
    """What would be asked of those who stay or become contacts by a difference."""
    return asked_of(
        Counter(
            (each.after.contact_class, found.edition_id if _is_anew(found, each) else each.contact.edition_id)
            for each in found.rows
            if each.after.contact_class is not None and each.after.state in HELD
        )
    )


def _is_anew(found: Difference, each: ChangeRow) -> bool:
    """Whether a line is judged by the edition of the difference: in a migration all are, else who comes in again."""
    return found.is_migration or each.kind is ChangeKind.ENTERS
