"""Who answers for what at a place: the four parties, from when until when, named inside the own area only."""

import json
from datetime import timedelta

import pytest

from sizao.ground.registry import actions, queries
from sizao.ground.registry.errors import HolderUnclear, PeriodBackwards, PlaceUnknown
from sizao.ground.registry.types import NewPlace, NewResponsibility, OrganisationKind, Party, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope

TOWN = areas.parse("320282109")
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(by, at):
    new = NewPlace(words=Words("西园农贸市场", "Xiyuan market"), kind=PlaceKind.MARKET, area=TOWN)
    return actions.add_place(place=new, by=by, at=at)


def test_an_organisation_an_account_or_a_post_answers(place, staff, by, at):
    staff("grid_worker", "320282109", name="grid-1")
    bureau = actions.add_organisation(
        words=Words("市场监管局", "Market regulator"), kind=OrganisationKind.GOVERNMENT, area=TOWN, by=by, at=at
    )
    for new in (
        NewResponsibility(place, Party.DEPARTMENT, "行业监管", organisation_id=bureau),
        NewResponsibility(place, Party.TERRITORY, "属地巡查", username="grid-1"),
        NewResponsibility(place, Party.UNIT, "每日消毒", post="市场经理"),
    ):
        actions.name_responsible(new=new, by=by, at=at)
    assert {(each.party, each.holder) for each in queries.responsibilities(place, at)} == {
        (Party.DEPARTMENT, "市场监管局"), (Party.TERRITORY, "grid-1"), (Party.UNIT, "市场经理"),
    }  # fmt: skip


@pytest.mark.parametrize("given", [{}, {"username": "a", "post": "b"}])
def test_exactly_one_is_named(place, by, at, given):
    with pytest.raises(HolderUnclear):
        actions.name_responsible(new=NewResponsibility(place, Party.UNIT, "消毒", **given), by=by, at=at)


def test_the_time_is_half_open_and_stays_in_the_record(place, by, at):
    made = actions.name_responsible(new=NewResponsibility(place, Party.UNIT, "消毒", post="经理"), by=by, at=at)
    with pytest.raises(PeriodBackwards):
        actions.end_responsibility(responsibility_id=made, by=by, at=at)
    later = at + timedelta(days=1)
    actions.end_responsibility(responsibility_id=made, by=by, at=later)
    assert queries.responsibilities(place, later) == []
    assert [each.id for each in queries.responsibilities(place, later - timedelta(seconds=1))] == [made]
    assert [each.until for each in queries.responsibilities(place)] == [later]


def test_a_place_above_the_own_area_is_seen_but_not_touched(by, at):
    new = NewPlace(words=Words("无锡东站", "Wuxi East"), kind=PlaceKind.STATION, area=areas.parse("3202"))
    above = actions.add_place(place=new, by=by, at=at)
    officer = Actor("officer", role="community", area=TOWN)
    with scope.acting(officer):
        assert queries.place(above)
        with pytest.raises(PlaceUnknown):
            actions.name_responsible(new=NewResponsibility(above, Party.UNIT, "消毒", post="x"), by=officer, at=at)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_matrix_shows_gaps_and_is_filled_by_hand(signed_in, place, language):
    browser = signed_in("coordinator", language=language)
    address = f"/registry/places/{place}/"
    gap = "未明确" if language == "zh-hans" else "nobody named"
    assert browser.get(address).content.decode().count(gap) == len(Party)
    form = {"party": "unit", "duty": "每日消毒", "post": "市场经理", "username": "", "organisation": ""}
    assert browser.post(f"{address}responsible/", form).status_code == 302
    shown = browser.get(address).content.decode()
    assert "市场经理" in shown and shown.count(gap) == len(Party) - 1
    [named] = queries.responsibilities(place)
    assert browser.post(f"/registry/responsibilities/{named.id}/end/").status_code == 302
    assert browser.get(address).content.decode().count(gap) == len(Party)


def test_who_may_not_name_sees_the_matrix_only(signed_in, place):
    browser = signed_in("epidemiologist")
    assert "responsible/" not in browser.get(f"/registry/places/{place}/").content.decode()
    assert browser.post(f"/registry/places/{place}/responsible/").status_code == 403
    assert signed_in("community", "320281").get(f"/registry/places/{place}/").status_code == 404


def test_the_api_names_lists_and_ends(signed_in, place):
    browser = signed_in("community")
    body = {"party": "individual", "duty": "佩戴口罩、登记来访", "post": "摊主"}
    path = f"/api/v1/places/{place}/responsibilities"
    made = browser.post(path, json.dumps(body), content_type="application/json")
    assert made.status_code == 201, made.content
    assert [each["holder"] for each in browser.get(path).json()] == ["摊主"]
    ended = browser.post(f"/api/v1/responsibilities/{made.json()['id']}/end")
    assert ended.status_code == 204
    assert browser.get(path).json()[0]["until"]
