"""What command allows, and how an incident's clock is read: pure functions of facts, an edition's milestones and a moment.

The same clock serves the golden-24-hours milestones and 7-1-7: both are lists of
:class:`~sizao.kernel.editions.Milestone`, counted from the incident's anchor times or from one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from sizao.ground.command.errors import (
    AlreadyInState,
    CasesStillOpen,
    ClosingNeedsReason,
    EvidenceMissing,
    HeldByThem,
    IncidentNotOpen,
    LeavingNeedsDecision,
    MarkInFuture,
    NotYourTask,
    OutsideArea,
    TasksStillOpen,
    TimesOutOfOrder,
    TransitionRefused,
)
from sizao.ground.command.types.incidents import (
    Cause,
    CauseKind,
    ClockRow,
    ClockState,
    HqState,
    IncidentFacts,
    IncidentState,
    SignedDecision,
    TaskFacts,
    TaskState,
)
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words

if TYPE_CHECKING:
    from sizao.kernel.editions import Milestone

TASK_TRANSITIONS: dict[TaskState, frozenset[TaskState]] = {
    TaskState.CREATED: frozenset({TaskState.ASSIGNED, TaskState.DONE, TaskState.CANCELLED}),
    TaskState.ASSIGNED: frozenset(
        {TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.RETURNED, TaskState.DONE, TaskState.CANCELLED}
    ),
    TaskState.RECEIVED: frozenset({TaskState.ASSIGNED, TaskState.RETURNED, TaskState.DONE, TaskState.CANCELLED}),
    TaskState.RETURNED: frozenset({TaskState.ASSIGNED, TaskState.DONE, TaskState.CANCELLED}),
    TaskState.DONE: frozenset(),
    TaskState.CANCELLED: frozenset(),
}
"""Which state of a task may follow which; drawn in the generated state diagrams."""

INCIDENT_TRANSITIONS: dict[IncidentState, frozenset[IncidentState]] = {
    IncidentState.OPEN: frozenset({IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset(),
}
"""An incident opens once and closes once; a resurgence is a new incident."""

HQ_TRANSITIONS: dict[HqState, frozenset[HqState]] = {
    HqState.ROUTINE: frozenset({HqState.EMERGENCY}),
    HqState.EMERGENCY: frozenset({HqState.ROUTINE}),
}
"""Routine and emergency, back and forth; the way back needs a signed decision."""

ANCHOR_WORDS: dict[str, Words] = {
    "report": Words("报告", "report"),
    "detection": Words("发现", "detection"),
    "emergence": Words("发生", "emergence"),
}
"""The three moments of an incident that a clock may count from."""

HIGHEST_ESCALATION = 3
"""Own coordination group, the headquarters one level up, and the one above that; further up there is nobody to tell."""


def anchors(incident: IncidentFacts) -> dict[str, datetime | None]:
    """The incident's three anchor times by the names editions use."""
    return {
        "report": incident.reported_at,
        "detection": incident.detected_at,
        "emergence": incident.emergence_at,
    }


def known_marks(marks: Mapping[str, datetime], incident: IncidentFacts, as_of: datetime) -> dict[str, datetime]:
    """The marks that had happened by a moment, with those the incident's own times imply."""
    implied = {key: moment for key, moment in anchors(incident).items() if moment is not None}
    implied["notification"] = incident.reported_at
    return {key: moment for key, moment in {**implied, **marks}.items() if moment <= as_of}


def clock(
    milestones: Sequence[Milestone], incident: IncidentFacts, marks: Mapping[str, datetime], as_of: datetime
) -> tuple[ClockRow, ...]:
    """Planned, actual and state of each milestone at a moment, in the edition's order; causes are added by :func:`explained`.

    A milestone that counts from an unfinished one is shown with the time it would be due if that one kept its limit.
    """
    by_key = {each.key: each for each in milestones}
    known = known_marks(marks, incident, as_of)
    return tuple(_row(each, by_key, anchors(incident), known, as_of) for each in milestones)


def _row(
    milestone: Milestone,
    by_key: Mapping[str, Milestone],
    starts: Mapping[str, datetime | None],
    known: Mapping[str, datetime],
    as_of: datetime,
) -> ClockRow:
    started, is_firm = _start(milestone, by_key, starts, known, frozenset())
    planned = started + timedelta(hours=milestone.limit_hours) if started else None
    actual = known.get(milestone.key)
    has_begun = is_firm and started is not None and started <= as_of
    return ClockRow(
        milestone=milestone.key,
        words=milestone.words,
        owner_group=milestone.owner_group,
        limit_hours=milestone.limit_hours,
        counts_from=_source_words(milestone, by_key),
        started_at=started if has_begun else None,
        planned_at=planned,
        actual_at=actual,
        state=_state(planned, actual, has_begun, as_of),
        late_by=_late_by(planned, actual, has_begun, as_of),
        clause=milestone.clause,
    )


