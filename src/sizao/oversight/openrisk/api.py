"""The API of open risk: the counter of an incident, and the list behind each number."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from sizao.ground.command import queries as command
from sizao.oversight.openrisk import queries
from sizao.oversight.openrisk.schemas import OpenCountOut, OpenItemOut
from sizao.oversight.openrisk.types import Risk
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs

router = Router(tags=["openrisk"])


@router.get("/incidents/{uuid:incident_id}/open-risk", response=list[OpenCountOut])
@needs(Right.FOLLOWUP_READ)
def read_counter(request: HttpRequest, incident_id: UUID) -> list[OpenCountOut]:
    """How much of each kind is open; every number is the length of its list."""
    command.incident(incident_id)
    return [OpenCountOut.of(each) for each in queries.counter(incident_id, request.at)]  # type: ignore[attr-defined]


@router.get("/incidents/{uuid:incident_id}/open-risk/{risk}", response=list[OpenItemOut])
@needs(Right.FOLLOWUP_READ)
def read_items(request: HttpRequest, incident_id: UUID, risk: Risk) -> list[OpenItemOut]:
    """The list behind one number, the longest open first."""
    command.incident(incident_id)
    found = queries.items(incident_id, risk, request.at)  # type: ignore[attr-defined]
    persons = [each.person_id for each in found if each.person_id is not None]
    if persons:
        audit.record(
            by=request.actor, at=request.at, action="openrisk.read", purpose="contact_management",  # type: ignore[attr-defined]
            persons=persons, fields="gap",
        )  # fmt: skip
    return [OpenItemOut.of(each) for each in found]
