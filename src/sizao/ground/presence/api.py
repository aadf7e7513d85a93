"""The API of presence: send visits, read those of a place."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from sizao.ground.presence import actions, queries
from sizao.ground.presence.schemas import BIGGEST, ReceiptOut, VisitOut, VisitsIn
from sizao.ground.registry import queries as registry
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs

router = Router(tags=["presence"])


@router.post("/visits", response={201: ReceiptOut})
@needs(Right.PRESENCE_WRITE)
def send_visits(request: HttpRequest, batch: VisitsIn) -> Status[ReceiptOut]:
    """Send a batch of visits; rows that cannot be right are quarantined with a reason, the others are recorded once."""
    visits = [each.visit() for each in batch.visits]
    receipt = actions.record_visits(visits=visits, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, ReceiptOut.of(receipt))


@router.get("/places/{place_id}/visits", response=list[VisitOut])
@needs(Right.PRESENCE_READ)
def read_visits(
    request: HttpRequest,
    place_id: int = Path(ge=1, le=BIGGEST),
    limit: int = Query(100, ge=1, le=1000),  # type: ignore[type-arg]
) -> list[VisitOut]:
    """The newest visits of a place; the persons shown are entered in the access log."""
    here = registry.place(place_id)
    rows = [row.facts() for row in queries.visit_rows(place_id).order_by("-start", "-id")[:limit]]
    audit.record(
        by=request.actor, at=request.at, action="presence.place_visits", persons=[row.person_id for row in rows],  # type: ignore[attr-defined]
        fields="place, time", area=here.area,
    )  # fmt: skip
    return [VisitOut.of(row) for row in rows]
