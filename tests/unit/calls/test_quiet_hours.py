"""Nobody's night: when quiet hours hold, where the next try goes, and what may not wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import Words
from sizao.measures.calls import queries, rules
from sizao.measures.calls.errors import InQuietHours
from sizao.measures.calls.types import (
    CallFacts,
    CallOutcome,
    CallPurpose,
    CallState,
    Ladder,
    Night,
    NightGround,
    QuietHours,
)

SHANGHAI, SEOUL, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")
QUIET = QuietHours("t", Words("某地规定", "a local rule"), time(21, 30), time(8), 24, frozenset({ContactClass.CLOSE}))
NIGHT = Night(QUIET, SHANGHAI)
LADDER = Ladder("t", (15, 60, 180), Words("", ""))


def local(day: int, hour: int, minute: int = 0, second: int = 0, tz: ZoneInfo = SHANGHAI) -> datetime:
    return datetime(2021, 12, day, hour, minute, second, tzinfo=tz)


def call(**changed: object) -> CallFacts:
    made = CallFacts(
        id=uuid4(), incident_id=uuid4(), person_id=1, contact_id=None, purpose=CallPurpose.DAILY, area=0, language="zh",
        version="t", state=CallState.RETRY, caller="甲", caller_id=1, attempts=1, outcome=CallOutcome.NO_ANSWER,
        made_at=local(11, 20), next_at=local(11, 20), closed_at=None,
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(("at", "end"), [
    (local(11, 21, 29, 59), None),
    (local(11, 21, 30), local(12, 8)),
    (local(11, 23, 59, 59), local(12, 8)),
    (local(12, 0), local(12, 8)),
    (local(12, 7, 59, 59), local(12, 8)),
    (local(12, 8), None),
    (local(31, 22), datetime(2022, 1, 1, 8, tzinfo=SHANGHAI)),
])  # fmt: skip
def test_they_go_over_midnight_from_their_first_minute_to_the_one_before_their_end(at, end):
    assert rules.end_of_quiet(QUIET, at, SHANGHAI) == end
    assert rules.end_of_quiet(QUIET, at.astimezone(UTC), SHANGHAI) == end


def test_it_is_the_civil_time_of_the_place_that_counts():
    at = datetime(2021, 12, 11, 12, 45, tzinfo=UTC)
    assert rules.end_of_quiet(QUIET, at, SHANGHAI) is None, "20:45 there"
    assert rules.end_of_quiet(QUIET, at, SEOUL) == local(12, 8, tz=SEOUL), "21:45 there"
    spring = datetime(2022, 3, 26, 23, tzinfo=BERLIN)
    end = rules.end_of_quiet(QUIET, spring, BERLIN)
    assert end is not None and end.astimezone(BERLIN).hour == 8 and end - spring.astimezone(UTC) == timedelta(hours=8)


def test_hours_within_one_day_and_none_at_all():
    noon = replace(QUIET, starts=time(12), ends=time(14))
    found = [rules.end_of_quiet(noon, local(11, hour), SHANGHAI) for hour in (11, 12, 13, 14, 23)]
    assert found == [None, local(11, 14), local(11, 14), None, None]
    never = replace(QUIET, starts=time(8), ends=time(8))
    assert {rules.end_of_quiet(never, local(11, hour), SHANGHAI) for hour in range(24)} == {None}


@given(st.datetimes(datetime(2021, 1, 1), datetime(2022, 12, 31)))
def test_what_is_moved_goes_forward_to_a_time_when_people_are_called(moment):
    at = moment.replace(tzinfo=UTC)
    moved = rules.spared(NIGHT, call(made_at=at - timedelta(days=3)), CallOutcome.BUSY, at)
    assert moved >= at and rules.end_of_quiet(QUIET, moved, SHANGHAI) is None
    assert moved == at or moved.astimezone(SHANGHAI).time() == QUIET.ends


@pytest.mark.parametrize(("at", "attempts", "due"), [
    (local(11, 21, 14, 59), 1, local(11, 21, 29, 59)),
    (local(11, 21, 15), 1, local(12, 8)),
    (local(11, 20, 30), 2, local(12, 8)),
    (local(11, 18), 3, local(11, 21)),
    (local(11, 19), 3, local(12, 8)),
])  # fmt: skip
def test_a_step_of_the_ladder_that_falls_into_them_waits_for_the_morning(at, attempts, due):
    following = rules.next_try(LADDER, attempts, CallOutcome.NO_ANSWER, at, None)
    assert following is not None
    assert rules.spared(NIGHT, call(), CallOutcome.NO_ANSWER, following) == due


def test_the_caller_is_told_so_before_choosing():
    said = dict(rules.what_follows(LADDER, call(attempts=0), local(11, 21, 20), NIGHT))
    assert said[CallOutcome.NO_ANSWER] == Words("12-12 08:00 再拨", "again at 12-12 08:00")
    assert rules.held_words(local(12, 8), SHANGHAI) == Words(
        "08:00 前不拨打(免扰时段)", "not before 08:00 (quiet hours)"
    )


@pytest.mark.parametrize("outcome", [CallOutcome.LANGUAGE, CallOutcome.OFF])
def test_what_does_not_wait_keeps_its_steps_and_a_time_asked_for_stands(outcome):
    at = local(11, 23)
    assert rules.spared(NIGHT, call(), outcome, at) == local(12, 8)
    assert rules.spared(replace(NIGHT, is_positive=True), call(), outcome, at) == at
    assert rules.spared(NIGHT, call(), CallOutcome.CALL_BACK, at) == at


FIRST = {"purpose": CallPurpose.INTERVIEW, "made_at": local(11, 20)}


@pytest.mark.parametrize(("found", "night", "at", "ground"), [
    (call(), NIGHT, local(11, 23), None),
    (call(), replace(NIGHT, is_positive=True), local(11, 23), NightGround.POSITIVE),
    (call(**FIRST), replace(NIGHT, contact_class=ContactClass.CLOSE), local(11, 23), NightGround.GOLDEN),
    (call(**FIRST), replace(NIGHT, contact_class=ContactClass.CLOSE), local(12, 22), None),
    (call(made_at=local(11, 22), purpose=CallPurpose.INTERVIEW), replace(NIGHT, contact_class=ContactClass.CLOSE),
     local(12, 21, 59), NightGround.GOLDEN),
    (call(made_at=local(11, 22), purpose=CallPurpose.INTERVIEW), replace(NIGHT, contact_class=ContactClass.CLOSE),
     local(12, 22), None),
    (call(**FIRST), replace(NIGHT, contact_class=ContactClass.GENERAL), local(11, 23), None),
    (call(made_at=local(11, 20)), replace(NIGHT, contact_class=ContactClass.CLOSE), local(11, 23), None),
    (call(outcome=CallOutcome.CALL_BACK, next_at=local(11, 22)), NIGHT, local(11, 22), NightGround.AGREED),
    (call(outcome=CallOutcome.CALL_BACK, next_at=local(11, 22)), NIGHT, local(11, 21, 45), None),
    (call(outcome=CallOutcome.CALL_BACK, next_at=local(11, 19)), NIGHT, local(11, 22), None),
    (call(outcome=CallOutcome.CALL_BACK, next_at=local(11, 22)), NIGHT, local(12, 22), None),
])  # fmt: skip
def test_what_does_not_wait_for_the_morning(found, night, at, ground):
    assert rules.ground_of(night, found, at) is ground
    assert rules.held_until(night, found, at) == (None if ground else rules.end_of_quiet(QUIET, at, SHANGHAI))
    decision = rules.may_disturb(night, found, at)
    assert bool(decision) is (ground is not None) and decision.facts.get("ground") is ground


def test_the_refusal_says_until_when_and_after_what_and_a_reason_opens():
    refused = rules.may_disturb(NIGHT, call(), local(11, 23), "  ").refusal
    assert isinstance(refused, InQuietHours)
    assert all(each in refused.words.zh for each in ("08:00", "21:30–08:00", "某地规定"))
    assert all(each in refused.words.en for each in ("08:00", "21:30–08:00", "a local rule"))
    assert rules.may_disturb(NIGHT, call(), local(11, 23), "同住人呼吸困难").facts["ground"] is NightGround.WRITTEN
    assert rules.may_disturb(NIGHT, call(), local(11, 12), "同住人呼吸困难").facts["ground"] is None, "no ground by day"


def test_who_has_a_ground_need_not_wait_for_a_time_that_was_only_put_off():
    put_off, later = call(next_at=local(12, 8)), call(next_at=local(12, 9))
    assert not rules.is_early(NIGHT, put_off, local(11, 23))
    assert rules.is_early(NIGHT, later, local(11, 23))
    assert rules.is_early(NIGHT, put_off, local(11, 21)), "by day it is early"


def test_the_hours_that_ship_name_their_version_and_source():
    shipped = rules.quiet_of(queries.data()["quiet"])
    assert shipped.version and shipped.source.zh and shipped.source.en
    assert rules.end_of_quiet(shipped, local(11, 3), SHANGHAI) is not None
    assert rules.end_of_quiet(shipped, local(11, 12), SHANGHAI) is None


@pytest.mark.parametrize(("began", "at", "is_asked"), [
    (local(11, 21), local(11, 21, 45), False), (local(11, 21, 29), local(11, 22), False),
    (local(11, 21, 30), local(11, 22), True), (local(11, 20), local(11, 21, 45), True), (None, local(11, 21, 45), True),
])  # fmt: skip
def test_a_call_begun_before_quiet_hours_is_recorded_within_the_hour_without_a_reason(began, at, is_asked):
    decision = rules.may_disturb(NIGHT, call(), at, began=began)
    assert bool(decision) is not is_asked
