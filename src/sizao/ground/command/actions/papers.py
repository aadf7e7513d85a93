"""Meetings with their decisions, orders to the front, circulars, confirmations, and reports back on instructions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import events, queries, rules
from sizao.ground.command.actions.tasks import create_task
from sizao.ground.command.errors import NoSuchHeadquarters, NoSuchPaper
from sizao.ground.command.models import (
    Attendance,
    Circular,
    Delivery,
    DirectOrder,
    Headquarters,
    Instruction,
    InstructionReport,
    Meeting,
    Minutes,
    Reading,
    Resolution,
)
from sizao.ground.command.types import (
    DeliveryFacts,
    DeliveryRole,
    GroupFacts,
    GroupKind,
    NewMeeting,
    NewTask,
    TaskKind,
)
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def split_instruction(*, instruction_id: UUID, new: NewTask, by: Actor, at: datetime) -> UUID:
    """Give one more task that an instruction asks for."""
    found = queries.instruction(instruction_id)
    return create_task(new=new, incident_id=found.incident_id, instruction_id=instruction_id, by=by, at=at)


@transaction.atomic
def report_instruction(
    *, instruction_id: UUID, to: str, summary: str, by: Actor, at: datetime, number: str = ""
) -> UUID:
    """Report back upwards on an instruction with one document: every task with its evidence, frozen.

    Raises:
        InstructionUnfinished: while a task of it is open.
    """
    found = queries.instruction(instruction_id)
    rules.may_act_in(by, found.area).or_raise()
    rules.may_report_instruction(found.open_tasks).or_raise()
    lines = queries.instruction_lines(found)
    text = json.dumps([str(instruction_id), summary, at.isoformat(), lines], ensure_ascii=False, sort_keys=True)
    row = InstructionReport.objects.create(
        instruction_id=instruction_id, number=number.strip(), to=to.strip(), summary=summary.strip(), lines=lines,
        sha256=hashlib.sha256(text.encode()).hexdigest(), at=at, by=by.name,
    )  # fmt: skip
    outbox.emit(
        events.InstructionReported(area=found.area, instruction_id=instruction_id, report_id=row.id), by=by, at=at
    )
    return row.id


@transaction.atomic
def hold_meeting(*, area: int, new: NewMeeting, by: Actor, at: datetime) -> UUID:
    """Enter a meeting of the area's headquarters with its agenda and attendance.

    Raises:
        NoSuchIncident: when it is about an incident that is not in scope.
        NoSuchHeadquarters: when the area has none.
    """
    rules.may_act_in(by, area).or_raise()
    _in_scope(new.incident_id)
    commanding = Headquarters.objects.filter(area=area).first()
    if commanding is None:
        raise NoSuchHeadquarters
    row = Meeting.objects.create(
        headquarters=commanding, incident_id=new.incident_id, area=area, kind=new.kind.value, title=new.title,
        held_at=new.held_at, place=new.place, chair=new.chair, agenda=new.agenda, entered_at=at, entered_by=by.name,
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(meeting=row, name=each.name, unit=each.unit, presence=each.presence.value) for each in new.attendance
    )
    return row.id


def _in_scope(incident_id: UUID | None) -> None:
    """A foreign key is checked past row security: a paper must not tie itself to an incident that its writer cannot see."""
    if incident_id is not None:
        queries.incident(incident_id)


@transaction.atomic
def write_minutes(*, meeting_id: UUID, text: str, by: Actor, at: datetime) -> None:
    """Write the minutes, or a later version of them."""
    found = queries.meeting(meeting_id)
    rules.may_act_in(by, found.area).or_raise()
    if text.strip() and text.strip() != found.minutes:
        Minutes.objects.create(meeting_id=meeting_id, text=text.strip(), at=at, by=by.name)


@transaction.atomic
def resolve(*, meeting_id: UUID, text: str, new: NewTask | None, by: Actor, at: datetime) -> None:
    """Write down a decision of a meeting; with an owner and a due time it becomes a task at once."""
    found = queries.meeting(meeting_id)
    rules.may_act_in(by, found.area).or_raise()
    task = create_task(new=new, incident_id=found.incident_id, by=by, at=at) if new else None
    Resolution.objects.create(meeting_id=meeting_id, task_id=task, text=text.strip(), at=at, by=by.name)


@transaction.atomic
def issue_order(
    *,
    area: int,
    area_to: int,
    title: str,
    text: str,
    by: Actor,
    at: datetime,
    group: GroupKind = GroupKind.COMMUNITY,
    due_at: datetime | None = None,
    is_urgent: bool = False,
    incident_id: UUID | None = None,
) -> UUID:
    """Order the front directly: a task there, a delivery to be confirmed, and copies to every layer between."""
    rules.may_act_in(by, area).or_raise()
    rules.may_order(area, area_to).or_raise()
    words = Words(title, title)
    task = create_task(
        new=NewTask(TaskKind.OTHER, words, group, area_to, due_at, text), incident_id=incident_id, by=by, at=at
    )
    row = DirectOrder.objects.create(
        area=area, area_to=area_to, incident_id=incident_id, task_id=task, title=title, text=text, is_urgent=is_urgent,
        due_at=due_at, issued_at=at, by=by.name,
    )  # fmt: skip
    chain = [each.code for each in registry.ancestors(area_to)]
    between = [each for each in chain if contains(area, each) and each not in (area, area_to)]
    names = registry.area_names([*between, area_to])
    Delivery.objects.bulk_create(
        _delivery(names.get(each), each, DeliveryRole.COPY if each != area_to else DeliveryRole.TO, order=row)
        for each in (*between, area_to)
    )
    outbox.emit(
        events.OrderIssued(area=area_to, incident_id=incident_id, order_id=row.id, is_urgent=is_urgent), by=by, at=at
    )
    return row.id


def _delivery(
    name: Words | None, area: int, role: DeliveryRole, *, order: DirectOrder | None = None,
    circular: Circular | None = None, group: GroupFacts | None = None,
) -> Delivery:  # fmt: skip
    unit = group.name if group else name or Words(str(area), str(area))
    return Delivery(
        order=order, circular=circular, area=area, group_id=group.id if group else None, unit_zh=unit.zh,
        unit_en=unit.en, role=role.value,
    )  # fmt: skip


@transaction.atomic
def circulate(
    *,
    area: int,
    edition_id: str,
    title: Words,
    text: str,
    by: Actor,
    at: datetime,
    previous_id: str = "",
    read_by: datetime | None = None,
    to_groups: bool = True,
    to_areas: bool = True,
) -> UUID:
    """Make new upper rules known: a circular to the own groups and to the areas one level down, each to confirm.

    Raises:
        NoSuchEdition: when an edition is unknown.
    """
    rules.may_act_in(by, area).or_raise()
    for each in filter(None, (edition_id, previous_id)):
        library().get(each)
    row = Circular.objects.create(
        area=area, title_zh=title.zh, title_en=title.en, text=text, edition_id=edition_id, previous_id=previous_id,
        issued_at=at, read_by=read_by, by=by.name,
    )  # fmt: skip
    Delivery.objects.bulk_create(_units(row, area, to_groups=to_groups, to_areas=to_areas))
    outbox.emit(events.CircularIssued(area=area, circular_id=row.id, edition_id=edition_id), by=by, at=at)
    return row.id


def _units(row: Circular, area: int, *, to_groups: bool, to_areas: bool) -> Iterable[Delivery]:
    groups = [each for each in queries.groups(area) if not each.is_task_force] if to_groups else []
    below = registry.children(area) if to_areas else []
    yield from (_delivery(None, area, DeliveryRole.TO, circular=row, group=each) for each in groups)
    yield from (_delivery(each.words, each.code, DeliveryRole.TO, circular=row) for each in below)


@transaction.atomic
def confirm_reading(*, delivery_id: UUID, name: str, by: Actor, at: datetime, note: str = "") -> None:
    """Confirm that a unit has read a paper; who is not of the unit says how they know.

    Raises:
        ConfirmationUnfounded: when somebody else confirms without saying how they know.
    """
    found = queries.delivery(delivery_id)
    on_behalf = not is_of_unit(found, by)
    rules.may_confirm(found, on_behalf=on_behalf, note=note).or_raise()
    if not Reading.objects.filter(delivery=delivery_id, user_id=by.user_id, name=name).exists():
        Reading.objects.create(
            delivery_id=delivery_id, user_id=by.user_id, name=name, at=at, note=note.strip(), on_behalf=on_behalf
        )


def is_of_unit(found: DeliveryFacts, by: Actor) -> bool:
    """Whether an actor belongs to the unit: a member of its group, else somebody who acts for exactly that area."""
    if found.group_id is not None:
        return found.group_id in {each.id for each in queries.my_groups(by)}
    return contains(found.area, by.area)


@transaction.atomic
def confirm_paper(*, paper_id: UUID, name: str, by: Actor, at: datetime) -> int:
    """Confirm for every unit of one's own that a paper went to; returns for how many.

    Raises:
        NoSuchPaper: when it went to none of the actor's units.
    """
    mine = [each for each in queries.deliveries(paper_id) if is_of_unit(each, by) and each.reading is None]
    if not mine:
        raise NoSuchPaper
    for each in mine:
        confirm_reading(delivery_id=each.id, name=name, by=by, at=at)
    return len(mine)


@transaction.atomic
def register_instruction(
    *,
    source: str,
    text: str,
    area: int,
    by: Actor,
    at: datetime,
    number: str = "",
    issued_on: date | None = None,
    due_at: datetime | None = None,
    incident_id: UUID | None = None,
    tasks: Sequence[NewTask] = (),
) -> UUID:
    """Enter an instruction from above with its number, date and deadline; its tasks may follow later.

    Raises:
        NoSuchIncident: when it is about an incident that is not in scope.
    """
    rules.may_act_in(by, area).or_raise()
    _in_scope(incident_id)
    row = Instruction.objects.create(
        incident_id=incident_id, area=area, number=number.strip(), source=source, text=text, issued_on=issued_on,
        received_at=at, due_at=due_at, by=by.name,
    )  # fmt: skip
    for new in tasks:
        create_task(new=new, incident_id=incident_id, instruction_id=row.id, by=by, at=at)
    return row.id
