"""``sizao scene``: what it says of the scenes, and a file checked before it is dropped in."""

import json
from pathlib import Path

import pytest

from sizao.ground.presence import rules
from sizao.project import cli
from sizao.project.cli import scene

FILE = Path(rules.__file__).parents[1] / "data" / "scenes" / "transport-hub-passages.toml"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _standing(monkeypatch):
    monkeypatch.setattr(scene, "NEEDS_DATABASE", False, raising=False)


def said(capsys, *arguments):
    code = cli.main(["scene", *arguments])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_scenes_are_listed_and_shown_with_what_they_state(capsys):
    code, text = said(capsys, "list", "--json")
    found = {each["id"]: each for each in json.loads(text)["scenes"]}
    assert code == 0 and found["crowded-venue-scan"]["top_grade"] == "claimed" and not found["crowded-venue-scan"]["on"]
    code, text = said(capsys, "show", "crowded-venue-scan", "--json")
    assert (code, json.loads(text)["retention_days"]) == (0, 7)
    assert said(capsys, "show", "nothing")[0] == 2


def test_a_file_is_checked_before_it_is_dropped_in(capsys, tmp_path):
    assert said(capsys, "check", str(FILE))[0] == 0
    faulty = tmp_path / "mine.toml"
    faulty.write_text(FILE.read_text("utf-8").replace("retention_days = 14", "retention_days = 400"), "utf-8")
    code, text = said(capsys, "check", str(faulty))
    assert code == 2 and "28" in text
