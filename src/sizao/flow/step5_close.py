"""Step 5: what is over is marked as over, and an incident stays open while anything in it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, NewTask, TaskKind, closing_check
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.words import Words
from sizao.measures.followup import events as plans
from sizao.measures.followup import queries as followup
from sizao.measures.followup.types import OPEN_PLANS
from sizao.measures.zones import actions as zones
from sizao.measures.zones import queries as drawn
from sizao.measures.zones.types import EvidenceKind, ZoneState
from sizao.spine.outbox.types import on
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import events as facts
from sizao.trace.cases import queries
from sizao.trace.cases.types import OPEN_STATES


@on(plans.PlansReleased)
def mark_contacts_released(event: plans.PlansReleased, *, by: Actor, at: datetime) -> None:
    """Mark the contacts whose follow-up was released; who only arrived is no contact."""
    if event.contact_ids:
        cases.mark_released(contact_ids=event.contact_ids, by=by, at=at)


@on(facts.CaseConfirmed)
def count_zones_anew(event: facts.CaseConfirmed, *, by: Actor, at: datetime) -> None:
    """A new infection is recorded with every zone in force; somebody has to say when its last exposure was.

    A zone of the area above is seen from here but kept there: its row is written as that area's own platform.
    """
    if event.incident_id is None:
        return
    held = drawn.zones(incident_id=event.incident_id, state=ZoneState.DECLARED)
    if not held:
        return
    found = queries.case(event.case_id)
    note = f"病例 {found.number} / case {found.number}"
    for area in {each.area for each in held}:
        ids = [each.id for each in held if each.area == area]
        keeper = by if contains(by.area, area) else Actor.system(by.name, area)
        with scope.acting(keeper):
            zones.record_evidence(
                zone_ids=ids, kind=EvidenceKind.REPORT, moment=found.reported_at, note=note, by=keeper, at=at
            )
    words = Words(
        f"病例 {found.number}:重新核定各区域末次暴露时间", f"Case {found.number}: settle the zones' last exposure again"
    )
    task = NewTask(TaskKind.ZONE, words, GroupKind.COMMUNITY, event.area, case_id=event.case_id)
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


@closing_check
def zones_in_force(incident_id: UUID) -> Words | None:
    """Zones that are proposed or in force keep an incident open."""
    count = drawn.in_force(incident_id)
    return Words(f"{count} 个区域未解除", f"{count} zones are not lifted") if count else None


@closing_check
def people_under_follow_up(incident_id: UUID) -> Words | None:
    """People under follow-up keep an incident open."""
    count = len(followup.plans(incident_id, states=OPEN_PLANS))
    return Words(f"{count} 人仍在健康监测", f"{count} people are under follow-up") if count else None


@closing_check
def contacts_undecided(incident_id: UUID) -> Words | None:
    """Contacts who are proposed, approved or not found keep an incident open."""
    count = sum(len(queries.contacts(incident_id, state)) for state in OPEN_STATES)
    return Words(f"{count} 名接触者未了结", f"{count} contacts are not settled") if count else None


@closing_check
def cases_open(incident_id: UUID) -> Words | None:
    """Cases that are not closed keep an incident open."""
    count = sum(not each.is_closed for each in queries.cases(incident_id))
    return Words(f"{count} 个病例未结案", f"{count} cases are not closed") if count else None
