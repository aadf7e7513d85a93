"""Which step may follow which: the two transition tables of the room, and who refuses a step."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.errors import SizaoError
from sizao.kernel.words import Words
from sizao.trace.cases import errors
from sizao.trace.cases.types import CaseFacts, Classification, ContactFacts, ContactState, NewCase

if TYPE_CHECKING:
    from sizao.kernel.editions import CaseTerms, Edition

REASON_LETTERS = 5
"""The shortest reason that says anything; a matter of form, not of policy."""

_C = Classification
NEEDS_SAMPLE = frozenset({_C.ASYMPTOMATIC})
"""Classifications that rest on a positive sample alone."""

CASE_TRANSITIONS: dict[Classification, frozenset[Classification]] = {
    _C.SUSPECTED: frozenset({_C.PROBABLE, _C.CONFIRMED, _C.ASYMPTOMATIC, _C.NOT_A_CASE}),
    _C.PROBABLE: frozenset({_C.CONFIRMED, _C.ASYMPTOMATIC, _C.NOT_A_CASE}),
    _C.ASYMPTOMATIC: frozenset({_C.CONFIRMED, _C.NOT_A_CASE}),
    _C.CONFIRMED: frozenset({_C.ASYMPTOMATIC, _C.NOT_A_CASE}),
    _C.NOT_A_CASE: frozenset({_C.SUSPECTED}),
}
"""From each classification to those that may follow; a correction of a confirmed case needs a reason."""

NEEDS_REASON = frozenset({_C.NOT_A_CASE, _C.SUSPECTED})
"""Targets that are never self-evident."""

_S = ContactState
CONTACT_TRANSITIONS: dict[ContactState, frozenset[ContactState]] = {
    _S.PROPOSED: frozenset({_S.APPROVED, _S.REJECTED, _S.BECAME_CASE, _S.LOST, _S.HANDED_OVER}),
    _S.APPROVED: frozenset({_S.PROPOSED, _S.REJECTED, _S.BECAME_CASE, _S.RELEASED, _S.LOST, _S.HANDED_OVER}),
    _S.REJECTED: frozenset({_S.PROPOSED, _S.BECAME_CASE}),
    _S.LOST: frozenset({_S.PROPOSED, _S.APPROVED, _S.REJECTED, _S.BECAME_CASE, _S.HANDED_OVER, _S.RELEASED}),
    _S.HANDED_OVER: frozenset({_S.PROPOSED, _S.APPROVED, _S.BECAME_CASE, _S.RELEASED}),
    _S.RELEASED: frozenset({_S.PROPOSED, _S.BECAME_CASE}),
    _S.BECAME_CASE: frozenset({_S.PROPOSED}),
}
"""From each state of a contact to those that may follow.

