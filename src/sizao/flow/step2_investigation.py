"""Step 2, the interview: what a second person approved goes into the case, its trajectory, and the task that asked for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command import queries as incidents
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.identity import actions as identity
from sizao.ground.identity.types import Purpose, Sealed
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level, ancestor, contains
from sizao.kernel.words import Words
from sizao.measures.referrals import queries as lists
from sizao.spine.outbox.types import on
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known
from sizao.trace.investigation import actions, events, queries
from sizao.trace.investigation.types import (
    AGENCIES,
    LeadFacts,
    LeadOutcome,
    parts_door,
    place_kept_by,
    place_opened_by,
)


@on(events.InvestigationApproved)
def take_over_the_answers(event: events.InvestigationApproved, *, by: Actor, at: datetime) -> None:
    """Save the approved answers as a version of the case; moved dates move the contact window, which tells itself."""
    changes = queries.changes(event.investigation_id, event.version, at)
    revision = known.case(event.case_id).revision
    reason = _approved(event.version)
    cases.amend_case(case_id=event.case_id, changes=changes, revision=revision, reason=reason, by=by, at=at)


def _approved(version: int) -> str:
    return f"流调审定第 {version} 版 / investigation approved, version {version}"


@on(events.InvestigationApproved)
def take_over_the_trajectory(event: events.InvestigationApproved, *, by: Actor, at: datetime) -> None:
    """Bring the case's place-time rows in step with the approved ones; more of them start a trace again."""
    found = queries.trajectory(event.investigation_id, event.version, at)
    for stay_id in found.removed:
        cases.remove_stay(case_id=event.case_id, stay_id=stay_id, reason=_approved(event.version), by=by, at=at)
    if found.added:
        cases.record_stays(case_id=event.case_id, stays=found.added, by=by, at=at)


@on(events.InvestigationSubmitted)
def ask_for_the_review(event: events.InvestigationSubmitted, *, by: Actor, at: datetime) -> None:
    """Ask the investigators for a second person."""
    title = _review_of(known.case(event.case_id).number)
    task = NewTask(TaskKind.APPROVE, title, GroupKind.INVESTIGATION, event.area, case_id=event.case_id)
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


def _review_of(case: str) -> Words:
    return Words(f"审核病例 {case} 的流调", f"Review the investigation of case {case}")


@on(events.InvestigationApproved)
def finish_the_tasks(event: events.InvestigationApproved, *, by: Actor, at: datetime) -> None:
    """Finish the tasks that asked for the interview and its review."""
    number, case = queries.investigation(event.investigation_id).number, known.case(event.case_id).number
    evidence = f"流调 {number} 第 {event.version} 版已审定 / investigation {number}, version {event.version}, approved"
    for task in incidents.tasks(incident_id=event.incident_id, open_only=True):
        is_review = task.kind is TaskKind.APPROVE and task.title == _review_of(case)
        if is_review or (task.kind is TaskKind.INVESTIGATE and case in task.title.zh):
            command.complete_task(task_id=task.id, evidence=evidence, by=by, at=at)


@on(events.LeadAsked)
def give_the_lead_to_its_group(event: events.LeadAsked, *, by: Actor, at: datetime) -> None:
    """Make a lead a task of the group it was given to, in the area where it is to be followed."""
    lead = queries.lead(event.lead_id)
    task = NewTask(TaskKind.TRACE, _lead_title(lead, event.case_id), lead.group, lead.area, case_id=event.case_id)
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


@on(events.LeadAnswered)
def finish_the_task_of_the_lead(event: events.LeadAnswered, *, by: Actor, at: datetime) -> None:
    """Finish the task of a lead with what came of it; not finding anybody leaves it open.

    The answer may come from a grid that does not see the case; the task is finished in the city that the lead belongs to.
    """
    actor = Actor.system(by.name, ancestor(event.area, Level.CITY))
    with scope.acting(actor):
        lead = queries.lead(event.lead_id)
        found = queries.investigation(lead.investigation_id)
        if lead.outcome is None or lead.outcome is LeadOutcome.UNREACHED:
            return
        title, said = _lead_title(lead, found.case_id), lead.outcome.words
        for task in incidents.tasks(incident_id=found.incident_id, open_only=True):
            if task.kind is TaskKind.TRACE and task.title == title:
                command.complete_task(task_id=task.id, evidence=f"{said.zh} / {said.en}", by=actor, at=at)


@on(events.LeadAnswered)
def send_the_grid_to_the_address(event: events.LeadAnswered, *, by: Actor, at: datetime) -> None:
    """Where an agency found somebody, the grid of that address is asked to go and see; its answer returns to the case."""
    with scope.acting(Actor.system(by.name, ancestor(event.area, Level.CITY))):
        lead = queries.lead(event.lead_id)
        if lead.outcome is not LeadOutcome.CONFIRMED or lead.place is None or lead.group not in AGENCIES:
            return
        county, system = (
            ancestor(lead.area, Level.COUNTY),
            Actor.system("send_the_grid", ancestor(event.area, Level.CITY)),
        )
        address = actions.open_place(lead=lead, by=system, at=at)
        placed = lists.gazetteer(county, address).place(address)
        actions.ask_lead(
            investigation_id=lead.investigation_id, direction=lead.direction, what=f"上门核实(住址见本线索)。{lead.answer}",
            area=placed.area or county, group=GroupKind.COMMUNITY, by=by, at=at, follows=lead.id, place=lead.place,
        )  # fmt: skip


@place_kept_by
def keep_place(found_id: UUID, text: str, lead: LeadFacts, by: Actor, at: datetime) -> None:
    """An address or telephone that was found for a lead lies in the vault, within the area of who found it."""
    identity.keep_place(
        found_id=found_id, text=text, area=lead.area if contains(by.area, lead.area) else by.area,
        person_id=lead.about.person_id, purpose=Purpose.CASE_INVESTIGATION, by=by, at=at, reason=_reason(lead),
    )  # fmt: skip


@place_opened_by
def open_place(found_id: UUID, lead: LeadFacts, by: Actor, at: datetime) -> str:
    """What the vault keeps of it, for who works on the lead."""
    return identity.open_place(
        found_id=found_id, purpose=Purpose.CASE_INVESTIGATION, by=by, at=at, reason=_reason(lead)
    )  # fmt: skip


def _reason(lead: LeadFacts) -> str:
    return f"协查线索 {lead.number} / lead {lead.number}"


@parts_door
def open_parts(person_id: int, parts: frozenset[Sealed], reason: str, by: Actor, at: datetime) -> dict[Sealed, str]:
    """What an agency's lead needs of an identity, as people write it."""
    return identity.reveal_parts(
        person_id=person_id, parts=parts, purpose=Purpose.CASE_INVESTIGATION, by=by, at=at, reason=reason
    )


def _lead_title(lead: LeadFacts, case_id: UUID) -> Words:
    """The task of a lead; an agency is not told whose case it is."""
    if lead.group in AGENCIES:
        return Words(f"协查线索 {lead.number}", f"Lead {lead.number}")
    case = known.case(case_id).number
    return Words(
        f"{lead.direction.words.zh}:病例 {case} 线索 {lead.number}",
        f"{lead.direction.words.en}: case {case}, lead {lead.number}",
    )
