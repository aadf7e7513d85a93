"""Open an incident, stand up its first tasks, mark its clock, explain what is late, and close it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sizao.ground.command import events, queries, rules
from sizao.ground.command.actions.organisation import ensure_headquarters
from sizao.ground.command.actions.tasks import create_task, finish_milestone_tasks
from sizao.ground.command.errors import UnknownMilestone
from sizao.ground.command.models import Delay, Headquarters, Incident, IncidentStatus, Mark
from sizao.ground.command.types import ClockRow, GroupKind, IncidentFacts, IncidentState, NewTask, TaskKind
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import printed
from sizao.kernel.editions import library
from sizao.kernel.names import initials
from sizao.kernel.words import Words
from sizao.spine.outbox import actions as outbox

FIRST_TASKS: tuple[tuple[GroupKind, TaskKind, Words], ...] = (
    (GroupKind.COORDINATION, TaskKind.INSTRUCTION, Words("召集首次会商,明确各组责任", "Hold the first joint meeting and settle who owns what")),
    (GroupKind.INVESTIGATION, TaskKind.INVESTIGATE, Words("完成首例个案流调", "Finish the first case investigation")),
    (GroupKind.ISOLATION, TaskKind.TRANSFER, Words("准备隔离房间与转运车辆", "Ready quarantine rooms and transfer vehicles")),
    (GroupKind.TESTING, TaskKind.SAMPLE, Words("设置采样点并排定首轮检测", "Set up sampling points and plan the first round")),
    (GroupKind.COMMUNITY, TaskKind.ZONE, Words("提出封控区、管控区、防范区建议", "Propose the zones with their boundaries")),
    (GroupKind.TREATMENT, TaskKind.OTHER, Words("安排定点医院收治", "Arrange admission at the designated hospital")),
    (GroupKind.TRAFFIC, TaskKind.TRAFFIC, Words("确定查验卡口与人员", "Settle checkpoints and their staff")),
    (GroupKind.SUPPLIES, TaskKind.SUPPLY, Words("核对防护与生活物资", "Check protective and daily supplies")),
    (GroupKind.PUBLICITY, TaskKind.NOTICE, Words("起草通告并回应关切", "Draft the notice and answer public concern")),
    (GroupKind.SUPERVISION, TaskKind.SUPERVISE, Words("督查首批任务落实", "Check that the first tasks are carried out")),
)  # fmt: skip
"""What each group does first in any incident; groups that own a milestone of the clock get that as a task as well."""


@transaction.atomic
def open_incident(
    *,
    title: Words,
    disease: str,
    area: int,
    reported_at: datetime,
    by: Actor,
    at: datetime,
    detected_at: datetime | None = None,
    emergence_at: datetime | None = None,
    number: str = "",
    exercise_id: UUID | None = None,
) -> UUID:
    """Open an incident under the edition in force at its event time (detection, else report).

    Args:
        title: what people call it, in both languages.
        disease: the editions' key of the disease.
        area: where it is commanded; its headquarters is made when it does not exist.
        reported_at: when the responsible authority first learned of it.
        by: who opens it.
        at: when it is opened.
        detected_at: first record of it anywhere.
        emergence_at: onset of the index case, when known.
        number: the number to use; a new one is drawn from area and year when empty.
        exercise_id: the drill it belongs to, when it is one.
    """
    rules.may_act_in(by, area).or_raise()
    rules.times_in_order(emergence_at, detected_at, reported_at).or_raise()
    headquarters_id = ensure_headquarters(area=area, by=by, at=at)
    Headquarters.objects.select_for_update().get(pk=headquarters_id)
    edition = library().in_force(disease, area, detected_at or reported_at)
    row = Incident.objects.create(
        number=number or _next_number(area, reported_at), title_zh=title.zh, title_en=title.en, disease=disease,
        area=area, edition_id=edition.id, emergence_at=emergence_at, detected_at=detected_at,
        reported_at=reported_at, opened_at=at, exercise_id=exercise_id,
    )  # fmt: skip
    IncidentStatus.objects.create(incident=row, state=IncidentState.OPEN.value, at=at, by=by.name)
    event = events.IncidentOpened(**_place(row.facts()), number=row.number, disease=disease, reported_at=reported_at)
    outbox.emit(event, by=by, at=at)
    return row.id


def _next_number(area: int, reported_at: datetime) -> str:
    """``YX-2021-01``: initials of the area's name, year, count; the headquarters' row is locked meanwhile."""
    words = registry.area_names([area]).get(area)
    bare = re.sub(r"(街道|社区|省|市|县|区|镇|乡|村)$", "", words.zh) if words else ""
    prefix = f"{initials(bare).upper() if bare else printed(area)}-{reported_at.year}-"
    used = set(Incident.objects.filter(number__startswith=prefix).values_list("number", flat=True))
    return next(each for each in (f"{prefix}{n:02d}" for n in range(1, 10_000)) if each not in used)


def _place(found: IncidentFacts) -> dict[str, Any]:
    return {
        "incident_id": found.id,
        "edition_id": found.edition_id,
        "exercise_id": found.exercise_id,
        "area": found.area,
    }


@transaction.atomic
def stand_up(*, incident_id: UUID, by: Actor, at: datetime) -> int:
    """The one-click template: a first task per group, and one per milestone of the clock, due when the clock says.

    Pressing twice adds nothing: tasks that exist already are kept. Returns how many were created.
    """
    found = queries.incident(incident_id)
    rules.may_add(found).or_raise()
    existing = queries.tasks(incident_id=incident_id)
    table = queries.clock(incident_id, at)
    wanted = [*_milestone_tasks(found, table), *_first_tasks(found, table)]
    titles = {(each.group_kind, each.title.zh) for each in existing}
    new = [each for each in wanted if (each.group.value, each.title.zh) not in titles]
    for each in new:
        create_task(new=each, incident_id=incident_id, by=by, at=at)
    return len(new)


def _milestone_tasks(found: IncidentFacts, table: Iterable[ClockRow]) -> list[NewTask]:
    return [
        NewTask(TaskKind.MILESTONE, row.words, GroupKind(row.owner_group), found.area, row.planned_at, milestone=row.milestone)
        for row in table
        if row.actual_at is None
    ]  # fmt: skip


def _first_tasks(found: IncidentFacts, table: Iterable[ClockRow]) -> list[NewTask]:
    """First tasks are due with the last milestone of their own group, else with the clock's last one."""
    rows = [row for row in table if row.planned_at is not None]
    last = max((row.planned_at for row in rows if row.planned_at), default=None)
    own = {row.owner_group: row.planned_at for row in sorted(rows, key=lambda row: row.planned_at or found.reported_at)}
    return [NewTask(kind, words, group, found.area, own.get(group.value, last)) for group, kind, words in FIRST_TASKS]


