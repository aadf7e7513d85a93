"""Reading papers: instructions with their reports, meetings, orders and circulars with who has read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from sizao.ground.command import rules
from sizao.ground.command.errors import NoSuchPaper
from sizao.ground.command.models import Circular, Delivery, DirectOrder, Evidence, Instruction, Meeting, Reading
from sizao.ground.command.queries.tasks import facts, rows
from sizao.ground.command.types import (
    CircularFacts,
    DeliveryFacts,
    DeliveryRole,
    GroupKind,
    InstructionPaper,
    InstructionState,
    MeetingFacts,
    MeetingKind,
    OrderFacts,
    ResolutionFacts,
    TaskFacts,
    Unattended,
    UnattendedKind,
    Wait,
)
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import Touched
from sizao.kernel.actors import Actor
from sizao.kernel.tenures import Tenure, bounds, counted
from sizao.kernel.words import Words
from sizao.spine.web.types import Option

MOST = 300
"""The latest papers that a list shows."""


def _tasks(ids: Iterable[UUID | None]) -> dict[UUID, TaskFacts]:
    wanted = {each for each in ids if each}
    return {row.id: facts(row) for row in rows().filter(pk__in=wanted)} if wanted else {}


def _instructions(found: Any) -> list[InstructionPaper]:
    papers = list(found.select_related("incident").prefetch_related("reports"))
    of: dict[UUID, list[TaskFacts]] = {}
    for row in rows().filter(instruction__in=[each.id for each in papers]):
        of.setdefault(row.instruction_id, []).append(facts(row))
    return [
        InstructionPaper(
            row.id, row.number, row.source, row.text, row.area, row.issued_on, row.received_at, row.due_at,
            tuple(of.get(row.id, ())), tuple(each.facts() for each in row.reports.all()), row.incident_id,
            row.incident.number if row.incident else "",
        )
        for row in papers
    ]  # fmt: skip


def instruction_papers() -> list[InstructionPaper]:
    """The latest instructions in scope with their tasks, the newest first."""
    return _instructions(Instruction.objects.order_by("-received_at")[:MOST])


def instruction(instruction_id: UUID) -> InstructionPaper:
    """One instruction.

    Raises:
        NoSuchPaper: when it is not in scope.
    """
    found = _instructions(Instruction.objects.filter(pk=instruction_id))
    if not found:
        raise NoSuchPaper
    return found[0]


def instruction_lines(found: InstructionPaper) -> list[dict[str, str]]:
    """One line per task for the report upwards: what, whose, when done, on what evidence."""
    shown: dict[UUID, list[str]] = {}
    for each in Evidence.objects.filter(task__in=[task.id for task in found.tasks]).order_by("id"):
        shown.setdefault(each.task_id, []).append(" ".join(filter(None, (each.text, each.document))))
    return [
        {
            "number": task.number, "title_zh": task.title.zh, "title_en": task.title.en,
            "group": task.group_kind, "owner": task.assignee, "state": task.state.value,
            "due_at": task.due_at.isoformat() if task.due_at else "",
            "changed_at": task.changed_at.isoformat() if task.changed_at else "",
            "evidence": "; ".join(shown.get(task.id, ())),
        }
        for task in found.tasks
    ]  # fmt: skip


def meetings() -> list[MeetingFacts]:
    """The latest meetings in scope, the newest first."""
    return _meetings(Meeting.objects.order_by("-held_at")[:MOST])


def meeting(meeting_id: UUID) -> MeetingFacts:
    """One meeting.

    Raises:
        NoSuchPaper: when it is not in scope.
    """
    found = _meetings(Meeting.objects.filter(pk=meeting_id))
    if not found:
        raise NoSuchPaper
    return found[0]


def _meetings(found: Any) -> list[MeetingFacts]:
    papers = list(found.select_related("incident").prefetch_related("attendance", "versions", "resolutions"))
    tasks = _tasks(each.task_id for row in papers for each in row.resolutions.all())
    return [_meeting(row, tasks) for row in papers]


def _meeting(row: Meeting, tasks: dict[UUID, TaskFacts]) -> MeetingFacts:
    versions = sorted(row.versions.all(), key=lambda each: each.pk)
    decided = sorted(row.resolutions.all(), key=lambda each: each.pk)
    return MeetingFacts(
        row.id, row.area, MeetingKind(row.kind), row.title, row.held_at, row.place, row.chair, row.agenda,
        versions[-1].text if versions else "", tuple(each.facts() for each in row.attendance.all()),
        tuple(ResolutionFacts(each.text, each.at, each.by, tasks.get(each.task_id) if each.task_id else None) for each in decided),
        row.incident_id, row.incident.number if row.incident else "",
    )  # fmt: skip


def orders() -> list[OrderFacts]:
    """The latest direct orders in scope, the newest first."""
    return _orders(DirectOrder.objects.order_by("-issued_at")[:MOST])


def reached_by_order(area: int, area_to: int, by: Actor) -> Touched:
    """Who lives where an order to the front would go, when it may be given.

    Raises:
        OutsideArea, NotBelow: see :func:`rules.may_act_in` and :func:`rules.may_order`.
    """
    rules.may_act_in(by, area).or_raise()
    rules.may_order(area, area_to).or_raise()
    return registry.touched_in(area_to)


def narrower_orders(area_to: int, touched: Touched) -> list[Option]:
    """Lighter options than an order to a whole area: to one of the areas below it in which fewer people live."""
    people = {code: each.persons for code, each in registry.counts_below(area_to).items()}
    fewer = sorted((number, code) for code, number in people.items() if 0 < number < touched.persons)
    names = registry.area_names(people)
    said = Words("只下达到{name}", "To {name} alone")
    return [Option(said.filled(name=names[code]), Words(f"{number} 人", f"{number} people")) for number, code in fewer]


def order(order_id: UUID) -> OrderFacts:
    """One direct order.

    Raises:
        NoSuchPaper: when it is not in scope.
    """
    found = _orders(DirectOrder.objects.filter(pk=order_id))
    if not found:
        raise NoSuchPaper
    return found[0]


def _orders(found: Any) -> list[OrderFacts]:
    papers = list(found.prefetch_related("deliveries__readings"))
    tasks = _tasks(each.task_id for each in papers)
    return [
        OrderFacts(
            row.id, row.number, row.area, row.area_to, row.title, row.text, row.is_urgent, row.issued_at, row.by,
            row.due_at, tasks.get(row.task_id), _deliveries(row.deliveries.all()), row.incident_id,
        )
        for row in papers
    ]  # fmt: skip


def circulars() -> list[CircularFacts]:
    """The latest circulars in scope and from above, the newest first."""
    return [
        _circular(row)
        for row in Circular.objects.prefetch_related("deliveries__readings").order_by("-issued_at")[:MOST]
    ]


def circular(circular_id: UUID) -> CircularFacts:
    """One circular.

    Raises:
        NoSuchPaper: when it is not in scope.
    """
    row = Circular.objects.prefetch_related("deliveries__readings").filter(pk=circular_id).first()
    if row is None:
        raise NoSuchPaper
    return _circular(row)


def _circular(row: Circular) -> CircularFacts:
    return CircularFacts(
        row.id, row.number, row.area, row.title, row.text, row.edition_id, row.previous_id, row.issued_at, row.read_by,
        row.by, _deliveries(row.deliveries.all()),
    )  # fmt: skip


def _deliveries(found: Iterable[Delivery]) -> tuple[DeliveryFacts, ...]:
    order = sorted(
        found, key=lambda each: (each.role != DeliveryRole.TO.value, each.group_id is None, each.area, each.unit_zh)
    )
    return tuple(_delivery(each) for each in order)


def _delivery(row: Delivery) -> DeliveryFacts:
    first = min(row.readings.all(), key=lambda each: each.at, default=None)
    return DeliveryFacts(
        row.id, row.area, row.unit, DeliveryRole(row.role), row.group_id, first.facts() if first else None
    )


def delivery(delivery_id: UUID) -> DeliveryFacts:
    """One delivery.

    Raises:
        NoSuchPaper: when it is not in scope.
    """
    row = Delivery.objects.prefetch_related("readings").filter(pk=delivery_id).first()
    if row is None:
        raise NoSuchPaper
    return _delivery(row)


def paper_of(delivery_id: UUID) -> tuple[str, UUID]:
    """The page of the paper that a delivery belongs to, and its id.

    Raises:
        NoSuchPaper: when it is not in scope.
    """
    row = Delivery.objects.filter(pk=delivery_id).first()
    if row is None:
        raise NoSuchPaper
    if row.order_id is not None:
        return "command:order", row.order_id
    assert row.circular_id is not None
    return "command:circular", row.circular_id


def deliveries(paper_id: UUID) -> tuple[DeliveryFacts, ...]:
    """The units that an order or a circular goes to, as far as they are in scope."""
    found = Delivery.objects.filter(Q(order=paper_id) | Q(circular=paper_id)).prefetch_related("readings")
    return _deliveries(found)


def unread_papers(at: datetime, asked: Any) -> Iterator[Unattended]:
    """Orders that an addressee has not confirmed, and circulars with the units that have not, in one line each."""
    waiting = Delivery.objects.filter(readings__isnull=True, role=DeliveryRole.TO.value)
    for row in waiting.filter(order__isnull=False).select_related("order"):
        order: Any = row.order
        yield Unattended(
            UnattendedKind.ORDER_UNREAD, order.id, Words(order.title, order.title), row.unit, row.area, order.issued_at,
            asked.of(row.area, Wait.UNREAD), "command:order", order.number, order.incident_id,
        )  # fmt: skip
    units: dict[Circular, list[Words]] = {}
    for row in waiting.filter(circular__isnull=False).select_related("circular"):
        circular: Any = row.circular
        units.setdefault(circular, []).append(row.unit)
    yield from (_unread_circular(paper, names, asked) for paper, names in units.items())


def _unread_circular(paper: Circular, units: list[Words], asked: Any) -> Unattended:
    """Its own deadline goes before the general limit."""
    limit = asked.of(paper.area, Wait.UNREAD)
    since = paper.read_by - limit.length if paper.read_by else paper.issued_at
    owner = Words(
        f"{len(units)} 个单位:{'、'.join(each.zh for each in units[:3])}{'等' if len(units) > 3 else ''}",
        f"{len(units)} units: {', '.join(each.en for each in units[:3])}{' …' if len(units) > 3 else ''}",
    )
    return Unattended(
        UnattendedKind.CIRCULAR_UNREAD,
        paper.id,
        paper.title,
        owner,
        paper.area,
        since,
        limit,
        "command:circular",
        paper.number,
    )


def unsplit_instructions(at: datetime, asked: Any) -> Iterator[Unattended]:
    """Instructions that nobody has split into tasks."""
    for each in _instructions(Instruction.objects.filter(tasks__isnull=True)):
        if each.state is InstructionState.UNSPLIT:
            words = Words(f"{each.source}:{each.text[:60]}", f"{each.source}: {each.text[:60]}")
            yield Unattended(
                UnattendedKind.INSTRUCTION_UNSPLIT, each.id, words, GroupKind.COORDINATION.words, each.area,
                each.received_at, asked.of(each.area, Wait.INSTRUCTION), "command:instruction", each.number, each.incident_id,
            )  # fmt: skip


def orders_read_by(held: Collection[Tenure]) -> dict[Tenure, int]:
    """How many direct orders each account confirmed for its own unit within its time."""
    users, (since, until) = {each.user_id for each in held}, bounds(held)
    rows = Reading.objects.filter(
        user_id__in=users, on_behalf=False, delivery__order__isnull=False, at__gte=since, at__lt=until
    )
    return counted(held, rows.values_list("user_id", "at"))
