"""Command's pages and API as people and machines meet them."""

import json
from datetime import timedelta

import pytest

from sizao.ground.command import actions, queries
from sizao.ground.command.types import Duty, GroupKind, HqState, IncidentState, NewTask, TaskKind, TaskState
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope

YIXING = parse("320282")
HOUR = timedelta(hours=1)


@pytest.fixture
def incident(db, at):
    by = Actor.system("test")
    with scope.acting(by):
        found = actions.open_incident(
            title=Words("宜兴一例", "One case in Yixing"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
        )
        actions.stand_up(incident_id=found, by=by, at=at)
    return found


def ask(question):
    with scope.acting(Actor.system("test")):
        return question()


def test_the_list_shows_the_incident_and_leads_to_its_clock(signed_in, incident):
    browser = signed_in("commander")
    assert b"YX-2021-01" in browser.get("/command/").content
    shown = browser.get(f"/command/incidents/{incident}/").content.decode()
    assert "What is late, and why" in shown
    assert "Close contacts moved into quarantine" in shown
    assert "has had no assignee" in shown


def test_the_slider_shows_an_earlier_moment(signed_in, incident):
    early = signed_in("commander").get(f"/command/incidents/{incident}/?minute=0").content.decode()
    assert "Nothing is late at this moment." in early


def test_the_clock_page_reads_in_chinese(signed_in, incident):
    shown = signed_in("commander", language="zh-hans").get(f"/command/incidents/{incident}/").content.decode()
    assert "什么超时了,为什么" in shown
    assert "仍未落实到人" in shown


def test_marking_and_explaining_from_the_page(signed_in, incident):
    browser = signed_in("commander")
    given = {"key": "contacts_moved", "actual_at": "2021-12-11T21:40", "note": "63"}
    assert browser.post(f"/command/incidents/{incident}/mark/", given).status_code == 302
    given = {"key": "trajectory", "reason": "通信数据延迟 / phone records came late"}
    assert browser.post(f"/command/incidents/{incident}/explain/", given).status_code == 302
    shown = browser.get(f"/command/incidents/{incident}/").content.decode()
    assert "phone records came late" in shown and "通信数据延迟" not in shown, "in the reader's language everywhere"
    assert browser.post(f"/command/incidents/{incident}/mark/", {"key": "lunch"}).status_code == 422


def test_an_incident_is_opened_by_hand(signed_in, db):
    browser = signed_in("commander")
    given = {"title_zh": "测试", "disease": "covid-19", "area": "320282", "reported_at": "2021-12-11T16:00"}
    answer = browser.post("/command/incidents/new/", given)
    assert answer.status_code == 302
    assert browser.post("/command/incidents/new/", {**given, "area": "12"}).status_code == 403
    assert browser.post("/command/incidents/new/", {**given, "area": "x"}).status_code == 422


def test_a_task_goes_from_hand_to_hand_on_its_page(signed_in, staff, incident, at):
    user = staff("commander")
    group = ask(lambda: next(each for each in queries.groups(YIXING) if each.kind is GroupKind.TESTING))
    by = Actor.system("test")
    ask(lambda: actions.add_member(group_id=group.id, name="指挥员", duty=Duty.LEAD, user_id=user.pk, by=by, at=at))
    task = ask(lambda: next(each for each in queries.tasks(incident_id=incident) if each.group_kind == "testing"))
    browser = signed_in("commander")
    assert task.number in browser.get(f"/command/tasks/{task.id}/").content.decode()
    assert browser.post(f"/command/tasks/{task.id}/assign/", {"member": "0"}).status_code == 302
    assert task.title.en in browser.get("/command/tasks/?view=mine").content.decode()
    assert browser.post(f"/command/tasks/{task.id}/receive/").status_code == 302
    assert browser.post(f"/command/tasks/{task.id}/complete/", {"evidence": ""}).status_code == 409
    assert browser.post(f"/command/tasks/{task.id}/complete/", {"evidence": "首轮完成"}).status_code == 302
    assert ask(lambda: queries.task(task.id)).state is TaskState.DONE


def test_the_directory_and_the_signed_return_to_routine(signed_in, incident, at):
    by = Actor.system("test")
    ask(lambda: actions.change_state(area=YIXING, to=HqState.EMERGENCY, by=by, at=at))
    browser = signed_in("commander")
    assert "Yixing" in browser.get("/command/headquarters/").content.decode()
    page = browser.get("/command/headquarters/320282/").content.decode()
    assert "Leaving the emergency state needs a signed decision." in page
    where = "/command/headquarters/320282/state/"
    assert browser.post(where, {"signed_by": "", "number": "", "text": ""}).status_code == 409
    assert browser.post(where, {"signed_by": "总指挥", "number": "9", "text": "转常态"}).status_code == 302
    assert ask(lambda: queries.state(YIXING)).state is HqState.ROUTINE


def test_closing_is_refused_with_its_sentence_until_nothing_is_owed(signed_in, incident):
    browser = signed_in("commander")
    assert "tasks are still open" in browser.get(f"/command/incidents/{incident}/").content.decode()
    answer = browser.post(f"/command/incidents/{incident}/close/", {"reason": "完"})
    assert answer.status_code == 409
    assert ask(lambda: queries.incident(incident)).state is IncidentState.OPEN


def test_an_epidemiologist_reads_and_does_not_command(signed_in, incident):
    browser = signed_in("epidemiologist")
    assert browser.get(f"/command/incidents/{incident}/").status_code == 200
    assert browser.post(f"/command/incidents/{incident}/first-steps/").status_code == 403


def test_another_county_gets_not_found(signed_in, incident):
    assert signed_in("commander", "320211").get(f"/command/incidents/{incident}/").status_code == 404


def test_the_api_reads_the_clock_as_of_a_moment_and_writes_marks(signed_in, incident, at):
    browser = signed_in("commander")
    where = f"/api/v1/incidents/{incident}/clock"
    early = browser.get(where, {"as_of": at.isoformat()}).json()
    assert {row["state"] for row in early["golden_24_hours"]} <= {"due", "not_started"}
    body = {"key": "trajectory", "actual_at": (at + HOUR).isoformat()}
    done = browser.post(f"/api/v1/incidents/{incident}/marks", json.dumps(body), content_type="application/json")
    assert done.status_code == 204, done.content
    rows = {row["milestone"]: row for row in browser.get(where).json()["golden_24_hours"]}
    assert rows["trajectory"]["state"] == "done"
    assert rows["contacts_moved"]["state"] == "late"
    assert rows["contacts_moved"]["cause"] == "unassigned"


def test_the_api_refuses_with_a_problem_document(signed_in, incident, at):
    browser = signed_in("commander")
    body = {"state": "routine"}
    ask(lambda: actions.change_state(area=YIXING, to=HqState.EMERGENCY, by=Actor.system("test"), at=at))
    answer = browser.post("/api/v1/headquarters/320282/state", json.dumps(body), content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["code"] == "command.leaving_needs_decision"
    assert browser.get("/api/v1/incidents").json()[0]["number"] == "YX-2021-01"
    assert len(browser.get("/api/v1/tasks", {"incident_id": str(incident)}).json()) > 10
    assert browser.get("/api/v1/tasks", {"mine": "true"}).json() == []


def test_the_api_gives_and_moves_a_task(signed_in, incident):
    browser = signed_in("commander")

    def post(path, body=None):
        return browser.post(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json")

    made = post("/tasks", {"kind": "sample", "title_zh": "采样", "group": "testing", "area": "320282109"})
    assert made.status_code == 201, made.content
    task = made.json()["id"]
    assert post(f"/tasks/{task}/assignment", {"assignee": "甲组"}).json()["state"] == "assigned"
    assert post(f"/tasks/{task}/receipt").json()["state"] == "received"
    assert post(f"/tasks/{task}/return", {"reason": "重复"}).json()["state"] == "returned"
    assert post(f"/tasks/{task}/completion", {"evidence": "已采"}).json()["state"] == "done"
    assert post("/tasks", {"kind": "sample", "title_zh": "x", "group": "testing", "area": "11"}).status_code == 403


def test_a_tasks_list_of_the_area_opens_for_a_grid_worker(signed_in, incident, at):
    new = NewTask(TaskKind.SAMPLE, Words("入户采样", "Home sampling"), GroupKind.TESTING, parse("320282109200"))
    ask(lambda: actions.create_task(new=new, incident_id=incident, by=Actor.system("test"), at=at))
    shown = signed_in("grid_worker", "320282109200").get("/command/tasks/").content.decode()
    assert "Home sampling" in shown
    assert "Close contacts moved" not in shown
