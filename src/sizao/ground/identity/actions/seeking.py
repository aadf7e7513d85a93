"""Look for duplicates of new and changed records: through blocking keys only, so that a million more cost nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from sizao.ground.identity import queries
from sizao.ground.identity.actions.amend import reindex
from sizao.ground.identity.models import Entry, Pair, Seek
from sizao.ground.identity.queries.keyring import KeyRing, ring
from sizao.ground.identity.rules import drafts, likeness
from sizao.ground.identity.rules.likeness import Traits
from sizao.ground.identity.types import Identity, PairState
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.actors import Actor

BATCH = 500
MOST_LIKE = 20
"""Records under one blocking key that are compared; a key that more people share (a hotel's phone) tells little."""
SHARING = """
SELECT given.person, near.person FROM unnest(%s::bigint[], %s::bytea[]) AS given (person, digest)
CROSS JOIN LATERAL (
    SELECT e.person FROM identity_entry e
    WHERE e.digest = given.digest AND coalesce(e.until, 'infinity') = 'infinity' AND e.person <> given.person
    LIMIT %s
) near
"""


@transaction.atomic
def seek_duplicates(*, by: Actor, at: datetime, limit: int = BATCH) -> int:
    """Compare one batch of new or changed records with those that share a blocking key; returns how many were looked at.

    Only the platform itself calls this, acting on the whole country: nobody is shown anything by it.
    """
    waiting = list(Seek.objects.select_for_update(skip_locked=True).order_by("id")[:limit])
    persons = {row.person for row in waiting}
    known = queries.open_records(persons)
    keys = ring()
    _complete(known, keys, at)
    couples = _sharing(known, keys)
    _propose(couples, known, at)
    Seek.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return len(waiting)


def _complete(known: dict[int, Identity], keys: KeyRing, at: datetime) -> None:
    """Add index entries that came later than a record, so that old records are compared like new ones."""
    held: dict[int, set[str]] = {}
    for person, kind in Entry.objects.filter(person__in=list(known), until__isnull=True).values_list("person", "kind"):
        held.setdefault(person, set()).add(kind)
    for person, identity in known.items():
        values = drafts.index_values(identity.as_new())
        if not {kind.value for kind in values} <= held.get(person, set()):
            reindex(person, {kind: keys.digest(kind, value) for kind, value in values.items()}, at)


def _sharing(known: dict[int, Identity], keys: KeyRing) -> set[tuple[int, int]]:
    """Pairs of numbers, the smaller first, that share a blocking key."""
    digests = [
        (person, keys.digest(kind, value))
        for person, identity in known.items()
        for kind, value in drafts.index_values(identity.as_new()).items()
        if kind in likeness.BLOCKING
    ]
    if not digests:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(SHARING, [[person for person, _ in digests], [digest for _, digest in digests], MOST_LIKE])
        return {(min(row), max(row)) for row in cursor.fetchall()}


def _propose(couples: Iterable[tuple[int, int]], known: dict[int, Identity], at: datetime) -> None:
    wanted = {person for couple in couples for person in couple}
    identities = {**known, **queries.open_records(wanted - set(known))}
    facts = registry.persons(wanted)
    scale, rows = likeness.scale(), []
    for one, other in sorted(couples):
        if not {one, other} <= identities.keys() & facts.keys():
            continue
        reasons = likeness.reasons(_traits(identities[one], facts[one]), _traits(identities[other], facts[other]))
        rows.append(
            Pair(
                one=one, other=other, area_one=facts[one].area_residence, area_other=facts[other].area_residence,
                score=scale.score(reasons), reasons=",".join(each.value for each in reasons), found_at=at,
            )
        )  # fmt: skip
    _keep(rows, scale.propose)


def _keep(rows: list[Pair], least: int) -> None:
    """Enter new pairs that are alike enough; weigh open ones anew. What was decided stays decided."""
    known = {
        (row.one, row.other): row
        for row in Pair.objects.filter(one__in=[row.one for row in rows], other__in=[row.other for row in rows])
    }
    fresh = [row for row in rows if (row.one, row.other) not in known and row.score >= least]
    Pair.objects.bulk_create(fresh, ignore_conflicts=True)
    for row in rows:
        held = known.get((row.one, row.other))
        if held is not None and held.state == PairState.OPEN and held.reasons != row.reasons:
            Pair.objects.filter(pk=held.pk).update(score=row.score, reasons=row.reasons)


def _traits(identity: Identity, facts: PersonFacts) -> Traits:
    return Traits(
        identity.as_new(), facts.birth_year, identity.sex if identity.sex != "unknown" else facts.sex,
        facts.area_residence, facts.household_id,
    )  # fmt: skip
