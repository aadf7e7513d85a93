"""Nobody left out: three meters by name list, each with the reason for every gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sizao.measures.followup.types import Gap, Meter, MeterKind


@dataclass(frozen=True)
class Held:
    """One approved contact as the meters see it at a moment."""

    is_found: bool = True
    has_plan: bool = True
    must_stay: bool = False
    """Whether the phase of the day is one at a site or at home."""
    is_placed: bool = False
    missed_check: bool = False
    """Whether the newest check that is over was missed."""
    unreachable: bool = False


@dataclass(frozen=True)
class Owed:
    """One test that was owed by a moment."""

    is_done: bool
    is_over: bool
    """Whether its day is over."""


def isolated(people: Counter[Held]) -> Meter:
    """Of the contacts who must stay at a site or at home, how many are in place; of each kind how many there are."""
    should = {each: n for each, n in people.items() if each.must_stay or not each.has_plan or not each.is_found}
    return _meter(MeterKind.ISOLATED, ((isolation_gap(each), n) for each, n in should.items()))


def isolation_gap(person: Held) -> Gap | None:
    """Why somebody who must stay in one place is not known to be there; ``None`` when they are, or need not."""
    if not person.is_found:
        return Gap.NOT_FOUND
    if not person.has_plan:
        return Gap.NO_PLAN
    return None if person.is_placed or not person.must_stay else Gap.NOT_PLACED


def managed(people: Counter[Held]) -> Meter:
    """Of all approved contacts, how many have a plan and were asked when they should have been."""
    return _meter(MeterKind.MANAGED, ((management_gap(each), n) for each, n in people.items()))


def management_gap(person: Held) -> Gap | None:
    """Why somebody is not under management; ``None`` when they are."""
    if not person.is_found:
        return Gap.NOT_FOUND
    if not person.has_plan:
        return Gap.NO_PLAN
    if person.unreachable:
        return Gap.UNREACHABLE
    return Gap.CHECK_MISSED if person.missed_check else None


def tested(tests: Counter[Owed]) -> Meter:
    """Of all tests owed by now, how many are done."""
    return _meter(MeterKind.TESTED, ((test_gap(each), n) for each, n in tests.items()))


def test_gap(test: Owed) -> Gap | None:
    """Why a test that was owed is not taken; ``None`` when it is."""
    if test.is_done:
        return None
    return Gap.TEST_MISSED if test.is_over else Gap.TEST_DUE


test_gap.__test__ = False  # type: ignore[attr-defined]


def _meter(kind: MeterKind, gaps: Iterable[tuple[Gap | None, int]]) -> Meter:
    found: Counter[Gap | None] = Counter()
    for gap, number in gaps:
        found[gap] += number
    missing = {gap: number for gap, number in found.items() if gap is not None and number}
    return Meter(kind, found.total(), found[None], dict(sorted(missing.items())))
