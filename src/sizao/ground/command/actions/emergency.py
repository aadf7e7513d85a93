"""Enter the emergency state with everything it stands up: groups and leads, incidents, first tasks, the roster's task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries
from sizao.ground.command.actions.incidents import open_incident
from sizao.ground.command.actions.organisation import add_member, change_state, ensure_groups
from sizao.ground.command.actions.plans import stand_up
from sizao.ground.command.actions.tasks import create_task
from sizao.ground.command.types import (
    Duty,
    EmergencyOrder,
    FirstStep,
    GroupKind,
    HqState,
    NewTask,
    StandUp,
)
from sizao.kernel.actors import Actor

Owners = dict[GroupKind, tuple[str, "int | None"]]


@transaction.atomic
def enter_emergency(*, area: int, order: EmergencyOrder, by: Actor, at: datetime) -> int:
    """Enter the emergency state and do what its sheet showed, all of it or nothing; returns how many tasks were given.

    Raises:
        AlreadyInState: when the headquarters is in it.
        TimesOutOfOrder: when a new incident's times are.
    """
    change_state(area=area, to=HqState.EMERGENCY, decision=order.decision, by=by, at=at)
    ensure_groups(area=area, by=by, at=at)
    owners = _appointed(area, order, by, at)
    made = sum(_stood_up(each, area, owners, by, at) for each in order.stand_ups)
    if order.roster is None or order.roster.is_given:
        return made
    step = _owned(order.roster, owners)
    new = NewTask(
        step.kind, step.title, step.group, area, step.due_at, detail=f"依据 / basis: {step.clause}",
        assignee=step.owner, assignee_id=step.owner_id,
    )  # fmt: skip
    create_task(new=new, by=by, at=at)
    return made + 1


def _appointed(area: int, order: EmergencyOrder, by: Actor, at: datetime) -> Owners:
    """Appoint the leads that were typed; a name the headquarters knows brings its account along."""
    groups = queries.groups(area)
    standing = {each.kind: each for each in groups if not each.is_task_force}
    accounts = {member.name: member.user_id for group in groups for member in group.members}
    found: Owners = {}
    for kind, name in order.leads:
        user_id = accounts.get(name)
        add_member(group_id=standing[kind].id, name=name, duty=Duty.LEAD, user_id=user_id, by=by, at=at)
        found[kind] = (name, user_id)
    return found


def _stood_up(given: StandUp, area: int, owners: Owners, by: Actor, at: datetime) -> int:
    incident_id = _opened(given, area, by, at) if given.is_new else given.incident.id
    return stand_up(incident_id=incident_id, forces=given.forces, steps=_all_owned(given.steps, owners), by=by, at=at)


def _opened(given: StandUp, area: int, by: Actor, at: datetime) -> UUID:
    found = given.incident
    return open_incident(
        title=found.title, disease=found.disease, area=area, reported_at=found.reported_at,
        detected_at=found.detected_at, by=by, at=at,
    )  # fmt: skip


def _all_owned(steps: Iterable[FirstStep], owners: Owners) -> list[FirstStep]:
    return [_owned(each, owners) for each in steps]


def _owned(step: FirstStep, owners: Owners) -> FirstStep:
    """A line without an owner goes to the lead that its group was just given."""
    if step.owner or step.group not in owners:
        return step
    name, user_id = owners[step.group]
    return replace(step, owner=name, owner_id=user_id)
