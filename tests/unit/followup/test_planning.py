"""Plans drawn from real editions: phases, test days, check slots, and what a late beginning leaves out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.editions import ContactClass, PhasePlace, library
from sizao.measures.followup import errors, rules

TZ = ZoneInfo("Asia/Shanghai")
LAST = datetime(2021, 12, 9, 18, tzinfo=TZ)
BEGAN = datetime(2021, 12, 9, 21, tzinfo=TZ)


def draw(edition: str, contact_class: ContactClass = ContactClass.CLOSE, began: datetime = BEGAN):
    found = library().get(edition)
    regime = rules.regime_of(contact_class, found).or_raise().facts["regime"]
    return rules.draw_plan(regime, found, LAST, began)


@pytest.mark.parametrize(
    ("edition", "contact_class", "label", "end_on", "tests"),
    [
        ("cn-covid-ed8", ContactClass.CLOSE, "14+7", date(2021, 12, 30), ["12-10", "12-13", "12-16", "12-23", "12-25", "12-30"]),
        ("cn-covid-ed8", ContactClass.SECONDARY, "7", date(2021, 12, 16), ["12-10", "12-13", "12-16"]),
        ("cn-covid-ed9", ContactClass.CLOSE, "7+3", date(2021, 12, 19), ["12-10", "12-11", "12-12", "12-14", "12-16", "12-19"]),
        ("cn-covid-20m", ContactClass.CLOSE, "5+3", date(2021, 12, 17), ["12-10", "12-11", "12-12", "12-14", "12-15", "12-17"]),
    ],
)  # fmt: skip
def test_the_calendar_is_the_editions(edition, contact_class, label, end_on, tests):
    plan = draw(edition, contact_class)
    assert (plan.regime_label, plan.end_on) == (label, end_on)
    assert [f"{each.due_on:%m-%d}" for each in plan.tests if not each.is_antigen] == tests
    assert plan.clause is not None and plan.clause.edition_id == edition


def test_the_last_test_of_the_eighth_edition_is_double():
    doubles = [each.due_on for each in draw("cn-covid-ed8").tests if each.is_double]
    assert doubles == [date(2021, 12, 23)]


def test_days_at_a_site_have_two_checks_and_days_at_home_one():
    plan = draw("cn-covid-ed8")
    site, home = plan.phases
    assert (site.place, site.checks_per_day) == (PhasePlace.C, 2)
    assert (home.place, home.checks_per_day) == (PhasePlace.M, 1)
    on_a_day = [each for each in plan.checks if each.due_on == date(2021, 12, 15)]
    assert [(each.opens_at.hour, each.due_at.astimezone(TZ).hour) for each in on_a_day] == [(0, 12), (12, 0)]
    assert sum(each.due_on > site.end_on for each in plan.checks) == 7


def test_a_late_beginning_owes_no_past_checks_and_catches_up_with_one_test():
    began = datetime(2021, 12, 14, 13, tzinfo=TZ)
    plan = draw("cn-covid-ed8", began=began)
    assert min(each.due_at for each in plan.checks) > began
    assert [f"{each.due_on:%m-%d}" for each in plan.tests][:2] == ["12-14", "12-16"]
    on_a_test_day = draw("cn-covid-ed8", began=datetime(2021, 12, 16, 9, tzinfo=TZ))
    assert [f"{each.due_on:%m-%d}" for each in on_a_test_day.tests][:2] == ["12-16", "12-23"]


def test_a_plan_that_is_over_before_it_begins_owes_one_test_and_no_check():
    plan = draw("cn-covid-ed8", began=LAST + timedelta(days=60))
    assert plan.checks == () and len(plan.tests) == 1


def test_tests_whose_days_the_edition_does_not_give_are_spread_and_marked():
    plan = draw("cn-covid-ed7")
    estimated = [each for each in plan.tests if each.is_estimated]
    assert len(estimated) == 3
    assert estimated[-1].due_on == plan.phases[0].end_on


def test_a_class_without_a_regime_gets_no_plan():
    refusal = rules.regime_of(ContactClass.GENERAL, library().get("cn-covid-ed8")).refusal
    assert isinstance(refusal, errors.NoRegime)
