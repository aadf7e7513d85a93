"""From a regime to the calendar of one contact: phases, test days and check slots, from the day the plan begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sizao.kernel.decisions import Decision
from sizao.kernel.editions import PhasePlace, schedule
from sizao.measures.followup import errors
from sizao.measures.followup.types import CheckEntry, NewPhase, NewPlan, NewTestDay

if TYPE_CHECKING:
    from sizao.kernel.editions import ContactClass, Edition, Phase, Regime

DAILY = 1
"""What "daily check" means where an edition names no number of checks for a phase."""
SITE_CHECKS = "isolation_sites.checks_per_day"


def regime_of(contact_class: ContactClass, edition: Edition) -> Decision:
    """Whether an edition asks follow-up of a class of contact; ``facts["regime"]`` is how."""
    regime = edition.regime(contact_class)
    if regime is None or not regime.phases:
        clause = edition.contact.clause if edition.contact else None
        return Decision.no(errors.NoRegime(edition_id=edition.id), clause=clause)
    return Decision.yes(clause=regime.clause, regime=regime)


def draw_plan(regime: Regime, edition: Edition, anchor_at: datetime, begins_at: datetime) -> NewPlan:
    """The plan of one contact: a regime counted from its anchor, owed from the moment the plan begins.

    Days before the beginning are served without checks. Test days that passed already are made up for by one test on the
    first day, so that nobody starts with a test they could not have taken.
    """
    dated = schedule.plan(regime, anchor_at, edition.tz)
    today = begins_at.astimezone(edition.tz).date()
    phases = tuple(_phase(each, regime, edition) for each in dated.phases)
    return NewPlan(
        regime_label=regime.label,
        clause=regime.clause,
        anchor_at=anchor_at,
        start_on=dated.start_on,
        end_on=dated.end_on,
        release_on=dated.release_on,
        day_base=dated.start_number,
        phases=phases,
        tests=tuple(_caught_up([*_scheduled(dated), *_spread(dated)], today)),
        checks=tuple(check_slots(phases, edition.tz, begins_at)),
    )


def _phase(dated: schedule.DatedPhase, regime: Regime, edition: Edition) -> NewPhase:
    return NewPhase(
        number=dated.number,
        place=dated.place,
        start_on=dated.start_on,
        end_on=dated.end_on,
        checks_per_day=_checks_per_day(dated.phase, regime, edition),
        clause=dated.phase.clause,
    )


def _checks_per_day(phase: Phase, regime: Regime, edition: Edition) -> int:
    """The phase's own number; at a site the edition's rule for sites; else daily."""
    if phase.checks_per_day is not None:
        return phase.checks_per_day
    if phase.place is PhasePlace.C and edition.says(SITE_CHECKS):
        return int(str(edition.figure(SITE_CHECKS).value))
    return DAILY


def _scheduled(dated: schedule.Schedule) -> Iterator[NewTestDay]:
    for each in dated.tests:
        yield NewTestDay(
            each.phase_number, each.day_index, each.day_in_phase, each.due_on, each.is_antigen, each.is_double
        )


def _spread(dated: schedule.Schedule) -> Iterator[NewTestDay]:
    """Tests of which the edition gives only the number: spread evenly, the last one on the last day of the phase."""
    for each in dated.phases:
        number = each.phase.tests if not each.phase.test_days else None
        for nth in range(1, (number or 0) + 1):
            inner = -(-nth * each.phase.days // (number or 1))
            due = each.end_on - timedelta(days=each.phase.days - inner)
            yield NewTestDay(each.number, each.first_day + inner - 1, inner, due, is_estimated=True)


def _caught_up(tests: Iterable[NewTestDay], today: date) -> list[NewTestDay]:
    """Tests from today on; those that passed become one test today, unless one is due today anyway."""
    ordered = sorted(tests, key=lambda each: (each.due_on, each.is_antigen))
    ahead = [each for each in ordered if each.due_on >= today]
    passed = [each for each in ordered if each.due_on < today and not each.is_antigen]
    if passed and not any(each.due_on == today and not each.is_antigen for each in ahead):
        ahead.insert(0, replace(passed[-1], due_on=today))
    return ahead


def check_slots(phases: Iterable[NewPhase], tz: ZoneInfo, begins_at: datetime) -> Iterator[CheckEntry]:
    """The check slots of a plan that are not over when it begins: each day is cut into as many equal slots as checks."""
    for phase in phases:
        for day in range((phase.end_on - phase.start_on).days + 1):
            on = phase.start_on + timedelta(days=day)
            for slot in range(phase.checks_per_day):
                entry = _slot(on, slot, phase.checks_per_day, tz)
                if entry.due_at > begins_at:
                    yield entry


def _slot(on: date, slot: int, slots: int, tz: ZoneInfo) -> CheckEntry:
    midnight = datetime.combine(on, time.min, tz)
    length = timedelta(days=1) / slots
    return CheckEntry(on, slot, midnight + slot * length, midnight + (slot + 1) * length)
