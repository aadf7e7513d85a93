"""Record a cluster that the edition's rule finds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.kernel.actors import Actor
from sizao.trace.cases import errors, queries
from sizao.trace.cases.actions.places import belonging
from sizao.trace.cases.actions.turns import take_turn
from sizao.trace.cases.models import Cluster
from sizao.trace.cases.models.clauses import stored
from sizao.trace.cases.types import ClusterKind, Spot


@transaction.atomic
def record_cluster(*, incident_id: UUID, spot: Spot, by: Actor, at: datetime) -> UUID:
    """Record a cluster around a place or household; the same one again is the one that is there.

    Raises:
        ClustersNotDefined: when the edition has no rule.
        NotACluster: when the rule does not find it.
    """
    incident = command.incident(incident_id)
    held = queries.cluster_terms(incident)
    take_turn(incident_id)
    found = [each for each in queries.clusters(incident_id) if each.spot == spot and each.holds]
    if not found:
        raise errors.NotACluster(cases=held.cluster_cases, days=held.cluster_days)
    fresh = next((each for each in found if each.id is None), None)
    if fresh is None:
        assert found[0].id is not None
        return found[0].id
    is_venue = spot.kind is ClusterKind.VENUE
    row = Cluster.objects.create(
        incident_id=incident_id, kind=spot.kind.value, place_id=spot.key if is_venue else None,
        household_id=None if is_venue else spot.key, area=belonging(incident, by)["area"], first_on=fresh.first,
        last_on=fresh.last, cases_needed=fresh.cases_needed, days=fresh.days, edition_id=fresh.edition_id,
        clause=stored(fresh.clause), recorded_at=at, by=by.name,
    )  # fmt: skip
    return row.id
