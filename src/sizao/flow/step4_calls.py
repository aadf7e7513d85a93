"""Step 4, beside the measures: a call's answer is a daily check, and what no call reached is a task at the door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command import events as commanded
from sizao.ground.command import queries as tasks
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.identity import actions as identity
from sizao.ground.identity.types import Purpose
from sizao.ground.registry import queries as registry
from sizao.kernel import phones
from sizao.kernel.actors import Actor
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.measures.calls import actions as calling
from sizao.measures.calls import events as calls
from sizao.measures.calls import queries as called
from sizao.measures.calls.types import Calendar, CallOutcome, calendar_door, number_door, positive_door
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.measures.followup.types import (
    OPEN_PLANS,
    CheckFacts,
    CheckOutcome,
    CheckSource,
    NewCheck,
    PlanFacts,
    PlanState,
    TestState,
)
from sizao.measures.followup.types.invitations import OwnReport
from sizao.spine.outbox.types import on
from sizao.trace.cases import events as facts
from sizao.trace.cases import queries as contacts
from sizao.trace.cases.types import ContactState

CALL = "call "
"""How a task at the door says which call it comes from."""
OUTCOMES = {CallOutcome.WELL: CheckOutcome.WELL, CallOutcome.SYMPTOM: CheckOutcome.SYMPTOM}


@number_door
def open_number(person_id: int, reason: str, by: Actor, at: datetime) -> str:
    """The number of a person to be called, as people write it; empty when there is none."""
    opened = identity.reveal(
        person_ids=[person_id], purpose=Purpose.CONTACT_MANAGEMENT, by=by, at=at, reason=reason
    )  # fmt: skip
    number = opened[person_id].phone
    return phones.printed(number) if number else ""


@calendar_door
def days_of_the_plan(contact_id: UUID, at: datetime) -> Calendar | None:
    """The phases, days and tests that a contact's open plan really has, with why it was extended."""
    found = plans.plan_of_contact(contact_id)
    if found is None or found.state not in OPEN_PLANS:
        return None
    owed = [each for each in plans.tests(found.id) if each.state is TestState.DUE and not each.is_antigen]
    why = next((each.reason for each in plans.statuses(found.id) if each.state is PlanState.EXTENDED), "")
    return Calendar(
        phases=tuple((each.place, found.days_of(each)) for each in found.phases),
        test_dates=tuple(sorted({each.due_on for each in owed})), start_on=found.start_on, end_on=found.end_on,
        start_number=found.day_base, clause=found.clause, edition_id=found.edition_id, extended=why,
    )  # fmt: skip


@positive_door
def whose_own_test_is_positive(contact_ids: Iterable[UUID]) -> set[UUID]:
    """Those of some contacts of whose open plan a test is positive: they are called at night too."""
    open_plans = plans.plans(contact_ids=contact_ids, states=OPEN_PLANS)
    tests = plans.tests_of(each.id for each in open_plans)
    positive = (each for each in open_plans if any(test.is_positive for test in tests[each.id]))
    return {each.contact_id for each in positive if each.contact_id is not None}


@contacts.learn_aftermath_from
def they_were_called(contact_ids: Sequence[UUID], since: datetime) -> tuple[Words, int]:
    """Whose number was opened or dialled since."""
    return Words("已打开号码或拨打电话", "a number was opened or a call made"), called.called_since(contact_ids, since)


@on(facts.ContactsUndone)
def call_nobody_who_was_approved_by_a_slip(event: facts.ContactsUndone, *, by: Actor, at: datetime) -> None:
    """Take the calls of an approval that was taken back off the list: no number is opened of who is no contact."""
    if event.was is ContactState.APPROVED:
        reason = "审批已撤销 / the approval was undone"
        calling.close(contact_ids=event.contact_ids, reason=reason, by=by, at=at)


@on(calls.CallReached)
def note_the_check(event: calls.CallReached, *, by: Actor, at: datetime) -> None:
    """What somebody said on the phone is the daily check that is open for them now, or symptoms beside it.

    Symptoms and fevers of whom no check is owed, or no plan is open, are not lost: they are a check of their own, or a task.
    """
    if event.contact_id is None:
        return
    open_plans = plans.plans(contact_ids=[event.contact_id], states=OPEN_PLANS)
    due = [each for plan in open_plans for each in plans.checks(plan.id) if _is_owed(each, at)]
    told = called.temperature_told(event.call_id)
    temperature = told if told is not None and plans.is_plausible(told) else None
    if due:
        check = NewCheck(
            check_id=due[0].id, outcome=OUTCOMES[event.outcome], temperature=temperature, source=CheckSource.CALL
        )
        followup.record_check(check=check, by=by, at=at)
    elif _is_ill(event, temperature):
        _note_symptoms(event, open_plans, temperature, by, at)


