"""Operations on clusters: what the edition's rule finds, one cluster with its members, and recording one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from sizao.ground.command import queries as command
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs
from sizao.trace.cases import actions, queries
from sizao.trace.cases.api.cases import router
from sizao.trace.cases.schemas.clusters import ClusterIn, ClusterMade, ClusterOut


@router.get("/incidents/{incident_id}/clusters", response=list[ClusterOut])
@needs(Right.CASES_READ, Right.CONTACTS_READ)
def read_clusters(request: HttpRequest, incident_id: UUID) -> list[ClusterOut]:
    """Recorded clusters, then those the edition's rule finds beside them, each with its cases and contacts by id."""
    incident = command.incident(incident_id)
    audit.record(
        by=request.actor, at=request.at, action="cases.clusters", purpose="case_investigation",  # type: ignore[attr-defined]
        fields=f"incident {incident_id}", area=incident.area,
    )  # fmt: skip
    return [ClusterOut.of(each) for each in queries.clusters(incident_id)]


@router.get("/clusters/{cluster_id}", response=ClusterOut)
@needs(Right.CASES_READ, Right.CONTACTS_READ)
def read_cluster(request: HttpRequest, cluster_id: UUID) -> ClusterOut:
    """One recorded cluster as it stands now."""
    found = queries.cluster(cluster_id)
    audit.record(
        by=request.actor, at=request.at, action="cases.cluster", purpose="case_investigation",  # type: ignore[attr-defined]
        fields=f"cluster {found.number}", area=found.area,
    )  # fmt: skip
    return ClusterOut.of(found)


@router.post("/incidents/{incident_id}/clusters", response={201: ClusterMade})
@needs(Right.CASES_CLASSIFY)
def record_cluster(request: HttpRequest, incident_id: UUID, given: ClusterIn) -> Status[ClusterMade]:
    """Record a cluster around a place or a household; only one that the rule finds, the same one once."""
    command.incident(incident_id)
    made = actions.record_cluster(incident_id=incident_id, spot=given.spot(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, ClusterMade(id=made))
