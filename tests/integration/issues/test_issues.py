"""The issue log and the leaders assigned to units: recurrence is counted, a cure can be looked up, owed visits show."""

import json
from datetime import date, timedelta

import pytest

from sizao.ground.command import actions as command
from sizao.ground.command import queries as tasks
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.duty import queries as duty
from sizao.ground.duty.types import ItemKind
from sizao.ground.issues import actions, queries
from sizao.ground.issues.errors import AlreadyCured, NoSuchCureTask
from sizao.ground.issues.types import Body, CureKind, IssueState, Source
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.editions import NoSuchEdition
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope

YIXING, WANSHI = parse("320282"), parse("320282109")
DAY = timedelta(days=1)


@pytest.fixture
def issue(by, at):
    return actions.raise_issue(
        area=WANSHI, title="卡口夜间无人", owner="万石镇", source=Source.INSPECTION, by=by, at=at
    )


def test_the_same_problem_in_the_same_area_counts_as_met_again(issue, by, at):
    again = actions.raise_issue(area=WANSHI, title="卡口夜间无人", owner="x", source=Source.FRONT, by=by, at=at + DAY)
    assert again == issue
    assert (queries.issue(issue).count, queries.issue(issue).owner) == (2, "万石镇")


def test_a_cured_problem_that_comes_back_is_open_again(issue, by, at):
    actions.cure_issue(issue_id=issue, kind=CureKind.RULE, reference="宜防〔9〕", by=by, at=at + DAY)
    assert queries.issue(issue).state is IssueState.CURED
    assert queries.issues(open_only=True) == []
    with pytest.raises(AlreadyCured):
        actions.cure_issue(issue_id=issue, kind=CureKind.RULE, reference="宜防〔9〕", by=by, at=at + DAY)
    actions.meet_again(issue_id=issue, area=WANSHI, source=Source.FRONT, by=by, at=at + 2 * DAY)
    assert queries.issue(issue).state is IssueState.RECURRED


def test_only_a_finished_task_or_a_known_edition_cures(issue, by, at):
    command.ensure_headquarters(area=YIXING, by=by, at=at)
    title = Words("排班", "Shifts")
    task = command.create_task(new=NewTask(TaskKind.OTHER, title, GroupKind.TRAFFIC, YIXING), by=by, at=at)
    number = tasks.task(task).number
    with pytest.raises(NoSuchCureTask):
        actions.cure_issue(issue_id=issue, kind=CureKind.TASK, reference=number, by=by, at=at)
    with pytest.raises(NoSuchEdition):
        actions.cure_issue(issue_id=issue, kind=CureKind.EDITION, reference="none", by=by, at=at)
    command.complete_task(task_id=task, evidence="已排班", by=by, at=at)
    actions.cure_issue(issue_id=issue, kind=CureKind.TASK, reference=number.lower(), by=by, at=at)
    assert queries.issue(issue).cures[0].task_id == task


def test_a_visit_brings_a_problem_back_and_an_owed_visit_shows(by, at):
    made = actions.assign_leader(area=WANSHI, leader="甲", body=Body.CONGRESS, every_days=3, by=by, at=at)
    assert queries.liaison(made).is_due(date(2021, 12, 15))
    actions.record_visit(liaison_id=made, on=date(2021, 12, 14), note="查看卡口", problem="物资不足", by=by, at=at)
    found = queries.liaison(made)
    assert not found.is_due(date(2021, 12, 15))
    assert found.visits[0].problems == 1
    assert [(each.title, each.area) for each in queries.issues()] == [("物资不足", WANSHI)]


def test_open_problems_stand_on_the_hand_over_sheet(issue, by, at):
    items = [each for each in duty.open_items(YIXING, at) if each.kind is ItemKind.ISSUE]
    assert [(each.words.zh, each.argument) for each in items] == [("卡口夜间无人", str(issue))]


def test_a_neighbour_sees_neither_problems_nor_leaders(issue, by, at, acting):
    actions.assign_leader(area=WANSHI, leader="甲", body=Body.PARTY, by=by, at=at)
    acting(Actor.system("elsewhere", parse("320211")))
    assert queries.issues() == [] and queries.liaisons() == []


@pytest.mark.parametrize(("language", "said"), [("en", "Came back"), ("zh-hans", "再次发生")])
def test_the_log_from_raising_to_coming_back_on_the_pages(signed_in, db, language, said):
    browser = signed_in("coordinator", language=language)
    given = {"title": "台账不全", "source": "inspection", "area": "320282109", "owner": "万石镇"}
    made = browser.post("/issues/new/", given).url
    assert browser.post(f"{made}cure/", {"kind": "edition", "reference": "cn-covid-ed9"}).status_code == 302
    assert browser.post(f"{made}met/", {"source": "front", "text": "又缺"}).status_code == 302
    assert said in browser.get("/issues/").content.decode()
    assert "cn-covid-ed9" in browser.get(made).content.decode()
    leader = {"leader": "甲", "body": "party", "area": "320282109", "every_days": "3"}
    assert browser.post("/issues/leaders/new/", leader).status_code == 302
    with scope.acting(Actor.system("test")):
        [liaison] = queries.liaisons()
    visit = {"on": "2021-12-11", "note": "查看", "problem": "台账不全"}
    assert browser.post(f"/issues/leaders/{liaison.id}/visits/", visit).status_code == 302
    assert "甲" in browser.get("/issues/leaders/").content.decode()
    assert "查看" in browser.get(f"/issues/leaders/{liaison.id}/").content.decode()
    assert browser.post(f"/issues/leaders/{liaison.id}/end/").status_code == 302


def test_the_api_of_issues(signed_in, db):
    browser = signed_in("commander")

    def post(path, body):
        return browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json").json()

    made = post("issues", {"area": "320282109", "title": "缺岗", "owner": "万石镇", "source": "inspection"})
    assert made["count"] == 1
    assert post(f"issues/{made['id']}/occurrences", {"source": "front"})["count"] == 2
    assert post(f"issues/{made['id']}/cure", {"kind": "rule", "reference": "宜防〔9〕"})["state"] == "cured"
    leader = post("leaders", {"area": "320282109", "leader": "甲", "body": "party"})
    assert post(f"leaders/{leader['id']}/visits", {"on": "2021-12-11", "note": "查看"})["visits"] == 1
    assert len(browser.get("/api/v1/leaders").json()) == 1
    assert browser.get("/api/v1/issues?open_only=true").json() == []
