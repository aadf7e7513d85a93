"""Households and special needs: who lives together, who needs what, whose turn it is; in the own area only."""

import json
from datetime import timedelta

import pytest

from sizao.ground.registry import actions, queries
from sizao.ground.registry.errors import (
    AreaOutside,
    AreaUnknown,
    HouseholdElsewhere,
    HouseholdOther,
    HouseholdUnknown,
    NeedAlreadyEnded,
    NeedHasNoPlan,
    NeedUnknown,
    PersonUnknown,
    PlanInThePast,
)
from sizao.ground.registry.types import HelpKind, HelpPlan, NeedState, NeedStepKind, NewPerson, SpecialNeed
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level
from sizao.spine.audit.models import Access
from sizao.spine.scope import queries as scope

VILLAGE, OTHER = areas.parse("320282109200"), areas.parse("320281001001")
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(by, at):
    [made] = actions.add_persons(persons=[NewPerson(area_residence=VILLAGE, birth_year=1941)], by=by, at=at)
    return queries.persons([made])[made]


@pytest.fixture
def home(by, at):
    return actions.add_household(area=VILLAGE, label="301", by=by, at=at)


@pytest.fixture
def need(person, home, by, at):
    actions.join_household(household_id=home, number=person.number, by=by, at=at)
    return actions.note_need(person_id=person.id, kind=SpecialNeed.DIALYSIS, by=by, at=at)


def plan(at, hours=24):
    return HelpPlan(HelpKind.ESCORT, "镇转运组", at + timedelta(hours=hours))


def test_a_household_stands_in_an_area_that_exists_and_is_the_own(by, at):
    with pytest.raises(AreaUnknown):
        actions.add_household(area=areas.parse("320282109999"), label="1", by=by, at=at)
    with pytest.raises(AreaOutside):
        actions.add_household(area=OTHER, label="1", by=Actor("c", area=VILLAGE), at=at)


def test_joining_makes_the_residence_as_exact_as_the_door(person, by, at):
    grid = actions.add_area(parent=VILLAGE, level=Level.GRID, by=by, at=at)
    home = actions.add_household(area=grid, label="301", by=by, at=at)
    actions.join_household(household_id=home, number=person.number, by=by, at=at)
    [member] = queries.members(home)
    assert (member.area_residence, member.household_id) == (grid, home)


def test_nobody_joins_two_households_or_one_elsewhere(person, home, by, at):
    far = actions.add_household(area=OTHER, label="1", by=by, at=at)
    with pytest.raises(HouseholdElsewhere):
        actions.join_household(household_id=far, number=person.number, by=by, at=at)
    actions.join_household(household_id=home, number=person.number, by=by, at=at)
    second = actions.add_household(area=VILLAGE, label="302", by=by, at=at)
    with pytest.raises(HouseholdOther):
        actions.join_household(household_id=second, number=person.number, by=by, at=at)
    actions.leave_household(household_id=home, number=person.number, by=by, at=at)
    with pytest.raises(PersonUnknown):
        actions.leave_household(household_id=home, number=person.number, by=by, at=at)
    actions.join_household(household_id=second, number=person.number, by=by, at=at)
    assert [each.number for each in queries.members(second)] == [person.number]


def test_a_need_goes_from_noted_over_planned_and_late_to_met_and_ended(need, by, at):
    assert queries.need(need, at).state is NeedState.OPEN
    with pytest.raises(NeedHasNoPlan):
        actions.mark_met(need_id=need, by=by, at=at)
    actions.plan_help(need_id=need, plan=plan(at), by=by, at=at)
    assert queries.need(need, at).state is NeedState.PLANNED
    assert queries.need(need, at + timedelta(hours=25)).state is NeedState.LATE
    actions.mark_met(need_id=need, by=by, at=at + timedelta(hours=26))
    assert queries.need(need, at + timedelta(hours=27)).state is NeedState.MET
    actions.plan_help(need_id=need, plan=plan(at, 72), by=by, at=at + timedelta(hours=28))
    assert queries.need(need, at + timedelta(hours=29)).state is NeedState.PLANNED
    actions.end_need(need_id=need, by=by, at=at + timedelta(hours=30))
    assert queries.need(need, at + timedelta(hours=31)).state is NeedState.ENDED
    assert [each.kind for each in queries.need_steps(need)] == [
        NeedStepKind.ENDED, NeedStepKind.PLANNED, NeedStepKind.MET, NeedStepKind.PLANNED,
    ]  # fmt: skip
    for action in (actions.mark_met, actions.end_need):
        with pytest.raises(NeedAlreadyEnded):
            action(need_id=need, by=by, at=at + timedelta(hours=32))


def test_help_is_not_planned_for_the_past(need, by, at):
    with pytest.raises(PlanInThePast):
        actions.plan_help(need_id=need, plan=plan(at, 0), by=by, at=at)


