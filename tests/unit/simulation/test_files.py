"""A city's folder: the same bytes from any number of workers, read back as it was, and a lake that takes its visits."""

import json
import random
from datetime import timedelta

import numpy as np
import pyarrow.parquet as pq
import pytest

from sizao.project.cli import main
from sizao.simulation.city import City, build_city, day_visits, files, kept, read, write
from sizao.traceback import reference, tables
from sizao.traceback.index import engine
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexStay, TraceQuery
from sizao.traceback.visits import USUAL_GRADE, VisitSource
from tests.unit.simulation.conftest import spec


@pytest.fixture(scope="module")
def small():
    return build_city(spec(people=1_500, days=3))


@pytest.fixture(scope="module")
def folder(small, tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    write(small, folder, with_truth=True, workers=1)
    return folder


def sizao(capsys, *words):
    code = main([*map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


def said(manifest):
    """What the files say: Arrow leaves some bytes of padding in Parquet to chance."""
    return {
        name: (each["content"], each["rows"]) if "content" in each else each["sha256"]
        for name, each in manifest["files"].items()
        if "/" in name
    }


def test_two_workers_write_the_same_as_one(small, folder, tmp_path):
    days = []
    manifest = write(small, tmp_path, with_truth=True, workers=2, advance=lambda: days.append(1))
    assert said(manifest) == said(files.manifest_of(folder))
    assert len(days) == 3
    for name in ("persons", "places", "households"):
        one, other = (pq.read_table(each / f"{name}.parquet") for each in (folder, tmp_path))
        assert one.equals(other), name


def test_a_city_is_read_back_as_it_was(small, folder):
    again = read(folder)
    assert again.spec == small.spec
    for name in City.arrays():
        assert np.array_equal(getattr(again, name), getattr(small, name)), name
    assert np.array_equal(day_visits(again, 1).person, day_visits(small, 1).person)


def test_the_manifest_says_that_nobody_in_it_is_real(folder):
    manifest = files.manifest_of(folder)
    assert manifest["synthetic"] is True
    assert manifest["visits"] < manifest["truth"]
    assert files.faults(folder) == []


def test_a_changed_file_is_found(small, tmp_path):
    write(small, tmp_path)
    (tmp_path / "places.parquet").write_bytes(b"")
    (tmp_path / "arrays" / "age.npy").unlink()
    assert files.faults(tmp_path) == ["arrays/age.npy", "places.parquet"]


def test_a_folder_without_a_city_is_refused(tmp_path):
    with pytest.raises(files.NotACity, match="no city"):
        read(tmp_path)
    (tmp_path / "city.json").write_text('{"format": 0}')
    with pytest.raises(files.NotACity, match="another format"):
        read(tmp_path)


def test_visits_have_the_lakes_columns_and_words(folder):
    table = pq.read_table(folder / "visits" / "day=2022-03-02.parquet")
    assert tables.conforming(table).schema == tables.VISITS
    words = set(zip(table["source"].to_pylist(), table["grade"].to_pylist(), strict=True))
    assert words <= {(source.value, grade.value) for source, grade in USUAL_GRADE.items()}
    assert VisitSource.VENUE_SCAN.value in {source for source, _grade in words}


def test_a_day_is_a_local_day(folder):
    start = pq.read_table(folder / "truth" / "day=2022-03-02.parquet")["start"].to_pylist()
    assert min(start).isoformat() == "2022-03-01T16:00:00+00:00"


def test_the_lake_takes_everything_and_a_trace_over_it_is_right(folder, tmp_path, capsys):
    days = sorted((folder / "visits").glob("*.parquet"))
    code, built = sizao(capsys, "lake", "build", tmp_path / "lake", *days)
    assert code == 0
    assert (built["declared"], built["aside"], built["reasons"]) == (files.manifest_of(folder)["visits"], 0, {})
    visits = [each for day in days for each in tables.visits_of(pq.read_table(day))]
    first = min(each.start for each in visits)
    for person in random.Random(4).sample(sorted({each.person for each in visits}), 5):
        query = TraceQuery(index=(IndexStay(person, first, first + timedelta(days=3)),), min_overlap_s=900, hops=2)
        expected = reference.run(query, visits)
        assert engine.run(query, Lake(tmp_path / "lake")) == expected
        assert expected


def test_the_command_builds_describes_and_verifies(tmp_path, capsys):
    out = tmp_path / "city"
    words = ("city", "build", "--people", 1000, "--days", 2, "--seed", 3, "--out", out)
    code, built = sizao(capsys, *words, "--areas", "yixing", "320282104")
    assert (code, built["people"], built["synthetic"]) == (0, 1000, True)
    assert built["communities"] > 200
    assert sizao(capsys, *words, "--areas", "wuxi")[0] == 3
    code, told = sizao(capsys, "city", "stats", out)
    assert code == 0
    assert sum(told["roles"].values()) == sum(told["ages"].values()) == 1000
    assert sorted(told["days"]) == ["2022-03-01", "2022-03-02"]
    assert sizao(capsys, "city", "verify", out) == (0, {"city": str(out), "faults": []})
    (out / "households.parquet").write_bytes(b"")
    assert sizao(capsys, "city", "verify", out)[0] == 1


@pytest.mark.parametrize(
    ("areas", "people", "code"),
    [("atlantis", 1000, "city.no_such_area"), ("3202829", 1000, "city.no_such_area"), ("11", 1000, "city.no_such_area"),
     ("32", 1000, "city.too_wide"), ("wuxi", 5, "city.not_buildable")],
)  # fmt: skip
def test_what_cannot_be_built_is_said(areas, people, code, tmp_path, capsys):
    found = sizao(capsys, "city", "build", "--areas", areas, "--people", people, "--out", tmp_path / "city")
    assert (found[0], found[1]["error"]["code"]) == (2, code)


def test_where_there_is_no_city_the_command_says_so(tmp_path, capsys):
    assert sizao(capsys, "city", "stats", tmp_path)[0] == 2


def test_a_city_is_kept_until_another_is_asked_for(tmp_path, monkeypatch):
    folder, asked = tmp_path / "kept", spec(people=300, days=1)
    first = kept(asked, folder)
    monkeypatch.setattr(files, "build_city", None)
    assert np.array_equal(kept(asked, folder).age, first.age)
    monkeypatch.undo()
    assert kept(spec(people=400, days=1), folder).people == 400
    monkeypatch.setattr(files, "figures_digest", lambda: "other figures")
    assert not files._is_of(folder, spec(people=400, days=1))
    assert [each.name for each in tmp_path.iterdir()] == ["kept"]
