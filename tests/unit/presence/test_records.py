"""What a record that came again means, and when late rows are worth a rewrite."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from sizao.ground.presence.actions.sealing import is_worth_writing
from sizao.ground.presence.rules import Held, Numbered, read_records, record_key, visit_id, visit_ids
from sizao.traceback.tables import visits_table
from sizao.traceback.visits import Visit, VisitSource

NINE = datetime(2021, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(("late", "sealed", "is_worth"), [
    (1, None, True), (9_999, 500, False), (10_000, 500, True), (10_000, 30_000_000, False), (300_000, 30_000_000, True),
])  # fmt: skip
def test_a_large_day_is_not_written_anew_for_a_few_late_visits(late, sealed, is_worth):
    assert is_worth_writing(late, sealed) is is_worth


def test_identifiers_of_a_column_are_those_of_single_visits():
    visits = [
        Visit(7, 9, NINE, NINE + timedelta(hours=1), zone="05 车 12A", source=VisitSource.HOTEL),
        Visit(2**50, 1, NINE - timedelta(days=7000), NINE), Visit(7, 9, NINE, NINE + timedelta(hours=1)),
    ]  # fmt: skip
    assert [UUID(each) for each in visit_ids(visits_table(visits))] == [visit_id(each) for each in visits]


def key(number):
    return record_key(VisitSource.HOTEL, "3202/feed", number)


def row(line, number, place, supersedes=""):
    visit = Visit(1, place, NINE, NINE + timedelta(hours=1), source=VisitSource.HOTEL)
    return Numbered(line=line, visit=visit, area=1, key=key(number), supersedes=key(supersedes) if supersedes else None)


def held(**places):
    return {key(number): Held(row(0, number, place).id) for number, place in places.items()}


def lines(rows):
    return [each.line for each in rows]


def test_a_record_not_seen_before_and_one_that_says_the_same_are_plain():
    reading = read_records([row(1, "a", 10), row(2, "b", 11)], held(a=10))
    assert (lines(reading.plain), reading.stale, reading.changes) == ([1, 2], (), ())


def test_another_content_under_the_same_number_is_a_correction():
    [(change, wrong)] = read_records([row(1, "a", 12)], held(a=10)).changes
    assert (change.line, wrong) == (1, (key("a"),))


def test_the_last_row_of_a_batch_counts():
    reading = read_records([row(1, "a", 10), row(2, "a", 11), row(3, "a", 12)], {})
    assert (lines(reading.stale), lines(reading.plain)) == ([1, 2], [3])


def test_a_record_may_name_another_that_it_corrects():
    reading = read_records([row(1, "b", 12, supersedes="a")], held(a=10))
    assert [(each.line, wrong) for each, wrong in reading.changes] == [(1, (key("a"),))]
    assert [(each.line, over) for each, over in reading.over] == [(1, (key("a"),))]


def test_a_chain_within_a_batch_reaches_the_record_at_its_end():
    reading = read_records([row(1, "b", 11, supersedes="a"), row(2, "c", 12, supersedes="b")], held(a=10))
    assert lines(reading.stale) == [1]
    assert [(each.line, wrong) for each, wrong in reading.changes] == [(2, (key("a"),))]


def test_what_was_superseded_does_not_come_back_when_its_file_is_sent_again():
    over = {key("a"): Held(row(0, "a", 10).id, is_superseded=True)}
    assert lines(read_records([row(1, "a", 10)], over).stale) == [1]


def test_a_superseded_record_that_arrives_later_is_over_already():
    reading = read_records([row(1, "b", 12, supersedes="a")], {})
    assert lines(reading.plain) == [1]
    assert reading.over[0][1] == (key("a"),)


def test_rows_that_supersede_each_other_supersede_nothing_and_none_is_lost():
    reading = read_records([row(1, "a", 10, supersedes="b"), row(2, "b", 11, supersedes="a")], {})
    assert (lines(reading.plain), reading.stale, reading.over) == ([1, 2], (), ())


@pytest.mark.parametrize(("source", "feed", "number"), [
    (VisitSource.CHECKPOINT, "3202/feed", "a"), (VisitSource.HOTEL, "3202/other", "a"), (VisitSource.HOTEL, "3202/feed", "b"),
])  # fmt: skip
def test_numbers_of_other_sources_and_feeds_are_others(source, feed, number):
    assert record_key(source, feed, number) != key("a")
