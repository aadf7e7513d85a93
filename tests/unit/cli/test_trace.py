"""``sizao trace`` and ``sizao lake`` work on a folder of visits, without a server."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from sizao.project import cli
from sizao.traceback import tables
from sizao.traceback.visits import EvidenceGrade, Visit

DAY = datetime(2021, 12, 20, tzinfo=UTC)
WINDOW = ["--from", "2021-12-20T00:00Z", "--until", "2021-12-22T00:00Z"]


def visit(person, place, start, until, grade=EvidenceGrade.STATED):
    return Visit(person, place, DAY + timedelta(hours=start), DAY + timedelta(hours=until), grade=grade)


@pytest.fixture
def lake(tmp_path):
    visits = [
        visit(1, 10, 9, 10), visit(2, 10, 9.5, 9.75), visit(2, 11, 12, 30),
        visit(3, 11, 13, 28, EvidenceGrade.CLAIMED),
    ]  # fmt: skip
    pq.write_table(tables.visits_table(visits), tmp_path / "visits.parquet")
    assert cli.main(["lake", "append", str(tmp_path / "lake"), str(tmp_path / "visits.parquet")]) == 0
    return tmp_path / "lake"


def document(capsys, *arguments):
    capsys.readouterr()
    code = cli.main([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("engine", ["index", "duckdb", "reference"])
def test_a_lake_is_traced(capsys, lake, engine):
    arguments = [
        "trace",
        "--lake",
        lake,
        "--person",
        1,
        *WINDOW,
        "--hops",
        2,
        "--min-overlap",
        "5m",
        "--engine",
        engine,
    ]
    code, told = document(capsys, *arguments)
    assert code == 0
    assert [(each["person"], each["hop"], each["grade"]) for each in told["exposed"]] == [
        (2, 1, "stated"),
        (3, 2, "claimed"),
    ]
    assert told["counts"]["persons"] == 2
    assert told["query"]["min_overlap_s"] == 300


def test_parquet_files_and_an_index_place(capsys, lake):
    code, told = document(capsys, "trace", "--parquet", lake.parent / "visits.parquet", "--place", 11, *WINDOW)
    assert code == 0
    assert [each["person"] for each in told["exposed"]] == [2, 3]


def test_a_dry_run_counts_and_names_nobody(capsys, lake):
    code, told = document(capsys, "trace", "--lake", lake, "--person", 1, *WINDOW, "--dry-run")
    assert (code, told["counts"]["persons"], told["exposed"]) == (0, 1, [])


@pytest.mark.parametrize("name", ["found.parquet", "found.csv", "found.json"])
def test_the_answer_is_written(capsys, lake, name):
    path = lake.parent / name
    assert cli.main(["trace", "--lake", str(lake), "--person", "1", *WINDOW, "--out", str(path)]) == 0
    assert path.stat().st_size > 100
    if path.suffix == ".parquet":
        assert tables.answer_of(pq.read_table(path))[0].person == 2


@pytest.mark.parametrize(
    "wrong",
    [
        ["--person", "1"],
        ["--person", "1", "--from", "noon", "--until", "2021-12-22"],
        WINDOW,
        ["--person", "1", "--from", "2021-12-22", "--until", "2021-12-20"],
    ],
)
def test_a_question_without_meaning_is_bad_input(capsys, lake, wrong):
    code, told = document(capsys, "trace", "--lake", lake, *wrong)
    assert code == 2
    assert told["error"]["code"] == "trace.question_faulty"


def test_a_folder_that_is_no_lake_is_bad_input(capsys, tmp_path):
    assert document(capsys, "trace", "--lake", tmp_path, "--person", 1, *WINDOW)[0] == 2


def test_a_lake_is_checked_and_counted(capsys, lake):
    assert document(capsys, "lake", "stats", lake)[1]["rows"] == 6
    assert document(capsys, "lake", "verify", lake) == (0, {"lake": str(lake), "faults": []})
    next((lake / "by_place").iterdir()).unlink()
    code, told = document(capsys, "lake", "verify", lake)
    assert code == 1
    assert [each["what"] for each in told["faults"]] == ["is absent"]


def test_a_file_without_visits_is_bad_input(capsys, lake, tmp_path):
    pq.write_table(tables.ANSWER.empty_table(), tmp_path / "other.parquet")
    code, told = document(capsys, "lake", "append", lake, tmp_path / "other.parquet")
    assert (code, told["error"]["code"]) == (2, "lake.visits_faulty")


def test_visits_are_deleted_for_good(capsys, lake):
    code, told = document(capsys, "lake", "forget", lake, "--person", 2)
    assert (code, told["rows"] > 0) == (0, True)
    code, told = document(capsys, "trace", "--lake", lake, "--person", 1, *WINDOW)
    assert 2 not in [each["person"] for each in told["exposed"]]


def test_forgetting_needs_to_be_told_what(capsys, lake):
    assert cli.main(["lake", "forget", str(lake)]) == 2
    assert "--person" in capsys.readouterr().err


def test_a_lake_is_exported_and_read_back(capsys, lake, tmp_path):
    code, told = document(capsys, "lake", "export", lake, "--out", tmp_path / "all.parquet")
    assert (code, told["rows"]) == (0, document(capsys, "lake", "stats", lake)[1]["rows"])
    assert document(capsys, "lake", "append", lake, tmp_path / "all.parquet")[1]["rows"] == 0


def test_an_index_is_made_and_checked(capsys, lake):
    assert document(capsys, "lake", "index", lake)[1]["days"]
    assert document(capsys, "lake", "index", lake)[1]["days"] == []
    assert document(capsys, "lake", "verify", lake)[0] == 0
    for file in (lake / "index").glob("*.columns"):
        file.write_bytes(b"x")
    assert document(capsys, "lake", "verify", lake)[0] == 1
