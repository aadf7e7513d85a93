"""What lies unattended and who answers for it, taking it with one click, and the standing plan's preview."""

import json
from datetime import timedelta

import pytest

from sizao.ground.command import actions, queries
from sizao.ground.command.errors import NotForTaking
from sizao.ground.command.types import Duty, GroupKind, NewTask, TaskKind, TaskState, UnattendedKind, Wait
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope

YIXING = parse("320282")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def task(by, at):
    actions.ensure_headquarters(area=YIXING, by=by, at=at)
    new = NewTask(TaskKind.VERIFY, Words("核对名单", "Check the list"), GroupKind.VERIFICATION, YIXING)
    return actions.create_task(new=new, by=by, at=at)


def lead(by, at, name="数据组长"):
    group = next(each for each in queries.groups(YIXING) if each.kind is GroupKind.VERIFICATION)
    actions.add_member(group_id=group.id, name=name, duty=Duty.LEAD, by=by, at=at)


def test_a_task_nobody_owns_shows_after_the_plans_time_with_the_lead_to_blame(task, by, at):
    lead(by, at)
    limit = queries.limits(YIXING, at)[Wait.UNASSIGNED]
    assert queries.unattended(at + limit.length) == []
    [found] = queries.unattended(at + limit.length + MINUTE)
    assert (found.kind, found.id, found.due_at) == (UnattendedKind.TASK_UNASSIGNED, task, at + limit.length)
    assert "数据组长" in found.owner.zh


def test_a_task_that_was_given_and_not_signed_for_shows_too_until_it_is_taken(task, by, at):
    actions.assign_task(task_id=task, assignee="老王", by=by, at=at)
    later = at + timedelta(hours=3)
    [found] = queries.unattended(later)
    assert (found.kind, found.owner.zh) == (UnattendedKind.TASK_UNSIGNED, "老王")
    actions.take(kind=found.kind, id=task, name="我", by=Actor(name="me", user_id=5), at=later)
    assert queries.unattended(later + timedelta(days=1)) == []
    assert (queries.task(task).state, queries.task(task).assignee) == (TaskState.RECEIVED, "我")


def test_a_headquarters_own_limit_goes_before_the_plans(task, by, at):
    actions.set_limit(area=YIXING, wait=Wait.UNASSIGNED, minutes=5, number="宜指〔2021〕1号", by=by, at=at)
    assert len(queries.unattended(at + 6 * MINUTE)) == 1
    assert queries.limits(parse("320282109"), at)[Wait.UNASSIGNED].set_by == "宜指〔2021〕1号"
    assert queries.limits(parse("320211"), at)[Wait.UNASSIGNED].set_by == ""


def test_what_has_its_own_page_is_not_taken_with_a_click(task, by, at):
    with pytest.raises(NotForTaking):
        actions.take(kind=UnattendedKind.INSTRUCTION_UNSPLIT, id=task, name="我", by=by, at=at)


@pytest.fixture
def served(db, at):
    by = Actor.system("test")
    with scope.acting(by):
        incident = actions.open_incident(
            title=Words("宜兴一例", "One case in Yixing"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
        )
        lead(by, at)
        new = NewTask(TaskKind.VERIFY, Words("核对名单", "Check the list"), GroupKind.VERIFICATION, YIXING)
        task = actions.create_task(new=new, by=by, at=at)
    return incident, task


@pytest.mark.parametrize(("language", "said"), [("en", "Task without an owner"), ("zh-hans", "任务无人负责")])
def test_the_page_lists_and_takes(signed_in, served, language, said):
    browser = signed_in("coordinator", language=language)
    assert said in browser.get("/command/unattended/").content.decode()
    assert browser.post(f"/command/unattended/task_unassigned/{served[1]}/take/").status_code == 302
    assert str(served[1]) not in browser.get("/command/unattended/").content.decode()


def test_the_plan_is_shown_before_it_happens_and_given_as_edited(signed_in, served):
    incident, _ = served
    browser = signed_in("commander")
    shown = browser.get(f"/command/incidents/{incident}/first-steps/").content.decode()
    assert "Nothing has happened yet" in shown
    assert "Tracing task force" in shown
    assert "Groups and task forces are stood up at once" in shown
    given = {
        "force-0": "on",
        "give-t-1": "on",
        "title-t-1": "首例流调与采样",
        "owner-t-1": "老李",
        "due-t-1": "2021-12-12T09:00",
    }
    assert browser.post(f"/command/incidents/{incident}/first-steps/", given).status_code == 302
    with scope.acting(Actor.system("test")):
        [task] = queries.tasks(incident_id=incident)
        forces = [each.name.zh for each in queries.groups(YIXING, incident_id=incident) if each.is_task_force]
    assert (task.title.zh, task.assignee, task.due_at.isoformat()) == (
        "首例流调与采样",
        "老李",
        "2021-12-12T01:00:00+00:00",
    )
    assert forces == ["流调溯源专班"]


def test_the_api_gives_the_plan_and_takes_it_edited(signed_in, served):
    incident, _ = served
    browser = signed_in("commander")
    steps = browser.get(f"/api/v1/incidents/{incident}/first-steps").json()
    assert {each["group"] for each in steps} >= {"investigation", "testing", "supervision"}
    body = {"steps": [{"key": steps[-1]["key"], "owner": "老李"}]}
    made = browser.post(f"/api/v1/incidents/{incident}/first-steps", json.dumps(body), content_type="application/json")
    assert made.json() == {"count": 1}
    whole = browser.post(f"/api/v1/incidents/{incident}/first-steps", "{}", content_type="application/json")
    assert whole.json()["count"] == len(steps) - 1
    limits = browser.get("/api/v1/headquarters/320282/limits").json()
    assert {each["wait"] for each in limits} == set(Wait)
    body = {"wait": "unassigned_minutes", "minutes": 10, "number": "1"}
    answer = browser.post("/api/v1/headquarters/320282/limits", json.dumps(body), content_type="application/json")
    assert answer.status_code == 204
    assert browser.get("/api/v1/unattended").json()
