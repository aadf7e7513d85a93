"""``sizao drill serve``: who plays what, what it prints, and what it refuses before anything is made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sizao.project import cli
from sizao.project.cli import drill
from sizao.project.drilling import instances, serving
from sizao.project.drilling.serving import ServedElsewhere

LOG_INS = [{"username": "lab", "password": "four-plain-words", "role": {"zh": "检测机构", "en": "Laboratory"}}]


@pytest.fixture
def ordered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """What would have been made; nothing is."""
    wanted: list[Any] = []

    def made(order: instances.Order) -> instances.Instance:
        (tmp_path / "accounts.json").write_text(json.dumps(LOG_INS), "utf-8")
        wanted.append(instances.Instance(order, tmp_path, "none"))
        return wanted[-1]

    @contextmanager
    def alone(drill_id: UUID) -> Iterator[instances.Instance]:
        yield wanted[-1]

    monkeypatch.setattr(drill, "NEEDS_DATABASE", False, raising=False)
    monkeypatch.setattr(instances, "every", list)
    monkeypatch.setattr(serving, "made", made)
    monkeypatch.setattr(serving, "alone", alone)
    monkeypatch.setattr(serving, "serve", lambda drill, door, hosts, ready: ready(door))
    return wanted


def said(capsys: Any, *arguments: str) -> tuple[int, str]:
    code = cli.main(["drill", "serve", *arguments])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_it_says_where_and_how_to_sign_in_and_how_to_go_on(capsys, ordered):
    code, text = said(capsys, "yixing-2021", "--people", "lab", "--bind", "127.0.0.1:8321", "--speed", "240")
    assert code == 0
    [made] = ordered
    for each in (
        "http://127.0.0.1:8321/",
        "four-plain-words",
        "lab",
        f"--again {made.order.id}",
        f"end {made.order.id}",
    ):
        assert each in text
    played = {each["role"]: each["played_by"] for each in made.order.players}
    assert (played["lab"], played["commander"]) == ("people", "machine")
    assert (made.order.speed, made.order.scenario, made.order.edition) == (240.0, "yixing-2021", "cn-covid-ed8")
    assert f"{made.order.began:%H:%M}" == "00:00", "eight in the morning in China"


def test_a_file_is_served_under_its_path(capsys, ordered, tmp_path):
    from sizao.oversight.drills.queries.scenarios import HERE

    mine = tmp_path / "mine.toml"
    mine.write_text((HERE / "cold-chain.toml").read_text("utf-8"), "utf-8")
    assert said(capsys, str(mine))[0] == 0
    assert ordered[0].order.scenario == str(mine)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "nowhere"),
        (["yixing-2021", "--edition", "int-measles"], "int-measles"),
        (["yixing-2021", "--speed", "1000000"], "3600"),
        (["yixing-2021", "--bind", "0.0.0.0:8321"], "TLS"),
    ],
)
def test_what_cannot_be_served_is_refused_before_anything_is_made(capsys, ordered, arguments, words):
    code, text = said(capsys, *arguments)
    assert code in (2, 3) and words in text and ordered == []


def test_there_is_room_for_so_many_only(capsys, ordered, monkeypatch, settings):
    settings.SIZAO_DRILLS = 1
    monkeypatch.setattr(instances, "every", lambda: [object()])
    code, text = said(capsys, "yixing-2021")
    assert code == 3 and "SIZAO_DRILLS" in text and ordered == []


def test_a_drill_is_served_once(monkeypatch, tmp_path):
    found = instances.Instance(None, tmp_path, "none")  # type: ignore[arg-type]
    monkeypatch.setattr(instances, "find", lambda drill_id: found)
    with serving.alone(UUID(int=1)), pytest.raises(ServedElsewhere), serving.alone(UUID(int=1)):
        pass
    with serving.alone(UUID(int=1)) as free:
        assert free is found
