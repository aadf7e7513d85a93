"""The index beside the lake: made from the Parquet, checked by checksum, made again whenever it is not what it should be."""

from __future__ import annotations

import json
import mmap
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numba
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sizao.traceback import duckdb_engine, tables
from sizao.traceback import index as index_package
from sizao.traceback.arrange import arranged
from sizao.traceback.index import engine, store
from sizao.traceback.index.build import Names, columns_of
from sizao.traceback.index.held import Index
from sizao.traceback.index.people import NO_PEOPLE, People
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexStay, TraceQuery
from sizao.traceback.removal import Forgetting
from sizao.traceback.visits import Visit

DAY = datetime(2021, 12, 1, tzinfo=UTC)
FIRST, SECOND = date(2021, 12, 1), date(2021, 12, 2)


def visit(person: int, place: int, start: float, until: float, **more) -> Visit:
    """A visit by hours of the first day."""
    return Visit(person, place, DAY + timedelta(hours=start), DAY + timedelta(hours=until), **more)


NIGHT = [visit(1, 10, 22, 31), visit(2, 10, 23, 30, zone="7"), visit(3, 11, 9, 10)]
QUERY = TraceQuery(index=(IndexStay(1, DAY, DAY + timedelta(days=3)),))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    lake.append(tables.visits_table(NIGHT))
    return lake


def persons(lake: Lake) -> list[int]:
    return [each.person for each in engine.run(QUERY, lake)]


def test_each_day_is_made_once(lake):
    assert store.build(lake) == [FIRST, SECOND]
    assert store.build(lake) == []
    assert store.verify(lake) == []


def test_what_is_mapped_is_what_was_made(lake):
    store.build(lake)
    held = Index.of_table(tables.visits_table(NIGHT))
    for mapped, made in zip(store.mapped(lake).segments, held.segments, strict=True):
        for name, column in mapped.columns._asdict().items():
            assert column.tolist() == getattr(made.columns, name).tolist(), name


def test_a_late_visit_is_found_by_an_index_that_was_open(lake):
    assert persons(lake) == [2]
    lake.append(tables.visits_table([visit(4, 10, 22, 23)]))
    assert persons(lake) == [2, 4]
    assert store.verify(lake) == []


def test_only_the_changed_day_is_made_again(lake):
    store.build(lake)
    lake.append(tables.visits_table([visit(4, 10, 12, 13)]))
    assert [fault.file for fault in store.verify(lake)] == ["index/2021-12-01"]
    assert store.build(lake) == [FIRST]


def test_a_lost_file_is_made_again(lake):
    store.build(lake)
    gone = store.read(lake).days[SECOND].file
    (lake.directory / "index" / gone).unlink()
    assert [fault.what for fault in store.verify(lake)] == ["is absent"]
    assert store.build(lake) == [SECOND]
    assert (lake.directory / "index" / gone).exists()


def test_an_altered_file_is_told(lake):
    store.build(lake)
    path = lake.directory / "index" / store.read(lake).days[FIRST].file
    body = bytearray(path.read_bytes())
    body[3] ^= 1
    path.write_bytes(body)
    assert [fault.what for fault in store.verify(lake)] == ["differs from its SHA-256"]
    store.rebuild(lake)
    assert store.verify(lake) == []


def test_a_manifest_of_another_version_is_not_believed(lake):
    store.build(lake)
    path = lake.directory / "index" / "manifest.json"
    path.write_text(path.read_text().replace(f'"version": {store.VERSION}', '"version": 99'))
    assert store.build(lake) == [FIRST, SECOND]


def test_drafts_of_a_crash_are_swept(lake):
    store.build(lake)
    (lake.directory / "index" / "2021-12-01.99.draft").write_bytes(b"half")
    store.rebuild(lake)
    assert not list((lake.directory / "index").glob("*.draft"))


def test_a_forgotten_person_is_in_no_file(lake):
    assert persons(lake) == [2]
    gone = lake.forget(Forgetting(persons=frozenset({2})))
    store.forget(lake, {2})
    assert gone == {FIRST: 1, SECOND: 1}
    assert persons(lake) == []
    assert (store.verify(lake), lake.verify()) == ([], [])
    assert 2 not in store.mapped(lake).names.people.ids
    for file in lake.files("by_place") + lake.files("by_person"):
        assert 2 not in pq.read_table(file)["person"].to_pylist()


def test_with_the_last_visit_the_identifier_and_the_zone_go(lake):
    store.build(lake)
    lake.forget(Forgetting(days=frozenset({FIRST})))
    store.build(lake)
    assert sorted(store.mapped(lake).names.people.ids) == [-1, 1, 2]  # the third was there on the first day only
    assert store.mapped(lake).names.zones == ("7",)
    lake.forget(Forgetting(persons=frozenset({2})))
    store.build(lake)
    assert sorted(store.mapped(lake).names.people.ids) == [-1, -1, 1]
    assert store.mapped(lake).names.zones == ("",)
    lake.forget(Forgetting(days=frozenset({SECOND})))
    store.build(lake)
    assert set(store.mapped(lake).names.people.ids) == {-1}
    assert [path.suffix for path in (lake.directory / "index").glob("2021*")] == []


