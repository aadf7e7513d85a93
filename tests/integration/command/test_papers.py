"""Papers: instructions split and reported back, meetings whose decisions are tasks, orders with receipts, circulars."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from sizao.ground.command import actions, queries
from sizao.ground.command.errors import (
    ConfirmationUnfounded,
    InstructionUnfinished,
    NoSuchIncident,
    NoSuchPaper,
    NotBelow,
)
from sizao.ground.command.models import InstructionReport
from sizao.ground.command.types import (
    DeliveryRole,
    Duty,
    GroupKind,
    InstructionState,
    MeetingKind,
    NewAttendance,
    NewMeeting,
    NewTask,
    Presence,
    TaskKind,
    UnattendedKind,
)
from sizao.ground.registry import actions as registry_actions
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.editions import NoSuchEdition
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope

YIXING, WUXI, WANSHI = parse("320282"), parse("3202"), parse("320282109")
COMMUNITY = parse("320282109201")
HOUR = timedelta(hours=1)


@pytest.fixture
def office(by, at):
    for area in (YIXING, WUXI):
        actions.ensure_headquarters(area=area, by=by, at=at)
    return by


def point(title="核对名单", hours=6, at=None):
    return NewTask(TaskKind.INSTRUCTION, Words(title, title), GroupKind.VERIFICATION, YIXING, at)


def test_an_instruction_is_unattended_until_split_and_reported_only_when_all_is_done(office, at):
    made = actions.register_instruction(
        source="省专家组", text="核对名单", number="苏防〔1〕", area=YIXING, by=office, at=at
    )
    later = at + timedelta(days=1)
    [waiting] = queries.unattended(later)
    assert (waiting.kind, waiting.id) == (UnattendedKind.INSTRUCTION_UNSPLIT, made)
    task = actions.split_instruction(instruction_id=made, new=point(), by=office, at=at)
    assert queries.instruction(made).state is InstructionState.RUNNING
    with pytest.raises(InstructionUnfinished, match="1 of its tasks"):
        actions.report_instruction(instruction_id=made, to="省专家组", summary="已核对", by=office, at=later)
    actions.complete_task(task_id=task, evidence="核对 214 人", document="台账.xlsx", by=office, at=later)
    assert queries.instruction(made).state is InstructionState.DONE
    report = actions.report_instruction(instruction_id=made, to="省专家组", summary="已核对", by=office, at=later)
    [shown] = queries.instruction(made).reports
    assert (shown.id, shown.lines[0]["evidence"]) == (report, "核对 214 人 台账.xlsx")
    assert len(shown.sha256) == 64
    assert queries.instruction(made).state is InstructionState.REPORTED
    with pytest.raises(DatabaseError), transaction.atomic():
        InstructionReport.objects.filter(pk=report).update(summary="changed")


def test_a_meetings_decision_becomes_the_owners_task_and_minutes_keep_their_versions(office, at):
    there = (NewAttendance("甲", "流调组", Presence.PRESENT), NewAttendance("乙", "万石镇", Presence.ABSENT))
    new = NewMeeting(MeetingKind.VIDEO, "视频调度会", at, "市指挥部", "丙", "一、形势", there)
    made = actions.hold_meeting(area=YIXING, new=new, by=office, at=at)
    task = NewTask(
        TaskKind.INSTRUCTION, Words("摸排", "Canvass"), GroupKind.COMMUNITY, YIXING, at + HOUR, assignee="丁"
    )
    actions.resolve(meeting_id=made, text="当日完成摸排", new=task, by=office, at=at)
    actions.write_minutes(meeting_id=made, text="第一稿", by=office, at=at)
    actions.write_minutes(meeting_id=made, text="定稿", by=office, at=at + HOUR)
    found = queries.meeting(made)
    assert (found.minutes, found.open_tasks, len(found.attendance)) == ("定稿", 1, 2)
    assert found.resolutions[0].task.assignee == "丁"


def test_an_order_goes_straight_down_with_copies_between_and_a_task_there(office, at):
    made = actions.issue_order(area=WUXI, area_to=COMMUNITY, title="核实落脚点", text="1小时回告", by=office, at=at)
    found = queries.order(made)
    assert {(each.area, each.role) for each in found.deliveries} == {
        (YIXING, DeliveryRole.COPY), (WANSHI, DeliveryRole.COPY), (COMMUNITY, DeliveryRole.TO),
    }  # fmt: skip
    assert found.task.area == COMMUNITY
    assert UnattendedKind.ORDER_UNREAD in {each.kind for each in queries.unattended(at + 3 * HOUR)}
    with pytest.raises(NotBelow):
        actions.issue_order(area=YIXING, area_to=WUXI, title="反了", text="—", by=office, at=at)


def test_the_front_confirms_for_itself_and_others_say_how_they_know(office, at, acting):
    made = actions.issue_order(area=WUXI, area_to=WANSHI, title="核实", text="—", by=office, at=at)
    acting(Actor.system("county", YIXING))
    to = next(each for each in queries.deliveries(made) if each.role is DeliveryRole.TO)
    with pytest.raises(ConfirmationUnfounded):
        actions.confirm_reading(delivery_id=to.id, name="县值班员", by=Actor.system("county", YIXING), at=at)
    acting(Actor.system("town", WANSHI))
    assert [each.id for each in queries.orders()] == [made]
    town = Actor.system("town", WANSHI)
    assert actions.confirm_paper(paper_id=made, name="镇值班员", by=town, at=at + HOUR) == 1
    assert queries.order(made).deliveries[0].reading.name == "镇值班员"
    with pytest.raises(NoSuchPaper):
        actions.confirm_paper(paper_id=made, name="镇值班员", by=town, at=at + HOUR)


def test_a_neighbour_town_never_sees_the_order(office, at, acting):
    made = actions.issue_order(area=WUXI, area_to=WANSHI, title="核实", text="—", by=office, at=at)
    acting(Actor.system("other town", parse("320282108")))
    assert queries.orders() == []
    with pytest.raises(NoSuchPaper):
        queries.order(made)


def test_a_changed_edition_is_made_known_to_groups_and_towns_each_confirming(office, at):
    group = next(each for each in queries.groups(YIXING) if each.kind is GroupKind.TESTING)
    actions.add_member(group_id=group.id, name="检测组长", duty=Duty.LEAD, user_id=7, by=office, at=at)
    made = actions.circulate(
        area=YIXING, edition_id="cn-covid-ed9", previous_id="cn-covid-ed8", title=Words("要点", "Points"), text="7+3",
        by=office, at=at,
    )  # fmt: skip
    units = queries.deliveries(made)
    assert len([each for each in units if each.group_id]) == len(GroupKind)
    assert WANSHI in {each.area for each in units if not each.group_id}
    member = Actor(name="检测组长", user_id=7, area=YIXING)
    assert actions.confirm_paper(paper_id=made, name="检测组长", by=member, at=at) == 1
    assert queries.circular(made).read == 1
    with pytest.raises(NoSuchEdition):
        actions.circulate(area=YIXING, edition_id="none", title=Words("a", "a"), text="x", by=office, at=at)


@pytest.fixture
def served(db, at):
    by = Actor.system("test")
    with scope.acting(by):
        for area in (YIXING, WUXI):
            actions.ensure_headquarters(area=area, by=by, at=at)


@pytest.mark.parametrize(("language", "said"), [("en", "Not split"), ("zh-hans", "未分解")])
def test_an_instruction_is_registered_split_and_reported_from_the_page(signed_in, served, language, said):
    browser = signed_in("coordinator", language=language)
    given = {"source": "市指挥部", "text": "核对名单", "number": "锡防〔1〕", "due_at": "2031-12-12T12:00"}
    made = browser.post("/command/instructions/new/", given)
    assert said in browser.get(made.url).content.decode()
    split = {"title": "核对", "group": "verification", "owner": "老王", "due_at": "2031-12-12T10:00"}
    assert browser.post(f"{made.url}split/", split).status_code == 302
    assert browser.post(f"{made.url}report/", {"to": "市指挥部", "summary": "完成"}).status_code == 409
    with scope.acting(Actor.system("test")):
        [paper] = queries.instruction_papers()
    assert browser.post(f"/command/tasks/{paper.tasks[0].id}/complete/", {"evidence": "核对完毕"}).status_code == 302
    report = browser.post(f"{made.url}report/", {"to": "市指挥部", "summary": "完成"})
    assert "核对完毕" in browser.get(report.url).content.decode()
    assert "锡防〔1〕" in browser.get("/command/instructions/").content.decode()


def test_an_order_offers_each_smaller_area_in_which_fewer_live(by, at):
    town = parse("320282109")
    first, second, empty = (each.code for each in registry.children(town)[:3])
    people = [NewPerson(area_residence=first)] * 3 + [NewPerson(area_residence=second)]
    registry_actions.add_persons(persons=people, by=by, at=at)
    offered = queries.narrower_orders(town, registry.touched_in(town))
    names = registry.area_names([first, second, empty])
    assert [(each.words.zh, each.measures.zh) for each in offered] == [
        (f"只下达到{names[second].zh}", "1 人"), (f"只下达到{names[first].zh}", "3 人"),
    ]  # fmt: skip
    assert queries.narrower_orders(first, registry.touched_in(first)) == []


def test_a_meeting_an_order_and_a_circular_from_the_pages(signed_in, served):
    browser = signed_in("commander")
    given = {"title": "会商", "kind": "joint", "held_at": "2021-12-11T18:00", "attendance": "甲,流调组\n乙,万石镇,缺席"}
    meeting = browser.post("/command/meetings/new/", given).url
    decided = {"text": "当日摸排", "title": "摸排", "group": "community", "owner": "丁", "due_at": "2021-12-11T23:00"}
    assert browser.post(f"{meeting}decisions/", decided).status_code == 302
    assert browser.post(f"{meeting}minutes/", {"text": "已议定"}).status_code == 302
    shown = browser.get(meeting).content.decode()
    assert "当日摸排" in shown and "Absent" in shown and "已议定" in shown
    typed = {"area_to": "320282109", "title": "核实", "text": "—", "group": "community"}
    first = browser.post("/command/orders/new/", typed)
    assert "People affected" in first.content.decode(), "nothing is ordered before it is seen whom it touches"
    elsewhere = browser.post("/command/orders/new/", {**typed, "area_to": "320282107", "seen": first.context["stamp"]})
    assert elsewhere.status_code == 200, "what was seen of one town says nothing of another"
    order = browser.post("/command/orders/new/", {**typed, "seen": first.context["stamp"]}).url
    assert "We have read it" not in browser.get(order).content.decode()
    assert "not read" in browser.get("/command/orders/").content.decode()
    given = {"edition": "cn-covid-ed9", "previous": "cn-covid-ed8", "title_zh": "要点", "text": "7+3", "to_areas": "on"}
    circular = browser.post("/command/circulars/new/", given).url
    shown = browser.get(circular).content.decode()
    assert "What changed in the edition" in shown
    with scope.acting(Actor.system("test")):
        unit = queries.circulars()[0].deliveries[0]
    assert browser.post(f"/command/deliveries/{unit.id}/confirm/", {}).status_code == 409
    assert browser.post(f"/command/deliveries/{unit.id}/confirm/", {"note": "电话"}).url == circular
    assert "on its behalf" in browser.get(circular).content.decode()


def test_the_api_of_papers(signed_in, served):
    browser = signed_in("commander")

    def post(path, body):
        return browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    body = {"area": "320282", "source": "省", "text": "核对", "tasks": [{"title": "核对", "group": "verification"}]}
    made = post("instructions", body).json()["id"]
    assert browser.get(f"/api/v1/instructions/{made}").json()["state"] == "running"
    refused = post(f"instructions/{made}/reports", {"to": "省", "summary": "x"})
    assert refused.json()["code"] == "command.instruction_unfinished"
    meeting = {"area": "320282", "kind": "joint", "title": "会商", "held_at": "2021-12-11T18:00:00+08:00"}
    made = post("meetings", meeting).json()["id"]
    decided = {"text": "摸排", "task": {"title": "摸排", "group": "community"}}
    assert post(f"meetings/{made}/resolutions", decided).json()["resolutions"][0]["task"]["state"] == "created"
    order = post("orders", {"area": "320282", "area_to": "320282109", "title": "核实", "text": "—"}).json()
    assert order["deliveries"][0]["read_at"] is None
    assert post(f"deliveries/{order['deliveries'][0]['id']}/readings", {"note": "电话"}).json()["on_behalf"] is True
    circular = post("circulars", {"area": "320282", "edition_id": "cn-covid-ed9", "title_zh": "要点", "text": "x"})
    assert circular.status_code == 201
    assert len(browser.get("/api/v1/circulars").json()) == 1


def test_no_paper_ties_itself_to_an_incident_that_its_writer_cannot_see(office, acting, at):
    hidden = actions.open_incident(
        title=Words("邻市疫情", "Elsewhere"), disease="covid-19", area=parse("320281"), reported_at=at, by=office, at=at
    )
    clerk = Actor.system("clerk", YIXING)
    acting(clerk)
    with pytest.raises(NoSuchIncident):
        actions.register_instruction(source="省", text="核对", area=YIXING, incident_id=hidden, by=clerk, at=at)
    meeting = NewMeeting(MeetingKind.JOINT, "会商", at, "", "", "", (), hidden)
    with pytest.raises(NoSuchIncident):
        actions.hold_meeting(area=YIXING, new=meeting, by=clerk, at=at)
