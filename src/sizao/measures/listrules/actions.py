"""Propose and approve the rule of an area, and let a trace's list go through the rule that holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.kernel.actors import Actor
from sizao.measures.listrules import errors, events, queries, rules
from sizao.measures.listrules.models import Application, Version, VersionDecision
from sizao.measures.listrules.types import Criteria, Known, Spared, State, VersionFacts, known_source
from sizao.spine.outbox import actions as outbox
from sizao.trace.tracing.types import Candidate


@transaction.atomic
def propose(*, area: int, criteria: Criteria, reason: str, by: Actor, at: datetime) -> UUID:
    """Propose other criteria for the lists of an area; nothing changes before somebody else approves.

    Raises:
        OutsideArea, NationMeant, ReasonNeeded, SameRule: see :func:`rules.may_propose`.
        WaitingAlready: when a version of the area waits for a decision.
    """
    _hold(area)
    held = queries.newest(area)
    rules.may_propose(area, criteria, reason, held.criteria if held else None, by).or_raise()
    if queries.waits(area):
        raise errors.WaitingAlready
    row = Version.objects.create(
        area=area, n=queries.numbered(area) + 1, min_minutes=criteria.min_minutes, max_days=criteria.max_days,
        place_kinds=[each.value for each in criteria.place_kinds], grades=[each.value for each in criteria.grades],
        skip_cases=criteria.skip_cases, skip_managed=criteria.skip_managed, skip_asked=criteria.skip_asked,
        skip_tested=criteria.skip_tested, reason=reason.strip()[:300], at=at, by=by.name,
    )  # fmt: skip
    outbox.emit(events.RuleProposed(area=area, version_id=row.id, n=row.n), by=by, at=at)
    return row.id


@transaction.atomic
def approve(*, version_id: UUID, by: Actor, at: datetime, note: str = "") -> None:
    """Make the lists of an area by a version from now on; the versions before stay with how they did.

    Raises:
        NoSuchVersion: when there is none here.
        OutsideArea, NotWaiting, OwnProposal: see :func:`rules.may_decide`.
    """
    found = _decide(version_id, State.APPROVED, note, by, at)
    outbox.emit(events.RuleChanged(area=found.area, version_id=found.id, n=found.n), by=by, at=at)


@transaction.atomic
def reject(*, version_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Leave a version unapproved, with the reason.

    Raises:
        ReasonNeeded: when nobody could tell why.
        NoSuchVersion, OutsideArea, NotWaiting, OwnProposal: as for :func:`approve`.
    """
    if not reason.strip():
        raise errors.ReasonNeeded(reason="")
    _decide(version_id, State.REJECTED, reason, by, at)


def _decide(version_id: UUID, state: State, note: str, by: Actor, at: datetime) -> VersionFacts:
    _hold(queries.version(version_id).area)
    found = queries.version(version_id)
    rules.may_decide(found, by).or_raise()
    VersionDecision.objects.create(version_id=version_id, state=state.value, note=note.strip()[:300], at=at, by=by.name)
    return found


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
    known = known_source.plugged(candidates)
    why = {
        each.exposed_id: rules.spared(each, kinds.get(each.place_id), held.criteria)
        or rules.sifted(known.get(each.exposed_id, Known()), held.criteria)
        for each in candidates
    }
    kept = {exposed_id for exposed_id, reason in why.items() if reason is None}
    lost: Counter[Spared] = Counter(reason for reason in why.values() if reason is not None)
    Application.objects.create(
        version_id=held.id, run_id=candidates[0].run_id, area=area, produced=len(kept), at=at,
        spared={reason.value: number for reason, number in lost.items()},
    )  # fmt: skip
    return kept
