"""Step 4, beside the measures: a call's answer is a daily check, and what no call reached is a task at the door."""

from __future__ import annotations

from datetime import datetime

from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.identity import actions as identity
from sizao.ground.identity.types import Purpose
from sizao.ground.registry import queries as registry
from sizao.kernel import phones
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.measures.calls import events as calls
from sizao.measures.calls.types import CallOutcome, number_door
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.measures.followup.types import OPEN_PLANS, CheckFacts, CheckOutcome, CheckSource, NewCheck
from sizao.spine.outbox.types import on

OUTCOMES = {CallOutcome.WELL: CheckOutcome.WELL, CallOutcome.SYMPTOM: CheckOutcome.SYMPTOM}


@number_door
def open_number(person_id: int, reason: str, by: Actor, at: datetime) -> str:
    """The number of a person to be called, as people write it; empty when there is none."""
    opened = identity.reveal(
        person_ids=[person_id], purpose=Purpose.CONTACT_MANAGEMENT, by=by, at=at, reason=reason
    )  # fmt: skip
    number = opened[person_id].phone
    return phones.printed(number) if number else ""


@on(calls.CallReached)
def note_the_check(event: calls.CallReached, *, by: Actor, at: datetime) -> None:
    """What somebody said on the phone is the daily check that is open for them now, if one is."""
    if event.contact_id is None:
        return
    open_plans = plans.plans(contact_ids=[event.contact_id], states=OPEN_PLANS)
    due = [each for plan in open_plans for each in plans.checks(plan.id) if _is_owed(each, at)]
    if due:
        check = NewCheck(check_id=due[0].id, outcome=OUTCOMES[event.outcome], source=CheckSource.CALL)
        followup.record_check(check=check, by=by, at=at)


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
    task = NewTask(TaskKind.FOLLOW_UP, title, GroupKind.COMMUNITY, event.area, at, detail=f"call {event.call_id}")
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)
