"""Grids, buildings and units: added, renamed, closed and reopened inside the own area, and who looks after them."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sizao.ground.registry import actions, queries
from sizao.ground.registry.errors import (
    AccountUnknown,
    AreaAlreadyClosed,
    AreaInhabited,
    AreaNeedsNoChief,
    AreaOfficial,
    AreaOutside,
    AreaParentClosed,
    AreaWrongParent,
    HolderUnclear,
    PeriodBackwards,
)
from sizao.ground.registry.models import Chief
from sizao.ground.registry.types import AreaChangeKind, NewPerson
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level
from sizao.kernel.words import Words

VILLAGE = areas.parse("320282109200")
pytestmark = pytest.mark.django_db


@pytest.fixture
def grid(by, at):
    return actions.add_area(parent=VILLAGE, level=Level.GRID, words=Words("西一网格", "West grid 1"), by=by, at=at)


@pytest.fixture
def building(grid, by, at):
    return actions.add_area(parent=grid, level=Level.BUILDING, by=by, at=at)


def test_a_grid_a_building_and_a_unit_take_the_next_free_numbers(grid, building, by, at):
    unit = actions.add_area(parent=building, level=Level.UNIT, by=by, at=at)
    second = actions.add_area(parent=building, level=Level.UNIT, by=by, at=at)
    assert [areas.printed(each) for each in (grid, building, unit, second)] == [
        "32028210920001", "32028210920001001", "3202821092000100101", "3202821092000100102",
    ]  # fmt: skip
    assert queries.area(building).words == Words("1号楼", "Building 1")
    assert [each.code for each in queries.children(building)] == [unit, second]


def test_a_new_area_is_found_by_its_name_and_named_after_its_community(grid, by):
    assert [each.code for each in queries.search_areas("西一网格")] == [grid]
    assert queries.full_name(grid).zh.endswith("西一网格")


@pytest.mark.parametrize(("parent", "level"), [("320282109200", Level.UNIT), ("320282109", Level.GRID)])
def test_an_area_goes_only_where_its_level_belongs(by, at, parent, level):
    with pytest.raises(AreaWrongParent):
        actions.add_area(parent=areas.parse(parent), level=level, by=by, at=at)


def test_nobody_keeps_areas_outside_the_own(grid, at):
    other = Actor("other", role="community", area=areas.parse("320281"))
    with pytest.raises(AreaOutside):
        actions.add_area(parent=VILLAGE, level=Level.GRID, by=other, at=at)
    for action in (actions.close_area, actions.reopen_area, actions.dismiss_chief):
        with pytest.raises(AreaOutside):
            action(code=grid, by=other, at=at)


def test_renaming_keeps_the_former_name_in_the_record(grid, by, at):
    actions.rename_area(code=grid, words=Words("东风网格", "Dongfeng grid"), by=by, at=at)
    assert queries.area(grid).words.zh == "东风网格"
    assert any(each.kind is AreaChangeKind.RENAMED and "西一网格" in each.note for each in queries.changes(grid))


def test_areas_of_the_division_codes_are_not_renamed_or_closed(by, at):
    with pytest.raises(AreaOfficial):
        actions.rename_area(code=VILLAGE, words=Words("别村", "Other"), by=by, at=at)
    with pytest.raises(AreaOfficial):
        actions.close_area(code=VILLAGE, by=by, at=at)


def test_a_closed_area_says_so_and_takes_nothing_new(grid, by, at):
    actions.close_area(code=grid, by=by, at=at, reason="并入二网格")
    assert queries.area(grid).is_closed
    with pytest.raises(AreaParentClosed):
        actions.add_area(parent=grid, level=Level.BUILDING, by=by, at=at)
    with pytest.raises(AreaAlreadyClosed):
        actions.close_area(code=grid, by=by, at=at)
    assert actions.add_area(parent=VILLAGE, level=Level.GRID, by=by, at=at) > grid
    actions.reopen_area(code=grid, by=by, at=at + timedelta(days=1))
    assert not queries.area(grid).is_closed


def test_an_area_that_holds_somebody_stays_open(grid, building, by, at):
    with pytest.raises(AreaInhabited):
        actions.close_area(code=grid, by=by, at=at)
    actions.add_persons(persons=[NewPerson(area_residence=building)], by=by, at=at)
    with pytest.raises(AreaInhabited):
        actions.close_area(code=building, by=by, at=at)


def test_the_tree_counts_what_is_registered_below(grid, building, by, at):
    actions.add_persons(persons=[NewPerson(area_residence=building)] * 2, by=by, at=at)
    actions.add_household(area=building, label="101", by=by, at=at)
    counts = queries.counts_below(VILLAGE)[grid]
    assert (counts.persons, counts.households, counts.places) == (2, 1, 0)
    assert queries.counts_below(grid)[building] == counts == queries.counts_inside(building)


def test_a_building_may_stand_beside_grids_and_is_counted_apart(grid, by, at):
    alone = actions.add_area(parent=VILLAGE, level=Level.BUILDING, by=by, at=at)
    actions.add_persons(persons=[NewPerson(area_residence=alone), NewPerson(area_residence=grid)], by=by, at=at)
    counts = queries.counts_below(VILLAGE)
    assert (counts[alone].persons, counts[grid].persons) == (1, 1)


def test_a_chief_follows_another_without_gap_or_overlap(grid, staff, by, at):
    staff("grid_worker", "320282109", name="wang")
    actions.appoint_chief(code=grid, username="wang", by=by, at=at)
    later = at + timedelta(days=2)
    actions.appoint_chief(code=grid, post="物业值班经理", by=by, at=later)
    assert queries.chiefs([grid], at)[grid].holder == "wang"
    assert queries.chiefs([grid], later)[grid].holder == "物业值班经理"
    assert [(each.since, each.until) for each in queries.chief_history(grid)] == [(later, None), (at, later)]
    actions.dismiss_chief(code=grid, by=by, at=later + timedelta(days=1))
    assert queries.chiefs([grid], later + timedelta(days=1)) == {}


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({}, HolderUnclear), ({"username": "nobody"}, AccountUnknown), ({"username": "a", "post": "b"}, HolderUnclear)],
)
def test_exactly_one_known_chief_is_named(grid, by, at, given, refusal):
    with pytest.raises(refusal):
        actions.appoint_chief(code=grid, by=by, at=at, **given)


def test_only_open_small_areas_have_a_chief(grid, by, at):
    with pytest.raises(AreaNeedsNoChief):
        actions.appoint_chief(code=VILLAGE, post="x", by=by, at=at)
    actions.appoint_chief(code=grid, post="x", by=by, at=at)
    with pytest.raises(PeriodBackwards):
        actions.appoint_chief(code=grid, post="y", by=by, at=at)


def test_the_database_itself_refuses_two_chiefs_at_once(grid, by, at):
    actions.appoint_chief(code=grid, post="x", by=by, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Chief.objects.create(area=grid, holder="y", since=at + timedelta(hours=1), appointed_by="test")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_of_the_tree_work_by_hand(signed_in, by, language):
    browser = signed_in("community", language=language)
    made = browser.post("/registry/areas/320282109200/add/", {"level": "grid", "name_zh": "", "name_en": ""})
    assert made.status_code == 302
    address = made["location"]
    assert browser.post(f"{address}rename/", {"name_zh": "南网格", "name_en": "South grid"}).status_code == 302
    assert browser.post(f"{address}chief/", {"username": "", "post": "村委值班岗"}).status_code == 302
    shown = browser.get(address).content.decode()
    assert "村委值班岗" in shown and ("南网格" in shown or "South grid" in shown)
    assert "村委值班岗" in browser.get("/registry/areas/320282109200/").content.decode()
    assert browser.post(f"{address}chief/end/").status_code == 302
    assert browser.post(f"{address}close/", {"reason": "合并"}).status_code == 302
    assert queries.area(areas.parse(address.split("/")[-2])).is_closed
    assert browser.post(f"{address}reopen/", {"reason": "恢复"}).status_code == 302


def test_a_page_refuses_with_a_sentence(signed_in, by):
    browser = signed_in("community")
    assert browser.post("/registry/areas/320282109/add/", {"level": "grid"}).status_code == 409
    assert browser.post("/registry/areas/320281001001/add/", {"level": "grid"}).status_code == 404
    assert browser.post("/registry/areas/320282109200/rename/", {"name_zh": ""}).status_code == 422


def test_who_only_reads_sees_no_steps(signed_in, grid):
    assert 'id="keep"' not in signed_in("inspector", "320282").get("/registry/areas/32028210920001/").content.decode()
    assert signed_in("inspector", "320282").post("/registry/areas/320282109200/add/").status_code == 403
    assert 'id="keep"' not in signed_in("community", "320281").get("/registry/areas/32028210920001/").content.decode()
    assert 'id="keep"' in signed_in("community").get("/registry/areas/32028210920001/").content.decode()


def test_the_api_keeps_the_tree(signed_in, by):
    browser = signed_in("community")

    def send(path, **body):
        return browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    made = send("areas", parent="320282109200", level="grid", name_zh="北网格", name_en="North grid")
    assert made.status_code == 201, made.content
    code = made.json()["code"]
    assert send(f"areas/{code}/rename", name_zh="北一网格", name_en="North grid 1").status_code == 204
    assert send(f"areas/{code}/chief", post="村委值班岗").status_code == 204
    shown = browser.get(f"/api/v1/areas/{code}").json()
    assert (shown["name_zh"], shown["is_closed"]) == ("北一网格", False)
    assert browser.get(f"/api/v1/areas/{code}/chiefs").json()[0]["holder"] == "村委值班岗"
    assert send(f"areas/{code}/close", reason="合并").status_code == 204
    assert send(f"areas/{code}/close", reason="合并").status_code == 409
    assert browser.get(f"/api/v1/areas/{code}").json()["is_closed"]
    assert send(f"areas/{code}/reopen", reason="恢复").status_code == 204
    assert send("areas", parent="320281", level="grid").status_code == 404
