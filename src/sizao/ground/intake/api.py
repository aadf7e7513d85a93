"""The API of intake: send a file, correct its mapping, let it enter, read the receipt."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.ground.intake import actions
from sizao.ground.intake.errors import FileTooLarge
from sizao.ground.intake.queries import batches, formats, incidents, told
from sizao.ground.intake.schemas import TEXT, BatchOut, MappingIn, RejectionOut, ToldOut
from sizao.ground.intake.types import Kind, Order
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs

router = Router(tags=["intake"])
LIMIT = formats.MAX_FILE_MB * formats.MEGABYTE


@router.get("/imports", response=list[BatchOut])
@needs(Right.INTAKE_READ)
def read_batches(request: HttpRequest, limit: int = Query(50, ge=1, le=500)) -> list[BatchOut]:  # type: ignore[type-arg]
    """The newest batches."""
    return [BatchOut.of(row.facts()) for row in batches.batch_rows().order_by("-received_at", "-id")[:limit]]


@router.post(
    "/imports",
    response={201: BatchOut},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
@needs(Right.INTAKE_RUN)
def send_file(
    request: HttpRequest,
    kind: Kind,
    filename: str = Query(..., min_length=1, max_length=200, pattern=TEXT),  # type: ignore[type-arg]
    area: str = Query("", max_length=20, pattern=TEXT),  # type: ignore[type-arg]
    incident_id: UUID | None = None,
    declared: int | None = Query(None, ge=0, le=2_000_000_000),  # type: ignore[type-arg]
    encoding: str = Query("", max_length=24, pattern=r"^[A-Za-z0-9._-]*$"),  # type: ignore[type-arg]
    sheet: str = Query("", max_length=120, pattern=TEXT),  # type: ignore[type-arg]
    dated: bool = False,
) -> Status[BatchOut]:
    """Send the bytes of one file as the body; it is read and counted, nothing enters. The same file is the same batch.

    ``dated``: cases and contacts count from their own day of report (an outbreak of the past), not from the day the file came.
    """
    content = request.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise FileTooLarge(size=f">{formats.MAX_FILE_MB}", limit=formats.MAX_FILE_MB)
    order = Order(kind, _area(request, area, incident_id), incident_id, declared, encoding, sheet, dated=dated)
    facts = actions.stage(content=content, filename=filename, order=order, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, BatchOut.of(facts))


@router.get("/imports/{batch_id}", response=BatchOut)
@needs(Right.INTAKE_READ)
def read_batch(request: HttpRequest, batch_id: UUID) -> BatchOut:
    """One batch with its receipt."""
    return BatchOut.of(batches.batch(batch_id))


@router.put("/imports/{batch_id}/mapping", response=BatchOut)
@needs(Right.INTAKE_RUN)
def correct_mapping(request: HttpRequest, batch_id: UUID, mapping: MappingIn) -> BatchOut:
    """Correct the mapping of a staged file; it is counted again."""
    kind = batches.batch(batch_id).order.kind
    facts = actions.remap(batch_id=batch_id, mapping=mapping.mapping(kind), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return BatchOut.of(facts)


@router.post("/imports/{batch_id}/entering", response=BatchOut)
@needs(Right.INTAKE_RUN)
def let_enter(request: HttpRequest, batch_id: UUID) -> BatchOut:
    """Let a staged file enter; the receipt is final when its state is ``applied``."""
    return BatchOut.of(actions.commit(batch_id=batch_id, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.post("/imports/{batch_id}/withdrawal", response={204: None})
@needs(Right.INTAKE_RUN)
def withdraw(request: HttpRequest, batch_id: UUID) -> Status[None]:
    """Take a staged file back; it is destroyed."""
    actions.withdraw(batch_id=batch_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(204, None)


@router.get("/imports/{batch_id}/records", response=list[ToldOut])
@needs(Right.CASES_READ)
def read_records(
    request: HttpRequest,
    batch_id: UUID,
    limit: int = Query(1000, ge=1, le=10_000),  # type: ignore[type-arg]
) -> list[ToldOut]:
    """Records of the source that were kept as told: samples, results, vaccinations, follow-ups, travel, regions."""
    batches.batch(batch_id)
    found = [row.facts() for row in told.told_rows(batch_id).order_by("line", "id")[:limit]]
    persons = [each.person_id for each in found if each.person_id]
    audit.record(
        by=request.actor, at=request.at, action="intake.records", purpose="case_investigation", persons=persons,  # type: ignore[attr-defined]
        fields="records of the source",
    )  # fmt: skip
    return [ToldOut.of(each) for each in found]


@router.get("/imports/{batch_id}/rejections", response=list[RejectionOut])
@needs(Right.INTAKE_READ)
def read_rejections(
    request: HttpRequest,
    batch_id: UUID,
    limit: int = Query(1000, ge=1, le=100_000),  # type: ignore[type-arg]
) -> list[RejectionOut]:
    """Rejected rows in the order of the file, each with its line and reason."""
    batches.batch(batch_id)
    return [RejectionOut.of(each) for each in batches.rejections(batch_id, limit)]


def _area(request: HttpRequest, text: str, incident_id: UUID | None) -> int:
    """The area named, else the incident's, else the caller's own."""
    own = request.actor.area  # type: ignore[attr-defined]
    usual = incidents.open_incident(incident_id).area if incident_id else own
    try:
        code = areas.parse(text) if text else usual
    except ValueError:
        raise Invalid(reason=Words("不是行政区划代码", "this is not a division code")) from None
    if not areas.contains(own, code):
        raise Invalid(reason=Words("不在您的辖区内", "this area lies outside your own"))
    return int(code)
