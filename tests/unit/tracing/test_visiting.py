"""Which windows of a place open the list of its visitors."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sizao.trace.tracing.rules import CaseThere, may_list_visitors

HERE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2021, 12, 10, 12, tzinfo=HERE)
HOUR = timedelta(hours=1)


def there(start, until, number="C-1"):
    return CaseThere(number=number, start=start, until=until, tz=HERE)


@pytest.mark.parametrize(
    ("start", "until", "refused"),
    [
        (NOON, NOON + HOUR, None),
        (NOON - 12 * HOUR, NOON + 12 * HOUR, None),
        (NOON - 13 * HOUR, NOON, "tracing.no_case_on_day"),
        (NOON, NOON + 13 * HOUR, "tracing.no_case_on_day"),
        (NOON + 48 * HOUR, NOON + 49 * HOUR, "tracing.no_case_on_day"),
    ],
)
def test_a_window_lies_within_the_civil_days_of_a_case(start, until, refused):
    decision = may_list_visitors([there(NOON, NOON + 2 * HOUR)], start, until)
    assert (decision.refusal.code if decision.refusal else None) == refused


def test_days_of_several_cases_join_and_the_first_day_without_one_is_named():
    stays = [there(NOON + 48 * HOUR, NOON + 49 * HOUR, "C-2"), there(NOON, NOON + 20 * HOUR)]
    assert may_list_visitors(stays, NOON, NOON + 50 * HOUR)
    apart = [stays[0], there(NOON, NOON + HOUR)]
    decision = may_list_visitors(apart, NOON, NOON + 50 * HOUR)
    assert decision.refusal.fields["day"] == (NOON + 24 * HOUR).date()


def test_a_stay_that_ends_at_midnight_opens_no_next_day():
    assert not may_list_visitors([there(NOON, NOON + 12 * HOUR)], NOON, NOON + 13 * HOUR)


def test_nobody_is_listed_without_a_case():
    assert may_list_visitors([], NOON, NOON + HOUR).refusal.code == "tracing.no_case_there"
