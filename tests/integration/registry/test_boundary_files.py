"""An authority's boundary file: read, looked at, applied once; the old outline stays until then."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.ground.registry import actions, queries
from sizao.ground.registry.errors import BoundaryFileDone, BoundaryFileUnknown, BoundaryNothingMatched
from sizao.ground.registry.types import BoundaryState
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level
from sizao.kernel.geodesy import Crs, from_wgs84
from sizao.spine.scope import queries as scope

WANSHI = areas.parse("320282109")
pytestmark = pytest.mark.django_db


def square(code, west=119.90, south=31.46, side=0.05):
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return {"type": "Feature", "properties": {"adcode": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def staged(by, at, *features, crs=Crs.WGS84):
    content = json.dumps(collection(*features)).encode()
    return actions.stage_boundaries(
        content=content, filename="wanshi.json", crs=crs, source="宜兴市自然资源局 2021", by=by, at=at
    )


def outline(code):
    return queries.outlines([code])[code][1]


def test_nothing_changes_before_the_file_is_applied(by, at):
    before = outline(WANSHI)
    shown = staged(by, at, square("320282109"), square("999999"))
    assert [each.code for each in shown.outlines] == [WANSHI]
    assert [areas.printed(each) for each in shown.unmatched] == ["999999000000"]
    assert outline(WANSHI) == before
    assert actions.apply_boundaries(file_id=shown.id, by=by, at=at) == 1
    assert outline(WANSHI)["coordinates"][0][0] == [119.90, 31.46]
    assert not queries.area(WANSHI).is_schematic
    features = queries.boundaries(areas.parse("3202"), Level.TOWN)["features"]
    assert (
        next(each for each in features if each["id"] == "320282109000")["properties"]["source"]
        == "宜兴市自然资源局 2021"
    )


def test_another_coordinate_system_is_turned_to_wgs84_and_its_shift_is_shown(by, at):
    actions.apply_boundaries(file_id=staged(by, at, square("320282109")).id, by=by, at=at)
    ring = [list(from_wgs84(*each, Crs.GCJ02)) for each in square("320282109")["geometry"]["coordinates"][0]]
    feature = {**square("320282109"), "geometry": {"type": "Polygon", "coordinates": [ring]}}
    [right] = staged(by, at, feature, crs=Crs.GCJ02).outlines
    [wrong] = staged(by, at, feature, crs=Crs.WGS84).outlines
    assert right.moved_m < 1 and 300 < wrong.moved_m < 700


def test_a_file_is_used_once(by, at):
    shown = staged(by, at, square("320282109"))
    actions.set_boundaries_aside(file_id=shown.id, by=by, at=at)
    with pytest.raises(BoundaryFileDone):
        actions.apply_boundaries(file_id=shown.id, by=by, at=at)
    assert queries.boundary_preview(shown.id).state is BoundaryState.SET_ASIDE


def test_areas_outside_the_own_are_named_and_left_alone(by, at):
    before = outline(WANSHI)
    other = Actor("officer", role="data_officer", area=areas.parse("320281"))
    with scope.acting(other):
        shown = staged(other, at, square("320282109"))
        assert (shown.outlines, shown.outside) == ((), (WANSHI,))
        with pytest.raises(BoundaryNothingMatched):
            actions.apply_boundaries(file_id=shown.id, by=other, at=at)
    assert outline(WANSHI) == before
    with (
        scope.acting(Actor("yixing", role="data_officer", area=areas.parse("320282"))),
        pytest.raises(BoundaryFileUnknown),
    ):
        queries.boundary_preview(shown.id)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_shows_old_and_new_before_it_replaces(signed_in, by, language):
    browser = signed_in("data_officer", "320282", language)

    def sent(content):
        file = SimpleUploadedFile("wanshi.json", content)
        return browser.post("/registry/boundaries/", {"file": file, "crs": "wgs84", "source": "自然资源局"})

    refused = sent(b"PK\x03\x04 a shape file")
    assert refused.status_code == 422 and "GeoJSON" in refused.content.decode()
    answer = sent(json.dumps(collection(square("320282109"), square("320281"))).encode())
    assert answer.status_code == 302
    shown = browser.get(answer["location"]).content.decode()
    assert "<svg" in shown and "320281000000" in shown
    assert browser.post(f"{answer['location']}apply/").status_code == 302
    assert outline(WANSHI)["coordinates"][0][0] == [119.90, 31.46]
    assert browser.post(f"{answer['location']}aside/").status_code == 409
    assert browser.get("/registry/boundaries/").status_code == 200


def test_only_those_who_load_boundaries_may(signed_in):
    assert signed_in("grid_worker").get("/registry/boundaries/").status_code == 403


def test_the_api_stages_and_applies(signed_in, by):
    browser = signed_in("data_officer")
    body = {"crs": "wgs84", "source": "自然资源局", "collection": collection(square("320282109"))}
    made = browser.post("/api/v1/boundaries", json.dumps(body), content_type="application/json")
    assert made.status_code == 201, made.content
    assert [each["code"] for each in made.json()["matched"]] == ["320282109000"]
    path = f"/api/v1/boundaries/{made.json()['id']}"
    assert browser.post(f"{path}/apply").json() == {"replaced": 1}
    assert browser.get(path).json()["state"] == "applied"
    bad = {**body, "collection": {"features": [{"geometry": None}]}}
    assert browser.post("/api/v1/boundaries", json.dumps(bad), content_type="application/json").status_code == 422
