"""Merge two numbers, part them, set a pair apart: links and verdicts only, nothing else is touched."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.ground.identity import events, queries
from sizao.ground.identity.models import Apart, Merge, Pair, Parting
from sizao.ground.identity.queries import merging as reading
from sizao.ground.identity.rules import merging
from sizao.ground.identity.types import PairState
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox

LONGEST_REASON = 400
MERGE_LOCK = 7264
"""Advisory lock: links are made and undone one at a time, so that no circle can close."""


def merge(*, survivor: int, merged: int, reason: str, by: Actor, at: datetime) -> UUID:
    """Let one number stand for another; returns the link's id. Records, cases and plans stay where they are.

    Raises:
        NotPermitted, PersonUnknown, SameNumber, AlreadyMerged, MergeReasonNeeded: see :func:`rules.merging.may_merge`.
    """
    _lock()
    both = [survivor, merged]
    decision = merging.may_merge(
        has_right=accounts.may(by, Right.IDENTITY_MERGE), are_visible=queries.visible(both) == set(both),
        is_one_number=survivor == merged, are_free=reading.surviving(both) == {each: each for each in both},
        reason=reason,
    )  # fmt: skip
    _log("identity.merge", both, decision, reason, by, at)
    decision.or_raise()
    pair = Pair.objects.filter(one=min(both), other=max(both)).first()
    with transaction.atomic():
        row = Merge.objects.create(
            survivor=survivor, merged=merged, pair=pair, reason=reason.strip()[:LONGEST_REASON], at=at, by=by.name
        )  # fmt: skip
        _set_state(pair, PairState.MERGED)
        outbox.emit(
            events.PersonsMerged(survivor_id=survivor, merged_id=merged, area=by.area), by=by, at=at
        )  # fmt: skip
    return row.id


def part(*, merge_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Undo a merge: both numbers stand for themselves again, and the pair is as it was before.

    Raises:
        MergeUnknown: when there is no such link in scope.
        NotPermitted, MergeOver, MergeReasonNeeded: see :func:`rules.merging.may_part`.
    """
    _lock()
    known = reading.merge(merge_id)
    decision = merging.may_part(
        has_right=accounts.may(by, Right.IDENTITY_MERGE), is_current=known.is_current, reason=reason
    )  # fmt: skip
    _log("identity.part", [known.survivor, known.merged], decision, reason, by, at)
    decision.or_raise()
    with transaction.atomic():
        row = Merge.objects.get(pk=merge_id)
        Parting.objects.create(merge=row, reason=reason.strip()[:LONGEST_REASON], at=at, by=by.name)
        Merge.objects.filter(pk=merge_id).update(is_current=False)
        _set_state(row.pair, PairState.DIFFERENT if _was_set_apart(row.pair) else PairState.OPEN)
        event = events.PersonsParted(survivor_id=known.survivor, merged_id=known.merged, area=by.area)
        outbox.emit(event, by=by, at=at)


def set_apart(*, pair_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Say that a pair is two persons; it is not proposed again.

    Raises:
        PairUnknown: when there is no such pair in scope.
        NotPermitted, PairDecided, MergeReasonNeeded: see :func:`rules.merging.may_set_apart`.
    """
    known = reading.pair(pair_id)
    decision = merging.may_set_apart(
        has_right=accounts.may(by, Right.IDENTITY_MERGE), state=known.state, reason=reason
    )  # fmt: skip
    _log("identity.different", [known.one, known.other], decision, reason, by, at)
    decision.or_raise()
    with transaction.atomic():
        row = Pair.objects.select_for_update().get(pk=pair_id)
        Apart.objects.create(pair=row, reason=reason.strip()[:LONGEST_REASON], at=at, by=by.name)
        _set_state(row, PairState.DIFFERENT)


def _was_set_apart(pair: Pair | None) -> bool:
    return pair is not None and Apart.objects.filter(pair=pair).exists()


def _set_state(pair: Pair | None, state: PairState) -> None:
    if pair is not None:
        Pair.objects.filter(pk=pair.pk).update(state=state)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MERGE_LOCK])


def _log(action: str, persons: list[int], decision: Decision, reason: str, by: Actor, at: datetime) -> None:
    audit.record(
        by=by, at=at, action=action, persons=persons, reason=reason.strip()[:LONGEST_REASON], allowed=bool(decision)
    )  # fmt: skip
