"""Command with PostgreSQL: incidents, their clock, tasks, states, and who may see what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from sizao.ground.command import actions, queries, types
from sizao.ground.command.errors import (
    CasesStillOpen,
    EvidenceMissing,
    IncidentNotOpen,
    LeavingNeedsDecision,
    NoSuchIncident,
    NoSuchTask,
    OutsideArea,
    TasksStillOpen,
    UnknownMilestone,
)
from sizao.ground.command.models import Mark, StateChange, TaskStatus
from sizao.ground.command.types import (
    CauseKind,
    ClockState,
    Duty,
    GroupKind,
    HqState,
    IncidentState,
    NewTask,
    SignedDecision,
    TaskKind,
    TaskState,
)
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.spine.outbox import queries as timeline

YIXING = parse("320282")
WANSHI = parse("320282109")
BINHU = parse("320211")
HOUR = timedelta(hours=1)
TITLE = Words("宜兴一例", "One case in Yixing")


@pytest.fixture
def incident(by, at):
    return actions.open_incident(
        title=TITLE, disease="covid-19", area=YIXING, reported_at=at, detected_at=at - HOUR, by=by, at=at
    )


def test_opening_sets_up_the_headquarters_and_takes_the_edition_of_the_event(by, at, incident):
    found = queries.incident(incident)
    assert found.number == "YX-2021-01"
    assert found.edition_id.startswith("cn-covid-ed8")
    assert found.state is IncidentState.OPEN
    assert [each.kind for each in queries.groups(YIXING)] == list(GroupKind)
    assert queries.headquarters(YIXING).name.zh == "宜兴市疫情防控应急指挥部"


def test_a_later_event_gets_the_later_edition_and_the_next_number(by, at, incident):
    later = datetime(2022, 7, 2, 4, tzinfo=UTC)
    second = actions.open_incident(title=TITLE, disease="covid-19", area=YIXING, reported_at=at, by=by, at=at)
    third = actions.open_incident(title=TITLE, disease="covid-19", area=YIXING, reported_at=later, by=by, at=later)
    assert queries.incident(second).number == "YX-2021-02"
    assert queries.incident(third).edition_id.startswith("cn-covid-ed9")


def test_the_template_gives_every_milestone_an_owner_and_the_clocks_time(by, at, incident):
    made = actions.stand_up(incident_id=incident, by=by, at=at)
    table = {row.milestone: row for row in queries.clock(incident, at)}
    tasks = queries.tasks(incident_id=incident)
    assert made == len(tasks)
    moved = next(each for each in tasks if each.milestone == "contacts_moved")
    assert moved.due_at == table["contacts_moved"].planned_at == at + 8 * HOUR
    assert moved.group_kind == "isolation"
    assert {each.milestone for each in tasks if each.milestone} == {
        key for key, row in table.items() if not row.actual_at
    }
    assert actions.stand_up(incident_id=incident, by=by, at=at) == 0


def test_marking_a_milestone_finishes_its_task_and_is_told(by, at, incident):
    actions.stand_up(incident_id=incident, by=by, at=at)
    assert actions.mark(incident_id=incident, key="trajectory", actual_at=at + HOUR, by=by, at=at + 2 * HOUR)
    row = next(each for each in queries.clock(incident, at + 3 * HOUR) if each.milestone == "trajectory")
    assert row.state is ClockState.DONE
    task = next(each for each in queries.tasks(incident_id=incident) if each.milestone == "trajectory")
    assert task.state is TaskState.DONE
    assert "ground.command.milestone-reached" in [each.name for each in timeline.timeline(incident)]
    assert not actions.mark(
        incident_id=incident, key="trajectory", actual_at=at, by=by, at=at + 2 * HOUR, only_first=True
    )


def test_a_correction_counts_instead_of_the_first_mark(by, at, incident):
    actions.mark(incident_id=incident, key="trajectory", actual_at=at + HOUR, by=by, at=at + 9 * HOUR)
    actions.mark(incident_id=incident, key="trajectory", actual_at=at + 6 * HOUR, by=by, at=at + 9 * HOUR)
    assert queries.marks(incident)["trajectory"] == at + 6 * HOUR
    assert Mark.objects.filter(incident=incident).count() == 2


def test_an_unknown_milestone_is_refused(by, at, incident):
    with pytest.raises(UnknownMilestone):
        actions.mark(incident_id=incident, key="lunch", actual_at=at, by=by, at=at)


def test_what_is_late_names_its_cause_as_the_task_moves(by, at, incident):
    actions.stand_up(incident_id=incident, by=by, at=at)
    task = next(each for each in queries.tasks(incident_id=incident) if each.milestone == "trajectory")

    def cause_after(hours):
        table = queries.clock(incident, at + hours * HOUR)
        return next(each for each in table if each.milestone == "trajectory").cause

    assert cause_after(3) is None
    assert cause_after(4.5).kind is CauseKind.UNASSIGNED
    actions.assign_task(task_id=task.id, assignee="流调一队", by=by, at=at + 5 * HOUR)
    assert cause_after(6).kind is CauseKind.NOT_RECEIVED
    assert "流调一队" in cause_after(6).words.zh
    actions.receive_task(task_id=task.id, by=by, at=at + 6 * HOUR)
    assert cause_after(7).kind is CauseKind.IN_HAND
    actions.explain_delay(incident_id=incident, key="trajectory", reason="通信数据延迟", by=by, at=at + 7 * HOUR)
    assert cause_after(8).words.zh == "通信数据延迟"
    assert cause_after(4.5).kind is CauseKind.UNASSIGNED


def test_finishing_a_task_needs_evidence_and_marks_its_milestone(by, at, incident):
    actions.stand_up(incident_id=incident, by=by, at=at)
    task = next(each for each in queries.tasks(incident_id=incident) if each.milestone == "contacts_moved")
    with pytest.raises(EvidenceMissing):
        actions.complete_task(task_id=task.id, evidence=" ", by=by, at=at + HOUR)
    actions.complete_task(task_id=task.id, evidence="转运单 63 份", document="转运单.pdf", by=by, at=at + HOUR)
    assert queries.marks(incident)["contacts_moved"] == at + HOUR
    assert [each.text for each in queries.evidence(task.id)] == ["转运单 63 份"]
    assert [each.state for each in queries.history(task.id)] == [TaskState.CREATED, TaskState.DONE]


def test_a_task_given_back_waits_for_another(by, at, incident):
    new = NewTask(TaskKind.SAMPLE, Words("采样", "Sample"), GroupKind.TESTING, WANSHI, at + HOUR, assignee="甲组")
    task = actions.create_task(new=new, incident_id=incident, by=by, at=at)
    actions.return_task(task_id=task, reason="地址有误", by=by, at=at + HOUR / 2)
    assert queries.task(task).state is TaskState.RETURNED
    actions.assign_task(task_id=task, assignee="乙组", assignee_id=7, by=by, at=at + HOUR / 2)
    found = queries.task(task)
    assert (found.assignee, found.assignee_id, found.group_kind) == ("乙组", 7, "testing")
    assert queries.my_tasks(Actor("乙组", user_id=7))[0].id == task
    assert queries.my_tasks(Actor("丙组", user_id=8)) == []


def test_overdue_tasks_climb_and_are_told_once_per_level(by, at, incident):
    actions.ensure_headquarters(area=parse("3202"), by=by, at=at)
    new = NewTask(TaskKind.SAMPLE, Words("采样", "Sample"), GroupKind.TESTING, YIXING, at + HOUR)
    task = actions.create_task(new=new, incident_id=incident, by=by, at=at)
    assert actions.escalate_overdue(by=by, at=at + HOUR) == 0
    assert actions.escalate_overdue(by=by, at=at + 1.5 * HOUR) == 1
    assert actions.escalate_overdue(by=by, at=at + 1.6 * HOUR) == 0
    assert actions.escalate_overdue(by=by, at=at + 2.5 * HOUR) == 1
    assert queries.task(task).escalations == 2
    told = [each for each in timeline.timeline(incident) if each.name == "ground.command.task-overdue"]
    assert [each.body["level"] for each in told] == [1, 2]


def test_leaving_the_emergency_state_without_a_signed_decision_is_refused(by, at, incident):
    actions.change_state(area=YIXING, to=HqState.EMERGENCY, by=by, at=at)
    with pytest.raises(LeavingNeedsDecision):
        actions.change_state(area=YIXING, to=HqState.ROUTINE, by=by, at=at + HOUR)
    paper = SignedDecision("总指挥", "2021-9", "转入常态")
    actions.change_state(area=YIXING, to=HqState.ROUTINE, decision=paper, by=by, at=at + HOUR)
    assert queries.state(YIXING).state is HqState.ROUTINE
    assert queries.state(YIXING, at + HOUR / 2).state is HqState.EMERGENCY


def test_the_database_too_refuses_an_unsigned_return_to_routine(by, at, incident):
    hq = queries.headquarters(YIXING)
    with pytest.raises(DatabaseError, match="command_leaving_is_signed"), transaction.atomic():
        StateChange.objects.create(headquarters_id=hq.id, state="routine", at=at, by="x")


def test_an_incident_closes_once_nobody_owes_anything(by, at, incident):
    new = NewTask(TaskKind.SAMPLE, Words("采样", "Sample"), GroupKind.TESTING, YIXING)
    task = actions.create_task(new=new, incident_id=incident, by=by, at=at)
    with pytest.raises(TasksStillOpen):
        actions.close_incident(incident_id=incident, reason="全部解除", by=by, at=at + HOUR)
    actions.cancel_task(task_id=task, reason="不再需要", by=by, at=at + HOUR)
    actions.close_incident(incident_id=incident, reason="全部解除", by=by, at=at + HOUR)
    assert queries.incident(incident).state is IncidentState.CLOSED
    assert queries.open_incident_for("covid-19", WANSHI) is None
    with pytest.raises(IncidentNotOpen):
        actions.mark(incident_id=incident, key="trajectory", actual_at=at, by=by, at=at + 2 * HOUR)


def test_the_nearest_open_incident_is_found_for_a_town(by, at, incident):
    assert queries.open_incident_for("covid-19", WANSHI).id == incident
    assert queries.open_incident_for("mers", WANSHI) is None
    assert queries.open_incident_for("covid-19", BINHU) is None


def test_a_town_reads_its_countys_incident_but_another_county_does_not(by, at, incident, acting):
    actions.stand_up(incident_id=incident, by=by, at=at)
    county_task = queries.tasks(incident_id=incident)[0].id
    acting(Actor("town", area=WANSHI))
    assert queries.incident(incident).number == "YX-2021-01"
    with pytest.raises(NoSuchTask):
        queries.task(county_task)
    acting(Actor("elsewhere", area=BINHU))
    with pytest.raises(NoSuchIncident):
        queries.incident(incident)
    assert queries.headquarters_list() == []


def test_an_incident_cannot_be_opened_outside_the_own_area(by, at):
    with pytest.raises(OutsideArea):
        actions.open_incident(
            title=TITLE, disease="covid-19", area=BINHU, reported_at=at, by=Actor("town", area=WANSHI), at=at
        )


def test_status_rows_are_written_once(by, at, incident):
    actions.stand_up(incident_id=incident, by=by, at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        TaskStatus.objects.update(note="changed")


def test_members_serve_from_a_day_and_see_their_groups_tasks(by, at, incident):
    group = next(each for each in queries.groups(YIXING) if each.kind is GroupKind.TESTING)
    actions.add_member(group_id=group.id, name="检测组长", duty=Duty.LEAD, user_id=5, by=by, at=at)
    actions.add_member(group_id=group.id, name="检测组长", duty=Duty.LEAD, user_id=5, by=by, at=at)
    assert [each.name for each in queries.group(group.id).members] == ["检测组长"]
    assert [each.kind for each in queries.my_groups(Actor("x", user_id=5))] == [GroupKind.TESTING]
    force = actions.form_task_force(
        area=YIXING, kind=GroupKind.INVESTIGATION, name=Words("流调专班", "Tracing task force"), mission="追踪",
        incident_id=incident, by=by, at=at,
    )  # fmt: skip
    assert queries.group(force).is_task_force


def test_an_instruction_is_split_and_tracked_to_closure(by, at, incident):
    split = [NewTask(TaskKind.INSTRUCTION, Words("落实一", "First"), GroupKind.COMMUNITY, YIXING)]
    actions.register_instruction(
        source="省专家组", text="加强小区管理", area=YIXING, tasks=split, incident_id=incident, by=by, at=at
    )
    (found,) = queries.instructions(incident_id=incident)
    assert (found.tasks, found.open_tasks) == (1, 1)


def test_seven_one_seven_reads_the_incidents_own_times(by, at, incident):
    table = {row.milestone: row for row in queries.seven_one_seven(incident, at)}
    assert table["notification"].actual_at == at
    assert table["notification"].state is ClockState.DONE


def test_a_room_above_can_hold_an_incident_open(by, at, incident):
    def still_zoned(incident_id):
        return Words("1 个区域未解除", "1 zone is not lifted")

    types.closing_check(still_zoned)
    try:
        with pytest.raises(CasesStillOpen) as refused:
            actions.close_incident(incident_id=incident, reason="全部解除", by=by, at=at)
    finally:
        types.closing_check.unplug(still_zoned)
    assert "1 zone" in refused.value.words.en


def test_a_task_that_skipped_a_level_is_told_of_it_once(by, at, incident):
    actions.ensure_headquarters(area=parse("3202"), by=by, at=at)
    new = NewTask(TaskKind.SAMPLE, Words("采样", "Sample"), GroupKind.TESTING, YIXING, at + HOUR)
    actions.create_task(new=new, incident_id=incident, by=by, at=at)
    assert actions.escalate_overdue(by=by, at=at + 9 * HOUR) == 1
    assert actions.escalate_overdue(by=by, at=at + 9.1 * HOUR) == 0


@pytest.mark.parametrize("signer", ["assignee", "somebody else"])
def test_signing_for_anothers_task_is_on_record_as_such(by, at, incident, signer):
    actions.stand_up(incident_id=incident, by=by, at=at)
    task = next(each for each in queries.tasks(incident_id=incident) if each.milestone == "trajectory")
    actions.assign_task(task_id=task.id, assignee="流调员甲", assignee_id=7001, by=by, at=at)
    officer = Actor("值班员", ActorKind.PERSON, 7001 if signer == "assignee" else 7002, "coordinator", YIXING)
    actions.receive_task(task_id=task.id, by=officer, at=at + HOUR)
    note = queries.history(task.id)[-1].note
    assert ("代 流调员甲 签收" in note) is (signer != "assignee")
