"""When somebody may leave a quarantine site for home: what is asked at the end of the days that belong to the site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sizao.kernel.decisions import Decision
from sizao.kernel.editions.types import PhasePlace
from sizao.kernel.errors import SizaoError
from sizao.measures.followup import errors
from sizao.measures.followup.rules.releasing import asked_of_room, double_missing, tests_open
from sizao.measures.followup.rules.transitions import REASON_LETTERS
from sizao.measures.followup.types import PlanFacts, TestFacts

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition


def site_until(plan: PlanFacts) -> date | None:
    """The last day that a plan asks somebody to spend at a site; nothing when it asks none."""
    return max((each.end_on for each in plan.phases if each.place is PhasePlace.C), default=None)


def may_leave(
    plan: PlanFacts, tests: Sequence[TestFacts], edition: Edition, as_of: datetime, reason: str = ""
) -> Decision:
    """Leaving a site for home needs its days served, its tests negative, and what the edition asks of room and samples.

    Under 14+7, 7+3 or 5+3 this is where person, goods and room are sampled and where the last test at the site is doubled: at
    the end of the plan the room has long been another's. Before its days are served somebody leaves for a written reason
    alone (age, illness, a child), with the tests due by then negative and the room clean all the same.

    Args:
        plan: the plan of somebody who stays at a site.
        tests: its scheduled tests.
        edition: the edition the plan runs under.
        as_of: the moment of the decision.
        reason: why before time.
    """
    if plan.place_id is None:
        return Decision.yes()
    regime, until = edition.regime(plan.regime_key), site_until(plan)
    terms, today = regime.release if regime else None, as_of.astimezone(edition.tz).date()
    clause = terms.clause if terms else regime.clause if regime else plan.clause
    is_early = until is not None and today < until
    asked = [each for each in tests if each.due_on <= (today if is_early or until is None else until)]
    refusal = (
        _positive(tests)
        or _days(until if is_early else None, reason)
        or _open(asked)
        or double_missing(asked, terms)
        or asked_of_room(plan, terms)
    )
    return Decision.no(refusal, clause=clause) if refusal else Decision.yes(clause=clause)


def _positive(tests: Sequence[TestFacts]) -> SizaoError | None:
    return errors.PositiveFound() if any(each.is_positive for each in tests) else None


def _days(until: date | None, reason: str) -> SizaoError | None:
    """Refuse who leaves before that day without a reason."""
    if until is None or len(reason.strip()) >= REASON_LETTERS:
        return None
    return errors.SiteNotServed(until=until.isoformat())


def _open(asked: Sequence[TestFacts]) -> SizaoError | None:
    missing = tests_open(asked)
    if not missing:
        return None
    return errors.TestsMissing(missing=len(missing), due="、".join(f"{each.due_on:%m-%d}" for each in missing))
