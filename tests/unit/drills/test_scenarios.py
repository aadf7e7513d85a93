"""Scenario files: those that ship are right, and a slip in one is refused by file and field in both languages."""

import re
import tomllib
from pathlib import Path

import pytest

from sizao.kernel import areas
from sizao.oversight.drills.errors import ScenarioUnfit, ScenarioUnknown
from sizao.oversight.drills.queries.scenarios import HERE, checked, refused, scenario, scenarios
from sizao.oversight.drills.rules.scenarios import read
from sizao.oversight.drills.types import InjectKind, PlayedBy, Playing, SeedWho

GOOD = (HERE / "yixing-2021.toml").read_text(encoding="utf-8")


def test_those_the_issue_names_ship():
    names = {each.id for each in scenarios()}
    assert names == {
        "yixing-2021", "lianyungang-2022", "airport-import", "cold-chain", "school-measles", "hospital-cluster",
    }  # fmt: skip


def test_every_kind_of_inject_is_thrown_somewhere():
    assert {each.kind for one in scenarios() for each in one.injects} == set(InjectKind)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_is_called_by_its_id_and_lies_in_one_county(path):
    found = read(path)
    assert found.id == path.stem
    assert len(found.box.area) == 6
    assert all(areas.contains(areas.parse(found.box.area), areas.parse(each)) for each in found.box.communities)


def test_a_file_says_what_it_says():
    found = scenario("yixing-2021")
    assert [each.who for each in found.seeds][:1] == [SeedWho.TRAVELLER]
    assert not found.seeds[0].register, "no register knows a traveller"
    assert found.player(Playing.TRACER).played_by is PlayedBy.MACHINE
    assert found.player(Playing.LAB).skill == 1.0
    assert [each.at_hours for each in found.injects] == sorted(each.at_hours for each in found.injects)


def slip(tmp_path, old, new, text=GOOD):
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioUnfit) as caught:
        checked(read(path))
    assert caught.value.fields["file"] == "mine.toml"
    assert re.search(r"[一-鿿]", caught.value.words.zh)
    return caught.value.fields["field"]


SLIPS = [
    ('disease = "covid-19"\n', "", "disease"),
    ("people = 2000", "people = 20", "city.people"),
    ("people = 2000", "people = true", "city.people"),
    ("first_day = 2021-12-04", 'first_day = "soon"', "city.first_day"),
    ('area = "320282"', 'area = "32x"', "city.area"),
    ('area = "320282"', 'area = "320281"', "city.communities"),
    ('"320282109001"', '"3202"', "city.communities"),
    ('who = "traveller"', 'who = "alien"', "seeds[1].who"),
    ('kind = "lab_down"', 'kind = "earthquake"', "injects[2].kind"),
    ("strength = 1.0", "strength = 2", "injects[2].strength"),
    ("at_hours = 80", "at_hours = 800", None),
    ('role = "lab"', 'role = "sentinel"', "players"),
    ("lab_per_hour", "labs_per_hour", "resources.labs_per_hour"),
    ("[resources]", "[resource]", "resource"),
    ("words = { zh", "words = { de", "injects[1].words"),
    ("day = -3", "day = -30", "seeds[1].day"),
    ('"cn-covid-ed9"', '"cn-covid-ed99"', "editions[3]"),
    ('"cn-covid-ed9"', '"int-measles"', "editions[3]"),
    ("masked = 0.3", "masked = nan", "masked"),
]


@pytest.mark.parametrize(("old", "new", "field"), SLIPS, ids=[f"{new}" for _, new, _ in SLIPS])
def test_a_slip_is_refused_by_field(tmp_path, old, new, field):
    found = slip(tmp_path, old, new)
    assert field is None or found == field


def test_what_is_no_toml_is_refused(tmp_path):
    assert slip(tmp_path, "[city]", "[city") == "-"


def test_an_unknown_scenario_is_not_found():
    for name in ("nowhere", "../yixing-2021", str(Path("nowhere.toml"))):
        with pytest.raises(ScenarioUnknown):
            scenario(name)


def test_the_files_hold_no_key_twice_and_both_languages():
    for path in HERE.glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for inject in table.get("injects", []):
            assert re.search(r"[一-鿿]", inject["words"]["zh"]) and not re.search(r"[一-鿿]", inject["words"]["en"])


def test_an_installation_has_scenarios_of_its_own(tmp_path, settings):
    settings.SIZAO_HOME = tmp_path
    folder = tmp_path / "scenarios"
    folder.mkdir()
    mine = GOOD.replace('id = "yixing-2021"', 'id = "mine"')
    (folder / "mine.toml").write_text(mine, "utf-8")
    assert scenarios()[-1] == scenario("mine") == checked(read(folder / "mine.toml"))
    (folder / "mine.toml").write_text(mine.replace("people = 2000", "people = 300"), "utf-8")
    assert scenario("mine").box.people == 300, "as its file says now"


@pytest.mark.parametrize(
    ("name", "text", "field"),
    [
        ("mine", GOOD, "id"),
        ("yixing-2021", GOOD, "id"),
        ("spoilt", GOOD.replace("people = 2000", "people = 2"), "city.people"),
    ],
)
def test_one_that_is_not_right_is_named_and_hides_no_other(tmp_path, settings, name, text, field):
    shipped = scenarios()
    settings.SIZAO_HOME = tmp_path
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / f"{name}.toml").write_text(text, "utf-8")
    assert scenarios() == shipped
    [why] = refused()
    assert (why.fields["file"], why.fields["field"]) == (f"{name}.toml", field)
    assert scenario("yixing-2021").path.parent == HERE
