"""``sizao trace`` and ``sizao lake`` work on a folder of visits, without a server."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sizao.project import cli
from sizao.traceback import tables
from sizao.traceback.keys import Keys
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


@pytest.mark.parametrize("engine", ["index", "duckdb", "reference"])
def test_a_zone_of_an_index_place_leaves_out_who_was_in_another(capsys, tmp_path, engine):
    visits = [replace(visit(person, 11, 12, 13), zone=zone) for person, zone in ((2, "3F"), (3, "2F"), (4, None))]
    pq.write_table(tables.visits_table(visits), tmp_path / "zoned.parquet")
    asked = ("trace", "--parquet", tmp_path / "zoned.parquet", "--engine", engine, *WINDOW, "--place")
    assert [each["person"] for each in document(capsys, *asked, "11@3F")[1]["exposed"]] == [2, 4]
    assert [each["person"] for each in document(capsys, *asked, 11)[1]["exposed"]] == [2, 3, 4]
    assert cli.main([*map(str, asked), "11@"]) == 2


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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--person", "1", *WINDOW, "--dry-run", "--out", "found.csv"], "--dry-run does not go with --out"),
        (["--question", "q.json", "--person", "1"], "--question does not go with --person"),
        (["--question", "none.json"], "none.json"),
    ],
)
def test_what_does_not_go_together_is_refused_and_not_left_out(capsys, lake, monkeypatch, given, said):
    monkeypatch.chdir(lake.parent)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    code, told = document(capsys, "trace", "--lake", lake, *given)
    assert (code, told["error"]["code"]) == (2, "trace.question_faulty")
    assert said in json.dumps(told)
    assert not (lake.parent / "found.csv").exists()


def test_a_case_takes_no_options_of_a_lake(capsys):
    code, told = document(capsys, "trace", "--case", "C-1", "--hops", "2", "--min-overlap", "5m")
    assert (code, told["error"]["code"]) == (2, "trace.question_faulty")


def test_a_lake_takes_no_ground_of_a_case(capsys, lake):
    code, told = document(capsys, "trace", "--lake", lake, "--person", 1, *WINDOW, "--user", "somebody")
    assert (code, told["error"]["code"]) == (2, "trace.question_faulty") and "--user" in json.dumps(told)


def test_a_case_is_traced_on_a_ground_and_by_somebody(capsys):
    code, told = document(capsys, "trace", "--case", "C-1")
    assert (code, told["error"]["code"]) == (2, "trace.ground_missing")


def test_a_question_is_asked_as_it_was_kept_each_person_with_their_own_window(capsys, lake):
    asked = ["trace", "--lake", lake, "--person", 1, "--person", 2, *WINDOW]
    kept = document(capsys, *asked)[1]["query"]
    [early, late] = kept["index"]
    late["start"] = late["until"]
    late["until"] = "2022-01-01T00:00:00+00:00"
    (lake.parent / "question.json").write_text(json.dumps({**kept, "index": [early, late]}))
    code, told = document(capsys, "trace", "--lake", lake, "--question", lake.parent / "question.json")
    assert code == 0 and told["query"]["index"] == [early, late]
    (lake.parent / "question.json").write_text(json.dumps({**kept, "version": 99}))
    assert document(capsys, "trace", "--lake", lake, "--question", lake.parent / "question.json")[0] == 2


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


def test_a_wrong_visit_is_exchanged_for_the_right_one(capsys, lake):
    files = {"wrong": visit(2, 10, 9.5, 9.75), "right": visit(4, 10, 9, 9.5)}
    for name, each in files.items():
        pq.write_table(tables.visits_table([each]), lake.parent / f"{name}.parquet")
    given = [word for name in files for word in (f"--{name}", lake.parent / f"{name}.parquet")]
    code, told = document(capsys, "lake", "correct", lake, *given)
    assert (code, told["went"], told["came"]) == (0, 1, 1)
    _code, found = document(capsys, "trace", "--lake", lake, "--person", 1, *WINDOW, "--min-overlap", "5m")
    assert [each["person"] for each in found["exposed"]] == [4]
    assert [each["went"] for each in document(capsys, "lake", "stats", lake)[1]["corrections"]] == [1]
    assert document(capsys, "lake", "correct", lake, *given)[1]["went"] == 0


def test_a_correction_with_a_row_that_cannot_be_right_changes_nothing(capsys, lake):
    bad = lake.parent / "bad.csv"
    bad.write_text("person,place,start,until\n1,10,2021-12-20 18:00,2021-12-20 17:00\n")
    before = document(capsys, "lake", "stats", lake)
    assert (
        cli.main(["lake", "correct", str(lake), "--wrong", str(lake.parent / "visits.parquet"), "--right", str(bad)])
        == 2
    )
    assert document(capsys, "lake", "stats", lake) == before


def test_forgetting_needs_to_be_told_what(capsys, lake):
    assert cli.main(["lake", "forget", str(lake)]) == 2
    assert "--person" in capsys.readouterr().err


def test_a_lake_is_exported_and_read_back(capsys, lake, tmp_path):
    code, told = document(capsys, "lake", "export", lake, "--out", tmp_path / "all.parquet")
    assert (code, told["rows"]) == (0, document(capsys, "lake", "stats", lake)[1]["rows"])
    assert document(capsys, "lake", "append", lake, tmp_path / "all.parquet")[1]["rows"] == 0


def test_an_index_is_made_and_checked(capsys, lake):
    assert document(capsys, "lake", "index", lake)[1]["days"] == []  # made with the lake
    shutil.rmtree(lake / "index")
    assert document(capsys, "lake", "index", lake)[1]["days"]
    assert document(capsys, "lake", "index", lake)[1]["days"] == []
    assert document(capsys, "lake", "verify", lake)[0] == 0
    for file in (lake / "index").glob("*.columns"):
        file.write_bytes(b"x")
    assert document(capsys, "lake", "verify", lake)[0] == 1


ROWS = """person,place,start,until,source
1,10,2021-12-20 17:00,2021-12-20 18:00,venue_scan
2,10,2021-12-20 17:30,2021-12-20 17:45,venue_scan
2,10,2021-12-20 17:30,2021-12-20 17:45,venue_scan
3,10,2021-12-20 19:00,2021-12-20 18:00,hotel
3,11,2021-12-21 24:00,2021-12-22 10:00,hotel
4,99,2021-12-20 17:00,2021-12-20 18:00,hotel
"""


@pytest.fixture
def table(tmp_path):
    (tmp_path / "visits.csv").write_text(ROWS)
    (tmp_path / "places.csv").write_text("place,kind\n10,hospital\n11,hotel\n")
    return tmp_path / "visits.csv"


@pytest.fixture
def built(table, capsys):
    path = table.parent / "lake"
    code, told = document(capsys, "lake", "build", path, table, "--places", table.parent / "places.csv")
    assert code == 0
    return path, told


def test_a_lake_is_built_from_a_table(built, capsys):
    path, told = built
    assert (told["declared"], told["believed"], told["aside"], told["rows"]) == (6, 3, 3, 4)
    assert told["reasons"] == {"place_unknown": 1, "ends_first": 1, "duplicate": 1}
    assert document(capsys, "lake", "verify", path)[0] == 0
    stats = document(capsys, "lake", "stats", path)[1]
    assert stats["sources"] == {"venue_scan": 2, "hotel": 2}  # the night is split at midnight
    assert stats["aside"] == told["reasons"]


def test_rows_put_aside_are_written_with_their_reason(built, table, capsys):
    [file] = built[1]["quarantine"]
    lines = Path(file).read_text("utf-8").splitlines()
    assert len(lines) == 4
    assert lines[2].startswith('5,"ends_first",false,"3","10"')
    document(capsys, "lake", "append", built[0], table)
    assert len(list((built[0] / "quarantine").iterdir())) == 1


def test_a_lake_that_stands_is_not_built_over(built, table, capsys):
    code, told = document(capsys, "lake", "build", built[0], table)
    assert (code, told["error"]["code"]) == (3, "lake.stands")


def test_appending_the_same_table_adds_nothing(built, table, capsys):
    code, told = document(capsys, "lake", "append", built[0], table, "--places", table.parent / "places.csv")
    assert (code, told["rows"], told["believed"]) == (0, 0, 3)


def test_sealing_makes_a_lake_whole(built, capsys):
    path = built[0]
    (path / "by_place" / "2021-12-20.1.draft").write_bytes(b"half")
    code, told = document(capsys, "lake", "seal", path)
    assert (code, told["faults"], told["indexed"]) == (0, [], [])
    next((path / "by_place").iterdir()).write_bytes(b"x")
    assert document(capsys, "lake", "seal", path)[0] == 1
    assert document(capsys, "lake", "seal", path / "none")[0] == 2


def test_sources_are_kept_for_their_days(built, capsys):
    path = built[0]
    (path.parent / "keep.json").write_text('{"venue_scan": 14}')
    code, told = document(capsys, "lake", "forget", path, "--retention", path.parent / "keep.json")
    assert (code, told["rows"], told["aside"]) == (0, 2, 1)
    stats = document(capsys, "lake", "stats", path)[1]
    assert stats["sources"] == {"hotel": 2}
    assert stats["retention"] == {"venue_scan": 14}
    assert [(each["rows"], each["sources"]) for each in stats["deletions"]] == [(2, ["venue_scan"])]
    (path.parent / "keep.json").write_text('{"rumour": 14}')
    code, told = document(capsys, "lake", "forget", path, "--retention", path.parent / "keep.json")
    assert (code, told["error"]["code"]) == (2, "lake.retention_faulty")


def test_a_forgotten_person_is_in_no_file_and_no_quarantine(built, capsys):
    path = built[0]
    assert document(capsys, "lake", "forget", path, "--person", 3)[1]["aside"] == 1
    for file in path.rglob("*.csv"):
        assert '"3"' not in file.read_text()
    assert "3" not in json.dumps(document(capsys, "lake", "stats", path)[1]["deletions"][0]["persons"])


def test_a_line_that_was_no_row_goes_with_any_person_it_may_name(built, tmp_path, capsys):
    (tmp_path / "broken.csv").write_text("person,place,start,until\n4177;7,nothing\n")
    assert document(capsys, "lake", "append", built[0], tmp_path / "broken.csv")[1]["aside"] == 1
    assert document(capsys, "lake", "forget", built[0], "--person", 417)[1]["aside"] == 0
    assert document(capsys, "lake", "forget", built[0], "--person", 4177)[1]["aside"] == 1


def test_terms_of_retention_are_a_command_of_their_own(built, capsys):
    code, told = document(capsys, "lake", "forget", built[0], "--retention", "keep.json", "--person", 3)
    assert (code, told["error"]["code"]) == (2, "lake.retention_alone")


def test_places_of_one_kind(built, table, capsys):
    asked = ["trace", "--lake", built[0], "--person", 1, *WINDOW, "--kind", "hotel"]
    for engine in ("index", "duckdb", "reference"):
        code, told = document(capsys, *asked, "--engine", engine, "--places", table.parent / "places.csv")
        assert (code, told["exposed"]) == (0, [])
    assert document(capsys, *asked)[0] == 2


def test_the_answer_as_arrow(built, tmp_path, capsys):
    path = tmp_path / "found.arrow"
    assert cli.main(["trace", "--lake", str(built[0]), "--person", "1", *WINDOW, "--out", str(path)]) == 0
    with pa.ipc.open_file(path) as file:
        assert file.read_all().schema == tables.ANSWER


def test_keys_of_another_system(tmp_path, capsys):
    (tmp_path / "visits.csv").write_text(
        "personUuid,facility,startDate,endDate\nW-9,hall,2021-12-20 17:00,2021-12-20 18:00\n"
    )
    keys = ["--keys", tmp_path / "keys.csv"]
    assert document(capsys, "lake", "build", tmp_path / "lake", tmp_path / "visits.csv", *keys)[1]["rows"] == 1
    assert "W-9,1" in (tmp_path / "keys.csv").read_text()
    assert "W-9" not in "".join(str(path.read_bytes()) for path in (tmp_path / "lake").rglob("*") if path.is_file())


def test_two_who_number_at_once_give_no_number_twice(tmp_path):
    path = tmp_path / "keys.csv"
    one, other = Keys(path), Keys(path)
    rows = [pa.table({"person": [name], "place": ["hall"]}) for name in ("W-1", "W-2", "W-1")]
    found = [keys.take(row)["person"].to_pylist() for keys, row in zip((one, other, one), rows, strict=True)]
    assert found == [[1], [2], [1]]
    assert Keys(path).numbers["person"] == {"W-1": 1, "W-2": 2}
