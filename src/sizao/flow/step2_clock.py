"""Step 2, beside the case: what happens in other rooms is marked on the incident's clock, at its event time.

A mark is only set when the edition knows the milestone and nobody has set it; people may correct it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command import events as commands
from sizao.ground.command import queries as incidents
from sizao.ground.command.types import IncidentState, TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.editions import ContactClass, ZoneKind
from sizao.measures.followup import events as plans
from sizao.measures.followup import queries as followup
from sizao.measures.followup.types import OPEN_PLANS
from sizao.measures.screening import events as testing
from sizao.measures.zones import events as zones
from sizao.measures.zones import queries as drawn
from sizao.measures.zones.types import ZoneState
from sizao.oversight.notices import events as notices
from sizao.spine.outbox.types import on
from sizao.spine.scope import queries as scope
from sizao.trace.cases import events as cases
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import ContactState
from sizao.trace.tracing import events as tracing

MOVED = {ContactClass.CLOSE: "contacts_moved", ContactClass.SECONDARY: "secondary_moved"}
"""The milestone that each class of contacts reaches once everybody of it is in place."""

FIRST_ROUND = {ZoneKind.LOCKDOWN: "lockdown_first_round", ZoneKind.CONTROLLED: "controlled_first_round"}
"""The milestone that each kind of zone reaches with its first round of everyone."""


def _mark(incident_id: UUID | None, keys: Iterable[str], actual_at: datetime, by: Actor, at: datetime) -> None:
    """Mark milestones the edition knows, as the headquarters of the incident: the fact may come from a smaller area."""
    if incident_id is None:
        return
    found = incidents.incident(incident_id)
    if found.state is IncidentState.CLOSED or actual_at > at:
        return
    milestones = {each.key for each in incidents.milestones(incident_id)}
    actor = Actor.system(by.name, found.area)
    with scope.acting(actor):
        for key in milestones & set(keys):
            command.mark(incident_id=incident_id, key=key, actual_at=actual_at, only_first=True, by=actor, at=at)


@on(commands.IncidentOpened)
def mark_the_report(event: commands.IncidentOpened, *, by: Actor, at: datetime) -> None:
    """The direct report was made when the incident was reported; opening it sets up the coordination."""
    _mark(event.incident_id, ("direct_report", "event_report"), event.reported_at, by, at)
    _mark(event.incident_id, ("coordination",), at, by, at)


@on(cases.CaseConfirmed)
def mark_the_confirmation(event: cases.CaseConfirmed, *, by: Actor, at: datetime) -> None:
    """A case held to be an infection has been verified and confirmed by the laboratory."""
    _mark(event.incident_id, ("verification", "laboratory", "case_management"), at, by, at)


@on(cases.StaysRecorded)
def mark_the_trajectory(event: cases.StaysRecorded, *, by: Actor, at: datetime) -> None:
    """The core trajectory is known."""
    _mark(event.incident_id, ("trajectory", "investigation"), at, by, at)


@on(tracing.TraceCompleted)
def mark_the_analysis(event: tracing.TraceCompleted, *, by: Actor, at: datetime) -> None:
    """A finished trace is the first analysis of who is at risk."""
    _mark(event.incident_id, ("analysis",), at, by, at)


@on(commands.TaskCompleted)
def mark_the_investigation(event: commands.TaskCompleted, *, by: Actor, at: datetime) -> None:
    """The case form is finished when its task is."""
    if event.kind is TaskKind.INVESTIGATE and event.case_id is not None:
        _mark(event.incident_id, ("case_investigation",), at, by, at)


@on(plans.PlansPlaced)
def mark_who_moved(event: plans.PlansPlaced, *, by: Actor, at: datetime) -> None:
    """Contacts of a class are moved once every approved one of it is under follow-up and has arrived, wherever they live."""
    if event.incident_id is None:
        return
    with scope.acting(Actor.system(by.name, incidents.incident(event.incident_id).area)):
        states = known.counts(event.incident_id).contacts
        owed = {kind: states.get((kind, ContactState.APPROVED), 0) for kind in MOVED}
        placed = followup.all_placed(event.incident_id, states=OPEN_PLANS, owed=owed)
    for contact_class, moment in placed.items():
        if contact_class in MOVED:
            _mark(event.incident_id, (MOVED[contact_class],), moment, by, at)


@on(zones.ZoneDeclared)
def mark_the_zones(event: zones.ZoneDeclared, *, by: Actor, at: datetime) -> None:
    """The first declared zone publishes the zones; it is a countermeasure in the community too."""
    _mark(event.incident_id, ("zones_published", "countermeasures"), at, by, at)


@on(testing.PointsOpened)
def mark_the_points(event: testing.PointsOpened, *, by: Actor, at: datetime) -> None:
    """Sampling points can be used."""
    _mark(event.incident_id, ("sampling_points_ready",), at, by, at)


@on(testing.RoundEnded)
def mark_the_first_round(event: testing.RoundEnded, *, by: Actor, at: datetime) -> None:
    """The first round of everyone is done in every kind of zone of which one in force lies where the round was held."""
    if event.incident_id is None:
        return
    declared = drawn.zones(incident_id=event.incident_id, state=ZoneState.DECLARED)
    kinds = {each.kind for each in declared if contains(event.area, each.area)}
    _mark(event.incident_id, [FIRST_ROUND[kind] for kind in kinds if kind in FIRST_ROUND], at, by, at)


@on(notices.NoticeIssued)
def mark_the_notice(event: notices.NoticeIssued, *, by: Actor, at: datetime) -> None:
    """A public notice tells the community what is known."""
    _mark(event.incident_id, ("communication",), at, by, at)
