"""What waits for one actor: only exceptions, each counted, each with the list behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sizao.ground.breaches import queries as breaches
from sizao.ground.breaches.types import BreachFacts, FileState
from sizao.ground.command import queries as command
from sizao.ground.command.types import ClockRow, ClockState, IncidentFacts, TaskFacts
from sizao.ground.duty import queries as duty
from sizao.ground.intake.queries import batches as intake
from sizao.ground.intake.types import BatchState
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.words import Words
from sizao.measures.calls import queries as calls
from sizao.measures.cohorts import queries as cohorts
from sizao.measures.followup import queries as followup
from sizao.measures.followup.types import PlanState
from sizao.measures.listrules import queries as listrules
from sizao.measures.screening import queries as screening
from sizao.measures.zones import queries as zones
from sizao.measures.zones.types import ZoneState
from sizao.oversight.board.types import Work, WorkItem, more_work
from sizao.sense.signals import queries as signals
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right, Role
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts, Classification, ContactFacts, ContactState
from sizao.trace.investigation import queries as investigation
from sizao.trace.investigation.types import InvestigationFacts, State

SHOWN = 5
Ask = Callable[[Actor, datetime], Work]


def my_work(actor: Actor, at: datetime) -> tuple[Work, ...]:
    """The non-empty kinds of work that the actor's rights reach, the urgent ones first."""
    found = [ask(actor, at) for right, ask in CONCERNS if accounts.may(actor, right)]
    found += [work for ask in more_work if (work := ask(actor, at)) is not None]
    waiting = [each for each in found if each.number]
    return tuple(sorted(waiting, key=lambda each: not each.is_urgent))


def _late_steps(actor: Actor, at: datetime) -> Work:
    late = [
        (incident, row)
        for incident in command.incidents(open_only=True)
        for row in command.clock(incident.id, at)
        if row.state is ClockState.LATE
    ]
    items = tuple(_step(incident, row) for incident, row in late[:SHOWN])
    return Work("steps", Words("超时的时限节点", "Milestones past their limit"), len(late), "milestone", items, True)


def _step(incident: IncidentFacts, row: ClockRow) -> WorkItem:
    note = row.cause.words if row.cause else row.owner
    return WorkItem(row.words, note, ("board:incident", (str(incident.id),)), row.planned_at, True)


def _my_tasks(actor: Actor, at: datetime) -> Work:
    mine = command.my_tasks(actor)
    is_late = any(each.is_overdue(at) for each in mine)
    return Work(
        "mine",
        Words("我的任务", "My tasks"),
        len(mine),
        "task",
        _tasks(mine, at),
        is_late,
        "command:tasks",
        {"view": "mine"},
    )


def _unclaimed(actor: Actor, at: datetime) -> Work:
    free = command.unclaimed_tasks(actor)
    return Work("unclaimed", Words("本组待认领任务", "Tasks of my groups without an assignee"), len(free), "task",
                _tasks(free, at), False, "command:tasks", {"view": "groups"})  # fmt: skip


def _late_tasks(actor: Actor, at: datetime) -> Work:
    late = command.overdue_tasks(at)
    return Work("late", Words("辖区超时任务", "Late tasks in the area"), len(late), "task", _tasks(late, at), True,
                "command:tasks", {"view": "late"})  # fmt: skip


def _tasks(found: Sequence[TaskFacts], at: datetime) -> tuple[WorkItem, ...]:
    return tuple(
        WorkItem(each.title, each.number, ("command:task", (str(each.id),)), each.due_at, each.is_overdue(at))
        for each in found[:SHOWN]
    )


def _hand_overs(actor: Actor, at: datetime) -> Work:
    late = duty.late_hand_overs(at, within=actor.area)
    items = tuple(
        WorkItem(each.shift.desk, each.shift.lead, ("duty:roster", (printed(each.shift.area),)), each.due_at, True)
        for each in late[:SHOWN]
    )
    return Work("hand_overs", Words("未签字的交接班", "Hand-overs not signed"), len(late), "shift", items, True,
                "duty:hand_overs", {})  # fmt: skip


