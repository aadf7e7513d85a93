"""Which month a record is about, who may propose, decide and answer, and how a street's sums are made."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.areas import Level, parse
from sizao.kernel.words import Words
from sizao.oversight.merits import errors, rules
from sizao.oversight.merits.types import (
    Decided,
    Load,
    MeritFacts,
    MeritKind,
    MeritState,
    ObjectionFacts,
    Record,
    Span,
    Who,
    WorkDone,
)

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2021, 12, 31, 18, 0, tzinfo=UTC)
"""The first of January in China."""
CHIEF, PROPOSER, OTHER = Who("chief", 7), Who("proposer", 8), Who("other", 9)
MERIT = MeritFacts(
    UUID(int=1), "M-1", UUID(int=2), 320282, CHIEF.user_id, MeritKind.REST, "连续值守", "T-1", NOW, PROPOSER, None
)  # fmt: skip
OBJECTION = ObjectionFacts(UUID(int=3), UUID(int=2), 320282, CHIEF.user_id, "漏计两次", NOW, CHIEF)


def test_the_present_month_is_that_of_chinas_calendar_and_ends_now():
    span = rules.month_span("", NOW, CHINA)
    assert (span.since, span.until) == (datetime(2022, 1, 1, tzinfo=CHINA), NOW)


def test_a_month_that_is_over_is_whole():
    assert rules.month_span("2021-12", NOW, CHINA).until == datetime(2022, 1, 1, tzinfo=CHINA)


@pytest.mark.parametrize("text", ["2021-13", "2021-00", "2021", "x", "9999-01"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(errors.MonthUnclear):
        rules.month_span(text, NOW, CHINA)


def test_a_month_to_come_holds_no_days():
    span = rules.month_span("2022-03", NOW, CHINA)
    assert span.since == span.until


def test_days_in_the_post_are_those_inside_the_month():
    span = Span(datetime(2021, 12, 1, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC))
    assert rules.days_in(span, datetime(2021, 11, 1, tzinfo=UTC), None) == 31
    assert rules.days_in(span, datetime(2021, 12, 30, 12, tzinfo=UTC), None) == 1.5
    assert rules.days_in(span, datetime(2021, 11, 1, tzinfo=UTC), datetime(2021, 11, 20, tzinfo=UTC)) == 0


def test_posts_held_at_once_are_one_time_and_posts_held_in_turn_are_two():
    days = [datetime(2021, 12, each, tzinfo=UTC) for each in (1, 5, 10, 20, 31)]
    month = Span(days[0], days[4])
    assert rules.within(month, days[1], None) == Span(days[1], days[4])
    assert rules.within(month, datetime(2021, 11, 1, tzinfo=UTC), days[2]) == Span(days[0], days[2])
    gone = rules.within(month, datetime(2021, 10, 1, tzinfo=UTC), datetime(2021, 11, 1, tzinfo=UTC))
    assert gone.since == gone.until
    apart = [Span(days[0], days[1]), Span(days[2], days[3])]
    assert rules.merged(reversed(apart)) == apart
    assert rules.merged([Span(days[0], days[2]), Span(days[1], days[3]), Span(days[0], days[1])]) == [
        Span(days[0], days[3])
    ]
    assert rules.summed([WorkDone(tasks_done=1, hours=2.5), WorkDone(tasks_done=2)]) == WorkDone(
        tasks_done=3, hours=2.5
    )


def refusal(decision):
    return type(decision.refusal)


def test_neither_the_chief_nor_the_proposer_decides():
    assert refusal(rules.may_propose(CHIEF.user_id, CHIEF)) is errors.OwnMerit
    assert refusal(rules.may_decide(MERIT, CHIEF)) is errors.OwnMerit
    assert refusal(rules.may_decide(MERIT, PROPOSER)) is errors.ProposerDecides
    assert rules.may_decide(MERIT, OTHER)


def test_a_merit_is_decided_once():
    done = MeritFacts(*[getattr(MERIT, each) for each in list(MERIT.__dataclass_fields__)[:-1]],
                      Decided(False, "证据不足", NOW, OTHER))  # fmt: skip
    assert done.state is MeritState.REFUSED
    assert refusal(rules.may_decide(done, Who("x", 10))) is errors.AlreadyDecided


def test_an_objection_is_answered_by_somebody_else():
    assert refusal(rules.may_answer(OBJECTION, CHIEF)) is errors.OwnMerit
    assert rules.may_answer(OBJECTION, OTHER)


GRID, BUILDING = parse("32028210920001"), parse("32028210920001001")


def a_record(area, user_id, work, households):
    return Record(
        UUID(int=area % 97), area, Level.GRID, Words("网格", "Grid"), "甲", user_id, NOW, None, work,
        Load(10.0, households, 100),
    )  # fmt: skip


def test_a_street_counts_an_account_and_a_household_once():
    work = WorkDone(
        tasks_given=4, tasks_done=3, people_taken=2, people_answered=2, leads_answered=1, checks=5, hours=24
    )
    whole = rules.street(
        [a_record(GRID, 7, work, 40), a_record(BUILDING, 7, work, 12), a_record(BUILDING, None, None, 12)], {7: work}
    )
    assert (whole.chiefs, whole.known, whole.finished, whole.given) == (3, 1, 11, 12)
    assert (whole.hours, whole.households) == (24, 40)


def test_what_is_not_known_is_not_nothing():
    unknown, idle = a_record(GRID, None, None, 40), a_record(GRID, 7, WorkDone(), 40)
    assert (unknown.done_of_given, unknown.a_day) == ("—", None)
    assert (idle.done_of_given, idle.a_day) == ("0 / 0", 0.0)
