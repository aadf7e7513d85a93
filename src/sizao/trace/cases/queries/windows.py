"""Contact windows of cases, drawn from their editions, and what a change of dates would do."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sizao.kernel.editions import Edition
from sizao.trace.cases import rules
from sizao.trace.cases.queries.cases import case, cases, edition_of
from sizao.trace.cases.queries.contacts import exposures_of
from sizao.trace.cases.types import CaseFacts, ContactWindow, Rejudgement


def window(case_id: UUID) -> ContactWindow | None:
    """The contact window of a case; ``None`` when its dates or its edition do not give one."""
    found = case(case_id)
    return rules.contact_window(found, edition_of(found))


def window_under(found: CaseFacts, edition: Edition) -> ContactWindow | None:
    """The contact window that another edition would draw around a case; nothing is written."""
    return rules.contact_window(found, edition)


def windows(case_ids: Iterable[UUID]) -> dict[UUID, ContactWindow | None]:
    """The contact windows of many cases, those in scope."""
    wanted = list(case_ids)
    found = cases(ids=wanted) if wanted else []
    return {each.id: rules.contact_window(each, edition_of(each)) for each in found}


def rejudgement(before: CaseFacts, after: CaseFacts) -> Rejudgement:
    """Which contacts would enter and leave the window of a case if its dates were changed; nothing is written."""
    edition = edition_of(after)
    return rules.rejudge(
        exposures_of(after.id), rules.contact_window(before, edition), rules.contact_window(after, edition)
    )
