"""Finding clusters: how many cases of one spot within how many days, as the rule says."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sizao.trace.cases import rules
from sizao.trace.cases.types import ClusterKind, Met, Spot

HALL = Spot(ClusterKind.VENUE, 7)
HOME = Spot(ClusterKind.HOUSEHOLD, UUID(int=9))
DAY = date(2021, 12, 1)


def met(*days, spot=HALL):
    return [Met(spot, UUID(int=number + 1), DAY + timedelta(days=day)) for number, day in enumerate(days)]


def shape(found):
    return [(len(each.cases), (each.first - DAY).days, (each.last - DAY).days) for each in found]


def test_as_many_as_the_rule_asks_within_its_days_are_a_cluster():
    assert shape(rules.runs(met(0, 3, 13), 3, 14)) == [(3, 0, 13)]
    assert rules.runs(met(0, 3, 14), 3, 14) == []
    assert rules.runs(met(0, 3), 3, 14) == []


def test_stretches_that_share_a_case_are_one_and_others_are_two():
    assert shape(rules.runs(met(0, 6, 12), 2, 7)) == [(3, 0, 12)]
    assert shape(rules.runs(met(0, 1, 20, 21), 2, 7)) == [(2, 0, 1), (2, 20, 21)]


def test_a_case_counts_once_at_a_spot_and_spots_are_kept_apart():
    twice = [*met(0), *met(0), *met(1, spot=HOME)]
    assert rules.runs(twice, 2, 7) == []
    both = [*met(0, 1), *met(2, 3, spot=HOME)]
    assert {each.spot for each in rules.runs(both, 2, 7)} == {HALL, HOME}


@given(st.lists(st.integers(0, 60), max_size=30), st.integers(1, 5), st.integers(1, 21))
def test_who_is_in_a_cluster_is_who_lies_in_a_full_stretch(days, cases, length):
    """The same, asked of every stretch by itself."""
    found = {case for run in rules.runs(met(*days), cases, length) for case in run.cases}
    full = set()
    for start in range(61):
        inside = [number for number, day in enumerate(days) if start <= day < start + length]
        full |= set(inside) if len(inside) >= cases else set()
    assert found == {UUID(int=number + 1) for number in full}
