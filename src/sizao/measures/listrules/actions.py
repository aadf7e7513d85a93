"""Change the rule of an area, and let a trace's list go through the rule that holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.kernel.actors import Actor
from sizao.measures.listrules import events, queries, rules
from sizao.measures.listrules.models import Application, Version
from sizao.measures.listrules.types import Criteria, Known, Spared, known_source
from sizao.spine.outbox import actions as outbox
from sizao.trace.tracing.types import Candidate


@transaction.atomic
def change(*, area: int, criteria: Criteria, reason: str, by: Actor, at: datetime) -> UUID:
    """Make the lists of an area by other criteria from now on; the versions before stay with how they did.

    Raises:
        OutsideArea, NationMeant, ReasonNeeded, SameRule: see :func:`rules.may_change`.
    """
    _hold(area)
    held = queries.newest(area)
    rules.may_change(area, criteria, reason, held.criteria if held else None, by).or_raise()
    row = Version.objects.create(
        area=area, n=held.n + 1 if held else 1, min_minutes=criteria.min_minutes, max_days=criteria.max_days,
        place_kinds=[each.value for each in criteria.place_kinds], grades=[each.value for each in criteria.grades],
        skip_cases=criteria.skip_cases, skip_managed=criteria.skip_managed, skip_asked=criteria.skip_asked,
        skip_tested=criteria.skip_tested, reason=reason.strip()[:300], at=at, by=by.name,
    )  # fmt: skip
    outbox.emit(events.RuleChanged(area=area, version_id=row.id, n=row.n), by=by, at=at)
    return row.id


def _hold(area: int) -> None:
    """Let one change of an area's rule end before the next reads which version it follows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"list rule {area}"])


@transaction.atomic
def select(*, area: int, candidates: Sequence[Candidate], by: Actor, at: datetime) -> set[UUID]:
    """Who of a trace's candidates stays on the list under the rule that holds; everybody where there is none."""
    held = queries.in_force(area)
    if held is None or not candidates:
        return {each.exposed_id for each in candidates}
    kinds = queries.kinds_of(candidates)
    known = known_source.plugged({each.person_id for each in candidates})
    why = {
        each.exposed_id: rules.spared(each, kinds.get(each.place_id), held.criteria)
        or rules.sifted(each, known.get(each.person_id, Known()), held.criteria)
        for each in candidates
    }
    kept = {exposed_id for exposed_id, reason in why.items() if reason is None}
    lost: Counter[Spared] = Counter(reason for reason in why.values() if reason is not None)
    Application.objects.create(
        version_id=held.id, run_id=candidates[0].run_id, area=area, produced=len(kept), at=at,
        spared={reason.value: number for reason, number in lost.items()},
    )  # fmt: skip
    return kept
