"""Propose, declare, lift and withdraw zones, and record the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.ground.command.errors import OutsideArea
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.editions import library
from sizao.measures.zones import events, queries, rules
from sizao.measures.zones.errors import NoSuchZone
from sizao.measures.zones.models import Zone, ZoneEvidence, ZoneStatus
from sizao.measures.zones.types import EvidenceKind, NewZone, ZoneFacts, ZoneState
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def propose(*, new: NewZone, by: Actor, at: datetime) -> UUID:
    """Propose a zone under the incident's edition.

    Raises:
        OutsideArea: when the zone lies outside the actor's area.
        KindUnknown: when the edition does not know the kind.
        ReasonMissing: when no reason is given.
    """
    if not contains(by.area, new.area):
        raise OutsideArea(area=printed(new.area))
    incident = command.incident(new.incident_id)
    rules.may_propose(new, library().get(incident.edition_id)).or_raise()
    row = Zone.objects.create(
        kind=new.kind.value, name_zh=new.words.zh, name_en=new.words.en, area=new.area, boundary=new.boundary,
        is_schematic=new.is_schematic, incident_id=incident.id, edition_id=incident.edition_id,
        reason=new.reason, measures_zh=new.measures.zh, measures_en=new.measures.en, proposed_at=at,
        proposed_by=by.name, exercise_id=incident.exercise_id,
    )  # fmt: skip
    ZoneStatus.objects.create(zone=row, state=ZoneState.PROPOSED.value, at=at, by=by.name)
    outbox.emit(events.ZoneProposed(**_place(queries.zone(row.id))), by=by, at=at)
    return row.id


@transaction.atomic
def declare(*, zone_id: UUID, by: Actor, at: datetime, document: str = "", note: str = "") -> None:
    """Declare a proposed zone; the caller has checked that the actor is authorised to."""
    found = _enter(zone_id, ZoneState.DECLARED, by, at, document, note)
    outbox.emit(events.ZoneDeclared(**_place(found)), by=by, at=at)


@transaction.atomic
def withdraw(*, zone_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Take back a zone that was proposed and not declared."""
    found = _enter(zone_id, ZoneState.WITHDRAWN, by, at, "", reason)
    outbox.emit(events.ZoneWithdrawn(**_place(found)), by=by, at=at)


@transaction.atomic
def lift(*, zone_id: UUID, by: Actor, at: datetime, document: str = "", note: str = "") -> None:
    """Lift a zone whose conditions all hold at this moment.

    Raises:
        ConditionsUnmet: naming each condition that does not hold, with its clause.
    """
    _lock(zone_id)
    check = queries.release_check(zone_id, at)
    decision = rules.may_lift(queries.zone(zone_id).state, check).or_raise()
    found = _enter(zone_id, ZoneState.LIFTED, by, at, document, note, clause=str(decision.clause or ""))
    outbox.emit(events.ZoneLifted(**_place(found)), by=by, at=at)


@transaction.atomic
def record_evidence(
    *, zone_ids: Iterable[UUID], kind: EvidenceKind, moment: datetime, by: Actor, at: datetime, note: str = ""
) -> None:
    """Record one moment for one or several zones."""
    rules.may_record(moment, at).or_raise()
    wanted = list(zone_ids)
    if Zone.objects.filter(pk__in=wanted).count() != len(set(wanted)):
        raise NoSuchZone
    ZoneEvidence.objects.bulk_create(
        ZoneEvidence(zone_id=each, kind=kind.value, moment=moment, note=note, at=at, by=by.name) for each in wanted
    )


def _lock(zone_id: UUID) -> None:
    if Zone.objects.select_for_update().filter(pk=zone_id).first() is None:
        raise NoSuchZone


def _enter(
    zone_id: UUID, then: ZoneState, by: Actor, at: datetime, document: str, note: str, clause: str = ""
) -> ZoneFacts:
    """Append a status row after asking the transition table; the zone's row is locked meanwhile."""
    _lock(zone_id)
    rules.may_step(queries.zone(zone_id).state, then).or_raise()
    ZoneStatus.objects.create(
        zone_id=zone_id, state=then.value, at=at, by=by.name, document=document, note=note, clause=clause
    )
    return queries.zone(zone_id)


def _place(found: ZoneFacts) -> dict[str, Any]:
    return {
        "zone_id": found.id, "kind": found.kind, "incident_id": found.incident_id, "edition_id": found.edition_id,
        "exercise_id": found.exercise_id, "area": found.area,
    }  # fmt: skip
