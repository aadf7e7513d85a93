"""The truth tables of command: the clock, its causes, states, tasks, closing and escalation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from sizao.ground.command import rules
from sizao.ground.command.errors import (
    AlreadyInState,
    CasesStillOpen,
    ClosingNeedsReason,
    EvidenceMissing,
    IncidentNotOpen,
    LeavingNeedsDecision,
    MarkInFuture,
    TasksStillOpen,
    TimesOutOfOrder,
    TransitionRefused,
)
from sizao.ground.command.types import (
    CauseKind,
    ClockState,
    HqState,
    IncidentFacts,
    IncidentState,
    SignedDecision,
    TaskFacts,
    TaskKind,
    TaskState,
)
from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import Milestone, OwnerGroup
from sizao.kernel.words import Words

T0 = datetime(2021, 12, 11, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def milestone(key: str, hours: float, counts_from: str, group: OwnerGroup = OwnerGroup.INVESTIGATION) -> Milestone:
    return Milestone(
        key=key, words=Words(f"节点{key}", f"step {key}"), clause=Clause("cn-test", "1"), limit_hours=hours,
        counts_from=counts_from, owner_group=group,
    )  # fmt: skip


VERIFY = milestone("verify", 2, "report")
FORM = milestone("form", 24, "verify")
TRANSFER = milestone("transfer", 8, "report", OwnerGroup.ISOLATION)


def incident(**changes: object) -> IncidentFacts:
    found = IncidentFacts(
        id=uuid4(), number="YX-2021-01", title=Words("宜兴", "Yixing"), disease="covid-19", area=0,
        edition_id="cn-test", emergence_at=None, detected_at=T0 - HOUR, reported_at=T0, opened_at=T0,
        state=IncidentState.OPEN,
    )  # fmt: skip
    return replace(found, **changes)


def task(**changes: object) -> TaskFacts:
    found = TaskFacts(
        id=uuid4(), number="T-1", kind=TaskKind.MILESTONE, title=Words("转运", "Transfer"), area=0,
        state=TaskState.CREATED, group_id=uuid4(), group_kind="isolation", created_at=T0,
        due_at=T0 + 8 * HOUR, milestone="transfer", changed_at=T0,
    )  # fmt: skip
    return replace(found, **changes)


@pytest.mark.parametrize(
    ("hours", "done_after", "state", "late_hours"),
    [
        (1, None, ClockState.DUE, None),
        (2, None, ClockState.DUE, None),
        (3, None, ClockState.LATE, 1),
        (3, 1, ClockState.DONE, None),
        (3, 2, ClockState.DONE, None),
        (5, 4, ClockState.LATE_DONE, 2),
        (3, 4, ClockState.LATE, 1),
    ],
)
def test_a_milestone_is_due_late_done_or_done_late(hours, done_after, state, late_hours):
    marks = {} if done_after is None else {"verify": T0 + done_after * HOUR}
    (row,) = rules.clock([VERIFY], incident(), marks, T0 + hours * HOUR)
    assert row.state is state
    assert row.planned_at == T0 + 2 * HOUR
    assert row.late_by == (None if late_hours is None else late_hours * HOUR)
    assert row.owner.en == "Investigation and tracing group"


def test_a_mark_after_the_moment_asked_is_not_known_yet():
    (row,) = rules.clock([VERIFY], incident(), {"verify": T0 + HOUR}, T0 + HOUR / 2)
    assert row.actual_at is None
    assert row.state is ClockState.DUE


def test_a_later_step_counts_from_what_really_happened():
    rows = rules.clock([VERIFY, FORM], incident(), {"verify": T0 + 5 * HOUR}, T0 + 6 * HOUR)
    assert rows[1].started_at == T0 + 5 * HOUR
    assert rows[1].planned_at == T0 + 29 * HOUR
    assert rows[1].counts_from.en == "step verify"


def test_a_step_waiting_for_another_shows_the_plan_and_who_holds_it_up():
    rows = rules.clock([VERIFY, FORM], incident(), {}, T0 + 3 * HOUR)
    assert rows[1].state is ClockState.NOT_STARTED
    assert rows[1].planned_at == T0 + 26 * HOUR
    told = rules.explained(rows, {"verify": "report", "form": "verify"}, [], {}, T0 + 3 * HOUR)
    assert told[1].cause is not None
    assert told[1].cause.kind is CauseKind.PRIOR_LATE
    assert "step verify" in told[1].cause.words.en


def test_before_the_anchor_nothing_has_started():
    (row,) = rules.clock([VERIFY], incident(), {}, T0 - HOUR)
    assert row.state is ClockState.NOT_STARTED
    assert row.late_by is None


def test_an_unknown_anchor_gives_no_plan():
    (row,) = rules.clock([milestone("detection", 168, "emergence")], incident(), {}, T0 + HOUR)
    assert row.planned_at is None
    assert row.state is ClockState.DONE


def test_the_incidents_own_times_are_marks():
    seven = [milestone("detection", 168, "emergence"), milestone("notification", 24, "detection")]
    rows = rules.clock(seven, incident(emergence_at=T0 - 10 * 24 * HOUR), {}, T0)
    assert [row.state for row in rows] == [ClockState.LATE_DONE, ClockState.DONE]
    assert rows[1].actual_at == T0


def test_a_circle_of_milestones_ends():
    rows = rules.clock([milestone("a", 1, "b"), milestone("b", 1, "a")], incident(), {}, T0)
    assert {row.state for row in rows} == {ClockState.NOT_STARTED}


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (TaskState.CREATED, CauseKind.UNASSIGNED),
        (TaskState.ASSIGNED, CauseKind.NOT_RECEIVED),
        (TaskState.RECEIVED, CauseKind.IN_HAND),
        (TaskState.RETURNED, CauseKind.RETURNED),
        (TaskState.DONE, CauseKind.NOT_MARKED),
        (TaskState.CANCELLED, CauseKind.NO_TASK),
    ],
)
def test_the_last_task_explains_what_is_late(state, kind):
    (row,) = rules.clock([TRANSFER], incident(), {}, T0 + 10 * HOUR)
    found = rules.cause(row, None, [task(state=state)], "", T0 + 10 * HOUR)
    assert found is not None
    assert found.kind is kind
    assert "T-1" in found.words.zh


def test_a_stated_reason_comes_first_and_no_task_is_a_reason():
    (row,) = rules.clock([TRANSFER], incident(), {}, T0 + 10 * HOUR)
    assert rules.cause(row, None, [task()], "道路结冰", T0 + 10 * HOUR).kind is CauseKind.STATED
    assert rules.cause(row, None, [], "", T0 + 10 * HOUR).kind is CauseKind.NO_TASK


def test_what_is_in_time_needs_no_reason():
    (row,) = rules.clock([TRANSFER], incident(), {}, T0 + HOUR)
    assert rules.cause(row, None, [], "", T0 + HOUR) is None


@pytest.mark.parametrize(
    ("created", "assigned", "received", "kind"),
    [
        (6, 7, 8, CauseKind.NO_TASK),
        (0, 7, 8, CauseKind.UNASSIGNED),
        (0, 1, 8, CauseKind.NOT_RECEIVED),
        (0, 1, 2, CauseKind.IN_HAND),
    ],
)
def test_done_late_names_the_longest_wait(created, assigned, received, kind):
    (row,) = rules.clock([TRANSFER], incident(), {"transfer": T0 + 10 * HOUR}, T0 + 12 * HOUR)
    done = task(
        state=TaskState.DONE, created_at=T0 + created * HOUR, assigned_at=T0 + assigned * HOUR,
        received_at=T0 + received * HOUR,
    )  # fmt: skip
    assert rules.cause(row, None, [done], "", T0 + 12 * HOUR).kind is kind


def test_done_late_without_any_step_says_so():
    (row,) = rules.clock([TRANSFER], incident(), {"transfer": T0 + 10 * HOUR}, T0 + 12 * HOUR)
    assert rules.cause(row, None, [task()], "", T0 + 12 * HOUR).kind is CauseKind.UNKNOWN


SIGNED = SignedDecision("指挥长", "锡宜防指〔2021〕9号", "转入常态化防控")


@pytest.mark.parametrize(
    ("now", "then", "decision", "refusal"),
    [
        (HqState.ROUTINE, HqState.EMERGENCY, None, None),
        (HqState.EMERGENCY, HqState.ROUTINE, SIGNED, None),
        (HqState.EMERGENCY, HqState.ROUTINE, None, LeavingNeedsDecision),
        (HqState.EMERGENCY, HqState.ROUTINE, replace(SIGNED, signed_by=" "), LeavingNeedsDecision),
        (HqState.EMERGENCY, HqState.ROUTINE, replace(SIGNED, number=""), LeavingNeedsDecision),
        (HqState.EMERGENCY, HqState.ROUTINE, replace(SIGNED, text=""), LeavingNeedsDecision),
        (HqState.ROUTINE, HqState.ROUTINE, SIGNED, AlreadyInState),
        (HqState.EMERGENCY, HqState.EMERGENCY, None, AlreadyInState),
    ],
)
def test_leaving_the_emergency_state_needs_a_signed_decision(now, then, decision, refusal):
    answer = rules.may_change_state(now, then, decision)
    assert (type(answer.refusal) if answer.refusal else None) is refusal


@pytest.mark.parametrize("now", list(TaskState))
@pytest.mark.parametrize("then", list(TaskState))
def test_a_task_follows_its_table(now, then):
    answer = rules.may_move_task(now, then, evidence="已办")
    assert bool(answer) is (then in rules.TASK_TRANSITIONS[now])
    if not answer:
        assert isinstance(answer.refusal, TransitionRefused)


@pytest.mark.parametrize("evidence", ["", "  "])
def test_a_task_is_not_done_without_evidence(evidence):
    assert isinstance(rules.may_move_task(TaskState.RECEIVED, TaskState.DONE, evidence).refusal, EvidenceMissing)


@pytest.mark.parametrize(
    ("state", "tasks", "reason", "blockers", "refusal"),
    [
        (IncidentState.OPEN, 0, "全部解除", (), None),
        (IncidentState.OPEN, 2, "全部解除", (), TasksStillOpen),
        (IncidentState.OPEN, 0, " ", (), ClosingNeedsReason),
        (IncidentState.OPEN, 0, "全部解除", (Words("1 个区域未解除", "1 zone is not lifted"),), CasesStillOpen),
        (IncidentState.CLOSED, 0, "全部解除", (), IncidentNotOpen),
    ],
)
def test_an_incident_closes_when_nothing_is_owed(state, tasks, reason, blockers, refusal):
    answer = rules.may_close_incident(incident(state=state), tasks, reason, blockers)
    assert (type(answer.refusal) if answer.refusal else None) is refusal


def test_marks_are_of_the_past_and_of_open_incidents():
    assert rules.may_mark(incident(), T0, T0)
    assert isinstance(rules.may_mark(incident(), T0 + HOUR, T0).refusal, MarkInFuture)
    assert isinstance(rules.may_mark(incident(state=IncidentState.CLOSED), T0, T0).refusal, IncidentNotOpen)


@pytest.mark.parametrize(
    ("emergence", "detected", "is_fine"),
    [(None, None, True), (-3, -1, True), (-1, None, True), (-1, -3, False), (None, 1, False), (1, None, False)],
)
def test_times_follow_one_another(emergence, detected, is_fine):
    def moment(hours):
        return None if hours is None else T0 + hours * HOUR

    answer = rules.times_in_order(moment(emergence), moment(detected), T0)
    assert bool(answer) is is_fine
    if not is_fine:
        assert isinstance(answer.refusal, TimesOutOfOrder)


@pytest.mark.parametrize(
    ("hours", "state", "level"),
    [
        (8, TaskState.ASSIGNED, 0),
        (8.1, TaskState.ASSIGNED, 1),
        (15.9, TaskState.ASSIGNED, 1),
        (16, TaskState.ASSIGNED, 2),
        (24, TaskState.CREATED, 3),
        (400, TaskState.CREATED, 3),
        (400, TaskState.DONE, 0),
        (400, TaskState.CANCELLED, 0),
    ],
)
def test_an_overdue_task_climbs_a_level_per_span_of_its_own_length(hours, state, level):
    assert rules.escalation_level(task(state=state), T0 + hours * HOUR) == level


def test_tasks_without_a_due_time_or_due_at_once_escalate_plainly():
    assert rules.escalation_level(task(due_at=None), T0 + HOUR) == 0
    assert rules.escalation_level(task(due_at=T0), T0 + 100 * HOUR) == 1


def test_every_refusal_says_its_sentence_in_both_languages():
    closed = rules.may_mark(incident(state=IncidentState.CLOSED), T0, T0).refusal
    assert "YX-2021-01" in closed.words.zh
    assert "YX-2021-01" in closed.words.en
    moved = rules.may_move_task(TaskState.DONE, TaskState.ASSIGNED).refusal
    assert moved.words == Words("已办结的任务不能变为已分派。", "A task that is Done cannot become Assigned.")
