"""Reading the files of data scenes: what ships is whole, and a file that leaves anything out is refused in both languages."""

import re
from pathlib import Path

import pytest

from sizao.ground.presence import errors, rules
from sizao.ground.presence.rules.scenes import STATED

FOLDER = Path(rules.__file__).parents[1] / "data" / "scenes"
POLICY = rules.policy()
SHIPPED = sorted(FOLDER.glob("*.toml"))
SCAN = (FOLDER / "crowded-venue-scan.toml").read_text("utf-8")


def read(text):
    return rules.read_scene(text.encode(), "own.toml", POLICY)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_scene_that_ships_states_everything_in_both_languages(path):
    scene = rules.read_scene(path.read_bytes(), path.name, POLICY)
    assert scene.id == path.stem
    for words in (scene.title, scene.purpose, *scene.never, *(each.clause for each in scene.basis)):
        assert re.search("[一-鿿]", words.zh) and words.en.isascii()
    assert all(each.source for each in scene.basis)


def without(name):
    """The file of the scan without one of the things that it states."""
    if name == "basis":
        return SCAN.split("[[basis]]")[0]
    return re.sub(rf"^{name} = (\[\n.*?^\]|[^\n]*)\n", "", SCAN, flags=re.S | re.M)


@pytest.mark.parametrize("name", STATED)
def test_a_file_that_leaves_anything_out_is_refused_with_what_it_leaves_out(name):
    assert without(name) != SCAN
    with pytest.raises(errors.SceneFaulty) as refused:
        read(without(name))
    assert STATED[name].zh in refused.value.words.zh and STATED[name].en in refused.value.words.en


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('top_grade = "claimed"', 'top_grade = "recorded"', "leads and claim no more"),
        ("retention_days = 7", "retention_days = 15", "1 to 14 days"),
        ("retention_days = 7", "retention_days = 0", "1 to 14 days"),
        ('columns = ["person", ', 'columns = ["phone", "person", ', "not those of its shape"),
        ('columns = ["person", ', "columns = [", "not those of its shape"),
        ('source = "venue_scan"', 'source = "camera"', "can not be read"),
        ('place_kinds = ["market"', 'place_kinds = ["anywhere"', "can not be read"),
        ('id = "crowded-venue-scan"', 'id = "../Scan"', "small letters"),
        ('en = "Code scans at crowded venues"', 'en = " "', "can not be read"),
    ],
)
def test_a_file_that_says_what_no_scene_may_is_refused(old, new, said):
    assert old in SCAN
    with pytest.raises(errors.SceneFaulty, match=re.escape(said)):
        read(SCAN.replace(old, new))


def test_a_file_that_is_no_toml_is_refused():
    with pytest.raises(errors.SceneUnreadable):
        read("id = ")
    with pytest.raises(errors.SceneUnreadable):
        rules.read_scene(b"\xff\xfe\x00", "own.toml", POLICY)


def test_a_grid_inference_never_claims_more_than_a_lead():
    grid = SCAN.replace('source = "venue_scan"', 'source = "grid_inference"')
    with pytest.raises(errors.SceneFaulty, match="claims more than its source"):
        read(grid)
    assert read(grid.replace('top_grade = "claimed"', 'top_grade = "inferred"')).makes_only_leads