def _held_against_me(actor: Actor, at: datetime) -> Work:
    waiting = [each for each in breaches.addressed_to(actor) if each.state(at) is FileState.TOLD]
    return Work("notices_to_me", Words("待我陈述申辩的告知", "Notices that I may answer"), len(waiting), "item",
                _breaches(waiting, "breaches:own_notice"), True, "breaches:mine", {})  # fmt: skip


def _breaches_in(state: FileState, key: str, words: Words) -> Ask:
    def ask(actor: Actor, at: datetime) -> Work:
        found = [each for each in breaches.breaches(within=actor.area) if each.state(at) is state]
        return Work(key, words, len(found), "item", _breaches(found, "breaches:file"), False, "breaches:files",
                    {"state": state.value})  # fmt: skip

    return ask


def _breaches(found: Sequence[BreachFacts], place: str) -> tuple[WorkItem, ...]:
    return tuple(
        WorkItem(each.duty, each.number, (place, (str(each.id),)), each.told.until if each.told else None)
        for each in found[:SHOWN]
    )


def _cohorts_proposed(actor: Actor, at: datetime) -> Work:
    """Cohort rules that somebody else proposed in the actor's area."""
    mine = [
        (each, waits)
        for each in cohorts.cohorts()
        if contains(actor.area, each.area) and (waits := each.proposed) and waits.by != actor.name
    ]
    items = tuple(
        WorkItem(each.title, waits.by, ("cohorts:approve", (str(waits.id),)), waits.at) for each, waits in mine
    )
    return Work(
        "cohort_rules", Words("待批准的旅居史人员规则", "Cohort rules to decide"), len(mine), "item", items[:SHOWN]
    )


def _list_rules_proposed(actor: Actor, at: datetime) -> Work:
    """List rules that somebody else proposed in the actor's area."""
    waits = [each for each in listrules.proposed() if contains(actor.area, each.area) and each.by != actor.name]
    items = tuple(
        WorkItem(each.reason, each.by, ("listrules:version", (str(each.id),)), each.at) for each in waits[:SHOWN]
    )
    return Work(
        "list_rules",
        Words("待批准的名单规则", "List rules to decide"),
        len(waits),
        "item",
        items,
        False,
        "listrules:rules",
        {"state": "proposed"},
    )


def _cohorts_late(actor: Actor, at: datetime) -> Work:
    """People of cohorts who owe something past its day, by cohort."""
    held = {each.id: each for each in cohorts.cohorts()}
    late = {key: each.late for key, each in cohorts.counts(held, cohorts.today(at)).items() if each.late}
    items = tuple(
        WorkItem(held[key].title, Words(f"逾期{number}人", f"{number} late"), ("cohorts:late", (str(key),)), None, True)
        for key, number in late.items()
    )
    words = Words("措施逾期的旅居史人员", "People of cohorts who are late")
    return Work(
        "cohorts_late", words, sum(late.values()), "person", items[:SHOWN], True, "cohorts:people", {"view": "late"}
    )


def _unattended(actor: Actor, at: datetime) -> Work:
    found = command.unattended(at, area=actor.area)
    items = tuple(
        WorkItem(each.words, Words(f"{each.kind.words.zh} · {each.owner.zh}", f"{each.kind.words.en} · {each.owner.en}"),
                 (each.place, (str(each.id),)), each.due_at, True)
        for each in found[:SHOWN]
    )  # fmt: skip
    return Work(
        "unattended", Words("无人处理事项", "Unattended"), len(found), "item", items, True, "command:unattended", {}
    )


def _signals(actor: Actor, at: datetime) -> Work:
    number, late = signals.late(at)
    first = late or signals.signals(open_only=True, limit=SHOWN)
    items = tuple(
        WorkItem(each.kind.words, each.number, ("signals:signal", (str(each.id),)), each.due_at, each.is_late(at))
        for each in first[:SHOWN]
    )
    return Work(
        "signals",
        Words("待核查信号", "Signals to look into"),
        number,
        "record",
        items,
        bool(late),
        "signals:signals",
        {},
    )


