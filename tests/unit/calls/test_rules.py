"""Who calls whom, and when the next try is."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.kernel.words import Words
from sizao.measures.calls import queries, rules
from sizao.measures.calls.errors import CallClosed, NotYourCall, TooEarly, WhenNeeded
from sizao.measures.calls.types import (
    CallerFacts,
    CallFacts,
    CallOutcome,
    CallPurpose,
    CallState,
    Ladder,
    Night,
    Wanted,
)

AT = datetime(2021, 12, 11, 8, 0, tzinfo=UTC)
NIGHT = Night(rules.quiet_of(queries.data()["quiet"]), rules.TZ)
LADDER = Ladder("t", (15, 60, 180), Words("", ""))


def caller(user: int, *languages: str, present: bool = True, load: int = 0) -> CallerFacts:
    return CallerFacts(user, f"{user}", 0, languages or ("zh",), present, load)


@given(st.integers(0, 60), st.integers(1, 6), st.data())
def test_loads_are_even_within_two_even_when_some_people_were_called_before(number, callers, data):
    given_before = data.draw(st.lists(st.one_of(st.none(), st.integers(1, callers)), min_size=number, max_size=number))
    wanted = [Wanted(UUID(int=at), before=before) for at, before in enumerate(given_before)]
    shared = rules.share(wanted, [caller(each + 1) for each in range(callers)])
    assert len(shared) == number
    load = Counter(shared.values())
    loads = [load[each + 1] for each in range(callers)]
    assert max(loads) - min(loads) <= 2


def test_the_one_who_called_before_is_preferred_and_languages_are_heeded():
    callers = [caller(1), caller(2), caller(3, "zh", "en")]
    first, second = Wanted(UUID(int=1), "zh", 2), Wanted(UUID(int=2), "en")
    assert rules.share([first, second], callers) == {first.id: 2, second.id: 3}
    assert rules.share([first], [caller(1), caller(2, load=2)]) == {first.id: 1}
    assert rules.share([first], [caller(1), caller(2, present=False)]) == {first.id: 1}
    assert rules.share([Wanted(UUID(int=3), "ug")], callers) == {UUID(int=3): 1}
    assert rules.share([first], [caller(1, present=False)]) == {}


def test_tries_climb_the_ladder_and_end():
    due = [rules.next_try(LADDER, number, CallOutcome.NO_ANSWER, AT, None) for number in (1, 2, 3, 4)]
    assert due == [AT + timedelta(minutes=15), AT + timedelta(minutes=60), AT + timedelta(minutes=180), None]
    assert LADDER.tries == 4
    asked = AT + timedelta(hours=2)
    assert rules.next_try(LADDER, 9, CallOutcome.CALL_BACK, AT, asked) == asked
    assert rules.next_try(LADDER, 9, CallOutcome.LANGUAGE, AT, None) == AT
    assert rules.next_try(LADDER, 1, CallOutcome.WRONG_NUMBER, AT, None) is None
    assert not rules.costs_a_step(CallOutcome.CALL_BACK)


def call(state: CallState = CallState.WAITING, user: int | None = 1, next_at: datetime = AT) -> CallFacts:
    return CallFacts(
        id=uuid4(), incident_id=uuid4(), person_id=1, contact_id=None, purpose=CallPurpose.DAILY, area=0, language="zh",
        version="t", state=state, caller="甲", caller_id=user, attempts=0, outcome=None, made_at=AT, next_at=next_at,
        closed_at=None,
    )  # fmt: skip


@pytest.mark.parametrize(("found", "outcome", "asked", "error"), [
    (call(CallState.REACHED), CallOutcome.WELL, None, CallClosed),
    (call(user=2), CallOutcome.WELL, None, NotYourCall),
    (call(next_at=AT + timedelta(minutes=5)), CallOutcome.NO_ANSWER, None, TooEarly),
    (call(), CallOutcome.CALL_BACK, None, WhenNeeded),
    (call(), CallOutcome.CALL_BACK, AT, WhenNeeded),
])  # fmt: skip
def test_what_may_not_be_recorded(found, outcome, asked, error):
    with pytest.raises(error):
        rules.may_record(found, 1, outcome, AT, asked, NIGHT).or_raise()


def test_somebody_who_calls_back_early_is_recorded():
    assert rules.may_record(call(next_at=AT + timedelta(minutes=5)), 1, CallOutcome.WELL, AT, None, NIGHT)
