"""Leaving a site under a regime of phases: person, goods and room, and the doubled test, are asked when the site is left."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from sizao.kernel.editions import library
from sizao.kernel.editions.types import PhasePlace
from sizao.measures.followup import errors, rules
from sizao.measures.followup.types import PhaseFacts
from tests.unit.followup.test_releasing import NEG, PLAN, POS, a_test

ED8, ED9 = library().get("cn-covid-ed8"), library().get("cn-covid-ed9")
LAST = date(2021, 12, 16)
AS_OF = datetime(2021, 12, 16, 10, tzinfo=ED9.tz)
PHASES = (
    PhaseFacts(1, PhasePlace.C, LAST - timedelta(days=6), LAST, 2, None),
    PhaseFacts(2, PhasePlace.M, LAST + timedelta(days=1), LAST + timedelta(days=3), 1, None),
)
AT_SITE = replace(PLAN, edition_id="cn-covid-ed9", place_id=4, phases=PHASES)
CLEAN = replace(AT_SITE, environment=NEG)
SEVEN = (a_test(NEG, day=1), a_test(NEG, day=7), a_test(day=10))
"""Days 1 and 7 at the site are negative; that of the phase at home is still to come."""


@pytest.mark.parametrize(
    ("plan", "tests", "days", "reason", "refusal"),
    [
        (CLEAN, SEVEN, 0, "", None),
        (AT_SITE, SEVEN, 0, "", errors.EnvironmentMissing),
        (CLEAN, (a_test(NEG, day=1), a_test(day=7)), 0, "", errors.TestsMissing),
        (CLEAN, (a_test(POS, day=1),), 0, "", errors.PositiveFound),
        (CLEAN, SEVEN, -2, "", errors.SiteNotServed),
        (CLEAN, SEVEN, -2, "no", errors.SiteNotServed),
        (CLEAN, (a_test(NEG, day=1), a_test(day=7)), -2, "八十二岁,失能,居家照护", None),
        (CLEAN, (a_test(day=1),), -2, "八十二岁,失能,居家照护", errors.TestsMissing),
        (AT_SITE, SEVEN, -2, "八十二岁,失能,居家照护", errors.EnvironmentMissing),
        (replace(AT_SITE, place_id=None), SEVEN, 0, "", None),
    ],
)
def test_the_ninth_edition_samples_the_room_when_it_is_left(plan, tests, days, reason, refusal):
    decision = rules.may_leave(plan, tests, ED9, AS_OF + timedelta(days=days), reason)
    assert type(decision.refusal) is (type(None) if refusal is None else refusal)
    assert decision.clause is not None or plan.place_id is None


@pytest.mark.parametrize(("laboratories", "is_allowed"), [(("A", "B"), True), (("A", "A"), False)])
def test_the_eighth_edition_doubles_the_last_test_at_the_site(laboratories, is_allowed):
    plan = replace(CLEAN, edition_id="cn-covid-ed8", environment=None)
    tests = (a_test(NEG, day=1), a_test(NEG, NEG, day=7, is_double=True, laboratories=laboratories))
    assert bool(rules.may_leave(plan, tests, ED8, AS_OF)) is is_allowed


def test_an_edition_that_asks_for_no_site_keeps_nobody_there():
    at_home = (replace(PHASES[0], place=PhasePlace.H),)
    assert rules.site_until(replace(CLEAN, phases=at_home)) is None
    assert rules.may_leave(replace(CLEAN, phases=at_home), SEVEN[:1], ED9, AS_OF - timedelta(days=6))