def test_zones_are_looked_up_in_columns_that_do_not_list_them(lake):
    store.build(lake)
    manifest = lake.directory / "index" / "manifest.json"
    body = json.loads(manifest.read_text("utf-8"))
    for day in body["days"].values():
        assert day.pop("zones")
    manifest.write_text(json.dumps(body), "utf-8")
    lake.forget(Forgetting(days=frozenset({FIRST})))
    store.build(lake)
    assert store.mapped(lake).names.zones == ("7",)


def test_who_was_forgotten_can_be_met_again(lake):
    store.build(lake)
    lake.forget(Forgetting(persons=frozenset({2})))
    store.forget(lake, {2})
    lake.append(tables.visits_table([visit(2, 10, 22, 23)]))
    assert persons(lake) == [2]


def test_an_empty_lake_exposes_nobody(tmp_path):
    assert engine.run(QUERY, Lake(tmp_path / "none")) == ()


def test_a_filter_by_kind_needs_the_kinds(lake):
    with pytest.raises(ValueError, match="kinds"):
        engine.run(TraceQuery(index=QUERY.index, place_kinds=("hotel",)), lake)


def test_room_grows_while_a_question_is_asked():
    """More encounters at one place than a new desk has room for."""
    crowd = [visit(person, 10, 9, 10) for person in range(1, 400)] * 2
    index = tuple(IndexStay(person, DAY, DAY + timedelta(days=1)) for person in range(1, 200))
    query = TraceQuery(index=index)
    visits = tables.visits_table(crowd)
    assert engine.run_table(query, visits).equals(duckdb_engine.run_table(query, visits))


def test_a_desk_is_clean_for_the_next_question(lake):
    index = engine.opened(lake)
    other = TraceQuery(index=(IndexStay(3, DAY, DAY + timedelta(days=3)),))
    assert [engine.run(query, index) for query in (QUERY, other, QUERY)] == [
        duckdb_engine.run(query, lake) for query in (QUERY, other, QUERY)
    ]


def test_numbers_of_persons_only_grow():
    people, first = NO_PEOPLE.extended(pa.array([70, 5, 70], pa.int64()))
    assert (people.ids.tolist(), first.tolist()) == ([5, 70], [1, 0, 1])
    people, then = people.extended(pa.array([6, 5, 4], pa.int64()))
    assert (people.ids.tolist(), then.tolist()) == ([5, 70, 4, 6], [3, 0, 2])
    assert people.find([70, 6, 99]) == {70: 1, 6: 3}


def test_too_many_zones_are_refused():
    crowd = [visit(1, 10, 9, 10, zone=str(number)) for number in range(1 << 16)]
    with pytest.raises(ValueError, match="zones"):
        columns_of(arranged(tables.visits_table(crowd)), Names(People(NO_PEOPLE.ids)))


def test_compiled_loops_are_kept_by_the_source_of_all_of_them(monkeypatch, tmp_path):
    """A loop takes in functions of other files: a change of any file must not find loops compiled before it."""
    before = index_package.loops_folder()
    assert Path(numba.config.CACHE_DIR) == before
    monkeypatch.setattr(index_package, "HERE", Path(shutil.copytree(index_package.HERE, tmp_path / "index")))
    assert index_package.loops_folder().name == before.name
    with (tmp_path / "index" / "meet.py").open("a") as source:
        source.write("# another line\n")
    assert index_package.loops_folder().name != before.name


def test_entering_pages_changes_no_answer_and_counts_them(lake):
    before = persons(lake)
    index = store.mapped(lake)
    files = [segment.file for segment in index.segments]
    assert sum(segment.columns.word.nbytes > 0 for segment in index.segments) == len(files) == 2
    assert index.enter_pages() == sum(-(-len(file) // mmap.PAGESIZE) for file in files)  # just written: all in memory
    assert [each.person for each in engine.run(QUERY, index)] == before


def test_an_index_in_memory_has_no_pages_to_enter():
    assert Index.of_table(tables.visits_table(NIGHT)).enter_pages() == 0


def test_what_is_made_beside_the_files_is_what_the_files_give(tmp_path):
    """Days added to lake and index at once, a late visit too, leave the index that the Parquet alone would give."""
    lake = Lake(tmp_path / "lake")
    assert store.append(lake, tables.visits_table(NIGHT)) == {FIRST: 3, SECOND: 2}
    assert store.append(lake, tables.visits_table([visit(4, 10, 22, 23, zone="A")])) == {FIRST: 1}
    assert store.append(lake, tables.visits_table([visit(4, 10, 22, 23, zone="A")])) == {FIRST: 0}
    assert (store.verify(lake), lake.verify(), store.build(lake)) == ([], [], [])
    beside = store.mapped(lake)
    store.rebuild(lake)
    for made, read in zip(beside.segments, store.mapped(lake).segments, strict=True):
        assert made.day == read.day
        for name, column in made.columns._asdict().items():
            assert column.tolist() == getattr(read.columns, name).tolist(), name


def test_an_append_cut_short_before_the_index_is_named_is_made_up_for(lake, monkeypatch):
    store.build(lake)

    def power_cut(lake, manifest):
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "_name", power_cut)
    with pytest.raises(KeyboardInterrupt):
        store.append(lake, tables.visits_table([visit(4, 10, 22, 23)]))
    monkeypatch.undo()
    assert persons(lake) == [2, 4]
    assert (store.verify(lake), lake.verify()) == ([], [])
    assert sorted(path.name for path in (lake.directory / "index").glob("*.columns")) == sorted(
        stored.file for stored in store.read(lake).files
    )