def _to_classify(actor: Actor, at: datetime) -> Work:
    found = cases.cases(classifications=[Classification.SUSPECTED])
    return Work("classify", Words("待判定病例", "Cases to classify"), len(found), "case", _cases(found), True,
                "cases:cases", {"classification": Classification.SUSPECTED.value})  # fmt: skip


def _to_review(actor: Actor, at: datetime) -> Work:
    """What others submitted; nobody reviews their own."""
    found = investigation.to_review(actor)
    return Work("review", Words("待审核的流调", "Interviews to review"), len(found), "case", _interviews(found, at), True,
                "investigation:investigations", {"state": State.SUBMITTED.value})  # fmt: skip


def _to_complete(actor: Actor, at: datetime) -> Work:
    found = investigation.to_complete(actor)
    return Work("complete", Words("退回给我的流调", "Interviews returned to me"), len(found), "case", _interviews(found, at),
                True, "investigation:investigations", {"state": State.RETURNED.value})  # fmt: skip


def _interviews(found: Sequence[InvestigationFacts], at: datetime) -> tuple[WorkItem, ...]:
    return tuple(
        WorkItem(each.number, each.submitted_by, ("investigation:investigation", (str(each.id),)), each.due_at,
                 each.due_at is not None and each.due_at < at)
        for each in found[:SHOWN]
    )  # fmt: skip


def _cases(found: Sequence[CaseFacts]) -> tuple[WorkItem, ...]:
    return tuple(
        WorkItem(each.number, each.classification.words, ("cases:case", (str(each.id),)), each.reported_at)
        for each in found[:SHOWN]
    )


def _contacts_in(state: ContactState, key: str, words: Words, *, is_urgent: bool) -> Ask:
    def ask(actor: Actor, at: datetime) -> Work:
        number = sum(
            count
            for incident in command.incidents()
            for (_, each), count in cases.counts(incident.id).contacts.items()
            if each is state
        )
        items = _contacts(cases.contacts(status=state, limit=SHOWN)) if number else ()
        return Work(key, words, number, "person", items, is_urgent, "cases:contacts", {"status": state.value})

    return ask


def _contacts(found: Sequence[ContactFacts]) -> tuple[WorkItem, ...]:
    return tuple(
        WorkItem(each.number, each.contact_class.words, ("cases:contact", (str(each.id),)), each.last_exposure_at)
        for each in found[:SHOWN]
    )


def _zones_proposed(actor: Actor, at: datetime) -> Work:
    found = zones.zones(state=ZoneState.PROPOSED)
    items = tuple(
        WorkItem(each.words, each.kind.words, ("zones:zone", (str(each.id),)), each.proposed_at)
        for each in found[:SHOWN]
    )
    return Work("zones_proposed", Words("待宣布的区域", "Zones waiting for a decision"), len(found), "zone", items, True,
                "zones:zones", {"state": ZoneState.PROPOSED.value})  # fmt: skip


def _zones_liftable(actor: Actor, at: datetime) -> Work:
    ready = [
        each for each in zones.zones(state=ZoneState.DECLARED) if zones.release_check(each.id, at).decision.allowed
    ]
    items = tuple(
        WorkItem(each.words, each.kind.words, ("zones:zone", (str(each.id),)), each.declared_at)
        for each in ready[:SHOWN]
    )
    return Work("zones_liftable", Words("已满足解除条件的区域", "Zones that may be lifted"), len(ready), "zone", items, False,
                "zones:zones", {"state": ZoneState.DECLARED.value})  # fmt: skip


def _to_place(actor: Actor, at: datetime) -> Work:
    """First for whoever brings people; who calls has the day's checks to make."""
    number, first = followup.to_place(limit=SHOWN)
    items = tuple(WorkItem(each.number, each.words, ("followup:plan", (str(each.id),)), began) for each, began in first)
    return Work("to_place", Words("待转运到位", "People to bring where they stay"), number, "person", items,
                actor.role != Role.TRACER, "followup:plans", {"placed": "no", "state": PlanState.ACTIVE.value})  # fmt: skip


