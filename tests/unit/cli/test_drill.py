"""``sizao drill``: what it says of scenarios, what it refuses, and how runs and comparisons are printed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sizao.oversight.drills.queries.scenarios import HERE
from sizao.oversight.drills.rules.scoring import compare
from sizao.project import cli
from sizao.project.cli import drill
from sizao.project.drilling import planning
from tests.unit.drills.test_arithmetic import SCORE


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill, "NEEDS_DATABASE", False, raising=False)


def said(capsys, *arguments: str) -> tuple[int, str]:
    code = cli.main(["drill", *arguments])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_the_scenarios_are_listed_with_what_can_be_compared(capsys):
    code, text = said(capsys, "scenarios", "--json")
    found = {each["id"]: each for each in json.loads(text)}
    assert code == 0 and found["yixing-2021"]["strategies"] == ["fast-transfer"]
    assert "cn-covid-ed9" in found["yixing-2021"]["editions"]


def test_a_file_is_checked(capsys, tmp_path):
    good = (HERE / "cold-chain.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(good, encoding="utf-8")
    assert said(capsys, "check", str(mine))[0] == 0
    mine.write_text(good.replace("lead_days = 5", "lead_days = 0"), encoding="utf-8")
    code, text = said(capsys, "check", str(mine), "--json")
    assert code == 2 and "city.lead_days" in text and "mine.toml" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["yixing-2021"], "--headless"),
        (["yixing-2021", "--headless", "--seeds", "0"], "--seeds"),
        (["yixing-2021", "--headless", "--first-seed", "-1"], "--first-seed"),
        (["yixing-2021", "--headless", "--jobs", "0"], "--jobs"),
        (["yixing-2021", "--headless", "--edition", "cn-covid-ed99"], "cn-covid-ed99"),
        (["yixing-2021", "--headless", "--compare", "fast-transfer", "cn-covid-ed10"], "cn-covid-ed10"),
        (["yixing-2021", "--headless", "--compare", "cn-covid-ed8", "cn-covid-ed8"], "cn-covid-ed8"),
        (["nowhere", "--headless"], "nowhere"),
        (["yixing-2021", "--headless", "--compare", "cn-covid-ed8", "int-measles"], "easles"),
    ],
)
def test_what_cannot_be_played_is_refused_before_anything_is_made(capsys, arguments, words):
    code, text = said(capsys, "run", *arguments)
    assert code == 2 and words in text


def test_a_comparison_is_printed_with_its_interval(capsys, monkeypatch):
    def played(scenario, named, ways, seeds, *, jobs, advance, shelf):
        worse = {ways[0].name: 0, ways[1].name: 5}
        return {
            name: [{"score": replace(SCORE, seed=seed, infections=10 + more + seed).to_json(), "log": []} for seed in seeds]
            for name, more in worse.items()
        }  # fmt: skip

    monkeypatch.setattr(planning, "play_all", played)
    arguments = ["run", "yixing-2021", "--headless", "--seeds", "3", "--compare", "cn-covid-ed8", "fast-transfer"]
    code, text = said(capsys, *arguments)
    assert code == 0 and "fast-transfer" in text and "5.0 [5.0, 5.0] n=3" in text
    code, text = said(capsys, *arguments, "--json")
    document = json.loads(text)
    assert [each["seed"] for each in document["runs"]["fast-transfer"]] == [1, 2, 3]
    rows = {each["measure"]: each for each in document["comparison"]["rows"]}
    assert rows["infections"]["difference"] == 5.0 and rows["infections"]["pairs"] == 3


def test_a_comparison_knows_its_two_sides():
    found = compare([SCORE], [SCORE], ("a", "b"))
    assert (found.first, found.second) == ("a", "b")
