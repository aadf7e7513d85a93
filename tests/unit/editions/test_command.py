"""``sizao editions``: one JSON document, sentences for people, exit codes."""

import json

import pytest

from sizao.project.cli import main


def run(capsys, *argv):
    code = main(["editions", *argv])
    return code, capsys.readouterr()


def test_list_is_one_document(capsys):
    code, out = run(capsys, "list", "--disease", "covid-19", "--json")
    rows = json.loads(out.out)
    assert code == 0
    assert {"cn-covid-ed2", "cn-covid-ed10", "cn-wuxi-78-2022"} <= {row["id"] for row in rows}
    assert {row["disease"] for row in rows} == {"covid-19"}


def test_show_carries_clause_and_mark(capsys):
    code, out = run(capsys, "show", "cn-covid-ed9", "--json")
    figures = {row["path"]: row for row in json.loads(out.out)["figures"]}
    assert code == 0
    assert figures["regimes.close.phases.1.days"]["value"] == 7
    assert figures["clock.trajectory.limit_hours"]["is_weak"] is True
    assert figures["contact.before_days"]["source"]["en"]


def test_show_reads_well_in_both_languages(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "14 天集中隔离医学观察" in run(capsys, "show", "cn-covid-ed8")[1].out
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "14 days: Centralised quarantine" in run(capsys, "show", "cn-covid-ed8")[1].out
    assert "Counted from" not in run(capsys, "show", "cn-covid-ed10", "--weak")[1].out


def test_diff_names_the_change(capsys):
    code, out = run(capsys, "diff", "cn-covid-ed8", "cn-covid-ed9", "--json")
    rows = {row["path"]: row for row in json.loads(out.out)}
    assert code == 0
    assert (rows["case.cluster_cases"]["before"]["value"], rows["case.cluster_cases"]["after"]["value"]) == (5, 2)
    assert rows["case.cluster_cases"]["change"] == "stricter"
    assert "→" in run(capsys, "diff", "cn-covid-ed8", "cn-covid-ed9")[1].out


def test_check_finds_nothing_wrong(capsys):
    code, out = run(capsys, "check", "--json")
    assert (code, json.loads(out.out)["problems"]) == (0, [])


def test_in_force_at_yixing(capsys):
    code, out = run(
        capsys, "in-force", "--disease", "covid-19", "--area", "320282", "--at", "2021-12-13", "--json"
    )  # fmt: skip
    found = json.loads(out.out)
    assert code == 0
    assert found["id"].startswith("cn-covid-ed8+3zone")
    assert [part["id"] for part in found["parts"]][-1] == "cn-wuxi-53-2021"


def test_in_force_now_is_the_tenth_edition(capsys):
    assert json.loads(run(capsys, "in-force", "--disease", "covid-19", "--json")[1].out)["id"].startswith(
        "cn-covid-ed10"
    )


@pytest.mark.parametrize(
    "argv",
    [
        ("show", "nothing"), ("diff", "cn-covid-ed8", "nothing"),
        ("in-force", "--disease", "covid-19", "--area", "32x"),
        ("in-force", "--disease", "covid-19", "--at", "soon"),
        ("in-force", "--disease", "covid-19", "--at", "2019-01-01"),
    ],
)  # fmt: skip
def test_bad_input_ends_with_two_and_a_sentence(capsys, argv):
    code, out = run(capsys, *argv)
    assert code == 2
    assert out.err.strip()