@transaction.atomic
def mark(
    *,
    incident_id: UUID,
    key: str,
    actual_at: datetime,
    by: Actor,
    at: datetime,
    note: str = "",
    only_first: bool = False,
) -> bool:
    """Mark that a milestone happened; its open tasks are finished with that as their evidence.

    Args:
        incident_id: the incident.
        key: the milestone's key in the edition's clock or 7-1-7 table.
        actual_at: when it happened.
        by: who marks it.
        at: when it is marked.
        note: what shows it.
        only_first: keep an earlier mark instead of correcting it (for what the flow notices by itself).

    Returns:
        Whether a mark was written.

    Raises:
        UnknownMilestone: when the edition has no such key.
    """
    found = queries.incident(incident_id)
    rules.may_mark(found, actual_at, at).or_raise()
    if key not in {each.key for each in queries.milestones(incident_id)}:
        raise UnknownMilestone(edition=found.edition_id, key=key)
    known = queries.marks(incident_id).get(key)
    if known == actual_at or (known is not None and only_first):
        return False
    Mark.objects.create(incident_id=incident_id, key=key, actual_at=actual_at, at=at, by=by.name, note=note)
    finish_milestone_tasks(incident_id=incident_id, key=key, note=note, by=by, at=at)
    outbox.emit(events.MilestoneReached(**_place(found), key=key, actual_at=actual_at), by=by, at=at)
    return True


@transaction.atomic
def explain_delay(*, incident_id: UUID, key: str, reason: str, by: Actor, at: datetime) -> None:
    """Write down why a milestone is late."""
    found = queries.incident(incident_id)
    rules.may_add(found).or_raise()
    if key not in {each.key for each in queries.milestones(incident_id)}:
        raise UnknownMilestone(edition=found.edition_id, key=key)
    Delay.objects.create(incident_id=incident_id, key=key, reason=reason.strip(), at=at, by=by.name)


@transaction.atomic
def close_incident(*, incident_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Close an incident once nobody owes anything for it and no room above holds anything open.

    Raises:
        CasesStillOpen: naming what a room above still holds open.
        TasksStillOpen: when somebody still owes a task.
        ClosingNeedsReason: when no reason is given.
    """
    found = queries.incident(incident_id)
    queries.may_close(found, reason).or_raise()
    IncidentStatus.objects.create(
        incident_id=incident_id, state=IncidentState.CLOSED.value, at=at, by=by.name, reason=reason
    )
    outbox.emit(events.IncidentClosed(**_place(found), number=found.number), by=by, at=at)
