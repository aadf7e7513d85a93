"""``sizao area`` over the database: one JSON document each, 0 done, 2 bad input, 3 refused by a rule."""

import json
from contextlib import nullcontext

import pytest

from sizao.project import installation
from sizao.project.cli import main

pytestmark = pytest.mark.django_db
VILLAGE = "320282109200"


@pytest.fixture
def sizao(capsys, monkeypatch):
    """Run the command over the test's database: ``sizao("area", "list") -> (exit code, document)``."""
    monkeypatch.setattr(installation, "standing", nullcontext)
    monkeypatch.setattr(installation, "set_up_django", lambda language: None)

    def run(*words):
        code = main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_the_tree_is_listed_and_kept(sizao):
    code, made = sizao("area", "add", VILLAGE, "grid", "--zh", "西一网格", "--en", "West grid 1")
    assert (code, made["code"], made["parent"]) == (0, f"{VILLAGE}01", VILLAGE)
    code, named = sizao("area", "rename", made["code"], "--zh", "西二网格", "--en", "West grid 2")
    assert (code, named["name_zh"]) == (0, "西二网格")
    assert sizao("area", "chief", made["code"], "--post", "村委值班岗")[1]["chief"] == "村委值班岗"
    [listed] = sizao("area", "list", VILLAGE)[1]["areas"]
    assert (listed["code"], listed["persons"]) == (made["code"], 0)
    assert sizao("area", "close", made["code"], "--reason", "合并")[1]["is_closed"]
    assert sizao("area", "close", made["code"], "--reason", "合并")[0] == 3
    assert not sizao("area", "reopen", made["code"], "--reason", "恢复")[1]["is_closed"]


def test_bad_input_and_refusals_end_with_their_codes(sizao):
    assert sizao("area", "show", "12345")[0] == 2
    assert sizao("area", "show", "999999")[0] == 2
    code, said = sizao("area", "add", "320282", "unit")
    assert (code, said["error"]["code"]) == (3, "registry.area_wrong_parent")


def test_a_list_of_areas_is_loaded_and_a_bad_line_is_named(sizao, tmp_path):
    good = tmp_path / "areas.tsv"
    good.write_text("code\tlevel\tname_zh\tname_en\tlon\tlat\n32028210920002\tgrid\t东网格\tEast grid\t\t\n")
    assert sizao("area", "load", str(good)) == (0, {"areas": 2})
    assert sizao("area", "show", "32028210920002")[1]["name_en"] == "East grid"
    bad = tmp_path / "bad.tsv"
    bad.write_text("code\tname_zh\n32028210920003\t东网格\n")
    code, said = sizao("area", "load", str(bad))
    assert (code, said["error"]["code"]) == (2, "registry.area_file_unreadable")


def test_a_boundary_file_is_compared_and_then_replaces(sizao, tmp_path):
    ring = [[119.9, 31.46], [119.95, 31.46], [119.95, 31.5], [119.9, 31.46]]
    feature = {"properties": {"code": "320282109"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    file = tmp_path / "wanshi.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    words = ("area", "boundary", str(file), "--crs", "gcj02", "--source", "自然资源局")
    code, rehearsed = sizao(*words, "--dry-run")
    assert (code, rehearsed["replaced"], [each["code"] for each in rehearsed["matched"]]) == (0, 0, ["320282109000"])
    assert sizao(*words)[1]["replaced"] == 1
    assert sizao(*words, "--area", "320281")[0] == 3
    file.write_text("no boundary")
    assert sizao(*words)[1]["error"]["code"] == "registry.boundary_unreadable"
