"""The zones' API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.ground.registry import queries as registry
from sizao.kernel.words import Words
from sizao.measures.zones import actions, queries
from sizao.measures.zones.schemas import (
    FeatureCollectionOut,
    PaperIn,
    ReleaseEvidenceIn,
    ReleaseOut,
    ZoneIn,
    ZoneMade,
    ZoneOut,
)
from sizao.measures.zones.types import NewZone, ZoneState
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.affected import AffectedOut
from sizao.spine.web.queries.fields import Time

router = Router(tags=["zones"])


@router.get("/zones", response=list[ZoneOut])
@needs(Right.ZONES_READ)
def read_zones(
    request: HttpRequest, incident_id: UUID | None = None, state: ZoneState | None = None, as_of: Time | None = None
) -> list[ZoneOut]:
    """Zones in the caller's scope as they stood at a moment."""
    return [ZoneOut.of(each) for each in queries.zones(incident_id=incident_id, state=state, as_of=as_of)]


@router.get("/zones.geojson", response=FeatureCollectionOut)
@needs(Right.ZONES_READ)
def read_boundaries(request: HttpRequest, incident_id: UUID | None = None, as_of: Time | None = None) -> dict[str, Any]:
    """The boundaries of zones in force at a moment, as GeoJSON in WGS-84."""
    found = queries.zones(incident_id=incident_id, state=ZoneState.DECLARED, as_of=as_of)
    return queries.geojson(found)


@router.post("/zones", response={201: ZoneMade})
@needs(Right.ZONES_PROPOSE)
def propose(request: HttpRequest, zone: ZoneIn) -> Status[ZoneMade]:
    """Propose a zone under the incident's edition."""
    new = NewZone(
        kind=zone.kind, words=Words(zone.name_zh, zone.name_en or zone.name_zh), area=zone.area,
        incident_id=zone.incident_id, reason=zone.reason,
        measures=Words(zone.measures_zh, zone.measures_en or zone.measures_zh),
    )  # fmt: skip
    return Status(201, ZoneMade(id=actions.propose(new=new, by=request.actor, at=request.at)))  # type: ignore[attr-defined]


@router.get("/zones/{zone_id}", response=ZoneOut)
@needs(Right.ZONES_READ)
def read_zone(request: HttpRequest, zone_id: UUID) -> ZoneOut:
    """One zone."""
    return ZoneOut.of(queries.zone(zone_id))


@router.get("/zones/{zone_id}/release", response=ReleaseOut)
@needs(Right.ZONES_READ)
def read_release(request: HttpRequest, zone_id: UUID, as_of: Time | None = None) -> ReleaseOut:
    """The conditions for lifting a zone at a moment (now when not given)."""
    moment = as_of or request.at  # type: ignore[attr-defined]
    return ReleaseOut.of(queries.release_check(zone_id, moment), moment)


@router.post("/zones/{zone_id}/evidence", response={204: None})
@needs(Right.ZONES_PROPOSE)
def record_evidence(request: HttpRequest, zone_id: UUID, given: ReleaseEvidenceIn) -> Status[None]:
    """Record a moment that the release counts from."""
    actions.record_evidence(
        zone_ids=[zone_id], kind=given.kind, moment=given.moment, note=given.note,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(204, None)


@router.get("/zones/{zone_id}/preview", response=AffectedOut)
@needs(Right.ZONES_READ)
def preview_zone(request: HttpRequest, zone_id: UUID) -> AffectedOut:
    """Whom declaring a zone, or lifting it, touches: who lives there, and the lighter kinds of the same edition."""
    found = queries.zone(zone_id)
    return AffectedOut.of(registry.touched_in(found.area), lighter=queries.lighter_than(found))


@router.post("/zones/{zone_id}/declaration", response=ZoneOut)
@needs(Right.ZONES_DECLARE)
def declare(request: HttpRequest, zone_id: UUID, paper: PaperIn) -> ZoneOut:
    """Declare a proposed zone."""
    actions.declare(
        zone_id=zone_id,
        document=paper.document,
        note=paper.note,
        by=request.actor,
        at=request.at,  # type: ignore[attr-defined]
    )
    return ZoneOut.of(queries.zone(zone_id))


@router.post("/zones/{zone_id}/lifting", response=ZoneOut)
@needs(Right.ZONES_DECLARE)
def lift(request: HttpRequest, zone_id: UUID, paper: PaperIn) -> ZoneOut:
    """Lift a zone whose conditions all hold; refused with each condition that does not."""
    actions.lift(
        zone_id=zone_id,
        document=paper.document,
        note=paper.note,
        by=request.actor,
        at=request.at,  # type: ignore[attr-defined]
    )
    return ZoneOut.of(queries.zone(zone_id))
