"""When a contact is done with and when a case may be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sizao.kernel.decisions import Decision
from sizao.trace.cases import errors
from sizao.trace.cases.rules.transitions import may_step
from sizao.trace.cases.types import CaseFacts, Classification, ContactFacts, ContactState, Outcome

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition

ENDED = frozenset({Outcome.RECOVERED, Outcome.DIED, Outcome.TRANSFERRED})
"""Outcomes after which the illness asks for nothing more here."""


def may_release(contact: ContactFacts, is_plan_released: bool) -> Decision:
    """Whether a contact may be marked released: the table allows it and the follow-up plan has been released."""
    step = may_step(contact.status, ContactState.RELEASED, contact.clause)
    if step and not is_plan_released:
        return Decision.no(errors.PlanNotReleased(), clause=contact.clause)
    return step


def may_close(case: CaseFacts, open_contacts: int, edition: Edition) -> Decision:
    """Whether a case may be closed: ruled out or with an outcome, and nobody is still owed anything because of it."""
    clause = edition.case.clause if edition.case else None
    if case.is_closed:
        return Decision.no(errors.CaseIsClosed(), clause=clause)
    if open_contacts:
        return Decision.no(errors.ContactsOpen(open=open_contacts), clause=clause)
    if case.classification is not Classification.NOT_A_CASE and case.outcome not in ENDED:
        return Decision.no(errors.OutcomeMissing(), clause=clause)
    return Decision.yes(clause=clause)