def _start(
    milestone: Milestone,
    by_key: Mapping[str, Milestone],
    starts: Mapping[str, datetime | None],
    known: Mapping[str, datetime],
    seen: frozenset[str],
) -> tuple[datetime | None, bool]:
    """When the limit starts to run, and whether that moment is a fact (True) or still a plan."""
    source = milestone.counts_from
    if source in known:
        return known[source], True
    if source in starts:
        return starts[source], starts[source] is not None
    prior = by_key.get(source)
    if prior is None or prior.key in seen:
        return None, False
    begun, _ = _start(prior, by_key, starts, known, seen | {prior.key})
    return (begun + timedelta(hours=prior.limit_hours) if begun else None), False


def _source_words(milestone: Milestone, by_key: Mapping[str, Milestone]) -> Words:
    source = milestone.counts_from
    if source in ANCHOR_WORDS:
        return ANCHOR_WORDS[source]
    return by_key[source].words if source in by_key else Words(source, source)


def _state(planned: datetime | None, actual: datetime | None, has_begun: bool, as_of: datetime) -> ClockState:
    if actual is not None:
        return ClockState.DONE if planned is None or actual <= planned else ClockState.LATE_DONE
    if not has_begun or planned is None:
        return ClockState.NOT_STARTED
    return ClockState.LATE if as_of > planned else ClockState.DUE


def _late_by(planned: datetime | None, actual: datetime | None, has_begun: bool, as_of: datetime) -> timedelta | None:
    if planned is None or (actual is None and not has_begun):
        return None
    over = (actual or as_of) - planned
    return over if over > timedelta(0) else None


def explained(
    rows: Sequence[ClockRow],
    counts_from: Mapping[str, str],
    tasks: Sequence[TaskFacts],
    stated: Mapping[str, str],
    as_of: datetime,
) -> tuple[ClockRow, ...]:
    """The rows with the cause of every lateness: what the group stated, else what the tasks show."""
    by_key = {row.milestone: row for row in rows}
    by_milestone = {key: [each for each in tasks if each.milestone == key] for key in by_key}
    return tuple(
        replace(
            row,
            cause=cause(
                row,
                by_key.get(counts_from.get(row.milestone, "")),
                by_milestone[row.milestone],
                stated.get(row.milestone, ""),
                as_of,
            ),
        )
        for row in rows
    )


def cause(
    row: ClockRow, prior: ClockRow | None, tasks: Sequence[TaskFacts], stated: str, as_of: datetime
) -> Cause | None:
    """Why a milestone is late, or why it cannot start; ``None`` when it is neither."""
    if row.state is ClockState.NOT_STARTED:
        return _held_up_by(prior)
    if not row.is_late:
        return None
    if stated:
        return Cause(CauseKind.STATED, Words.written(stated))
    if not tasks:
        return Cause(CauseKind.NO_TASK, Words("没有为此节点下达任务。", "No task was given for this milestone."))
    task = tasks[-1]
    if row.state is ClockState.LATE:
        return _open_cause(task, as_of)
    return _longest_wait(row, task)


def _held_up_by(prior: ClockRow | None) -> Cause | None:
    if prior is None or prior.state is not ClockState.LATE:
        return None
    words = Words("须等“{prior}”完成,该节点已超时。", "It waits for “{prior}”, which is late.")
    return Cause(CauseKind.PRIOR_LATE, words.filled(prior=prior.words))


OPEN_CAUSES: dict[TaskState, tuple[CauseKind, Words]] = {
    TaskState.CREATED: (
        CauseKind.UNASSIGNED,
        Words("任务 {number} 下达 {hours} 小时仍未落实到人。", "Task {number} has had no assignee for {hours} h."),
    ),
    TaskState.ASSIGNED: (
        CauseKind.NOT_RECEIVED,
        Words("任务 {number} 交{who} {hours} 小时未签收。", "Task {number} went to {who} {hours} h ago, not received."),
    ),
    TaskState.RECEIVED: (
        CauseKind.IN_HAND,
        Words("任务 {number} 由{who}办理中,已 {hours} 小时。", "Task {number} has been in hand with {who} for {hours} h."),
    ),
    TaskState.RETURNED: (
        CauseKind.RETURNED,
        Words("任务 {number} 被退回 {hours} 小时,未再分派。", "Task {number} was handed back {hours} h ago and not reassigned."),
    ),
    TaskState.DONE: (
        CauseKind.NOT_MARKED,
        Words("任务 {number} 已办结,节点尚未确认。", "Task {number} is done but the milestone is not confirmed."),
    ),
    TaskState.CANCELLED: (
        CauseKind.NO_TASK,
        Words("任务 {number} 已取消,没有其他任务。", "Task {number} was cancelled and nothing replaced it."),
    ),
}  # fmt: skip
"""What an unfinished milestone's last task says about why it is late."""


def _open_cause(task: TaskFacts, as_of: datetime) -> Cause:
    kind, words = OPEN_CAUSES[task.state]
    since = task.changed_at or task.created_at
    return Cause(
        kind,
        words.filled(
            number=task.number, who=task.assignee_words if task.assignee else "—", hours=_hours(as_of - since)
        ),
        task.id,
    )


