"""The lake: day segments in two orders, a manifest that alone says what counts, and no doubled or half-written day."""

from __future__ import annotations

import dataclasses
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sizao.traceback import duckdb_engine, tables
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexStay, TraceQuery
from sizao.traceback.removal import Forgetting
from sizao.traceback.segments import visits_in
from sizao.traceback.visits import EvidenceGrade, Visit, VisitSource

DAY = datetime(2021, 12, 1, tzinfo=UTC)


def visit(person: int, place: int, start: float, until: float, source: VisitSource = VisitSource.IMPORT) -> Visit:
    """A visit by hours of the first day."""
    return Visit(person, place, DAY + timedelta(hours=start), DAY + timedelta(hours=until), source=source)


NIGHT = [visit(1, 10, 22, 31), visit(2, 10, 23, 30), visit(3, 11, 9, 10)]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    lake.append(tables.visits_table(NIGHT))
    return lake


def test_a_day_is_a_segment_in_two_orders(lake):
    manifest = lake.manifest
    assert sorted(manifest) == [date(2021, 12, 1), date(2021, 12, 2)]
    assert [manifest[day].by_person.rows for day in sorted(manifest)] == [3, 2]
    by_place = tables.visits_of(visits_in(lake.directory / manifest[date(2021, 12, 1)].by_place.file))
    assert [(each.place, each.person) for each in by_place] == [(10, 1), (10, 2), (11, 3)]


def test_midnight_splits_without_loss(lake):
    assert lake.rows == 5
    query = TraceQuery(index=(IndexStay(1, DAY, DAY + timedelta(days=2)),), min_overlap_s=7 * 3600)
    [exposed] = duckdb_engine.run(query, lake)
    assert (exposed.person, exposed.minutes, exposed.encounters) == (2, 420, 1)


def test_appending_twice_doubles_nothing(lake):
    before = lake.manifest
    assert lake.append(tables.visits_table(NIGHT)) == {date(2021, 12, 1): 0, date(2021, 12, 2): 0}
    assert lake.manifest == before


def test_a_late_row_joins_its_day_and_the_old_file_goes(lake):
    old = lake.directory / lake.manifest[date(2021, 12, 1)].by_person.file
    assert lake.append(tables.visits_table([visit(4, 11, 9, 10)])) == {date(2021, 12, 1): 1}
    assert lake.rows == 6
    assert not old.exists()
    assert lake.verify() == []


def test_the_same_visits_give_the_same_files(lake, tmp_path):
    other = Lake(tmp_path / "other")
    for each in reversed(NIGHT):
        other.append(tables.visits_table([each]))
    assert other.manifest == lake.manifest


def test_only_days_of_the_period_are_opened(lake):
    assert len(lake.files("by_place")) == 2
    assert len(lake.files("by_place", DAY, DAY + timedelta(days=1))) == 1
    assert lake.files("by_place", DAY + timedelta(days=2)) == []


def test_an_altered_file_is_found(lake):
    path = lake.directory / lake.manifest[date(2021, 12, 2)].by_place.file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert [fault.what for fault in lake.verify()] == ["differs from its SHA-256"]


def test_an_absent_file_is_found(lake):
    (lake.directory / lake.manifest[date(2021, 12, 2)].by_place.file).unlink()
    assert [fault.what for fault in lake.verify()] == ["is absent"]


def test_a_file_left_by_a_crash_counts_for_nothing(lake):
    loose = lake.directory / "by_place" / "2021-12-01.99.draft"
    loose.write_bytes(b"half")
    assert [fault.what for fault in lake.verify()] == ["no manifest names it"]
    assert lake.rows == 5
    assert lake.sweep() == ["by_place/2021-12-01.99.draft"]
    assert lake.verify() == []


def test_a_crash_before_the_manifest_loses_the_append_and_nothing_else(lake, monkeypatch):
    before = lake.manifest

    def power_cut(self, manifest):
        raise KeyboardInterrupt

    monkeypatch.setattr(Lake, "_name", power_cut)
    with pytest.raises(KeyboardInterrupt):
        lake.append(tables.visits_table([visit(4, 11, 9, 10)]))
    monkeypatch.undo()
    assert lake.manifest == before
    assert {fault.what for fault in lake.verify()} == {"no manifest names it"}
    assert lake.append(tables.visits_table([visit(4, 11, 9, 10)])) == {date(2021, 12, 1): 1}
    assert lake.verify() == []


def test_an_empty_lake_answers_nothing(tmp_path):
    lake = Lake(tmp_path / "none")
    assert lake.manifest == {}
    assert duckdb_engine.run(TraceQuery(index=(IndexStay(1, DAY, DAY + timedelta(days=1)),), hops=2), lake) == ()
    assert lake.append(tables.VISITS.empty_table()) == {}
    assert lake.verify() == []


