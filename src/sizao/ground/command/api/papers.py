"""Operations on instructions, meetings, orders and circulars."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from sizao.ground.command import actions, queries
from sizao.ground.command.api.incidents import router
from sizao.ground.command.schemas import (
    CircularIn,
    CircularOut,
    ConfirmIn,
    DeliveryOut,
    InstructionIn,
    InstructionOut,
    InstructionReportIn,
    Made,
    MeetingIn,
    MeetingOut,
    MinutesIn,
    OrderIn,
    OrderOut,
    PointIn,
    ResolutionIn,
)
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.affected import AffectedOut


@router.get("/instructions", response=list[InstructionOut])
@needs(Right.COMMAND_READ)
def read_instructions(request: HttpRequest) -> list[InstructionOut]:
    """Instructions from above with their tasks, the newest first."""
    return [InstructionOut.of(each) for each in queries.instruction_papers()]


@router.post("/instructions", response={201: Made})
@needs(Right.COMMAND_WRITE)
def register_instruction(request: HttpRequest, given: InstructionIn) -> Status[Made]:
    """Register an instruction, split into owned tasks or not yet."""
    made = actions.register_instruction(
        source=given.source, text=given.text, number=given.number, issued_on=given.issued_on, due_at=given.due_at,
        area=given.area, incident_id=given.incident_id, tasks=[each.task(given.area) for each in given.tasks],
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, Made(id=made))


@router.get("/instructions/{instruction_id}", response=InstructionOut)
@needs(Right.COMMAND_READ)
def read_instruction(request: HttpRequest, instruction_id: UUID) -> InstructionOut:
    """One instruction."""
    return InstructionOut.of(queries.instruction(instruction_id))


@router.post("/instructions/{instruction_id}/tasks", response={201: Made})
@needs(Right.COMMAND_WRITE)
def split_instruction(request: HttpRequest, instruction_id: UUID, given: PointIn) -> Status[Made]:
    """Give one more task that an instruction asks for."""
    new = given.task(queries.instruction(instruction_id).area)
    made = actions.split_instruction(instruction_id=instruction_id, new=new, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, Made(id=made))


@router.post("/instructions/{instruction_id}/reports", response={201: Made})
@needs(Right.COMMAND_WRITE)
def report_instruction(request: HttpRequest, instruction_id: UUID, given: InstructionReportIn) -> Status[Made]:
    """Report back upwards with one frozen document; refused while a task is open."""
    made = actions.report_instruction(
        instruction_id=instruction_id, to=given.to, summary=given.summary, number=given.number,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, Made(id=made))


@router.get("/meetings", response=list[MeetingOut])
@needs(Right.COMMAND_READ)
def read_meetings(request: HttpRequest) -> list[MeetingOut]:
    """Meetings with their decisions, the newest first."""
    return [MeetingOut.of(each) for each in queries.meetings()]


@router.post("/meetings", response={201: Made})
@needs(Right.COMMAND_WRITE)
def hold_meeting(request: HttpRequest, given: MeetingIn) -> Status[Made]:
    """Enter a meeting."""
    made = actions.hold_meeting(area=given.area, new=given.meeting(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, Made(id=made))


@router.get("/meetings/{meeting_id}", response=MeetingOut)
@needs(Right.COMMAND_READ)
def read_meeting(request: HttpRequest, meeting_id: UUID) -> MeetingOut:
    """One meeting."""
    return MeetingOut.of(queries.meeting(meeting_id))


@router.post("/meetings/{meeting_id}/minutes", response=MeetingOut)
@needs(Right.COMMAND_WRITE)
def write_minutes(request: HttpRequest, meeting_id: UUID, given: MinutesIn) -> MeetingOut:
    """Write the minutes, or a later version of them."""
    actions.write_minutes(meeting_id=meeting_id, text=given.text, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return MeetingOut.of(queries.meeting(meeting_id))


@router.post("/meetings/{meeting_id}/resolutions", response=MeetingOut)
@needs(Right.COMMAND_WRITE)
def resolve(request: HttpRequest, meeting_id: UUID, given: ResolutionIn) -> MeetingOut:
    """Write down a decision; with an owner it becomes a task."""
    found = queries.meeting(meeting_id)
    new = given.task.task(found.area) if given.task else None
    actions.resolve(meeting_id=meeting_id, text=given.text, new=new, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return MeetingOut.of(queries.meeting(meeting_id))


@router.get("/orders", response=list[OrderOut])
@needs(Right.TASKS_READ)
def read_orders(request: HttpRequest) -> list[OrderOut]:
    """Direct orders given and received here, the newest first."""
    return [OrderOut.of(each) for each in queries.orders()]


@router.post("/orders", response={201: OrderOut})
@needs(Right.COMMAND_WRITE)
def issue_order(request: HttpRequest, given: OrderIn) -> Status[OrderOut]:
    """Order the front directly: a task there, a delivery to confirm, copies to the layers between."""
    made = actions.issue_order(
        area=given.area, area_to=given.area_to, title=given.title, text=given.text, group=given.group,
        due_at=given.due_at, is_urgent=given.is_urgent, incident_id=given.incident_id,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, OrderOut.of(queries.order(made)))


@router.post("/orders/preview", response=AffectedOut)
@needs(Right.COMMAND_WRITE)
def preview_order(request: HttpRequest, given: OrderIn) -> AffectedOut:
    """Whom an order to the front concerns: who lives in the area it goes to, and each smaller area as the lighter order."""
    if given.incident_id is not None:
        queries.incident(given.incident_id)
    touched = queries.reached_by_order(given.area, given.area_to, request.actor)  # type: ignore[attr-defined]
    return AffectedOut.of(touched, lighter=queries.narrower_orders(given.area_to, touched))


@router.get("/orders/{order_id}", response=OrderOut)
@needs(Right.TASKS_READ)
def read_order(request: HttpRequest, order_id: UUID) -> OrderOut:
    """One order."""
    return OrderOut.of(queries.order(order_id))


@router.get("/circulars", response=list[CircularOut])
@needs(Right.TASKS_READ)
def read_circulars(request: HttpRequest) -> list[CircularOut]:
    """Circulars of this area and of those above, the newest first."""
    return [CircularOut.of(each) for each in queries.circulars()]


@router.post("/circulars", response={201: CircularOut})
@needs(Right.COMMAND_WRITE)
def circulate(request: HttpRequest, given: CircularIn) -> Status[CircularOut]:
    """Make an edition's change known to the own groups and to the areas one level down."""
    made = actions.circulate(
        area=given.area, edition_id=given.edition_id, previous_id=given.previous_id,
        title=Words(given.title_zh, given.title_en or given.title_zh), text=given.text, read_by=given.read_by,
        to_groups=given.to_groups, to_areas=given.to_areas, by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, CircularOut.of(queries.circular(made)))


@router.post("/deliveries/{delivery_id}/readings", response=DeliveryOut)
@needs(Right.TASKS_READ, Right.TASKS_WRITE)
def confirm_reading(request: HttpRequest, delivery_id: UUID, given: ConfirmIn) -> DeliveryOut:
    """Confirm that a unit has read a paper; who is not of the unit says how they know."""
    actions.confirm_reading(
        delivery_id=delivery_id, name=request.actor.name, note=given.note,  # type: ignore[attr-defined]
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return DeliveryOut.of(queries.delivery(delivery_id))
