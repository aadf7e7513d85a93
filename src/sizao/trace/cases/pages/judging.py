"""The steps that may be decided for contacts, who may take each, and what the edition asks of those approved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sizao.kernel.editions import Difference, library, stricter_here
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.trace.cases import queries, rules
from sizao.trace.cases.queries.asking import Asked
from sizao.trace.cases.types import ContactFacts, ContactState

STEPS = {
    "approve": Words("判定为接触者", "Approve as contacts"),
    "reject": Words("不予采纳(或撤销)", "Reject or withdraw"),
    "lost": Words("标记为未找到", "Mark as not found"),
    "found": Words("标记为已找到", "Mark as found"),
    "hand_over": Words("移交外地", "Hand over to another area"),
}


def judged(found: Sequence[ContactFacts], step: str, at: datetime) -> list[tuple[ContactFacts, Any]]:
    """Each contact with the decision whether the step may be taken, whatever the reason will be."""
    anything = "—" * rules.REASON_LETTERS
    windows = queries.windows({each.source_case_id for each in found if each.source_case_id})
    judge = {
        "approve": lambda each: rules.may_approve(
            each, library().get(each.edition_id), windows.get(each.source_case_id), at
        ),
        "reject": lambda each: rules.may_reject(each, anything),
        "lost": lambda each: rules.may_set_aside(each, ContactState.LOST, anything),
        "found": lambda each: rules.may_find(each),
        "hand_over": lambda each: rules.may_set_aside(each, ContactState.HANDED_OVER, anything),
    }.get(step)
    if judge is None:
        raise Invalid(reason=Words("没有这一操作", "there is no such step"))
    return [(each, judge(each)) for each in found]


def measures(found: Iterable[ContactFacts]) -> list[Asked]:
    """What the editions ask of some contacts, class by class, with the lighter classes that they also know."""
    return queries.asked_of(Counter((each.contact_class, each.edition_id) for each in found))


def stricter(found: Sequence[ContactFacts]) -> list[Difference]:
    """What the local overlays add to the regimes of these classes."""
    pairs = sorted({(each.edition_id, each.contact_class) for each in found})
    rows = [
        stricter_here(library().get(edition_id.split("+")[0]), library().get(edition_id), f"regimes.{contact_class}")
        for edition_id, contact_class in pairs
    ]
    return [each for differences in rows for each in differences]
