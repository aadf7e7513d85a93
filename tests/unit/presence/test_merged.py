"""Stays that are asked of the tail together: one question for each stretch of time at a place, and no moment more or less."""

from __future__ import annotations

import numpy as np
import pytest

from sizao.ground.presence.queries.tail import merged


def seconds(places, start, until) -> set[tuple[int, int]]:
    """Every second of every place that is covered."""
    columns = (np.asarray(each).tolist() for each in (places, start, until))
    return {(place, second) for place, begin, end in zip(*columns, strict=True) for second in range(begin, end)}


@pytest.mark.parametrize("seed", range(20))
def test_the_merged_stays_cover_the_same_moments_and_never_overlap(seed):
    chance = np.random.default_rng(seed)
    number = int(chance.integers(1, 60))
    places, start = chance.integers(1, 5, number), chance.integers(0, 300, number)
    until = start + chance.integers(1, 40, number)
    found = merged(places, start, until)
    assert seconds(*found) == seconds(places, start, until)
    rows = sorted(zip(*(each.tolist() for each in found), strict=True))
    for (place, _, end), (other, begin, _) in zip(rows, rows[1:], strict=False):
        assert place != other or begin > end, "those that touch are one"


def test_ten_thousand_stays_in_one_hall_are_one_question():
    start = np.arange(10_000)
    assert [each.tolist() for each in merged(np.full(10_000, 7), start, start + 3600)] == [[7], [0], [13_599]]


def test_no_stay_is_no_question():
    nothing = np.empty(0, np.int64)
    assert [len(each) for each in merged(nothing, nothing, nothing)] == [0, 0, 0]
