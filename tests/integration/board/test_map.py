"""The map goes down from the incident's area to the towns and to what lies in them, and back, without a script too."""

from __future__ import annotations

import json
import re

import pytest

from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.oversight.board import queries
from sizao.spine.scope import queries as scope
from tests.integration.board.world import BINHU, TOWNS, YIXING, build

pytestmark = pytest.mark.django_db
TOWN = areas.printed(TOWNS[0])


@pytest.fixture
def incident(by, at):
    return build(by, at)


@pytest.fixture(params=["en", "zh-hans"])
def browser(incident, signed_in, request):
    return signed_in("commander", "320282", request.param)


def main_of(answer):
    return re.split("<main", answer.content.decode(), maxsplit=1)[1]


def test_every_area_of_the_table_leads_to_its_own_map_and_back(browser, incident):
    top = browser.get(f"/board/map/?incident={incident}&at=660")
    links = [href for _area, href in top.context["rows"]]
    assert links and all(f'href="{href.replace("&", "&amp;")}"' in main_of(top) for href in links)
    assert "breadcrumb" not in main_of(top), "there is no way back from the top"
    town = browser.get(next(href for href in links if TOWN in href))
    assert [each.code for each in queries_way(town)] == [YIXING, TOWNS[0]]
    back = town.context["way"][0][1]
    assert back == f"/board/map/?incident={incident}&at=660" and back.replace("&", "&amp;") in main_of(town)
    assert 'aria-current="page"' in main_of(town) and not town.context["inner_map"], "villages are the last"
    assert "is-drill" not in top.content.decode(), "a map is no exercise"
    assert f'name="area" value="{TOWN}"' in main_of(town), "the time slider stays in the town"


def queries_way(answer):
    with scope.acting(Actor.system("test")):
        return queries.way_to(answer.context["found"])


def test_a_towns_parts_and_elsewhere_are_all_there_are(at, incident):
    with scope.acting(Actor.system("test")):
        whole, town = queries.on_map(incident, at), queries.on_map(incident, at, TOWNS[0])
    for found in (whole, town):
        assert sum(each.cases for each in found.areas) + found.elsewhere.cases == 3
    assert {areas.level_of(each.code) for each in town.areas} <= {areas.Level.COMMUNITY}
    own = next(each for each in whole.areas if each.code == TOWNS[0])
    assert sum(each.cases for each in town.areas) <= own.cases


def test_the_data_of_a_town_draw_it_with_its_neighbours(browser, incident):
    body = json.loads(browser.get(f"/board/map/data.json?incident={incident}&area={TOWN}").content)
    assert [each["id"] for each in body["own"]["features"]] == [TOWN] or body["areas"]["features"]
    around = {each["id"] for each in body["around"]["features"]}
    assert around and TOWN not in around and all(each.startswith("320282") for each in around)


@pytest.mark.parametrize("area", [areas.printed(BINHU), "32", "nowhere", "1"])
def test_an_area_outside_the_incident_is_not_there(browser, incident, area):
    for path in ("/board/map/", "/board/map/data.json"):
        refused = browser.get(f"{path}?incident={incident}&area={area}")
        assert refused.status_code == 404