def test_a_strange_manifest_is_refused(lake):
    (lake.directory / "manifest.json").write_text('{"version": 99, "days": {}}')
    with pytest.raises(ValueError, match="version"):
        _ = lake.manifest


def test_parquet_files_can_be_searched_directly(lake, tmp_path):
    file = tmp_path / "visits.parquet"
    pq.write_table(tables.visits_table(NIGHT), file)
    query = TraceQuery(index=(IndexStay(1, DAY, DAY + timedelta(days=2)),))
    assert duckdb_engine.run(query, file) == duckdb_engine.run(query, lake) == duckdb_engine.run(query, [file])
    pq.write_table(tables.visits_table(NIGHT).drop_columns(["grade"]), file)
    with pytest.raises(ValueError, match="grade"):
        duckdb_engine.run(query, file)


def test_a_source_is_kept_as_long_as_it_may_be(tmp_path):
    """Retention: scans of the first day go, hotel nights and later scans stay."""
    lake = Lake(tmp_path / "lake")
    scans = [visit(1, 10, hour, hour + 1, VisitSource.VENUE_SCAN) for hour in (9, 33)]
    lake.append(tables.visits_table([*scans, visit(1, 11, 12, 13, VisitSource.HOTEL)]))
    which = Forgetting(sources=frozenset({"venue_scan"}), before=date(2021, 12, 2))
    assert lake.forget(which) == {date(2021, 12, 1): 1}
    assert lake.forget(which) == {}
    assert (lake.rows, lake.verify()) == (2, [])


def test_a_day_goes_whole(lake):
    assert lake.forget(Forgetting(days=frozenset({date(2021, 12, 2)}))) == {date(2021, 12, 2): 2}
    assert sorted(lake.manifest) == [date(2021, 12, 1)]
    assert lake.verify() == []


def test_nothing_named_is_nothing_forgotten():
    with pytest.raises(ValueError, match="which visits"):
        Forgetting()


def test_a_correction_replaces_a_visit_in_all_its_pieces_and_the_manifest_says_so(lake):
    wrong, right = [visit(1, 10, 22, 31)], [visit(1, 12, 3, 4)]
    at = DAY + timedelta(days=3)
    assert lake.correct(tables.visits_table(wrong), tables.visits_table(right), at) == (2, 1)
    kept = {(each.person, each.place) for file in lake.files("by_person") for each in tables.visits_of(visits_in(file))}
    assert kept == {(1, 12), (2, 10), (3, 11)}
    assert lake.corrections == [{"at": at.isoformat(), "went": 2, "came": 1}]
    assert lake.verify() == []


def test_a_correction_of_what_the_lake_does_not_hold_changes_nothing_else(lake):
    before = lake.manifest
    unknown = [visit(1, 10, 22, 30), visit(9, 10, 22, 31)]
    assert lake.correct(tables.visits_table(unknown), tables.visits_table([])) == (0, 0)
    assert (lake.manifest, lake.corrections) == (before, [])


def test_a_visit_is_withdrawn_whatever_its_grade_but_not_from_another_source(lake):
    scan = visit(1, 10, 22, 31, VisitSource.VENUE_SCAN)
    lake.append(tables.visits_table([scan]))
    lake.correct(
        tables.visits_table([dataclasses.replace(NIGHT[0], grade=EvidenceGrade.VERIFIED)]), tables.visits_table([])
    )
    kept = [
        each.source for file in lake.files("by_place") for each in tables.visits_of(visits_in(file)) if each.person == 1
    ]
    assert kept == [VisitSource.VENUE_SCAN] * 2


def test_a_day_written_anew_is_the_file_that_its_visits_alone_would_make(tmp_path):
    """Byte for byte: nothing of a deleted visit stays behind, the words that only it used included."""
    seats = [Visit(n, 10, DAY, DAY + timedelta(hours=1), zone=f"seat {n} of P-{n}") for n in range(1, 300)]
    whole, fresh = Lake(tmp_path / "whole"), Lake(tmp_path / "fresh")
    whole.append(tables.visits_table(seats))
    whole.forget(Forgetting(persons=frozenset({7, 100})))
    fresh.append(tables.visits_table([each for each in seats if each.person not in {7, 100}]))
    assert whole.manifest == fresh.manifest
    for file in whole.files("by_person") + whole.files("by_place"):
        assert b"seat 8 of P-8" in _plain(file)
        assert b"seat 7 of P-7" not in _plain(file)


def _plain(file: Path) -> bytes:
    """A segment's bytes without compression."""
    sink = io.BytesIO()
    pq.write_table(pq.read_table(file, read_dictionary=["zone"]), sink, compression="none", use_dictionary=["zone"])
    return sink.getvalue()
