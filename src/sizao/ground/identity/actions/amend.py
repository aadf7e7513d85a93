"""Correct an identity: a new version beside the old ones, the blind indexes moved along."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from sizao.ground.identity import events, queries
from sizao.ground.identity.actions import keys
from sizao.ground.identity.errors import KeyErased, PersonUnknown
from sizao.ground.identity.models import Entry, Record, Seek
from sizao.ground.identity.rules import access, drafts, sealing
from sizao.ground.identity.types import Correction, IndexKind, NewIdentity, Sealed
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Stale
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox


def correct(
    *, person_id: int, change: Correction, version: int, reason: str, by: Actor, at: datetime
) -> tuple[Sealed, ...]:
    """Correct parts of an identity without seeing the rest; returns the columns that changed. Refusals are logged too.

    Args:
        person_id: whose.
        change: what shall be otherwise.
        version: the version the caller looked at.
        reason: why; kept with the version and in the access log.
        by: who corrects.
        at: when.

    Raises:
        NotPermitted, PersonUnknown, CorrectionReasonNeeded: see :func:`rules.access.may_correct`.
        NothingToCorrect, KeptDocumentContradicts: see :func:`rules.drafts.corrected`.
        Stale, KeyErased: see :func:`amend`.
    """
    decision = access.may_correct(
        has_right=accounts.may(by, Right.IDENTITY_CORRECT), is_visible=bool(queries.visible([person_id])),
        reason=reason,
    )  # fmt: skip
    if not decision:
        audit.record(by=by, at=at, action="identity.amend", persons=[person_id], reason=reason[:200], allowed=False)
    decision.or_raise()
    known = queries.open_records([person_id]).get(person_id)
    if known is None:
        raise KeyErased(person=person_id)
    whole = drafts.corrected(known.as_new(), change)
    return amend(person_id=person_id, identity=whole, version=version, by=by, at=at, reason=reason)


@transaction.atomic
def amend(
    *, person_id: int, identity: NewIdentity, version: int, by: Actor, at: datetime, reason: str
) -> tuple[Sealed, ...]:
    """Seal a new version of a person's identity; returns the columns that changed (none: nothing is written).

    Args:
        person_id: whose.
        identity: the whole identity as it shall be.
        version: the version the caller looked at.
        by: who corrects.
        at: when.
        reason: why; kept with the version.

    Raises:
        PersonUnknown: when the person is not in scope.
        Stale: when somebody amended it meanwhile.
        KeyErased: when the person's key was destroyed.
    """
    row = Record.objects.select_for_update().filter(person=person_id, is_current=True).first()
    if row is None:
        raise PersonUnknown
    if row.version != version:
        raise Stale
    known = queries.open_records([person_id]).get(person_id)
    if known is None:
        raise KeyErased(person=person_id)
    whole = drafts.completed(identity, at.date())
    before, after = drafts.columns(known.as_new()), drafts.columns(whole)
    changed = tuple(column for column in Sealed if before[column] != after[column])
    if changed:
        _write(row, whole, changed, by, at, reason)
    return changed


def _write(row: Record, whole: NewIdentity, changed: tuple[Sealed, ...], by: Actor, at: datetime, reason: str) -> None:
    ring = keys.ring_in_use(at)
    key = queries.unwrapped([row.person], ring)[row.person]
    sealed = sealing.seal_columns(key, drafts.columns(whole), row.person, row.version + 1)
    Record.objects.filter(pk=row.pk).update(is_current=False)
    fresh = Record.objects.create(
        person=row.person, version=row.version + 1, recorded_at=at, recorded_by=by.name,
        changed=",".join(each.value for each in changed), reason=reason.strip()[:200],
        **{column.value: value for column, value in sealed.items()},
    )  # fmt: skip
    reindex(row.person, {kind: ring.digest(kind, value) for kind, value in drafts.index_values(whole).items()}, at)
    Seek.objects.create(person=row.person)
    with connection.cursor() as cursor:
        # Whether the new document is also held elsewhere is noted for those who see both, and never answered.
        cursor.execute("SELECT sec.identity_note_twins(%s)", [[row.person]])
    audit.record(
        by=by, at=at, action="identity.amend", persons=[row.person], fields=fresh.changed, reason=fresh.reason
    )  # fmt: skip
    event = events.IdentityAmended(person_id=row.person, version=fresh.version, area=by.area)
    outbox.emit(event, by=by, at=at)


def reindex(person: int, wanted: dict[IndexKind, bytes], at: datetime) -> None:
    """Close entries that no longer hold and open the new ones: a phone someone gave up keeps its interval."""
    missing = dict(wanted)
    for held in Entry.objects.filter(person=person, until__isnull=True):
        if missing.get(IndexKind(held.kind)) == bytes(held.digest):
            del missing[IndexKind(held.kind)]
        else:
            Entry.objects.filter(pk=held.pk).update(until=at)
    Entry.objects.bulk_create(
        [Entry(person=person, kind=kind, digest=digest, since=at) for kind, digest in missing.items()]
    )
