"""Reading zones, their state at any moment, and the check before lifting one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sizao.kernel.editions import Edition, ZoneKind, ZoneTerms, library
from sizao.kernel.words import Words
from sizao.measures.zones import rules
from sizao.measures.zones.errors import KindUnknown, NoSuchZone
from sizao.measures.zones.models import Zone, ZoneEvidence, ZoneStatus
from sizao.measures.zones.types import OUTERMOST, EvidenceFacts, EvidenceKind, ReleaseCheck, ZoneFacts, ZoneState
from sizao.spine.web.types import Option


def rows(as_of: datetime | None = None) -> QuerySet[Any]:
    """Zones annotated with ``state_now``, ``declared_at`` and ``lifted_at``, newest first."""
    steps = ZoneStatus.objects.filter(zone=OuterRef("pk"))
    if as_of is not None:
        steps = steps.filter(at__lte=as_of)
    found = Zone.objects.annotate(
        state_now=Subquery(steps.order_by("-id").values("state")[:1]),
        declared_at=Subquery(steps.filter(state=ZoneState.DECLARED.value).values("at")[:1]),
        lifted_at=Subquery(steps.filter(state=ZoneState.LIFTED.value).values("at")[:1]),
    )
    if as_of is not None:
        found = found.filter(proposed_at__lte=as_of)
    return found.order_by("-proposed_at", "id")


def facts(row: Zone) -> ZoneFacts:
    """An annotated row as other rooms see it."""
    now = row.__dict__
    return ZoneFacts(
        id=row.id, kind=ZoneKind(row.kind), words=row.words, area=row.area, incident_id=row.incident_id,
        edition_id=row.edition_id, state=ZoneState(now["state_now"]), proposed_at=row.proposed_at,
        declared_at=now["declared_at"], lifted_at=now["lifted_at"], measures=Words(row.measures_zh, row.measures_en),
        reason=row.reason, has_boundary=row.boundary is not None, is_schematic=row.is_schematic,
        exercise_id=row.exercise_id,
    )  # fmt: skip


def zones(
    *, incident_id: UUID | None = None, state: ZoneState | None = None, as_of: datetime | None = None
) -> list[ZoneFacts]:
    """Zones in scope, newest first, as they stood at a moment."""
    found = rows(as_of)
    if incident_id is not None:
        found = found.filter(incident=incident_id)
    if state is not None:
        found = found.filter(state_now=state.value)
    return [facts(row) for row in found]


def zone(zone_id: UUID, as_of: datetime | None = None) -> ZoneFacts:
    """One zone.

    Raises:
        NoSuchZone: when it is not in scope.
    """
    row = rows(as_of).filter(pk=zone_id).first()
    if row is None:
        raise NoSuchZone
    return facts(row)


def in_force(incident_id: UUID, as_of: datetime | None = None) -> int:
    """How many zones of an incident are in force, or proposed and undecided."""
    waiting = [ZoneState.PROPOSED.value, ZoneState.DECLARED.value]
    return rows(as_of).filter(incident=incident_id, state_now__in=waiting).count()


def declared(incident_id: UUID, as_of: datetime | None = None) -> int:
    """How many zones of an incident are declared and not lifted."""
    return rows(as_of).filter(incident=incident_id, state_now=ZoneState.DECLARED.value).count()


def evidence(zone_id: UUID, as_of: datetime | None = None) -> dict[EvidenceKind, EvidenceFacts]:
    """The last evidence of each kind recorded for a zone."""
    found = ZoneEvidence.objects.filter(zone=zone_id).order_by("id")
    if as_of is not None:
        found = found.filter(at__lte=as_of)
    return {
        EvidenceKind(row.kind): EvidenceFacts(EvidenceKind(row.kind), row.moment, row.note, row.by, row.at)
        for row in found
    }


def history(zone_id: UUID) -> list[ZoneStatus]:
    """The zone's status rows, oldest first."""
    return list(ZoneStatus.objects.filter(zone=zone_id).order_by("id"))


def terms(found: ZoneFacts) -> tuple[Edition, ZoneTerms]:
    """The edition a zone was drawn under, and its terms for this kind.

    Raises:
        KindUnknown: when the edition no longer says anything about it.
    """
    edition = library().get(found.edition_id)
    said = edition.zone(found.kind)
    if said is None:
        raise KindUnknown(kind=found.kind.words)
    return edition, said


def lighter_than(found: ZoneFacts) -> list[Option]:
    """The lighter kinds of zone that the same edition knows, with what each asks and its clause."""
    edition, _terms = terms(found)
    lighter = rules.lighter(found.kind, edition)
    return [Option(ZoneKind(each.key).words, each.measures or "", each.clause) for each in lighter]


def release_check(zone_id: UUID, as_of: datetime) -> ReleaseCheck:
    """The conditions for lifting a zone at a moment, each with its evidence."""
    found = zone(zone_id, as_of)
    edition, said = terms(found)
    moments = {kind: each.moment for kind, each in evidence(zone_id, as_of).items()}
    return rules.release_check(said, moments, _stricter(found, as_of), as_of, edition.tz)


def _stricter(found: ZoneFacts, as_of: datetime) -> int:
    """Zones of the incident that are in force and of a stricter kind than the outermost ones."""
    if found.kind not in OUTERMOST:
        return 0
    outer = [each.value for each in OUTERMOST]
    others = rows(as_of).filter(incident=found.incident_id, state_now=ZoneState.DECLARED.value).exclude(kind__in=outer)
    return others.exclude(pk=found.id).count()


def geojson(zone_list: Iterable[ZoneFacts]) -> dict[str, Any]:
    """Zones with a boundary as a GeoJSON feature collection (WGS-84)."""
    wanted = {each.id: each for each in zone_list if each.has_boundary}
    shapes = dict(Zone.objects.filter(pk__in=wanted).values_list("pk", "boundary"))
    return {
        "type": "FeatureCollection",
        "features": [_feature(each, shapes[key]) for key, each in wanted.items() if key in shapes],
    }


def _feature(found: ZoneFacts, shape: object) -> dict[str, Any]:
    properties = {
        "id": str(found.id), "kind": found.kind.value, "state": found.state.value, "name_zh": found.words.zh,
        "name_en": found.words.en, "schematic": found.is_schematic,
    }  # fmt: skip
    return {"type": "Feature", "id": str(found.id), "properties": properties, "geometry": shape}


def search(found: QuerySet[Zone], text: str) -> QuerySet[Zone]:
    """Zones whose name holds a text."""
    return found.filter(Q(name_zh__icontains=text) | Q(name_en__icontains=text))
