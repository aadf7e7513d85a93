"""Step 3: a confirmed case is traced, and what the trace finds is proposed as contacts for an officer to approve."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sizao.ground.command import queries as incidents
from sizao.kernel.actors import Actor
from sizao.spine.outbox.types import on
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import events as facts
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import ContactState, ProposedContact
from sizao.trace.tracing import actions as tracing
from sizao.trace.tracing import events, queries
from sizao.trace.tracing.errors import SignatureNeeded
from sizao.trace.tracing.types import approve_door


@on(facts.CaseConfirmed, heavy=True)
def trace_confirmed_case(event: facts.CaseConfirmed, *, by: Actor, at: datetime) -> None:
    """Trace the case, if its dates, its edition and what is known of its stays allow it already."""
    _follow(event.case_id, by, at)


def _follow(case_id: UUID, by: Actor, at: datetime) -> None:
    """Trace a case that can be; so many that headquarters signs are left to the officers, who see it at the case."""
    if not queries.may_follow(case_id, at):
        return
    with suppress(SignatureNeeded):
        tracing.start_trace(case_id=case_id, by=by, at=at)


@on(facts.StaysRecorded, heavy=True)
def trace_again_with_stays(event: facts.StaysRecorded, *, by: Actor, at: datetime) -> None:
    """Trace an infection again when more of its trajectory is known."""
    _follow(event.case_id, by, at)


@on(events.TraceCompleted)
def propose_found_contacts(event: events.TraceCompleted, *, by: Actor, at: datetime) -> None:
    """Propose those whose exposure rests on more than a lead."""
    if event.incident_id is None:
        return
    actor = _headquarters(event.incident_id, by)
    with scope.acting(actor):
        proposals = queries.proposals(event.run_id)
        if proposals:
            cases.propose_contacts(incident_id=event.incident_id, proposals=proposals, by=actor, at=at)


def _headquarters(incident_id: UUID, by: Actor) -> Actor:
    """The flow in the area of the incident: whom a case of one town exposed may live in the next."""
    return Actor.system(by.name, incidents.incident(incident_id).area)


@on(events.TraceCompleted)
def give_leads_to_the_address(event: events.TraceCompleted, *, by: Actor, at: datetime) -> None:
    """Give those known from weak evidence alone to the people near their address, to be asked."""
    if event.incident_id is None:
        return
    actor = _headquarters(event.incident_id, by)
    with scope.acting(actor):
        tracing.route_leads(run_id=event.run_id, by=actor, at=at)


@on(events.LeadReplied)
def take_over_the_reply(event: events.LeadReplied, *, by: Actor, at: datetime) -> None:
    """Settle the lead in the run that found it, as the area that ran it: the answer comes from a grid or a village."""
    found = queries.lead(event.lead_id)
    actor = Actor.system(by.name, found.area_run)
    with scope.acting(actor):
        tracing.take_over_reply(lead_id=event.lead_id, by=actor, at=at)


@on(events.LeadsConfirmed)
def propose_confirmed_leads(event: events.LeadsConfirmed, *, by: Actor, at: datetime) -> None:
    """Propose the leads that a call confirmed."""
    if event.incident_id is None:
        return
    actor = _headquarters(event.incident_id, by)
    with scope.acting(actor):
        proposals = queries.proposals(event.run_id, event.exposed_ids)
        if proposals:
            cases.propose_contacts(incident_id=event.incident_id, proposals=proposals, by=actor, at=at)


@approve_door
def approve_found(
    incident_id: UUID, proposals: Sequence[ProposedContact], reason: str, by: Actor, at: datetime
) -> tuple[int, int]:
    """Propose those who are no contacts yet, and approve those who wait for it; returns how many, and how many not."""
    receipt = cases.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at)
    found = known.contacts_by_id(each for each in receipt.contact_ids if each is not None)
    waiting = [each.id for each in found.values() if each.status is ContactState.PROPOSED]
    if not waiting:
        return 0, 0
    done = cases.approve_contacts(contact_ids=waiting, by=by, at=at, reason=reason)
    return len(done.done), len(done.refused)
