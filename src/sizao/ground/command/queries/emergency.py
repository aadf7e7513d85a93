"""What entering the emergency state would do: desks and leads, incidents with their first tasks, the duty roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sizao.ground.command import rules
from sizao.ground.command.queries.first_steps import first_forces, first_steps, lead_of, steps_of
from sizao.ground.command.queries.incidents import edition_for, incidents
from sizao.ground.command.queries.organisation import groups
from sizao.ground.command.queries.plans import plan
from sizao.ground.command.queries.tasks import tasks
from sizao.ground.command.types import (
    Desk,
    EmergencySheet,
    FirstStep,
    GroupKind,
    IncidentFacts,
    IncidentState,
    NewIncident,
    StandUp,
    TaskKind,
    Wait,
)
from sizao.kernel.words import Words
from sizao.spine import drill

ROSTER = Words("排定24小时值班并公布值班表", "Put up the round-the-clock duty roster")
NOT_YET = UUID(int=0)
"""Stands for the id of an incident that would be opened."""


def emergency_sheet(area: int, at: datetime, new: NewIncident | None = None) -> EmergencySheet:
    """What would be done in an area now: its own open incidents, and one that would be opened with it."""
    own = [each for each in incidents(open_only=True) if each.area == area and each.exercise_id == drill.exercise_id()]
    found = [_of(str(place), each, at) for place, each in enumerate(own)]
    if new is not None:
        found.append(_opened(area, new, at))
    desks = _desks(area)
    return EmergencySheet(area, plan(at), desks, tuple(found), _roster(area, at, desks))


def _of(key: str, found: IncidentFacts, at: datetime) -> StandUp:
    steps = tuple(_keyed(key, each) for each in first_steps(found.id, at))
    return StandUp(key, found, tuple(first_forces(found.id, at)), steps)


def _keyed(key: str, step: FirstStep) -> FirstStep:
    return replace(step, key=f"{key}-{step.key}")


def _opened(area: int, new: NewIncident, at: datetime) -> StandUp:
    """The same lines for an incident that does not exist yet, under the edition it would run under."""
    rules.times_in_order(None, new.detected_at, new.reported_at).or_raise()
    pack = edition_for(new.disease, area, new.detected_at or new.reported_at)
    found = IncidentFacts(
        NOT_YET, "", new.title, new.disease, area, pack.id, None, new.detected_at, new.reported_at, at,
        IncidentState.OPEN,
    )  # fmt: skip
    table = rules.clock(pack.clock, found, {}, at)
    steps = tuple(_keyed("new", each) for each in steps_of(found, table, at))
    return StandUp("new", found, plan(at).forces, steps, is_new=True)


def _desks(area: int) -> tuple[Desk, ...]:
    known = {each.kind: each for each in groups(area) if not each.is_task_force}
    return tuple(
        Desk(kind, known[kind].id, lead_of(known[kind].members)) if kind in known else Desk(kind, None)
        for kind in GroupKind
    )


def _roster(area: int, at: datetime, desks: tuple[Desk, ...]) -> FirstStep:
    """The headquarters' own first task; it stands on the plan's clause on duty, and whoever enters the state dates it."""
    group = GroupKind.COORDINATION
    lead = next(each.lead for each in desks if each.kind is group)
    given = any(each.title.zh == ROSTER.zh and each.area == area for each in tasks(open_only=True))
    return FirstStep(
        "roster", group, TaskKind.INSTRUCTION, ROSTER, None, lead.name if lead else "", lead.user_id if lead else None,
        plan(at).limit(Wait.HANDOVER).clause, is_given=given,
    )  # fmt: skip