def test_the_states_are_counted_and_filtered(need, person, by, at):
    actions.note_need(person_id=person.id, kind=SpecialNeed.LIVING_ALONE, by=by, at=at)
    actions.plan_help(need_id=need, plan=plan(at), by=by, at=at)
    assert queries.need_counts(VILLAGE, at) == {NeedState.OPEN: 1, NeedState.PLANNED: 1}
    assert [each.id for each in queries.needs_within(VILLAGE, at, state=NeedState.PLANNED)] == [need]


def test_out_of_the_area_there_is_neither_household_nor_need(need, home, at):
    with scope.acting(Actor("officer", role="community", area=areas.parse("320281"))):
        for look in (lambda: queries.household(home), lambda: queries.need(need, at)):
            with pytest.raises((HouseholdUnknown, NeedUnknown)):
                look()
        assert queries.needs_within(areas.NATION, at) == []
        assert queries.need_steps(need) == []
        assert not queries.household_rows().exists()


def test_the_pages_work_by_hand_and_write_the_log(signed_in, person, by):
    browser = signed_in("community")
    made = browser.post("/registry/households/add/", {"area": "320282109200", "label": "301"})
    address = made["location"]
    assert browser.post(f"{address}join/", {"number": person.number}).status_code == 302
    noted = browser.post(f"{address}needs/", {"person": person.id, "kind": "dialysis"})
    assert noted.status_code == 302
    late = browser.post(
        f"{noted['location']}plan/", {"help": "escort", "responsible": "镇", "due_at": "2020-01-01T08:00"}
    )
    assert late.status_code == 422
    empty = browser.post(f"{noted['location']}plan/", {"help": "escort"})
    assert empty.status_code == 422 and "id_plan" not in empty.content.decode()[:50]
    planned = {"help": "escort", "responsible": "镇转运组", "due_at": "2199-01-01T08:00"}
    assert browser.post(f"{noted['location']}plan/", planned).status_code == 302
    assert "镇转运组" in browser.get(noted["location"]).content.decode()
    assert browser.post(f"{noted['location']}met/", {"note": ""}).status_code == 302
    assert person.number in browser.get(address).content.decode()
    assert Access.objects.filter(action="registry.household", persons__contains=[person.id]).exists()
    assert browser.post(f"{noted['location']}end/", {"note": ""}).status_code == 302
    assert browser.post(f"{address}leave/", {"number": person.number}).status_code == 302


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "path",
    [
        "households/",
        "households/?needs=some&q=301",
        "households/add/",
        "needs/",
        "needs/?state=open&kind=dialysis&q=301",
    ],
)
def test_the_lists_open_and_filter(signed_in, need, path, language):
    answer = signed_in("community", language=language).get(f"/registry/{path}")
    assert answer.status_code == 200
    assert "add" in path or "301" in answer.content.decode()


def test_reading_is_not_writing_and_other_roles_see_nothing(signed_in, home, need):
    inspector = signed_in("inspector", "320282")
    shown = inspector.get(f"/registry/households/{home}/").content.decode()
    assert "join/" not in shown
    assert inspector.post(f"/registry/households/{home}/join/", {"number": "P-1"}).status_code == 403
    assert signed_in("commander").get(f"/registry/households/{home}/").status_code == 403
    assert signed_in("community", "320281").get(f"/registry/households/{home}/").status_code == 404
    assert signed_in("community", "320281").get(f"/registry/needs/{need}/").status_code == 404


def test_the_api_keeps_households_and_needs(signed_in, person):
    browser = signed_in("grid_worker", "320282109")

    def send(path, **body):
        return browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    home = send("households", area="320282109200", label="302").json()["id"]
    assert send(f"households/{home}/members", number=person.number).status_code == 204
    need = send("needs", number=person.number, kind="infant").json()["id"]
    assert send(f"needs/{need}/met").status_code == 409
    assert (
        send(f"needs/{need}/plan", help="supplies", responsible="x", due_at="2199-01-01T08:00:00+08:00").status_code
        == 204
    )
    [listed] = browser.get("/api/v1/needs", {"state": "planned"}).json()
    assert (listed["id"], listed["person"], listed["household"]) == (need, person.number, home)
    assert send(f"needs/{need}/met", note="已送达").status_code == 204
    whole = browser.get(f"/api/v1/households/{home}").json()
    assert [each["number"] for each in whole["members"]] == [person.number]
    assert [each["state"] for each in whole["needs"]] == ["met"]
    assert send(f"needs/{need}/end", note="").status_code == 204
    assert send(f"households/{home}/leavers", number=person.number).status_code == 204
    assert [each["id"] for each in browser.get("/api/v1/households", {"area": "320282109"}).json()] == [home]
