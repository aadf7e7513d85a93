"""The API of exchange: files for SORMAS and Go.Data, a case as a FHIR bundle, the day's counts for DHIS2."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from sizao.ground.identity.types import Purpose
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.oversight.exchange import actions, queries
from sizao.oversight.exchange.schemas import ExportOut
from sizao.oversight.exchange.types import Asked, Part, System
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs

router = Router(tags=["exchange"])
TEXT = r"^[^\x00]*$"


@router.get("/incidents/{incident_id}/exports/{system}/{part}", response=ExportOut)
@needs(Right.EXPORT_RUN)
def read_export(request: HttpRequest, incident_id: UUID, system: System, part: Part) -> ExportOut:
    """One part of an incident in the form another system imports; nobody's name is in it."""
    written = actions.export(
        system=system, part=part, incident_id=incident_id, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return ExportOut.of(written)


@router.get("/cases/{case_id}/fhir", response=dict[str, Any])
@needs(Right.EXPORT_RUN)
def read_case_bundle(
    request: HttpRequest,
    case_id: UUID,
    purpose: Purpose | None = None,
    reason: str = Query("", max_length=400, pattern=TEXT),  # type: ignore[type-arg]
) -> dict[str, Any]:
    """A case as a FHIR R4 bundle; with a purpose (and a reason) the vault opens the identity, or refuses and logs it."""
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    asked = Asked(purpose, reason, by, at) if purpose else None
    return actions.case_bundle(case_id=case_id, by=by, at=at, asked=asked)


@router.get("/dhis2/daily", response=dict[str, Any])
@needs(Right.CASES_COUNT)
def read_daily_values(
    request: HttpRequest,
    day: date,
    area: str = Query("", max_length=20, pattern=TEXT),  # type: ignore[type-arg]
    incident_id: UUID | None = None,
) -> dict[str, Any]:
    """The day's counts of an area, or of one incident in it, as DHIS2's data value set."""
    code = _area(request, area)
    return actions.daily_values(day=day, area=code, mapping=queries.dhis2_mapping(), incident_id=incident_id)


def _area(request: HttpRequest, text: str) -> int:
    """The area named, inside the caller's own; the caller's own when none is."""
    own = int(request.actor.area)  # type: ignore[attr-defined]
    try:
        code = int(areas.parse(text)) if text else own
    except ValueError:
        raise Invalid(reason=Words("不是行政区划代码", "this is not a division code")) from None
    if not areas.contains(own, code):
        raise Invalid(reason=Words("不在您的辖区内", "this area lies outside your own"))
    return code
