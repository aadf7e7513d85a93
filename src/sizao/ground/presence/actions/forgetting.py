"""Deleting for good: visits past their time, and those of erased persons, in the tail and in the lake's files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Trim

from sizao.ground.presence import queries
from sizao.ground.presence.actions.correcting import forget_records
from sizao.ground.presence.actions.generations import Draft, generation
from sizao.ground.presence.actions.sealing import LONGEST, begin_seal
from sizao.ground.presence.models import Destruction, Forgotten, Hold, QuarantinedVisit
from sizao.ground.presence.queries.acts import Doomed, sealed_rows
from sizao.ground.presence.queries.lake import opened, sealed_of
from sizao.ground.presence.queries.scenes import scene_terms
from sizao.ground.presence.rules import Policy, Term
from sizao.ground.presence.types import DestructionFacts, SealKind, VisitSource
from sizao.kernel.actors import Actor
from sizao.kernel.areas import NATION, subtree
from sizao.spine.scope import queries as scope
from sizao.traceback.removal import Forgetting, midnight

EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


def forget_persons(*, person_ids: Iterable[int], at: datetime) -> DestructionFacts | None:
    """Delete every visit of persons, wherever it was and whoever holds it; returns the counts, nothing when there was none.

    The lake's files that held them are written anew, and the numbers of these persons leave the index.
    """
    persons = frozenset(person_ids)
    actor = Actor.system("presence.forget_persons")
    with scope.acting(actor, lifetime=LONGEST):
        Forgotten.objects.bulk_create(
            [Forgotten(person=each, at=at, area=NATION) for each in sorted(persons)], ignore_conflicts=True
        )
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
    """Delete what each source's time of retention has run out for, and each data scene's; returns what went.

    Nothing of an area is deleted while a hold holds there, but what a sender brought of a person in the moment of the erasure.
    """
    actor, policy = Actor.system("presence.expire"), queries.retention_policy()
    with scope.acting(actor, lifetime=LONGEST):
        held = tuple(each.area for each in queries.holds(at))
        _delete("DELETE FROM presence_visit WHERE person IN (SELECT person FROM presence_forgotten)", [])
        if NATION in held:
            return []
        due = [*_of_scenes(policy, held, at), *(_of_source(term, policy, held, at) for term in policy.terms)]
        for each in due:
            _forget_aside(each)
        gone = destroy([each.which for each in due], SealKind.EXPIRE, actor, at)
        return [
            _noted(
                SealKind.EXPIRE, at, source=each.source, before=each.before, policy=each.policy, scene=each.scene,
                tail_rows=tail, lake_rows=lake,
            )
            for each, (tail, lake) in zip(due, gone, strict=True)
            if tail or lake
        ]  # fmt: skip


@dataclass(frozen=True)
class _Due:
    """What a term has run out for."""

    which: Doomed
    source: VisitSource
    before: date
    policy: str
    scene: str = ""


def _of_source(term: Term, policy: Policy, held: tuple[int, ...], at: datetime) -> _Due:
    first = term.first_day_kept(at)
    return _Due(Doomed(source=term.source, ended_by=midnight(first), held=held), term.source, first, policy.version)


def _of_scenes(policy: Policy, held: tuple[int, ...], at: datetime) -> list[_Due]:
    """A scene's visits are kept for the scene's time; never for longer than its source's."""
    usual = {term.source: term for term in policy.terms}
    found = []
    for each in scene_terms():
        first = replace(usual[each.source], days=min(each.days, usual[each.source].days)).first_day_kept(at)
        which = Doomed(source=each.source, ended_by=midnight(first), places=each.places, held=held)
        found.append(_Due(which, each.source, first, f"{each.scene} {each.version}"[:40], each.scene))
    return found


def _forget_aside(due: _Due) -> None:
    """Rows put aside before the first day that is kept go with their source."""
    if due.scene:
        return
    rows = QuarantinedVisit.objects.filter(source=due.source.value, recorded_at__lt=due.which.ended_by)
    for area in due.which.held:
        span = subtree(area)
        rows = rows.exclude(area__gte=span.lower, area__lt=span.upper)
    rows.delete()


def destroy(wanted: Sequence[Doomed], why: SealKind, by: Actor, at: datetime) -> list[tuple[int, int]]:
    """Delete visits for good, in the tail and in the lake, all in one generation; returns the rows of each that went."""
    tail = [_from_tail(each) for each in wanted]
    sealed = [each.sealed() for each in wanted]
    lake = [0] * len(wanted)
    if any(sealed_rows(each) for each in wanted):
        number = begin_seal(kind=why, by=by, at=at)
        with generation(number, at) as draft:
            lake = [draft.forget(each) if each else 0 for each in sealed]
    return list(zip(tail, lake, strict=True))


def _from_tail(which: Doomed) -> int:
    forget_records(which.records())
    text, values = which.tail()
    return _delete(f"DELETE FROM presence_visit WHERE {text}", values)  # noqa: S608


def _delete(statement: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _noted(why: SealKind, at: datetime, **counts: object) -> DestructionFacts:
    return Destruction.objects.create(why=why, at=at, area=NATION, **counts).facts()


@transaction.atomic
def set_hold(
    *, is_on: bool, reason: str, by: Actor, at: datetime, area: int = NATION, until: datetime | None = None,
    act_id: UUID | None = None,
) -> None:  # fmt: skip
    """Stop deletion in an area until a moment, or let it go on; everybody sees the reason."""
    Hold.objects.create(
        is_on=is_on, reason=reason.strip()[:400], by=by.name, at=at, area=area, until=until, act_id=act_id
    )
