"""The preview of the standing plan for one incident: what would be stood up, with owner, due time and clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sizao.ground.command.queries.incidents import clock, incident
from sizao.ground.command.queries.organisation import groups
from sizao.ground.command.queries.plans import plan
from sizao.ground.command.queries.tasks import tasks
from sizao.ground.command.types import (
    ClockRow,
    Duty,
    FirstStep,
    GroupKind,
    IncidentFacts,
    MemberFacts,
    PlannedForce,
    PlannedTask,
    TaskKind,
)


def first_forces(incident_id: UUID, at: datetime) -> list[PlannedForce]:
    """The plan's task forces that the incident does not have yet."""
    found = incident(incident_id)
    known = {each.name.zh for each in groups(found.area, incident_id=incident_id) if each.is_task_force}
    return [each for each in plan(at).forces if each.name.zh not in known]


def first_steps(incident_id: UUID, at: datetime) -> list[FirstStep]:
    """One line per milestone of the clock that is still ahead and per first task of the plan; given ones are marked."""
    given = {(each.group_kind, each.title.zh) for each in tasks(incident_id=incident_id)}
    return [_marked(each, given) for each in steps_of(incident(incident_id), clock(incident_id, at), at)]


def steps_of(found: IncidentFacts, table: Sequence[ClockRow], at: datetime) -> list[FirstStep]:
    """The lines for an incident and its clock; the incident may be one that is not open yet."""
    owners = {each.kind: lead_of(each.members) for each in groups(found.area) if not each.is_task_force}
    return [*_milestones(table, owners), *_planned(found, plan(at).tasks, table, owners)]


def lead_of(members: Iterable[MemberFacts]) -> MemberFacts | None:
    """Who leads a group; ``None`` when nobody does."""
    return next((each for each in members if each.duty is Duty.LEAD), None)


Owners = dict[GroupKind, "MemberFacts | None"]


def _owner(owners: Owners, group: GroupKind) -> tuple[str, int | None]:
    lead = owners.get(group)
    return (lead.name, lead.user_id) if lead else ("", None)


def _milestones(table: Iterable[ClockRow], owners: Owners) -> Iterator[FirstStep]:
    for row in table:
        if row.actual_at is None:
            group = GroupKind(row.owner_group)
            yield FirstStep(
                f"m-{row.milestone}", group, TaskKind.MILESTONE, row.words, row.planned_at,
                *_owner(owners, group), row.clause, row.milestone,
            )  # fmt: skip


def _planned(
    found: IncidentFacts, planned: Iterable[PlannedTask], table: Iterable[ClockRow], owners: Owners
) -> Iterator[FirstStep]:
    """First tasks are due after their own hours, else with the last milestone of their group, else with the clock's last."""
    rows = sorted((row for row in table if row.planned_at), key=lambda row: row.planned_at or found.reported_at)
    own = {row.owner_group: row.planned_at for row in rows}
    last = rows[-1].planned_at if rows else None
    for place, each in enumerate(planned):
        due = found.reported_at + timedelta(hours=each.due_hours) if each.due_hours else own.get(each.group.value, last)
        yield FirstStep(f"t-{place}", each.group, each.kind, each.title, due, *_owner(owners, each.group), each.clause)


def _marked(step: FirstStep, given: set[tuple[str, str]]) -> FirstStep:
    return replace(step, is_given=(step.group.value, step.title.zh) in given)
