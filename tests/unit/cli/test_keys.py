"""Keys of other systems: the answer gives them, and a person's key goes with the person; nobody inherits the number."""

from __future__ import annotations

import csv
import json

import pyarrow.parquet as pq
import pytest

from tests.unit.cli.test_trace import document

KEY, OTHER, MATE = "WX-7731", "WX-7731-B", "WX-9000"
ROWS = f"""personId,facility,startDate,endDate,source
{KEY},HALL,2021-12-01T10:00,2021-12-01T12:00,checkpoint
{OTHER},HALL,2021-12-01T11:00,2021-12-01T12:00,checkpoint
{MATE},HALL,2021-12-01T11:00,2021-12-01T13:00,checkpoint
{KEY},HALL,nonsense,2021-12-01T12:00,checkpoint
{KEY},HALL,2021-12-02T10:00,2021-12-02T12:00,checkpoint,too,many
"""
WINDOW = ("--from", "2021-12-01T00:00", "--until", "2021-12-03T00:00")


@pytest.fixture
def keyed(capsys, tmp_path):
    """A lake whose keys stand in a file beside it."""
    file, lake, keys = tmp_path / "visits.csv", tmp_path / "lake", tmp_path / "keys.csv"
    file.write_text(ROWS, "utf-8")
    assert document(capsys, "lake", "build", lake, file, "--keys", keys)[0] == 0
    file.unlink()
    return lake, keys


def rows_of(file):
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_question_by_key_is_answered_by_keys(capsys, keyed, tmp_path):
    lake, keys = keyed
    asked = ("trace", "--lake", lake, "--key", KEY, "--keys", keys, *WINDOW)
    code, told = document(capsys, *asked)
    assert code == 0
    assert [(row["person"], row["via"], row["places"]) for row in told["exposed"]] == [
        (OTHER, [KEY], ["HALL"]), (MATE, [KEY], ["HALL"]),
    ]  # fmt: skip
    for ending in ("csv", "json", "parquet"):
        assert document(capsys, *asked, "--out", tmp_path / f"found.{ending}")[0] == 0
    assert [row["person"] for row in rows_of(tmp_path / "found.csv")] == [OTHER, MATE]
    assert json.loads((tmp_path / "found.json").read_text())["exposed"] == told["exposed"]
    assert pq.read_table(tmp_path / "found.parquet")["via"].to_pylist() == [[KEY], [KEY]]


def test_a_key_goes_with_its_person_from_every_file(capsys, keyed, tmp_path):
    lake, keys = keyed
    assert any(KEY.encode() in body for body in everything(tmp_path).values())
    code, told = document(capsys, "lake", "forget", lake, "--key", KEY, "--keys", keys)
    assert (code, told["keys"], told["rows"], told["aside"]) == (0, 1, 1, 2)
    left = everything(tmp_path)
    assert not [path for path, body in left.items() if KEY.encode() in body.replace(OTHER.encode(), b"")]
    assert OTHER in keys.read_text() and MATE in keys.read_text()
    assert document(capsys, "lake", "verify", lake)[0] == 0


def test_nobody_inherits_the_number_of_who_was_forgotten(capsys, keyed, tmp_path):
    lake, keys = keyed
    numbers = {row["key"]: row["number"] for row in rows_of(keys)}
    for key in (MATE, OTHER):
        document(capsys, "lake", "forget", lake, "--key", key, "--keys", keys)
    more = tmp_path / "more.csv"
    more.write_text("person,place,start,until\nNEW,HALL,2021-12-01T11:30,2021-12-01T12:00\n", "utf-8")
    document(capsys, "lake", "append", lake, more, "--keys", keys)
    now = {row["key"]: row["number"] for row in rows_of(keys) if row["key"]}
    assert now[KEY] == numbers[KEY] and now["NEW"] not in set(numbers.values()) - {numbers["HALL"]}
    assert int(now["NEW"]) == 4


def test_a_part_of_somebodys_visits_leaves_the_key(capsys, keyed):
    lake, keys = keyed
    code, _told = document(capsys, "lake", "forget", lake, "--key", KEY, "--keys", keys, "--day", "2021-12-01")
    assert code == 0 and KEY in keys.read_text()


def test_a_key_needs_its_file_and_must_be_in_it(capsys, keyed):
    lake, keys = keyed
    for verb in (("lake", "forget", lake), ("trace", "--lake", lake, *WINDOW)):
        code, told = document(capsys, *verb, "--key", KEY)
        assert (code, told["error"]["code"]) == (2, "lake.keys_unnamed")
        code, told = document(capsys, *verb, "--key", "NOBODY-1", "--keys", keys)
        assert (code, told["error"]["code"]) == (2, "lake.key_unknown") and "NOBODY-1" not in json.dumps(told)
