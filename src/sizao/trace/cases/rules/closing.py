"""When a contact is done with and when a case may be closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sizao.kernel.decisions import Decision
from sizao.trace.cases import errors
from sizao.trace.cases.rules.transitions import REASON_LETTERS, may_step
from sizao.trace.cases.types import CaseFacts, Classification, ContactFacts, ContactState, Outcome
from sizao.trace.cases.types.discharge import DischargeTerms, DischargeTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sizao.kernel.editions import Edition

TESTS = "discharge.negatives"
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


def discharge_terms(case: CaseFacts, edition: Edition) -> DischargeTerms | None:
    """The tests that an edition asks before somebody who recovered is discharged; nothing where it asks none."""
    is_asked = case.outcome is Outcome.RECOVERED and case.classification is not Classification.NOT_A_CASE
    if not is_asked or not edition.says(TESTS):
        return None
    hours, ct = (_figure(edition, f"discharge.{name}") for name in ("spacing_hours", "ct_min"))
    return DischargeTerms(int(_figure(edition, TESTS)), hours or 0, ct)


def _figure(edition: Edition, path: str) -> Any:
    return edition.figure(path).value if edition.says(path) else None


def may_discharge(
    case: CaseFacts, tests: Iterable[DischargeTest], reason: str, edition: Edition, as_of: datetime
) -> Decision:
    """Whether who recovered meets the edition's criteria, each test counted that lies far enough after the one before.

    A written reason of whoever may close cases stands in for them (discharged elsewhere, under an earlier plan); it stays
    beside the clause.
    """
    terms = discharge_terms(case, edition)
    if terms is None:
        return Decision.yes()
    clause, apart = edition.figure(TESTS).clause, timedelta(hours=terms.hours)
    counted: list[datetime] = []
    for each in sorted(tests, key=lambda test: test.sampled_at):
        is_late = not counted or each.sampled_at - counted[-1] >= apart
        if each.sampled_at <= as_of and _is_negative(each, terms) and is_late:
            counted.append(each.sampled_at)
    if len(counted) >= terms.tests or len(reason.strip()) >= REASON_LETTERS:
        return Decision.yes(clause=clause)
    ct = f"{terms.ct:g}" if terms.ct is not None else "—"
    missing = errors.DischargeNotMet(need=terms.tests, ct=ct, hours=f"{terms.hours:g}", have=len(counted))
    return Decision.no(missing, clause=clause)


def _is_negative(test: DischargeTest, terms: DischargeTerms) -> bool:
    return test.ct is None or (terms.ct is not None and test.ct >= terms.ct)
