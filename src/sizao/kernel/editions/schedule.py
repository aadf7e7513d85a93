"""From terms to calendar days: the dated phases and tests of a regime, and the day a zone may be lifted.

Days are local calendar days; the time zone is an argument. The anchor day is day 0 or day 1, as the edition says: with
base 0 an exposure on the 9th makes the 10th day 1; with base 1 the 9th itself is day 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sizao.kernel.editions.errors import AnchorMissing, NoQuietDays
from sizao.kernel.editions.schema import NO_WORDS
from sizao.kernel.editions.types import Phase, PhasePlace, Regime, ZoneAnchor, ZoneTerms


@dataclass(frozen=True)
class DatedPhase:
    """One phase with its first and last day, both inclusive."""

    phase: Phase
    number: int
    place: PhasePlace
    start_on: date
    end_on: date
    first_day: int
    """Day number of ``start_on`` counted over the whole regime."""


@dataclass(frozen=True)
class TestDay:
    """One test that is due: the phase, the day inside the phase and over the whole regime, and the date."""

    __test__ = False

    phase_number: int
    day_index: int
    day_in_phase: int
    due_on: date
    is_antigen: bool = False
    is_double: bool = False


@dataclass(frozen=True)
class Schedule:
    """A regime on the calendar."""

    anchor_on: date
    phases: tuple[DatedPhase, ...]
    tests: tuple[TestDay, ...]
    start_on: date
    end_on: date
    release_on: date
    """The first day on which release may be decided."""
    start_number: int = 0
    """Number of ``start_on``: that of the anchor day as the edition counts, or the first day that its first phase names."""

    @property
    def test_dates(self) -> tuple[date, ...]:
        """The dates of the PCR tests, in order."""
        return tuple(each.due_on for each in self.tests if not each.is_antigen)

    def phase_on(self, day: date) -> DatedPhase | None:
        """The phase a day falls into; ``None`` before the first, between and after them."""
        return next((each for each in self.phases if each.start_on <= day <= each.end_on), None)

    def day_on(self, day: date) -> int:
        """Which day a date is, as the edition counts."""
        return number_on(day, self.start_on, self.start_number)


def number_on(day: date, start_on: date, start_number: int) -> int:
    """Which day of a plan a date is, given its first date and the number of it; every room counts days here."""
    return start_number + (day - start_on).days


def local_day(moment: datetime, tz: ZoneInfo) -> date:
    """The local calendar day of an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("a naive time was given where an aware one is needed")
    return moment.astimezone(tz).date()


def plan(regime: Regime, anchor_at: datetime, tz: ZoneInfo) -> Schedule:
    """A regime's phases, test days and release day, counted from its anchor.

    The first phase opens on the anchor day itself (which is day 0 or day 1), unless it names a later first day.
    """
    anchor = local_day(anchor_at, tz)
    day_zero = anchor - timedelta(days=regime.day_index_base or 0)
    phases = _dated(regime, day_zero)
    tests = tuple(test for each in phases for test in _tests(each))
    end_on = phases[-1].end_on if phases else anchor
    late = 1 if regime.release and regime.release.next_day else 0
    return Schedule(
        anchor_on=anchor,
        phases=phases,
        tests=tuple(sorted(tests, key=lambda each: (each.due_on, each.is_antigen))),
        start_on=phases[0].start_on if phases else anchor,
        end_on=end_on,
        release_on=end_on + timedelta(days=late),
        start_number=_opening(phases[0].first_day, regime) if phases else regime.day_index_base or 0,
    )


def _dated(regime: Regime, day_zero: date) -> tuple[DatedPhase, ...]:
    dated: list[DatedPhase] = []
    past = 0
    for number, phase in enumerate(regime.phases, 1):
        first = phase.from_day or past + 1
        last = first + phase.days - 1
        start, end = day_zero + timedelta(days=_opening(first, regime)), day_zero + timedelta(days=last)
        dated.append(DatedPhase(phase, number, phase.place, start, end, first))
        past = last
    return tuple(dated)


def _opening(first: int, regime: Regime) -> int:
    """The number of the day on which a phase opens: day 1 opens on the anchor day itself, whatever its number."""
    return regime.day_index_base or 0 if first == 1 else first


def _tests(dated: DatedPhase) -> list[TestDay]:
    phase = dated.phase
    last = phase.days

    def day(inner: int, *, is_antigen: bool) -> TestDay:
        due = dated.end_on - timedelta(days=last - inner)
        double = not is_antigen and inner in phase.double_days
        return TestDay(dated.number, dated.first_day + inner - 1, inner, due, is_antigen, double)

    pcr = [day(each, is_antigen=False) for each in phase.test_days]
    return pcr + [day(each, is_antigen=True) for each in phase.antigen_days]


def zone_release(terms: ZoneTerms, anchors: Mapping[str, datetime], tz: ZoneInfo) -> date:
    """The first local day on which a zone's quiet days are over, from the anchor that its terms name.

    Two counts run side by side and the later one decides: ``release_days`` without a new infection after the anchor,
    and more than ``contacts_exceed_days`` since the last close contact was last exposed (from ``last_contact_exposure``,
    else ``last_exposure``; left out when neither is given, because nobody was a contact).

    Raises:
        NoQuietDays: when the edition lifts this kind of zone by another condition than quiet days.
        AnchorMissing: when the anchor the terms name is not among ``anchors``.
    """
    if terms.release_days is None:
        raise NoQuietDays(condition=terms.second_condition or NO_WORDS, clause=terms.clause)
    anchor = terms.anchor or ZoneAnchor.LAST_EXPOSURE
    if anchor not in anchors:
        raise AnchorMissing(anchor=anchor.words, clause=terms.clause)
    quiet = local_day(anchors[anchor], tz) + timedelta(days=terms.release_days)
    exposed = anchors.get(ZoneAnchor.LAST_CONTACT_EXPOSURE) or anchors.get(ZoneAnchor.LAST_EXPOSURE)
    if terms.contacts_exceed_days is None or exposed is None:
        return quiet
    return max(quiet, local_day(exposed, tz) + timedelta(days=terms.contacts_exceed_days + 1))
