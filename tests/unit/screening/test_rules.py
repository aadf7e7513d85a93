"""What testing allows: whole samples, results after samples, release by a second person, rounds that end once."""

from datetime import UTC, datetime, timedelta

import pytest

from sizao.kernel.actors import Actor
from sizao.kernel.ids import uuid7
from sizao.measures.screening import rules
from sizao.measures.screening.errors import (
    AlreadyReleased,
    ResultBeforeSample,
    RoundFinished,
    SecondPersonNeeded,
    SubjectMissing,
)
from sizao.measures.screening.types import NewSample, Purpose, ResultFacts, RoundState, SubjectKind, Value

AT = datetime(2021, 12, 11, 8, tzinfo=UTC)


def sample(subject, **changes):
    return NewSample(subject, 0, AT, Purpose.ROUND, **changes)


@pytest.mark.parametrize(
    ("new", "people"),
    [
        (sample(SubjectKind.PERSON, person_id=1), 1),
        (sample(SubjectKind.PERSON, people=10), 10),
        (sample(SubjectKind.PERSON), None),
        (sample(SubjectKind.ENVIRONMENT, place_id=1, spot="门把手"), 0),
        (sample(SubjectKind.ENVIRONMENT, spot="门把手"), None),
        (sample(SubjectKind.GOODS, spot="冻虾外包装"), 0),
        (sample(SubjectKind.GOODS, spot=" "), None),
    ],
)
def test_a_sample_names_its_subject(new, people):
    answer = rules.may_take(new)
    if people is None:
        assert isinstance(answer.refusal, SubjectMissing)
    else:
        assert answer
        assert rules.people_in(new) == people


def test_a_result_is_not_older_than_its_sample():
    assert rules.may_result(AT, AT)
    assert isinstance(rules.may_result(AT, AT - timedelta(minutes=1)).refusal, ResultBeforeSample)


@pytest.mark.parametrize(
    ("entered", "releaser", "is_released", "refusal"),
    [
        (("甲", 1), Actor("乙", user_id=2), False, None),
        (("甲", 1), Actor("甲", user_id=2), False, None),
        (("甲", 1), Actor("改名", user_id=1), False, SecondPersonNeeded),
        (("lab", None), Actor("lab"), False, SecondPersonNeeded),
        (("lab", None), Actor("review"), False, None),
        (("甲", 1), Actor("乙", user_id=2), True, AlreadyReleased),
    ],
)
def test_a_result_is_released_once_by_somebody_else(entered, releaser, is_released, refusal):
    result = ResultFacts(uuid7(), uuid7(), Value.NEGATIVE, AT, entered[0], entered[1], is_released)
    answer = rules.may_release(result, releaser)
    assert (type(answer.refusal) if answer.refusal else None) is refusal


@pytest.mark.parametrize("now", list(RoundState))
@pytest.mark.parametrize("then", list(RoundState))
def test_a_round_ends_once(now, then):
    answer = rules.may_end_round(now, then)
    assert bool(answer) is (then in rules.ROUND_TRANSITIONS[now])
    if not answer:
        assert isinstance(answer.refusal, RoundFinished)
