"""When a check or a test may be recorded, what counts as symptoms, and when something is missed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sizao.kernel.decisions import Decision
from sizao.measures.followup import errors
from sizao.measures.followup.types import CHECK_DONE, OPEN_PLANS, CheckFacts, CheckOutcome, NewCheck, PlanState

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sizao.kernel.editions import Edition

COLDEST, HOTTEST = Decimal(34), Decimal(43)
"""Readings of a living person; anything else is a slip of the finger (degrees Celsius)."""
FEVER = "monitoring.fever_celsius"


def fever_from(edition: Edition) -> Decimal | None:
    """The temperature (degrees Celsius) from which an edition calls it a fever; ``None`` when it names none."""
    return Decimal(str(edition.figure(FEVER).value)) if edition.says(FEVER) else None


def is_plausible(temperature: Decimal) -> bool:
    """Whether a reading (degrees Celsius) is one of a living person."""
    return COLDEST <= temperature <= HOTTEST


def has_symptoms(symptoms: Iterable[str], temperature: Decimal | None, fever: Decimal | None) -> bool:
    """Whether what was found at a check is a symptom: any that was named, or a fever as the edition defines it."""
    if any(symptoms):
        return True
    return temperature is not None and fever is not None and temperature >= fever


def may_record(check: CheckFacts, state: PlanState, found: NewCheck, as_of: datetime, tz: ZoneInfo) -> Decision:
    """Whether a check may be recorded now. A missed or failed one may still be made up for; a done one stands."""
    if state not in OPEN_PLANS:
        return Decision.no(errors.PlanNotOpen(state=state.words))
    if check.outcome in CHECK_DONE and check.done_at is not None:
        done = f"{check.done_at.astimezone(tz):%m-%d %H:%M}"
        return Decision.no(errors.CheckAlreadyDone(done=done, by=check.by))
    if check.opens_at > as_of:
        return Decision.no(errors.CheckTooEarly(opens=f"{check.opens_at.astimezone(tz):%m-%d %H:%M}"))
    if found.temperature is not None and not is_plausible(found.temperature):
        return Decision.no(errors.TemperatureImplausible(temperature=found.temperature))
    return Decision.yes()


def may_record_test(
    state: PlanState, sampled_at: datetime, as_of: datetime, broken_off_at: datetime | None = None
) -> Decision:
    """Whether a sample or its result may be recorded: future ones may not.

    Results of somebody released an hour ago still count, and so does a sample taken before the plan was broken off: what it
    says is known only hours later, and may be that somebody let go is infected.
    """
    if sampled_at > as_of:
        return Decision.no(errors.SampledInFuture())
    if state is PlanState.BROKEN_OFF and (broken_off_at is None or sampled_at > broken_off_at):
        return Decision.no(errors.PlanNotOpen(state=state.words))
    return Decision.yes()


def missed_at(check: CheckFacts, as_of: datetime) -> bool:
    """Whether a check is over without having been done."""
    return check.outcome is CheckOutcome.DUE and check.due_at <= as_of
