"""The question as data: what is refused, and its stable JSON."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.visits import EvidenceGrade, VisitSource

FROM, UNTIL = datetime(2021, 12, 1, tzinfo=UTC), datetime(2021, 12, 2, tzinfo=UTC)
STAY = IndexStay(7, FROM, UNTIL)


@pytest.mark.parametrize(
    "parts",
    [
        {"index": ()},
        {"min_overlap_s": 0},
        {"linger_s": -1},
        {"hops": 3},
        {"hops": 0},
        {"second_hop_within_s": -1},
        {"exclude_persons": (-1,)},
        {"index": (IndexStay(-4, FROM, UNTIL),)},
    ],
)
def test_a_question_without_meaning_is_refused(parts):
    with pytest.raises(ValueError):
        TraceQuery(**{"index": (STAY,), **parts})


@pytest.mark.parametrize("stay", [IndexStay, IndexPlace])
def test_an_index_period_must_last_and_be_aware(stay):
    with pytest.raises(ValueError):
        stay(7, FROM, FROM)
    with pytest.raises(ValueError):
        stay(7, FROM.replace(tzinfo=None), UNTIL)


def test_equal_questions_are_equal():
    one = TraceQuery(index=(STAY, STAY), exclude_persons=(3, 2), grades=("stated", "recorded"))
    other = TraceQuery(index=(STAY,), exclude_persons=(2, 3, 3), grades=("recorded", "stated"))
    assert one == other
    assert hash(one) == hash(other)


def test_json_is_plain_and_versioned():
    query = TraceQuery(
        index=(STAY,),
        index_places=(IndexPlace(10, FROM, UNTIL, "A"),),
        sources=(VisitSource.HOTEL,),
        grades=(EvidenceGrade.RECORDED,),
    )
    assert query.to_json() == {
        "version": 1,
        "index": [{"person": 7, "start": "2021-12-01T00:00:00+00:00", "until": "2021-12-02T00:00:00+00:00"}],
        "index_places": [
            {"place": 10, "start": "2021-12-01T00:00:00+00:00", "until": "2021-12-02T00:00:00+00:00", "zone": "A"}
        ],
        "min_overlap_s": 1,
        "linger_s": 0,
        "match_zones": False,
        "sources": ["hotel"],
        "grades": ["recorded"],
        "place_kinds": [],
        "exclude_persons": [],
        "hops": 1,
        "second_hop_within_s": None,
        "with_lists": True,
    }
    assert TraceQuery.from_json(query.to_json()) == query


@pytest.mark.parametrize("change", [{"version": 2}, {"version": None}, {"tempo": 1}])
def test_a_strange_question_is_not_guessed_at(change):
    with pytest.raises(ValueError):
        TraceQuery.from_json({**TraceQuery(index=(STAY,)).to_json(), **change})
