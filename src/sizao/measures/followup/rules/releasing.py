"""When follow-up ends, and when it is made longer: the decisions that carry a clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.errors import SizaoError
from sizao.measures.followup import errors
from sizao.measures.followup.rules.transitions import REASON_LETTERS, may_step
from sizao.measures.followup.types import (
    CHECK_DONE,
    CheckFacts,
    CheckOutcome,
    LinkedTests,
    PlanFacts,
    PlanState,
    TestFacts,
    TestResult,
    TestState,
)

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition, Regime, ReleaseTerms

TWICE = 2
"""Double sampling means two samples, two laboratories: the meaning of the word."""


def may_release(
    plan: PlanFacts,
    tests: Sequence[TestFacts],
    last_check: CheckFacts | None,
    linked: LinkedTests,
    edition: Edition,
    as_of: datetime,
    *,
    waits: bool = False,
) -> Decision:
    """Release needs the days served, the tests negative, no open symptoms, and what else the edition asks for.

    Args:
        plan: the plan.
        tests: its scheduled tests.
        last_check: the newest check that was done; ``None`` when none was.
        linked: the tests of the close contact a secondary contact depends on.
        edition: the edition the plan runs under.
        as_of: the moment of the decision.
        waits: whether a stricter class or a later exposure of the person waits for approval.
    """
    regime = edition.regime(plan.regime_key)
    clause = _clause(plan, regime)
    step = may_step(plan.state, PlanState.RELEASED)
    if not step:
        return step
    terms = regime.release if regime else None
    refusal = (
        _positive(tests, linked)
        or (errors.JudgementWaits() if waits else None)
        or _days(plan, edition, as_of)
        or _tests(tests, terms)
        or _symptoms(last_check)
        or asked_of_room(plan, terms)
        or _linked(linked, terms)
    )
    return Decision.no(refusal, clause=clause) if refusal else Decision.yes(clause=clause)


def _clause(plan: PlanFacts, regime: Regime | None) -> Clause | None:
    if regime is None:
        return plan.clause
    return regime.release.clause if regime.release else regime.clause


def _positive(tests: Iterable[TestFacts], linked: LinkedTests) -> SizaoError | None:
    if any(each.is_positive for each in tests):
        return errors.PositiveFound()
    return errors.LinkedPositive() if linked.has_positive else None


def _days(plan: PlanFacts, edition: Edition, as_of: datetime) -> SizaoError | None:
    today = as_of.astimezone(edition.tz).date()
    if today >= plan.release_on:
        return None
    return errors.TooEarly(
        release_on=plan.release_on.isoformat(), served=plan.day_on(today), need=plan.day_on(plan.end_on)
    )


def tests_open(tests: Iterable[TestFacts]) -> list[TestFacts]:
    """Scheduled PCR tests that have no negative result yet and were not waived, in order of day."""
    owed = [each for each in tests if not each.is_antigen and each.state is not TestState.WAIVED]
    return sorted((each for each in owed if not each.is_negative), key=lambda each: each.due_on)


def _tests(tests: Sequence[TestFacts], terms: ReleaseTerms | None) -> SizaoError | None:
    missing = tests_open(tests)
    if missing:
        due = "、".join(f"{each.due_on:%m-%d}" for each in missing)
        return errors.TestsMissing(missing=len(missing), due=due)
    if terms is None:
        return None
    return _negatives(tests, terms) or double_missing(tests, terms)


def _negatives(tests: Sequence[TestFacts], terms: ReleaseTerms) -> SizaoError | None:
    """Enough negatives, each at least the asked number of hours after the one counted before it."""
    if not terms.negatives:
        return None
    apart = timedelta(hours=terms.spacing_hours or 0)
    sampled = sorted(each.sampled_at for each in tests if each.is_negative and each.sampled_at)
    counted: list[datetime] = []
    for moment in sampled:
        if not counted or moment - counted[-1] >= apart:
            counted.append(moment)
    if len(counted) >= terms.negatives:
        return None
    return errors.NegativesMissing(need=terms.negatives, hours=f"{terms.spacing_hours or 0:g}", have=len(counted))


def double_missing(tests: Sequence[TestFacts], terms: ReleaseTerms | None) -> SizaoError | None:
    """What a double sample still lacks, where the edition asks for one."""
    if terms is None or not terms.double_sampling:
        return None
    for each in tests:
        if each.is_double and (len(each.results) < TWICE or len(set(each.laboratories)) < TWICE):
            return errors.SecondLaboratoryMissing()
    return None


def _symptoms(last_check: CheckFacts | None) -> SizaoError | None:
    if last_check is not None and last_check.outcome is CheckOutcome.SYMPTOM:
        return errors.SymptomsOpen()
    return None


def asked_of_room(plan: PlanFacts, terms: ReleaseTerms | None) -> SizaoError | None:
    """What the samples of room and goods still lack; only whoever stays at a site has a room that is sampled."""
    if terms is None or not terms.environment_negative or plan.place_id is None:
        return None
    return None if plan.environment is TestResult.NEGATIVE else errors.EnvironmentMissing()


def may_sample_room(plan: PlanFacts, edition: Edition) -> Decision:
    """Whether room and goods of somebody can have been sampled: the plan is open, and the person stays at a site.

    The edition asks it of whoever leaves a site; of somebody at home it asks nothing, and a result would say nothing.
    """
    step = may_step(plan.state, PlanState.EXTENDED)
    if not step:
        return step
    clause = _clause(plan, edition.regime(plan.regime_key))
    return (
        Decision.no(errors.NoRoom(number=plan.number), clause=clause)
        if plan.place_id is None
        else Decision.yes(clause=clause)
    )


def _linked(linked: LinkedTests, terms: ReleaseTerms | None) -> SizaoError | None:
    need = terms.linked_negatives if terms else None
    if not need:
        return None
    if linked.contact_id is None:
        return errors.LinkedContactUnknown(need=need)
    return None if linked.negatives >= need else errors.LinkedTestsMissing(need=need, have=linked.negatives)


PENDING = frozenset({TestState.DUE, TestState.SAMPLED})
"""States of a test whose result is still to come."""


def linked_tests(contact_id: UUID | None, tests: Iterable[TestFacts]) -> LinkedTests:
    """What a secondary contact's release needs to know of the close contact: negatives in a row from the first test taken.

    A test that was waived, or missed and never taken, says nothing either way.
    """
    taken = (each for each in tests if not each.is_antigen and (each.results or each.state in PENDING))
    ordered = sorted(taken, key=lambda each: each.due_on)
    negatives = 0
    for each in ordered:
        if not each.is_negative:
            break
        negatives += 1
    return LinkedTests(contact_id, negatives, any(each.is_positive for each in ordered))


def may_extend(plan: PlanFacts, days: int, reason: str) -> Decision:
    """Whether a plan may be made longer: open, by a day at least, and with a reason."""
    step = may_step(plan.state, PlanState.EXTENDED)
    if not step:
        return step
    if days < 1:
        return Decision.no(errors.ExtensionEmpty(), clause=plan.clause)
    return _explained(reason, plan.clause)


def may_break_off(plan: PlanFacts, reason: str) -> Decision:
    """Whether a plan may end before its time, with a reason."""
    step = may_step(plan.state, PlanState.BROKEN_OFF)
    return _explained(reason, plan.clause) if step else step


def may_explain(reason: str) -> Decision:
    """Whether a reason says enough to be kept."""
    return _explained(reason, None)


def _explained(reason: str, clause: Clause | None) -> Decision:
    if len(reason.strip()) < REASON_LETTERS:
        return Decision.no(errors.ReasonMissing(need=REASON_LETTERS), clause=clause)
    return Decision.yes(clause=clause)


def done_last(checks: Iterable[CheckFacts]) -> CheckFacts | None:
    """The newest check that was really done."""
    done = [each for each in checks if each.outcome in CHECK_DONE]
    return max(done, key=lambda each: (each.due_at, each.slot), default=None)
