"""``sizao lake append`` reads what a sender calls its columns, writes its dates, and means by a row."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from tests.unit.cli.test_trace import document

PASSAGES = "旅客编号,卡口,查验时间\n1,7,2021年12月1日 10时05分\n2,7,2021年12月1日 10时06分\n3,7,昨天\n"
ABROAD = "CardNo;Shop;In;Out;来源\n1;7;03/12/2021 10:00;03/12/2021 11:00;酒店登记\n2;7;3.12.2021 9:05;3.12.2021 9:30;住宿登记\n"
COLUMNS = ("--column", "person=CardNo", "--column", "place=Shop", "--column", "start=In", "--column", "until=Out")


def written(capsys, tmp_path, text, *options):
    file, lake = tmp_path / "feed.csv", tmp_path / "lake"
    file.write_text(text, "utf-8")
    code, told = document(capsys, "lake", "append", lake, file, *options)
    if code:
        return code, told
    if not told["believed"]:
        return told, []
    out = tmp_path / "out.parquet"
    document(capsys, "lake", "export", lake, "--out", out)
    return told, pq.read_table(out).to_pylist()


def test_passages_of_a_checkpoint_last_a_minute_and_bad_rows_are_put_aside(capsys, tmp_path):
    told, rows = written(capsys, tmp_path, PASSAGES, "--shape", "checkpoint")
    assert (told["declared"], told["believed"], told["reasons"]) == (3, 2, {"bad_time": 1})
    assert [(row["person"], row["source"], row["grade"]) for row in rows] == [
        (1, "checkpoint", "recorded"), (2, "checkpoint", "recorded"),
    ]  # fmt: skip
    assert {row["until"] - row["start"] for row in rows} == {rows[0]["until"] - rows[0]["start"]}
    assert (rows[0]["until"] - rows[0]["start"]).total_seconds() == 60
    aside = (tmp_path / "lake" / "quarantine").glob("*.csv")
    assert "昨天" in next(aside).read_text("utf-8")


def test_a_passage_is_no_stay_unless_the_sender_says_so(capsys, tmp_path):
    code, told = written(capsys, tmp_path, PASSAGES)
    assert (code, told["error"]["code"]) == (2, "lake.visits_faulty") and "--shape" in json.dumps(told)


def test_columns_and_the_order_of_dates_are_named(capsys, tmp_path):
    told, rows = written(capsys, tmp_path, ABROAD, *COLUMNS, "--dates", "dmy")
    assert (told["believed"], told["reasons"]) == (1, {"bad_word": 1})
    assert [(row["person"], row["start"].isoformat()) for row in rows] == [(2, "2021-12-03T01:05:00+00:00")]


def test_without_an_order_ambiguous_dates_are_put_aside(capsys, tmp_path):
    told, rows = written(capsys, tmp_path, ABROAD, *COLUMNS)
    assert (told["believed"], told["reasons"], rows) == (0, {"bad_time": 2}, [])


@pytest.mark.parametrize("wrong", ["person", "who=CardNo", "person="])
def test_a_column_is_a_field_and_its_heading(capsys, tmp_path, wrong):
    file = tmp_path / "feed.csv"
    file.write_text(ABROAD, "utf-8")
    code, told = document(capsys, "lake", "append", tmp_path / "lake", file, "--column", wrong)
    assert (code, told["error"]["code"]) == (2, "sizao.usage")