def _is_ill(event: calls.CallReached, temperature: Decimal | None) -> bool:
    """Symptoms that were named, or a fever as the contact's edition defines it."""
    if event.outcome is CallOutcome.SYMPTOM:
        return True
    found = contacts.contact(event.contact_id) if event.contact_id else None
    fever = plans.fever_from(library().get(found.edition_id)) if found else None
    return temperature is not None and fever is not None and temperature >= fever


def _note_symptoms(
    event: calls.CallReached, open_plans: Sequence[PlanFacts], temperature: Decimal | None, by: Actor, at: datetime
) -> None:
    if open_plans:
        told = OwnReport(
            check_id=None, outcome=CheckOutcome.SYMPTOM, temperature=temperature, source=CheckSource.CALL
        )  # fmt: skip
        followup.report_own(plan_id=open_plans[0].id, told=told, by=by, at=at)
        return
    number = contacts.contact(event.contact_id).number if event.contact_id else ""
    title = Words(
        f"电话中 {number} 自述有症状,尚无管理计划,立即诊查并采样",
        f"{number} told of symptoms on the phone and has no plan yet: examine and sample at once",
    )
    task = NewTask(TaskKind.FOLLOW_UP, title, GroupKind.ISOLATION, event.area, at)
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


def _is_owed(check: CheckFacts, at: datetime) -> bool:
    """Whether a check may be done now and is not done."""
    is_open = check.outcome in {CheckOutcome.DUE, CheckOutcome.UNREACHABLE}
    return is_open and check.opens_at <= at < check.due_at


@on(calls.CallHandedOver)
def ask_the_grid(event: calls.CallHandedOver, *, by: Actor, at: datetime) -> None:
    """Ask the community group to go to the door."""
    where = registry.area_names([event.area])[event.area]
    title = Words(
        f"上门核查:{where.zh},电话 {event.attempts} 次未果({event.outcome.words.zh})",
        f"Go to the door in {where.en}: {event.attempts} calls in vain ({event.outcome.words.en})",
    )
    task = NewTask(TaskKind.FOLLOW_UP, title, GroupKind.COMMUNITY, event.area, at, detail=f"{CALL}{event.call_id}")
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


@on(calls.CallsClosed)
def spare_the_grid(event: calls.CallsClosed, *, by: Actor, at: datetime) -> None:
    """Nobody need go to a door for somebody who needs no call any more."""
    ids = {f"{CALL}{each}" for each in event.call_ids}
    for each in tasks.tasks(incident_id=event.incident_id, open_only=True):
        if each.detail in ids:
            command.complete_task(task_id=each.id, evidence="已无需上门 / no longer needed", by=by, at=at)


@on(commanded.TaskCompleted)
def note_that_the_grid_was_there(event: commanded.TaskCompleted, *, by: Actor, at: datetime) -> None:
    """Who was visited at the door needs no call: the person is off the list of those not reached."""
    detail = tasks.task(event.task_id).detail
    if detail.startswith(CALL):
        calling.close(call_ids=[UUID(detail.removeprefix(CALL))], reason="网格已上门 / visited", by=by, at=at)


@on(facts.ContactsReleased)
def stop_calling_the_released(event: facts.ContactsReleased, *, by: Actor, at: datetime) -> None:
    """Nobody who was released is called again."""
    calling.close(contact_ids=event.contact_ids, reason="已解除 / released", by=by, at=at)


@on(facts.ContactBecameCase)
def stop_calling_the_case(event: facts.ContactBecameCase, *, by: Actor, at: datetime) -> None:
    """A contact who is a case is interviewed as one."""
    calling.close(contact_ids=[event.contact_id], reason="转为病例 / became a case", by=by, at=at)


@on(facts.ContactsRejected)
def stop_calling_the_withdrawn(event: facts.ContactsRejected, *, by: Actor, at: datetime) -> None:
    """Whose approval was withdrawn is left alone."""
    calling.close(contact_ids=event.contact_ids, reason="判定撤回 / withdrawn", by=by, at=at)


@on(facts.ContactsMoved)
def stop_calling_the_handed_over(event: facts.ContactsMoved, *, by: Actor, at: datetime) -> None:
    """Whom another area looks after is called from there."""
    if event.state is ContactState.HANDED_OVER:
        calling.close(contact_ids=event.contact_ids, reason="移交外地 / handed over", by=by, at=at)