def _checks(actor: Actor, at: datetime) -> Work:
    number = followup.due_counts(at).due
    items = tuple(
        WorkItem(each.plan.number, each.plan.words, ("followup:plan", (str(each.plan.id),)), each.check.due_at)
        for each in (followup.worklist(at, limit=SHOWN) if number else ())
    )
    return Work(
        "checks", Words("今日待随访", "Checks to do now"), number, "check", items, False, "followup:worklist", {}
    )


def _calls(actor: Actor, at: datetime) -> Work:
    """The actor's own calls whose time has come, quiet hours kept."""
    found = [each for each in calls.mine(actor.user_id) if each.next_at <= at]
    held = calls.held(found, at)
    due = [each for each in found if each.id not in held]
    items = tuple(
        WorkItem(each.purpose.words, Words("", ""), ("calls:call", (str(each.id),)), each.next_at)
        for each in due[:SHOWN]
    )
    return Work("calls", Words("现在应拨的电话", "Calls to make now"), len(due), "call", items, False, "calls:mine", {})


def _results(actor: Actor, at: datetime) -> Work:
    found = screening.waiting_for_release()
    items = tuple(WorkItem(each.value.words, "", ("screening:release", ()), each.resulted_at) for each in found[:SHOWN])
    return Work("results", Words("待审核发布的结果", "Results waiting for release"), len(found), "sample", items, True,
                "screening:release", {})  # fmt: skip


def _batches_in(state: BatchState, key: str, words: Words, *, is_urgent: bool) -> Ask:
    def ask(actor: Actor, at: datetime) -> Work:
        rows = intake.batch_rows().filter(status=state.value)
        items = tuple(
            WorkItem(row.number, row.filename, ("intake:batch", (str(row.pk),)), row.received_at)
            for row in rows.order_by("-received_at")[:SHOWN]
        )
        return Work(key, words, rows.count(), "batch", items, is_urgent, "intake:batches", {"status": state.value})

    return ask


CONCERNS: tuple[tuple[Right, Ask], ...] = (
    (Right.COMMAND_READ, _late_steps),
    (Right.TASKS_READ, _my_tasks),
    (Right.SIGNALS_WORK, _signals),
    (Right.CASES_CLASSIFY, _to_classify),
    (Right.INVESTIGATION_REVIEW, _to_review),
    (Right.INVESTIGATION_WRITE, _to_complete),
    (Right.CONTACTS_APPROVE, _contacts_in(ContactState.PROPOSED, "approve", Words("待审批接触者", "Contacts to approve"), is_urgent=True)),
    (Right.CONTACTS_READ, _contacts_in(ContactState.LOST, "lost", Words("未找到的接触者", "Contacts not found yet"), is_urgent=True)),
    (Right.ZONES_DECLARE, _zones_proposed),
    (Right.ZONES_DECLARE, _zones_liftable),
    (Right.SCREENING_RELEASE, _results),
    (Right.COHORTS_APPROVE, _cohorts_proposed),
    (Right.LISTRULES_APPROVE, _list_rules_proposed),
    (Right.COHORTS_REGISTER, _cohorts_late),
    (Right.FOLLOWUP_WRITE, _checks),
    (Right.FOLLOWUP_WRITE, _to_place),
    (Right.CALLS_MAKE, _calls),
    (Right.INTAKE_RUN, _batches_in(BatchState.QUARANTINED, "quarantined", Words("隔离待查的导入", "Imports in quarantine"), is_urgent=True)),
    (Right.INTAKE_RUN, _batches_in(BatchState.STAGED, "staged", Words("待核对的导入", "Imports to look through"), is_urgent=False)),
    (Right.SIGNED_IN, _held_against_me),
    (Right.BREACHES_DECIDE, _breaches_in(FileState.READY, "breaches", Words("待认定的责任追究案卷", "Breach files to decide"))),
    (Right.BREACHES_DECIDE, _breaches_in(FileState.APPEALED, "appeals", Words("待复核的责任追究申诉", "Appeals against findings"))),
    (Right.COMMAND_WRITE, _hand_overs),
    (Right.COMMAND_WRITE, _unattended),
    (Right.COMMAND_WRITE, _late_tasks),
    (Right.TASKS_READ, _unclaimed),
)  # fmt: skip
"""Kinds of work and the right that makes them one's own, in the order in which they are shown."""
