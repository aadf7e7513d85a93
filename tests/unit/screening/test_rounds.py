"""Rounds run one at a time, and end as negative only when every tube is known to be."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from sizao.kernel.words import Words
from sizao.measures.screening import rules
from sizao.measures.screening.types import RoundFacts, RoundState

AT = datetime(2021, 12, 11, tzinfo=UTC)


def held(number: int, state: RoundState) -> RoundFacts:
    return RoundFacts(UUID(int=number), number, 1, Words("轮", "Round"), state, AT, None, 0)


def test_the_next_round_takes_the_next_number():
    assert rules.next_number([]) == 1
    done = [held(1, RoundState.CLEARED), held(4, RoundState.POSITIVE)]
    assert rules.may_start_round(done) and rules.next_number(done) == 5
    refused = rules.may_start_round([*done, held(5, RoundState.STARTED)])
    assert not refused and refused.refusal.fields == {"number": 5}


@pytest.mark.parametrize(("positives", "waiting", "expected"), [(0, 0, True), (1, 0, False), (0, 3, False)])
def test_all_negative_is_what_every_tube_says(positives: int, waiting: int, expected: bool):
    told = {"positives": positives, "waiting": waiting}
    assert bool(rules.may_end_round(RoundState.STARTED, RoundState.CLEARED, **told)) is expected
    assert rules.may_end_round(RoundState.STARTED, RoundState.POSITIVE, **told)
