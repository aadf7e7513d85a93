"""The registry with PostgreSQL: areas as shipped, persons and places in scope, pages and API."""

import json

import pytest

from sizao.ground.registry import actions, queries
from sizao.ground.registry.errors import AreaOrphan, AreaUnknown, BirthYearImplausible, PositionImplausible
from sizao.ground.registry.types import NewArea, NewPerson, NewPlace, PlaceKind, SpecialNeed
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope

YIXING = areas.parse("320282")
pytestmark = pytest.mark.django_db


def place(name="万石村采样点", area="320282104", kind=PlaceKind.SAMPLING_POINT, **more):
    return NewPlace(words=Words(name, name), kind=kind, area=areas.parse(area), **more)


def test_the_shipped_areas_hold_all_of_jiangsu_down_to_the_village(by):
    jiangsu = areas.parse("32")
    assert len(queries.areas_at(Level.CITY, jiangsu)) == 13
    assert {each.words.zh for each in queries.children(areas.parse("3202"))} >= {"宜兴市", "江阴市", "滨湖区", "惠山区"}
    assert len(queries.areas_at(Level.COMMUNITY, jiangsu)) > 20_000


def test_an_area_is_found_by_name_pinyin_and_code(by):
    for text in ("万石镇", "wanshi", "320282"):
        assert any(each.words.zh.startswith(("万石", "宜兴")) for each in queries.search_areas(text)), text


def test_the_long_name_of_an_area_goes_down_from_the_city(by):
    wanshi = next(each for each in queries.search_areas("万石镇") if each.level is Level.TOWN)
    assert queries.full_name(wanshi.code).zh == "无锡市宜兴市万石镇"


def test_wuxi_has_seven_district_boundaries_and_schematic_towns(by):
    wuxi = areas.parse("3202")
    assert len(queries.boundaries(wuxi, Level.COUNTY)["features"]) == 7
    towns = queries.boundaries(wuxi, Level.TOWN)["features"]
    assert len(towns) > 60
    assert all(each["properties"]["schematic"] for each in towns)


def test_an_area_without_its_parent_is_refused(by, at):
    orphan = NewArea(areas.parse("990101001"), Words("无", "None"))
    with pytest.raises(AreaOrphan):
        actions.load_areas(areas_given=[orphan], by=by, at=at)


def test_an_unknown_area_is_not_found(by):
    with pytest.raises(AreaUnknown):
        queries.area(areas.parse("999999"))


def test_persons_get_numbers_that_say_nothing(by, at):
    ids = actions.add_persons(persons=[NewPerson(area_residence=YIXING, birth_year=1980)] * 3, by=by, at=at)
    numbers = {each.number for each in queries.persons(ids).values()}
    assert len(numbers) == 3
    assert all(number.startswith("P-") and len(number) == 11 for number in numbers)


@pytest.mark.parametrize("year", [1700, 2022])
def test_an_implausible_year_of_birth_is_refused(by, at, year):
    with pytest.raises(BirthYearImplausible):
        actions.add_persons(persons=[NewPerson(area_residence=YIXING, birth_year=year)], by=by, at=at)


def test_a_position_outside_the_country_is_refused(by, at):
    with pytest.raises(PositionImplausible):
        actions.add_place(place=place(longitude=31.4, latitude=119.8), by=by, at=at)


def test_a_place_of_another_county_is_not_there(by, at):
    place_id = actions.add_place(place=place(area="320281"), by=by, at=at)
    with scope.acting(Actor("officer", role="epidemiologist", area=YIXING)):
        assert queries.places([place_id]) == {}


def test_a_need_is_noted_once(by, at):
    [person] = actions.add_persons(persons=[NewPerson(area_residence=YIXING)], by=by, at=at)
    for _ in range(2):
        actions.note_need(person_id=person, kind=SpecialNeed.DIALYSIS, by=by, at=at)
    assert queries.needs([person]) == {person: (SpecialNeed.DIALYSIS,)}


def test_counts_below_an_area_add_up(by, at):
    actions.add_places(places=[place(), place(), place(area="320282105")], by=by, at=at)
    counts = queries.counts_below(YIXING)
    assert counts[areas.parse("320282104")].places == 2
    assert sum(each.places for each in counts.values()) == 3


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", ["areas/", "areas/320282/", "areas/?q=wanshi", "places/", "places/add/"])
def test_the_pages_open(signed_in, path, language):
    answer = signed_in("epidemiologist", language=language).get(f"/registry/{path}")
    assert answer.status_code == 200


def test_a_place_is_added_on_its_page_with_its_coordinates_converted(signed_in, by):
    form = {
        "name_zh": "西园新村",
        "kind": "home",
        "area": "320282104",
        "longitude": "119.87",
        "latitude": "31.50",
        "crs": "gcj02",
    }
    answer = signed_in("epidemiologist").post("/registry/places/add/", form)
    assert answer.status_code == 302
    [found] = queries.search_places("西园新村")
    assert 0.003 < 119.87 - found.longitude < 0.006


def test_a_wrong_area_code_is_said_and_nothing_is_lost(signed_in, by):
    form = {"name_zh": "西园新村", "kind": "home", "area": "12345", "crs": "wgs84"}
    answer = signed_in("epidemiologist").post("/registry/places/add/", form)
    assert answer.status_code == 422
    assert queries.search_places("西园新村") == []


def test_the_api_enters_and_finds_a_place(signed_in):
    browser = signed_in("epidemiologist")
    body = {"name_zh": "342省道万石卡口", "kind": "checkpoint", "area": "320282104"}
    made = browser.post("/api/v1/places", json.dumps(body), content_type="application/json")
    assert made.status_code == 201, made.content
    found = browser.get("/api/v1/places", {"kind": "checkpoint"}).json()
    assert [each["id"] for each in found] == [made.json()["id"]]


def test_the_api_enters_a_list_of_places_all_or_none(signed_in):
    browser = signed_in("epidemiologist")
    places = [
        {"name_zh": f"超市{n}号", "kind": "mall", "area": "320282104", "longitude": 119.8, "latitude": 31.4}
        for n in range(3)
    ]
    wrong = [*places, {**places[0], "longitude": 2.0}]
    refused = browser.post("/api/v1/places/together", json.dumps({"places": wrong}), content_type="application/json")
    assert refused.status_code == 422 and browser.get("/api/v1/places", {"kind": "mall"}).json() == []
    made = browser.post("/api/v1/places/together", json.dumps({"places": places}), content_type="application/json")
    assert made.status_code == 201, made.content
    found = {each["id"]: each["name_zh"] for each in browser.get("/api/v1/places", {"kind": "mall"}).json()}
    assert [found[each] for each in made.json()["ids"]] == ["超市0号", "超市1号", "超市2号"]


def test_the_api_says_problems_in_both_languages(signed_in):
    answer = signed_in("epidemiologist").get("/api/v1/areas/999999")
    assert answer.status_code == 404
    problem = answer.json()
    assert problem["code"] == "registry.area_unknown"
    assert "999999" in json.dumps(problem, ensure_ascii=False)
