"""Arrow in and out: columns are found by name, brought to type, and refused when they cannot be."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from sizao.traceback import duckdb_engine, reference, tables
from sizao.traceback.answer import counts
from sizao.traceback.query import IndexStay, TraceQuery
from sizao.traceback.visits import USUAL_GRADE, EvidenceGrade, Visit, VisitSource

NINE, TEN = datetime(2021, 12, 1, 9, tzinfo=UTC), datetime(2021, 12, 1, 10, tzinfo=UTC)
QUERY = TraceQuery(index=(IndexStay(1, NINE, TEN),))
VISITS = [
    Visit(1, 10, NINE, TEN, "A", VisitSource.HOTEL, EvidenceGrade.RECORDED),
    Visit(2, 10, NINE.replace(microsecond=5), TEN, grade=EvidenceGrade.CLAIMED),
]


def test_visits_survive_arrow():
    assert tables.visits_of(tables.visits_table(VISITS)) == VISITS


def test_missing_columns_have_stated_meanings():
    bare = pa.table({"person": [1], "place": [10], "start": [NINE], "until": [TEN]})
    assert tables.visits_of(bare) == [Visit(1, 10, NINE, TEN)]


def test_a_needed_column_is_needed():
    with pytest.raises(ValueError, match="until"):
        tables.conforming(pa.table({"person": [1], "place": [10], "start": [NINE]}))


def test_naive_moments_are_refused():
    naive = pa.table({"person": [1], "place": [10], "start": [NINE.replace(tzinfo=None)], "until": [TEN]})
    with pytest.raises(ValueError, match="time zone"):
        tables.conforming(naive)


def test_fractions_of_a_second_are_cut():
    [visit] = tables.visits_of(
        pa.table({"person": [1], "place": [10], "start": [NINE.replace(microsecond=999_999)], "until": [TEN]})
    )
    assert visit.start == NINE


def test_the_answer_survives_arrow_and_has_its_schema():
    answer = reference.run(QUERY, VISITS)
    table = duckdb_engine.run_table(QUERY, tables.visits_table(VISITS))
    assert table.schema == tables.ANSWER
    assert table == tables.answer_table(answer)
    assert tables.answer_of(table) == answer


def test_counts_come_before_names():
    found = counts(reference.run(QUERY, VISITS))
    assert found.persons == 1
    assert found.by_hop == ((1, 1),)
    assert found.by_grade == ((EvidenceGrade.CLAIMED, 1),)
    assert found.by_place == ((10, 1),)


def test_kinds_must_be_given_when_asked_for():
    asked = TraceQuery(index=QUERY.index, place_kinds=("hotel",))
    with pytest.raises(ValueError, match="kinds"):
        reference.run(asked, VISITS)
    with pytest.raises(ValueError, match="kinds"):
        duckdb_engine.run(asked, tables.visits_table(VISITS))


def test_every_source_has_a_usual_grade():
    assert set(USUAL_GRADE) == set(VisitSource)
    assert [grade.rank for grade in EvidenceGrade] == [1, 2, 3, 4, 5]
    assert EvidenceGrade.CLAIMED.is_lead_only and not EvidenceGrade.STATED.is_lead_only
