"""What a trace found ends: with its time, and with the erasure of a person. Counts stay; who and where go for good.

Results rest on visits, so they last no longer than the longest-kept visits do (``retention.toml`` of presence). Who became a
contact stays with the case file. A hold that two people signed keeps the results of its area, as it keeps the visits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from django.db import connection

from sizao.ground.presence import queries as presence
from sizao.kernel.actors import Actor
from sizao.kernel.areas import NATION, subtree
from sizao.spine.scope import queries as scope


def forget_persons(*, person_ids: Iterable[int], at: datetime) -> int:
    """Delete erased persons from every run's results and leads; returns from how many runs. Only the erased: others stay."""
    with scope.acting(Actor.system("tracing.forget_persons")), connection.cursor() as cursor:
        cursor.execute("SELECT sec.tracing_forget(%s::bigint[], %s)", [sorted(set(person_ids)), at])
        return int(cursor.fetchone()[0])


def expire(*, at: datetime) -> int:
    """Delete from results who became no contact and was exposed last before the first day that visits are kept for."""
    policy = presence.retention_policy()
    first = min(term.first_day_kept(at) for term in policy.terms)
    with scope.acting(Actor.system("tracing.expire")), connection.cursor() as cursor:
        held = [each.area for each in presence.holds(at)]
        if NATION in held:
            return 0
        spans = [subtree(area) for area in held]
        cursor.execute(
            "SELECT sec.tracing_expire(%s, %s::bigint[], %s::bigint[], %s, %s)",
            [
                datetime.combine(first, time(), UTC), [each.lower for each in spans], [each.upper for each in spans],
                policy.version[:40], at,
            ],
        )  # fmt: skip
        return int(cursor.fetchone()[0])
