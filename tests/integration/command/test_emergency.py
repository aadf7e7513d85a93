"""Entering the emergency state: what it stands up is shown before, changed, and done whole or not at all."""

import json
from datetime import timedelta

import pytest

from sizao.ground.command import actions, queries
from sizao.ground.command.errors import AlreadyInState
from sizao.ground.command.types import (
    Duty,
    EmergencyOrder,
    GroupKind,
    HqState,
    NewIncident,
    SignedDecision,
)
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope

YIXING = parse("320282")
PAPER = SignedDecision("总指挥", "宜指〔2021〕1号", "转入应急状态")


@pytest.fixture
def incident(by, at):
    return actions.open_incident(
        title=Words("新街疫情", "Xinjie outbreak"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
    )


def as_proposed(at, new=None, leads=()):
    sheet = queries.emergency_sheet(YIXING, at, new)
    return EmergencyOrder(PAPER, sheet.incidents, sheet.roster, tuple(leads))


def test_the_sheet_shows_everything_and_changes_nothing(incident, by, at):
    sheet = queries.emergency_sheet(YIXING, at)
    [found] = sheet.incidents
    assert (found.incident.id, found.is_new, len(found.forces)) == (incident, False, len(queries.plan(at).forces))
    assert {each.kind for each in sheet.desks} == set(GroupKind)
    assert all(each.clause.source for each in (*found.steps, sheet.roster))
    assert (queries.tasks(incident_id=incident), queries.state(YIXING).state) == ([], HqState.ROUTINE)


def test_one_click_gives_what_the_sheet_showed_with_the_leads_typed_as_owners(incident, by, at):
    sheet = queries.emergency_sheet(YIXING, at)
    order = as_proposed(at, leads=[(GroupKind.TESTING, "检测组长")])
    assert actions.enter_emergency(area=YIXING, order=order, by=by, at=at) == sheet.tasks
    assert (queries.state(YIXING).state, queries.state(YIXING).number) == (HqState.EMERGENCY, PAPER.number)
    given = queries.tasks(incident_id=incident)
    assert {each.assignee for each in given if each.group_kind == "testing"} == {"检测组长"}
    assert len(given) == len(sheet.incidents[0].steps)
    [roster] = [each for each in queries.tasks(open_only=True) if each.incident_id is None]
    assert roster.title == sheet.roster.title
    testing = next(each for each in queries.groups(YIXING) if each.kind is GroupKind.TESTING)
    assert [(each.name, each.duty) for each in testing.members] == [("检测组长", Duty.LEAD)]
    assert not queries.emergency_sheet(YIXING, at).tasks


def test_an_incident_that_is_opened_with_it_gets_the_lines_that_were_shown(by, at):
    actions.ensure_headquarters(area=YIXING, by=by, at=at)
    new = NewIncident(Words("新街疫情", "Xinjie outbreak"), "covid-19", at)
    order = as_proposed(at, new)
    [shown] = order.stand_ups
    actions.enter_emergency(area=YIXING, order=order, by=by, at=at)
    [opened] = queries.incidents(open_only=True)
    assert opened.edition_id == shown.incident.edition_id
    assert {each.title for each in queries.tasks(incident_id=opened.id)} == {each.title for each in shown.steps}
    dues = {each.title: each.due_at for each in queries.tasks(incident_id=opened.id)}
    assert dues == {each.title: each.due_at for each in shown.steps}


def test_nothing_is_done_when_the_state_does_not_change(incident, by, at):
    actions.change_state(area=YIXING, to=HqState.EMERGENCY, by=by, at=at)
    with pytest.raises(AlreadyInState):
        actions.enter_emergency(area=YIXING, order=as_proposed(at), by=by, at=at)
    assert queries.tasks(incident_id=incident) == []


def ask(question):
    with scope.acting(Actor.system("test")):
        return question()


def test_the_page_shows_the_lines_and_gives_only_what_is_ticked(signed_in, at):
    by = Actor.system("test")
    ask(lambda: actions.ensure_headquarters(area=YIXING, by=by, at=at))
    browser = signed_in("commander")
    where = "/command/headquarters/320282/emergency/"
    assert (
        "/command/headquarters/320282000000/emergency/" in browser.get("/command/headquarters/320282/").content.decode()
    )
    typed = {"title_zh": "新街疫情", "disease": "covid-19", "reported_at": "2021-12-11T20:00"}
    page = browser.get(where, typed).content.decode()
    assert 'name="give-new-t-0"' in page and 'name="give-roster"' in page and 'name="lead-testing"' in page
    given = {**typed, "number": "1", "give-new-t-0": "on", "force-new-0": "on", "lead-coordination": "张组长"}
    assert browser.post(where, given).status_code == 302
    [opened] = ask(lambda: queries.incidents(open_only=True))
    [task] = ask(lambda: queries.tasks(incident_id=opened.id))
    assert task.assignee == "张组长"
    assert sum(each.is_task_force for each in ask(lambda: queries.groups(YIXING, incident_id=opened.id))) == 1
    assert ask(lambda: queries.tasks(open_only=True)) == [task]
    assert browser.post(where, given).status_code == 409


def test_the_api_previews_and_does_the_same(signed_in, at):
    by = Actor.system("test")
    ask(lambda: actions.ensure_headquarters(area=YIXING, by=by, at=at))
    browser = signed_in("commander")
    opening = {"title_zh": "新街疫情", "disease": "covid-19", "reported_at": at.isoformat()}
    where, body = "/api/v1/headquarters/320282/emergency", {"opening": opening, "leave_out": ["roster"]}
    shown = browser.post(f"{where}/preview", json.dumps(body), content_type="application/json").json()
    assert (shown["incidents"][0]["incident_id"], ask(lambda: queries.incidents())) == (None, [])
    done = browser.post(where, json.dumps(body), content_type="application/json")
    assert (done.status_code, done.json()["count"]) == (200, shown["tasks"] - 1), done.content
    wrong = {"opening": {**opening, "detected_at": (at + timedelta(days=1)).isoformat()}}
    assert browser.post(f"{where}/preview", json.dumps(wrong), content_type="application/json").status_code == 422


def test_a_coordinator_does_not_enter_the_state(signed_in, incident):
    assert signed_in("coordinator").get("/command/headquarters/320282/emergency/").status_code == 403
