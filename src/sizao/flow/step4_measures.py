"""Step 4: approved contacts are followed up, and whatever happens to a contact happens to the plan too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.registry import actions as registry
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.measures.followup import actions as followup
from sizao.measures.followup import events as plans
from sizao.measures.followup import queries
from sizao.spine.outbox.types import on
from sizao.trace.cases import actions as cases
from sizao.trace.cases import events as facts
from sizao.trace.cases import queries as contacts
from sizao.trace.cases.types import ContactState


@on(facts.ContactsApproved, heavy=True)
def begin_follow_up(event: facts.ContactsApproved, *, by: Actor, at: datetime) -> None:
    """Begin the plan the edition asks for, for everybody approved in one decision who is still approved."""
    followup.begin_plans(contact_ids=_approved(event.contact_ids), by=by, at=at)


def _approved(contact_ids: Sequence[UUID]) -> list[UUID]:
    """Those who are approved now: a decision may have been undone before the worker heard of it."""
    found = contacts.contacts_by_id(contact_ids).values()
    return [each.id for each in found if each.status is ContactState.APPROVED]


@on(facts.ContactsUndone)
def follow_what_was_undone(event: facts.ContactsUndone, *, by: Actor, at: datetime) -> None:
    """End the plans of an approval that was taken back; begin those of a withdrawal that was."""
    if event.state is ContactState.APPROVED:
        followup.begin_plans(contact_ids=_approved(event.contact_ids), by=by, at=at)
    elif event.was is ContactState.APPROVED:
        reason = "审批已撤销 / the approval was undone"
        followup.break_off_contacts(contact_ids=event.contact_ids, reason=reason, by=by, at=at)


@contacts.learn_aftermath_from
def follow_up_is_under_way(contact_ids: Sequence[UUID], since: datetime) -> tuple[Words, int]:
    """Who was brought to a place, checked or tested since."""
    said = Words("已有转运、健康监测或采样记录", "a transfer, a daily check or a sample is on record")
    return said, queries.acted_on(contact_ids, since)


@on(facts.ContactsApproved, heavy=True)
def count_plans_anew(event: facts.ContactsApproved, *, by: Actor, at: datetime) -> None:
    """Move the plans of those who were approved again, in a stricter class or with a later exposure."""
    followup.move_contacts(contact_ids=event.contact_ids, reason="重新判定 / judged again", by=by, at=at)


@on(facts.ContactsRejudged, heavy=True)
def keep_plans_in_step(event: facts.ContactsRejudged, *, by: Actor, at: datetime) -> None:
    """Count the days of those judged again, each by the edition it is judged by now."""
    followup.rejudge_contacts(contact_ids=event.contact_ids, reason=event.reason, by=by, at=at)


@on(facts.ContactsRejected)
def end_follow_up_of_withdrawn(event: facts.ContactsRejected, *, by: Actor, at: datetime) -> None:
    """End the plans of contacts whose approval was withdrawn."""
    followup.break_off_contacts(contact_ids=event.contact_ids, reason=event.reason, by=by, at=at)


@on(facts.ContactsMoved)
def follow_where_they_went(event: facts.ContactsMoved, *, by: Actor, at: datetime) -> None:
    """End the plans of contacts handed over; begin those of contacts who were found."""
    if event.state is ContactState.HANDED_OVER:
        reason = "移交外地 / handed over"
        followup.break_off_contacts(contact_ids=event.contact_ids, reason=reason, by=by, at=at)
    elif event.state is ContactState.APPROVED:
        followup.begin_plans(contact_ids=event.contact_ids, by=by, at=at)


@on(facts.ContactBecameCase)
def end_follow_up_of_case(event: facts.ContactBecameCase, *, by: Actor, at: datetime) -> None:
    """End the plan of a contact who is a case now."""
    reason = "转为病例 / became a case"
    followup.break_off_contacts(contact_ids=[event.contact_id], reason=reason, by=by, at=at)


@on(facts.CaseConfirmed)
def end_follow_up_of_an_arrival(event: facts.CaseConfirmed, *, by: Actor, at: datetime) -> None:
    """End the plan of somebody who arrived and is a case now."""
    found = queries.open_arrival_plans(contacts.case(event.case_id).person_id)
    if found:
        followup.break_off_plans(plan_ids=found, reason="转为病例 / became a case", by=by, at=at)


@on(facts.ContactBecameCase)
def judge_linked_again(event: facts.ContactBecameCase, *, by: Actor, at: datetime) -> None:
    """Propose the secondary contacts of the new case as close ones."""
    cases.propose_linked(contact_id=event.contact_id, case_id=event.case_id, by=by, at=at)


@on(plans.SymptomReported)
def ask_for_an_examination(event: plans.SymptomReported, *, by: Actor, at: datetime) -> None:
    """Ask for an examination of somebody with symptoms under follow-up, at once."""
    plan = queries.plan(event.plan_id)
    task = NewTask(
        TaskKind.FOLLOW_UP,
        Words(
            f"管理对象 {plan.number} 出现症状,立即诊查并采样", f"{plan.number} has symptoms: examine and sample at once"
        ),
        GroupKind.ISOLATION,
        plan.area,
        at,
    )
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


@on(plans.PlansPlaced)
def show_them_to_the_site(event: plans.PlansPlaced, *, by: Actor, at: datetime) -> None:
    """Let the staff of the site see the people who arrived."""
    if event.area_site is not None:
        registry.place_persons_at_site(person_ids=event.person_ids, area=event.area_site, by=by, at=at)
