"""Step 3: a confirmed case is traced, and what the trace finds is proposed as contacts for an officer to approve."""

from __future__ import annotations

from datetime import datetime

from sizao.kernel.actors import Actor
from sizao.spine.outbox.types import on
from sizao.trace.cases import actions as cases
from sizao.trace.cases import events as facts
from sizao.trace.tracing import actions as tracing
from sizao.trace.tracing import events, queries


@on(facts.CaseConfirmed, heavy=True)
def trace_confirmed_case(event: facts.CaseConfirmed, *, by: Actor, at: datetime) -> None:
    """Trace the case, if its dates, its edition and what is known of its stays allow it already."""
    if queries.may_follow(event.case_id, at):
        tracing.start_trace(case_id=event.case_id, by=by, at=at)


@on(facts.StaysRecorded, heavy=True)
def trace_again_with_stays(event: facts.StaysRecorded, *, by: Actor, at: datetime) -> None:
    """Trace an infection again when more of its trajectory is known."""
    if queries.may_follow(event.case_id, at):
        tracing.start_trace(case_id=event.case_id, by=by, at=at)


@on(events.TraceCompleted)
def propose_found_contacts(event: events.TraceCompleted, *, by: Actor, at: datetime) -> None:
    """Propose those whose exposure rests on more than a lead."""
    proposals = queries.proposals(event.run_id)
    if proposals and event.incident_id:
        cases.propose_contacts(incident_id=event.incident_id, proposals=proposals, by=by, at=at)


@on(events.LeadsConfirmed)
def propose_confirmed_leads(event: events.LeadsConfirmed, *, by: Actor, at: datetime) -> None:
    """Propose the leads that a call confirmed."""
    proposals = queries.proposals(event.run_id, event.exposed_ids)
    if proposals and event.incident_id:
        cases.propose_contacts(incident_id=event.incident_id, proposals=proposals, by=by, at=at)
