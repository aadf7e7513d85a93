"""When a stay falls under a rule, what is then asked on which days, and who may decide: pure rules."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from sizao.ground.command.errors import OutsideArea
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.measures.cohorts import errors, rules
from sizao.measures.cohorts.types import (
    TRANSITIONS,
    CohortFacts,
    DutyFacts,
    DutyKind,
    More,
    NewRule,
    NewStay,
    State,
    VersionFacts,
)

AT = datetime(2021, 12, 13, 20, 0, tzinfo=UTC)
"""The fourteenth of December in China already."""
YIXING, WANSHI, BINHU = parse("320282"), parse("320282109"), parse("320211")
SINCE = date(2021, 12, 6)
RULE = NewRule(place=YIXING, since=SINCE, test_days=(3, 1), monitor_days=14, hand_over=True, basis="通告第1号")
VERSION = VersionFacts(
    id=UUID(int=1), cohort_id=UUID(int=2), n=1, rule=RULE, state=State.PROPOSED, by="甲", at=AT, decided_by="",
    decided_at=None, note="",
)  # fmt: skip
COHORT = CohortFacts(id=UUID(int=2), area=BINHU, incident_id=None, title=Words("旅居史", "x"), versions=(VERSION,))
STAY = NewStay(person_id=1, area=BINHU, place=WANSHI, last_on=date(2021, 12, 8))


@pytest.mark.parametrize(
    ("place", "first_on", "last_on", "until", "falls"),
    [
        (WANSHI, None, date(2021, 12, 6), None, True),
        (YIXING, None, date(2021, 12, 6), None, True),
        (WANSHI, None, date(2021, 12, 5), None, False),
        (WANSHI, date(2021, 12, 1), date(2021, 12, 6), None, True),
        (BINHU, None, date(2021, 12, 8), None, False),
        (parse("3202"), None, date(2021, 12, 8), None, False),
        (WANSHI, None, date(2021, 12, 20), date(2021, 12, 12), False),
        (WANSHI, date(2021, 12, 12), date(2021, 12, 20), date(2021, 12, 12), True),
    ],
)
def test_a_stay_falls_under_a_rule_when_any_of_its_days_is_within(place, first_on, last_on, until, falls):
    assert rules.falls_under(place, first_on, last_on, replace(RULE, until=until)) is falls


def test_the_reason_names_the_place_the_day_and_the_rule():
    said = rules.because(Words("万石镇", "Wanshi"), date(2021, 12, 8), RULE, Words("宜兴市", "Yixing"))
    assert said.zh == "12月8日在万石镇停留,符合“12月6日以来有宜兴市旅居史”"
    until = rules.because(
        Words("万石镇", "Wanshi"), date(2021, 12, 8), replace(RULE, until=date(2021, 12, 9)), Words("宜兴市", "Yixing")
    )
    assert "12月6日至12月9日" in until.zh and "from 6 December to 9 December" in until.en


def test_days_count_from_the_last_day_there_and_handing_over_from_the_registration():
    asked = rules.duties(RULE, date(2021, 12, 8), date(2021, 12, 14))
    assert asked == [
        (DutyKind.TEST, date(2021, 12, 9)), (DutyKind.TEST, date(2021, 12, 11)), (DutyKind.MONITOR, date(2021, 12, 22)),
        (DutyKind.HAND_OVER, date(2021, 12, 14)),
    ]  # fmt: skip
    assert rules.duties(replace(RULE, test_days=(), monitor_days=None, hand_over=False), SINCE, SINCE) == []


def test_what_is_asked_is_said_in_words():
    assert rules.asks(RULE).zh == "主动登记报备、离开当地后第1、3天核酸检测、14天自我健康监测、移交所在村(社区)"
    assert "tests on day 1, 3 after leaving" in rules.asks(RULE).en


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"basis": " "}, errors.BasisNeeded),
        ({"test_days": (), "monitor_days": None, "hand_over": False}, errors.NothingAsked),
        ({"until": date(2021, 12, 5)}, errors.DatesTurned),
    ],
)
def test_a_rule_without_basis_measure_or_order_is_not_proposed(changed, refusal):
    assert isinstance(rules.may_propose(replace(RULE, **changed)).refusal, refusal)
    assert rules.may_propose(RULE)


def test_somebody_else_decides_and_only_on_what_waits():
    assert isinstance(rules.may_decide(VERSION, Actor("甲")).refusal, errors.OwnProposal)
    assert rules.may_decide(VERSION, Actor("乙"))
    assert isinstance(rules.may_decide(replace(VERSION, state=State.ENDED), Actor("乙")).refusal, errors.NotWaiting)
    assert isinstance(rules.may_add(COHORT).refusal, errors.WaitingAlready)
    assert isinstance(rules.may_end(COHORT).refusal, errors.NotInForce)
    held = replace(COHORT, versions=(replace(VERSION, state=State.APPROVED),))
    assert rules.may_end(held) and rules.may_add(held)
    assert all(TRANSITIONS[each] == () for each in (State.REJECTED, State.REPLACED, State.ENDED))


def test_a_stay_is_not_ahead_of_the_civil_day_and_not_turned():
    assert rules.may_register(replace(STAY, last_on=date(2021, 12, 14)), AT)
    assert isinstance(rules.may_register(replace(STAY, last_on=date(2021, 12, 15)), AT).refusal, errors.StayAhead)
    turned = replace(STAY, first_on=date(2021, 12, 9))
    assert isinstance(rules.may_register(turned, AT).refusal, errors.DatesTurned)
    assert isinstance(rules.may_act_in(Actor("x", area=YIXING), BINHU).refusal, OutsideArea)


def test_handing_over_needs_a_receipt_and_nothing_is_done_twice():
    duty = DutyFacts(id=1, kind=DutyKind.HAND_OVER, due_on=SINCE, done_at=None, done_by="", note="")
    assert isinstance(rules.may_do(duty, " ", SINCE).refusal, errors.ReceiptNeeded)
    assert rules.may_do(duty, "村委会值班员", SINCE)
    before = date(2021, 12, 5)
    assert rules.may_do(duty, "村委会值班员", before)
    for kind in (DutyKind.TEST, DutyKind.MONITOR):
        assert rules.may_do(replace(duty, kind=kind), "", SINCE)
        assert isinstance(rules.may_do(replace(duty, kind=kind), "", before).refusal, errors.TooEarly)
    assert isinstance(rules.may_do(replace(duty, done_at=AT), "x", SINCE).refusal, errors.DoneAlready)
    assert (
        duty.is_late(date(2021, 12, 7))
        and not duty.is_late(SINCE)
        and not replace(duty, done_at=AT).is_late(date(2022, 1, 1))
    )


@pytest.mark.parametrize(("place", "area"), [(0, BINHU), (WANSHI, 0)])
def test_nobody_stays_in_the_whole_country_and_no_rule_is_on_it(place, area):
    assert isinstance(rules.may_register(replace(STAY, place=place, area=area), AT).refusal, errors.NationMeant)
    assert isinstance(rules.may_propose(replace(RULE, place=0)).refusal, errors.NationMeant)
    assert isinstance(rules.may_title(0, True).refusal, errors.NationMeant)
    assert isinstance(rules.may_title(BINHU, False).refusal, errors.TitleTaken) and rules.may_title(BINHU, True)


def had(*given, done=()):
    return [
        DutyFacts(id=n, kind=kind, due_on=date(2021, 12, day), done_at=AT if n in done else None, done_by="", note="")
        for n, (kind, day) in enumerate(given)
    ]


TEST, MONITOR, OVER = DutyKind.TEST, DutyKind.MONITOR, DutyKind.HAND_OVER


def test_a_changed_rule_asks_for_what_is_missing_and_nobody_is_late_by_it():
    have = had((TEST, 9), (TEST, 11), (MONITOR, 13), done=(0,))
    asked = rules.duties(replace(RULE, test_days=(1, 2, 3, 7), monitor_days=14), date(2021, 12, 8), date(2021, 12, 11))
    assert rules.more(asked, have, date(2021, 12, 11)) == [
        More(TEST, date(2021, 12, 15)), More(OVER, date(2021, 12, 11)), More(MONITOR, date(2021, 12, 22), 2),
    ]  # fmt: skip
    lighter = rules.duties(replace(RULE, test_days=(1,), monitor_days=2, hand_over=False), date(2021, 12, 8), SINCE)
    assert rules.more(lighter, have, SINCE) == []
    assert rules.more(asked, had((TEST, 9), (TEST, 10), (TEST, 11), (TEST, 15), (MONITOR, 22), (OVER, 9)), SINCE) == []


def test_who_goes_there_again_owes_what_counts_from_the_later_day():
    have = had((TEST, 9), (TEST, 11), (MONITOR, 22), (OVER, 9), done=(3,))
    asked = rules.duties(RULE, date(2021, 12, 10), date(2021, 12, 12))
    assert rules.again(asked, have, date(2021, 12, 10)) == [
        More(TEST, date(2021, 12, 13)), More(OVER, date(2021, 12, 12)), More(MONITOR, date(2021, 12, 24), 2),
    ]  # fmt: skip
    later = rules.duties(RULE, date(2021, 12, 10), date(2021, 12, 10))
    assert rules.again(later, had((TEST, 12), (MONITOR, 12), (OVER, 9), done=(1,)), date(2021, 12, 10)) == [
        More(TEST, date(2021, 12, 11), 0), More(TEST, date(2021, 12, 13)), More(MONITOR, date(2021, 12, 24)),
    ]  # fmt: skip


def test_a_test_is_answered_by_the_first_sample_from_its_day_on_until_the_next():
    have = had((TEST, 9), (TEST, 11), (TEST, 15), (MONITOR, 22), done=(2,))
    taken = [datetime(2021, 12, day, 2, tzinfo=UTC) for day in (8, 10, 9, 15)]
    assert rules.tested(have, taken) == [(0, taken[2])]
    assert rules.tested(have, [datetime(2021, 12, 10, 20, tzinfo=UTC)]) == [(1, datetime(2021, 12, 10, 20, tzinfo=UTC))]