def _longest_wait(row: ClockRow, task: TaskFacts) -> Cause:
    """For a milestone done late: which part of its task's life took longest."""
    end = row.actual_at or task.created_at
    steps = [
        (CauseKind.NO_TASK, row.started_at, task.created_at, Words("等待下达任务", "waiting for the task to be given")),
        (CauseKind.UNASSIGNED, task.created_at, task.assigned_at, Words("等待落实到人", "waiting for an assignee")),
        (CauseKind.NOT_RECEIVED, task.assigned_at, task.received_at, Words("等待签收", "waiting to be received")),
        (CauseKind.IN_HAND, task.received_at or task.assigned_at, end, Words("办理", "in hand")),
    ]
    spans = [(until - start, kind, part) for kind, start, until, part in steps if start and until and until > start]
    if not spans:
        return Cause(CauseKind.UNKNOWN, Words("没有记录原因。", "No reason was recorded."), task.id)
    length, kind, part = max(spans, key=lambda each: each[0])
    words = Words("主要耗时:{part} {hours} 小时。", "Most of the time went into: {part}, {hours} h.")
    return Cause(kind, words.filled(part=part, hours=_hours(length)), task.id)


def _hours(length: timedelta) -> str:
    return f"{length.total_seconds() / 3600:.1f}"


def may_act_in(by: Actor, area: int) -> Decision:
    """Rows are written inside the area that the actor acts for."""
    return Decision.yes() if contains(by.area, area) else Decision.no(OutsideArea(area=printed(area)))


def may_change_state(now: HqState, then: HqState, decision: SignedDecision | None) -> Decision:
    """Entering the emergency state is at once; leaving it needs a signed decision."""
    if then not in HQ_TRANSITIONS[now]:
        return Decision.no(AlreadyInState(state=now.words))
    if then is HqState.ROUTINE and (decision is None or not decision.is_complete):
        return Decision.no(LeavingNeedsDecision())
    return Decision.yes()


def may_add(incident: IncidentFacts) -> Decision:
    """Tasks, marks and reasons are added to open incidents only."""
    if incident.state is IncidentState.CLOSED:
        return Decision.no(IncidentNotOpen(number=incident.number))
    return Decision.yes()


def may_mark(incident: IncidentFacts, actual_at: datetime, at: datetime) -> Decision:
    """A milestone is marked on an open incident, and only after it happened."""
    if actual_at > at:
        return Decision.no(MarkInFuture())
    return may_add(incident)


def times_in_order(emergence: datetime | None, detected: datetime | None, reported: datetime) -> Decision:
    """Emergence, detection and report follow one another; unknown ones are left out."""
    known = [
        (words, moment)
        for words, moment in (
            (ANCHOR_WORDS["emergence"], emergence),
            (ANCHOR_WORDS["detection"], detected),
            (ANCHOR_WORDS["report"], reported),
        )
        if moment is not None
    ]
    for (first, earlier), (second, later) in pairwise(known):
        if earlier > later:
            return Decision.no(TimesOutOfOrder(earlier=first, later=second))
    return Decision.yes()


def may_close_incident(
    incident: IncidentFacts, open_tasks: int, reason: str, blockers: Iterable[Words] = ()
) -> Decision:
    """An incident closes once nobody owes anything for it and the reason is written down."""
    if IncidentState.CLOSED not in INCIDENT_TRANSITIONS[incident.state]:
        return Decision.no(IncidentNotOpen(number=incident.number))
    for what in blockers:
        return Decision.no(CasesStillOpen(what=what))
    if open_tasks:
        return Decision.no(TasksStillOpen(count=open_tasks))
    if not reason.strip():
        return Decision.no(ClosingNeedsReason())
    return Decision.yes()


def may_move_task(now: TaskState, then: TaskState, evidence: str = "") -> Decision:
    """A task follows its transition table, and is finished only with evidence."""
    if then not in TASK_TRANSITIONS[now]:
        return Decision.no(TransitionRefused(now=now.words, then=then.words))
    if then is TaskState.DONE and not evidence.strip():
        return Decision.no(EvidenceMissing())
    return Decision.yes()


def may_hand_on(
    found: TaskFacts, chief: str, chief_user: int | None, by_user: int | None, *, may_offer: bool
) -> Decision:
    """A chief hands the own task on to another who covers its address; whoever offers tasks hands on any."""
    if not may_offer and by_user is not None and found.assignee_id != by_user:
        return Decision.no(NotYourTask(chief=found.assignee))
    return Decision.no(HeldByThem(chief=chief)) if chief_user == found.assignee_id else Decision.yes()


def escalation_level(task: TaskFacts, as_of: datetime) -> int:
    """How far up an overdue task should have been brought: one level when due, one more per further span of its own length."""
    if not task.is_overdue(as_of) or task.due_at is None:
        return 0
    allowed = task.due_at - task.created_at
    if allowed <= timedelta(0):
        return 1
    return min(HIGHEST_ESCALATION, 1 + (as_of - task.due_at) // allowed)
