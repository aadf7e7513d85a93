"""Deleting for good: visits past their time, and those of erased persons, in the tail and in the lake's files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Trim

from sizao.ground.presence import queries
from sizao.ground.presence.actions.correcting import forget_records
from sizao.ground.presence.actions.generations import Draft, generation
from sizao.ground.presence.actions.sealing import LONGEST, begin_seal
from sizao.ground.presence.models import Destruction, Hold, QuarantinedVisit
from sizao.ground.presence.queries.lake import opened, sealed_of
from sizao.ground.presence.rules import Policy, Term
from sizao.ground.presence.types import DestructionFacts, SealKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import NATION
from sizao.spine.scope import queries as scope
from sizao.traceback.removal import Forgetting

EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


def forget_persons(*, person_ids: Iterable[int], at: datetime) -> DestructionFacts | None:
    """Delete every visit of persons, wherever it was and whoever holds it; returns the counts, nothing when there was none.

    The lake's files that held them are written anew, and the numbers of these persons leave the index.
    """
    persons = frozenset(person_ids)
    actor = Actor.system("presence.forget_persons")
    with scope.acting(actor, lifetime=LONGEST):
        tail = _delete("DELETE FROM presence_visit WHERE person = ANY(%s::bigint[])", [sorted(persons)])
        forget_records(Q(person__in=persons))
        told = QuarantinedVisit.objects.annotate(told=Trim("person"))  # rows are kept as they came, blanks and all
        told.filter(told__in=[str(each) for each in persons]).delete()
        known = opened(queries.standing())
        lake = sealed_of(known, persons, *EVER).num_rows
        if lake:
            number = begin_seal(kind=SealKind.ERASE, by=actor, at=at)
            with generation(number, at) as draft:
                _forget_persons(draft, persons)
        if not tail and not lake:
            return None
        return _noted(SealKind.ERASE, at, tail_rows=tail, lake_rows=lake)


def _forget_persons(draft: Draft, persons: frozenset[int]) -> None:
    from sizao.traceback.index import store

    draft.forget(Forgetting(persons=persons))
    store.forget(draft.lake, persons)


def expire(*, at: datetime) -> list[DestructionFacts]:
    """Delete what each source's time of retention has run out for; returns what went, by source.

    Nothing is deleted while a hold is on.
    """
    actor, policy = Actor.system("presence.expire"), queries.retention_policy()
    with scope.acting(actor, lifetime=LONGEST):
        held = queries.hold()
        if held is not None and held.is_on:
            return []
        tail = {term: _expire_in_tail(term, at) for term in policy.terms}
        lake = dict.fromkeys(policy.terms, 0)
        if _is_any_sealed(policy, at):
            number = begin_seal(kind=SealKind.EXPIRE, by=actor, at=at)
            with generation(number, at) as draft:
                lake = {term: draft.forget(_old(term, at)) for term in policy.terms}
        return [
            _noted(
                SealKind.EXPIRE, at, source=term.source, before=term.first_day_kept(at), policy=policy.version,
                tail_rows=tail[term], lake_rows=lake[term],
            )
            for term in policy.terms
            if tail[term] or lake[term]
        ]  # fmt: skip


def _old(term: Term, at: datetime) -> Forgetting:
    return Forgetting(sources=frozenset({term.source.value}), before=term.first_day_kept(at))


def _expire_in_tail(term: Term, at: datetime) -> int:
    """Visits that ended before the first day that is kept, and rows that were put aside before it."""
    first = term.first_day_kept(at)
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    forget_records(Q(source=term.source.value, until__lte=midnight))
    QuarantinedVisit.objects.filter(source=term.source.value, recorded_at__lt=midnight).delete()
    return _delete("DELETE FROM presence_visit WHERE source = %s AND until <= %s", [term.source.value, midnight])


def _is_any_sealed(policy: Policy, at: datetime) -> bool:
    """Whether the lake still holds what is to go."""
    known = opened(queries.standing())
    if known is None:
        return False
    sources = queries.sources_by_day(known)
    return any(
        term.source.value in sources[day]
        for term in policy.terms
        for day in known.days
        if day < term.first_day_kept(at)
    )


def _delete(statement: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _noted(why: SealKind, at: datetime, **counts: object) -> DestructionFacts:
    return Destruction.objects.create(why=why, at=at, area=NATION, **counts).facts()


@transaction.atomic
def set_hold(*, is_on: bool, reason: str, by: Actor, at: datetime) -> None:
    """Stop deletion at the end of its time, or let it go on; everybody sees the reason."""
    Hold.objects.create(is_on=is_on, reason=reason.strip()[:400], by=by.name, at=at, area=NATION)