A released or rejected contact, or one whose case was ruled out, re-enters only as a proposal, and an approved one is
proposed again before a stricter class binds them; their follow-up goes on meanwhile.
"""

ENDED = frozenset({_S.REJECTED, _S.RELEASED, _S.BECAME_CASE})
"""States that new evidence turns into a proposal again."""


def may_report(new: NewCase, edition: Edition, as_of: datetime) -> Decision:
    """Whether a case may be entered as it is given: dates not in the future, a classification the edition knows.

    A line list from before may bring persons who were ruled out already, so every classification may come first.
    """
    terms = edition.case
    clause = terms.clause if terms else None
    for what, moment in _dated(new):
        if moment is not None and moment > as_of:
            return Decision.no(errors.DateInFuture(what=what), clause=clause)
    if not _knows(terms, new.classification):
        return Decision.no(errors.ClassUnknownToEdition(classification=new.classification.words), clause=clause)
    if new.classification in NEEDS_SAMPLE and new.sampled_at is None:
        return Decision.no(errors.PositiveSampleMissing(to=new.classification.words), clause=clause)
    return Decision.yes(clause=clause)


def _dated(case: NewCase | CaseFacts) -> tuple[tuple[Words, datetime | None], ...]:
    return (
        (Words("发病时间", "date of onset"), case.onset_at),
        (Words("采样时间", "time of sampling"), case.sampled_at),
        (Words("报告时间", "time of report"), case.reported_at),
        (Words("隔离时间", "time of isolation"), case.isolated_at),
        (Words("末次阴性时间", "time of the last negative test"), case.last_negative_at),
        (Words("转归时间", "time of the outcome"), case.outcome_at),
    )


def may_amend(after: CaseFacts, as_of: datetime) -> Decision:
    """Whether a case may be saved as it would be afterwards: open, and no date in the future."""
    if after.is_closed:
        return Decision.no(errors.CaseIsClosed())
    for what, moment in _dated(after):
        if moment is not None and moment > as_of:
            return Decision.no(errors.DateInFuture(what=what))
    if after.classification in NEEDS_SAMPLE and after.sampled_at is None:
        return Decision.no(errors.PositiveSampleMissing(to=after.classification.words))
    if after.classification in NEEDS_SAMPLE and after.onset_at is not None:
        return Decision.no(errors.HasSymptoms())
    return Decision.yes()


def _knows(terms: CaseTerms | None, classification: Classification) -> bool:
    """Ruling out is always possible; an edition that lists no classifications forbids none."""
    if terms is None or not terms.classifications or classification is _C.NOT_A_CASE:
        return True
    return classification.value in terms.classifications


def classes_known(edition: Edition) -> tuple[Classification, ...]:
    """The classifications that an edition has, ruling out among them."""
    return tuple(each for each in Classification if _knows(edition.case, each))


def may_classify(case: CaseFacts, to: Classification, edition: Edition, reason: str = "") -> Decision:
    """Whether a case may be given a classification: known to the edition, reachable, and with the dates it needs."""
    terms = edition.case
    clause = terms.clause if terms else None
    if case.is_closed:
        return Decision.no(errors.CaseIsClosed(), clause=clause)
    if case.classification is to:
        return Decision.no(errors.SameClassification(now=to.words), clause=clause)
    if not _knows(terms, to):
        return Decision.no(errors.ClassUnknownToEdition(classification=to.words), clause=clause)
    if to not in CASE_TRANSITIONS[case.classification]:
        return Decision.no(errors.StepNotAllowed(now=case.classification.words, to=to.words), clause=clause)
    refusal = _dates_missing(case, to) or _reason_missing(case, to, reason)
    return Decision.no(refusal, clause=clause) if refusal else Decision.yes(clause=clause)


def _dates_missing(case: CaseFacts, to: Classification) -> SizaoError | None:
    if to in NEEDS_SAMPLE and case.sampled_at is None:
        return errors.PositiveSampleMissing(to=to.words)
    if to in NEEDS_SAMPLE and case.onset_at is not None:
        return errors.HasSymptoms()
    if to is _C.CONFIRMED and case.onset_at is None and case.sampled_at is None:
        return errors.OnsetMissing(to=to.words)
    return None


def _reason_missing(case: CaseFacts, to: Classification, reason: str) -> SizaoError | None:
    corrects = case.classification is _C.CONFIRMED
    if (corrects or to in NEEDS_REASON) and len(reason.strip()) < REASON_LETTERS:
        return errors.ReasonMissing(need=REASON_LETTERS)
    return None


def may_step(now: ContactState, to: ContactState, clause: Clause | None = None) -> Decision:
    """Whether a contact's state may change so, by the table alone."""
    if to not in CONTACT_TRANSITIONS[now]:
        return Decision.no(errors.ContactStepNotAllowed(now=now.words, to=to.words), clause=clause)
    return Decision.yes(clause=clause)


EXPLAINED = frozenset({_S.LOST, _S.HANDED_OVER})
"""States that say nothing without what was tried, or to whom the contact went."""


def may_set_aside(contact: ContactFacts, to: ContactState, reason: str) -> Decision:
    """Whether a contact may be noted as not found, found, or handed over: the table allows it, and it is explained."""
    step = may_step(contact.status, to, contact.clause)
    if step and to in EXPLAINED and len(reason.strip()) < REASON_LETTERS:
        return Decision.no(errors.ReasonMissing(need=REASON_LETTERS), clause=contact.clause)
    return step


ASIDE = frozenset({_S.LOST, _S.HANDED_OVER})
"""States from which a contact may turn up."""


def may_find(contact: ContactFacts, to: ContactState = ContactState.APPROVED) -> Decision:
    """Whether a contact may be noted as found: only who was not found or handed over can be."""
    if contact.status not in ASIDE:
        refusal = errors.ContactStepNotAllowed(now=contact.status.words, to=to.words)
        return Decision.no(refusal, clause=contact.clause)
    return may_step(contact.status, to, contact.clause)
