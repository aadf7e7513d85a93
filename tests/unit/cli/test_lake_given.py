"""What ``sizao lake`` and ``sizao trace`` are given is checked before anything is written, and said in both languages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from sizao.project import cli
from sizao.traceback import tables
from sizao.traceback.index import store
from sizao.traceback.lake import Lake
from sizao.traceback.visits import Visit

DAY = datetime(2021, 12, 20, tzinfo=UTC)
WINDOW = ["--from", "2021-12-20T00:00Z", "--until", "2021-12-22T00:00Z"]


@pytest.fixture
def lake(tmp_path):
    visits = [
        Visit(person, 10, DAY + timedelta(hours=start), DAY + timedelta(hours=start + 30))
        for person, start in ((1, 9), (2, 10), (3, 11))
    ]
    pq.write_table(tables.visits_table(visits), tmp_path / "visits.parquet")
    assert cli.main(["lake", "append", str(tmp_path / "lake"), str(tmp_path / "visits.parquet")]) == 0
    return tmp_path / "lake"


def document(capsys, *arguments):
    capsys.readouterr()
    code = cli.main([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("days", ["-3", "1.9", "99999999999", "true", '"14"', "null"])
def test_terms_of_retention_are_whole_days_and_nothing_is_written_before(capsys, lake, days):
    (lake.parent / "keep.json").write_text(f'{{"import": {days}}}')
    before = (lake / "manifest.json").read_bytes()
    code, told = document(capsys, "lake", "forget", lake, "--retention", lake.parent / "keep.json")
    assert (code, told["error"]["code"]) == (2, "lake.retention_faulty")
    assert "36500" in told["error"]["zh"] and "36500" in told["error"]["en"]
    assert (lake / "manifest.json").read_bytes() == before


def test_the_lake_itself_writes_no_terms_that_no_day_can_have(lake):
    with pytest.raises(ValueError, match="36500"):
        Lake(lake).keep_for({"import": 36_501})
    Lake(lake).keep_for({"import": 36_500})
    assert len(Lake(lake).expired(datetime.now(UTC).date())) == 1


def test_where_no_lake_stands_nothing_is_called_whole_and_nothing_is_made(capsys, tmp_path):
    none = tmp_path / "none"
    (tmp_path / "visits.csv").write_text("person,place,start,until\n1,10,2021-12-20 17:00,2021-12-20 18:00\n")
    for verb, *more in (
        ["verify"], ["stats"], ["index"], ["seal"], ["forget", "--person", 1], ["export", "--out", tmp_path / "x"],
        ["correct", "--wrong", tmp_path / "visits.csv"],
    ):  # fmt: skip
        code, told = document(capsys, "lake", verb, none, *more)
        assert (verb, code, told["error"]["code"]) == (verb, 2, "lake.none")
    assert document(capsys, "trace", "--lake", none, "--person", 1, *WINDOW)[1]["error"]["code"] == "lake.none"
    assert not none.exists() and not (tmp_path / "x").exists()


def test_a_lake_from_which_all_was_forgotten_still_stands(capsys, lake):
    document(capsys, "lake", "forget", lake, "--person", 1, "--person", 2, "--person", 3)
    assert document(capsys, "lake", "verify", lake) == (0, {"lake": str(lake), "faults": []})
    assert document(capsys, "trace", "--lake", lake, "--person", 1, *WINDOW)[1]["counts"]["persons"] == 0


@pytest.mark.parametrize("body", ["", "{", "[]", '{"version": 2}', '{"version": 1, "days": {}}'])
def test_a_broken_manifest_is_said_and_left_as_it_is(capsys, lake, body):
    (lake / "manifest.json").write_text(body)
    for arguments in (
        ["lake", "verify", lake], ["lake", "stats", lake], ["lake", "seal", lake],
        ["lake", "append", lake, lake.parent / "visits.parquet"], ["lake", "build", lake, lake.parent / "visits.parquet"],
        ["trace", "--lake", lake, "--person", 1, *WINDOW],
    ):  # fmt: skip
        code, told = document(capsys, *arguments)
        assert (code, told["error"]["code"]) == (2, "lake.unreadable")
    assert (lake / "manifest.json").read_text() == body


def files_of_the_index(lake):
    manifest = store.read(Lake(lake))
    return [stored.file for stored in (manifest.people, *manifest.days.values())]


@pytest.mark.parametrize("which", [0, 1])
def test_a_file_of_the_index_that_was_cut_is_made_again(capsys, lake, which):
    file = lake / "index" / files_of_the_index(lake)[which]
    file.write_bytes(b"")
    assert document(capsys, "lake", "verify", lake)[0] == 1
    code, told = document(capsys, "trace", "--lake", lake, "--person", 1, *WINDOW)
    assert (code, told["counts"]["persons"]) == (0, 2)
    assert document(capsys, "lake", "verify", lake)[0] == 0


@pytest.mark.parametrize("which", [0, 1])
def test_a_file_of_the_index_that_was_altered_is_made_again_when_asked(capsys, lake, which):
    file = lake / "index" / files_of_the_index(lake)[which]
    body = bytearray(file.read_bytes())
    body[0] ^= 1
    file.write_bytes(body)
    assert document(capsys, "lake", "index", lake)[1]["days"]
    assert document(capsys, "lake", "verify", lake)[0] == 0


@pytest.mark.parametrize("verb", ["index", "seal"])
def test_a_broken_manifest_of_the_index_counts_as_none(capsys, lake, verb):
    (lake / "index" / "manifest.json").write_text("{")
    assert document(capsys, "lake", "verify", lake)[0] == 1
    assert document(capsys, "lake", verb, lake)[0] == 0
    assert document(capsys, "lake", "verify", lake)[0] == 0


def test_a_person_is_forgotten_although_the_index_is_broken(capsys, lake):
    (lake / "index" / files_of_the_index(lake)[0]).write_bytes(b"")
    assert document(capsys, "lake", "forget", lake, "--person", 2)[0] == 0
    assert document(capsys, "lake", "verify", lake)[0] == 0
    found = document(capsys, "trace", "--lake", lake, "--person", 1, *WINDOW)[1]["exposed"]
    assert [each["person"] for each in found] == [3]


@pytest.mark.parametrize("engine", ["index", "duckdb", "reference"])
@pytest.mark.parametrize(
    "more",
    [
        ["--min-overlap", "99999999999999999999d"], ["--within", "9999999d", "--hops", "2"], ["--linger", "36501d"],
        ["--places", "none.csv"], ["--out", "none/found.csv"],
    ],
)  # fmt: skip
def test_what_no_engine_can_count_or_nobody_can_write_is_refused(capsys, lake, monkeypatch, engine, more):
    monkeypatch.chdir(lake.parent)
    code, told = document(capsys, "trace", "--lake", lake, "--engine", engine, "--person", 1, *WINDOW, *more)
    assert code == 2 and told["error"]["zh"] != told["error"]["en"]


@pytest.mark.parametrize(
    "more",
    [
        ["--person", "99999999999999999999"], ["--person", "-1"], ["--place", "-4"], ["--threads", "0"],
        ["--exclude", "1.5"],
    ],
)  # fmt: skip
def test_numbers_out_of_bounds_are_refused(capsys, lake, more):
    assert cli.main(["trace", "--lake", str(lake), "--person", "1", *WINDOW, *more]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_window_of_all_times_is_refused(capsys, lake):
    for window in (["0001-01-02", "9999-12-30"], ["0001-01-01", "9999-12-31"]):
        given = ["--from", window[0], "--until", window[1]]
        code, told = document(capsys, "trace", "--lake", lake, "--person", 1, *given)
        assert (code, told["error"]["code"]) == (2, "trace.question_faulty")


def test_files_that_are_not_there_are_named(capsys, lake, tmp_path):
    none = tmp_path / "none.parquet"
    for arguments in (
        ["trace", "--parquet", none, "--person", 1, *WINDOW],
        ["lake", "append", lake, none],
        ["lake", "correct", lake, "--wrong", none],
        ["lake", "export", lake, "--out", tmp_path / "nowhere" / "none.parquet"],
    ):
        code, told = document(capsys, *arguments)
        assert (code, told["error"]["code"]) == (2, "sizao.file")
        assert str(none.name) in told["error"]["zh"]


def test_threads_are_not_taken_where_they_mean_nothing(capsys, lake):
    asked = ["trace", "--lake", lake, "--person", 1, *WINDOW, "--threads", 1]
    assert document(capsys, *asked, "--engine", "duckdb")[1]["counts"]["persons"] == 2
    for engine in ([], ["--engine", "reference"], ["--engine", "spark"]):
        code, told = document(capsys, *asked, *engine)
        assert (code, told["error"]["code"]) == (2, "trace.question_faulty")


@pytest.mark.parametrize("name", ["found.xlsx", "found", "found.parquet.txt"])
def test_an_ending_that_names_no_form_is_refused(capsys, lake, name):
    out = lake.parent / name
    code, told = document(capsys, "trace", "--lake", lake, "--person", 1, *WINDOW, "--out", out)
    assert (code, told["error"]["code"]) == (2, "trace.question_faulty")
    assert ".parquet" in told["error"]["zh"] and not out.exists()


def noted(capsys, *arguments):
    code, told = document(capsys, "trace", *arguments)
    assert code == 0
    return [each["en"] for each in told["notes"]]


def test_what_is_not_there_is_said_beside_the_answer(capsys, lake):
    (lake.parent / "places.csv").write_text("place,kind\n10,hospital\n")
    kinds = ["--places", lake.parent / "places.csv", "--kind"]
    for visits in (["--lake", lake], ["--parquet", lake.parent / "visits.parquet"]):
        assert noted(capsys, *visits, "--person", 1, "--place", 10, *WINDOW, *kinds, "hospital") == []
        asked = [*visits, "--person", 777, "--person", 1, "--place", 5, *WINDOW, *kinds, "nosuchkind"]
        assert noted(capsys, *asked) == [
            "no place is of the kind nosuchkind",
            "person 777 has no visit in this window",
            "place 5 has no visit in this window",
        ]


def test_a_window_outside_the_lake_is_said(capsys, lake):
    later = ["--from", "2022-02-01", "--until", "2022-02-02"]
    assert noted(capsys, "--lake", lake, "--person", 1, *later) == [
        "the lake holds 2021-12-20 to 2021-12-21 (days of UTC)",
        "person 1 has no visit in this window",
    ]


def test_rows_are_printed_under_a_heading_in_civil_time_and_one_language(capsys, lake, monkeypatch):
    for language, heading, grade in (
        ("zh_CN.UTF-8", "人员\t层\t分钟", "本人陈述"),
        ("en_US.UTF-8", "person\thop\tminutes", "Stated by the person"),
    ):
        monkeypatch.setenv("LC_ALL", language)
        capsys.readouterr()
        assert cli.main(["trace", "--lake", str(lake), "--person", "1", *WINDOW]) == 0
        printed = capsys.readouterr().out
        assert heading in printed
        row = ("2", "1", "1740", "2021-12-20T18:00:00+08:00", "2021-12-21T23:00:00+08:00", grade, "1", "10")
        assert "\t".join(row) in printed


def test_what_is_wrong_is_said_in_chinese(capsys, lake, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    (lake.parent / "other.csv").write_text("a,b\n1,2\n")
    (lake.parent / "question.json").write_text('{"version": 1, "index": [1]}')
    for file in lake.glob("by_place/*"):
        file.unlink()
    for arguments, said in (
        (["lake", "verify", lake], "不存在"),
        (["lake", "append", lake, lake.parent / "other.csv"], "表头中没有人员"),
        (["trace", "--lake", lake, *WINDOW], "需指明指示人员"),
        (["trace", "--lake", lake, "--person", 1, "--from", "2021-12-22", "--until", "2021-12-20"], "结束须晚于开始"),
        (["trace", "--lake", lake, "--question", lake.parent / "question.json"], "不是追踪问题"),
    ):
        capsys.readouterr()
        assert cli.main([*map(str, arguments)]) != 0
        told = capsys.readouterr()
        assert said in told.out + told.err


def test_rows_of_24_00_are_counted(capsys, tmp_path):
    rows = [
        "1,10,2021-12-20 17:00,2021-12-20 24:00", "2,10,2021-12-20T24:00:00,2021-12-21 10:00",
        "3,10,2021-12-20 17:00,2021-12-20 18:24:00", "4,10,2021-12-20 24:00,2021-12-20 17:00",
    ]  # fmt: skip
    (tmp_path / "visits.csv").write_text("\n".join(["person,place,start,until", *rows]) + "\n")
    code, told = document(capsys, "lake", "build", tmp_path / "lake", tmp_path / "visits.csv")
    assert (code, told["midnights"], told["aside"]) == (0, 2, 1)
