"""Write the access log, and seal it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from sizao.kernel.actors import Actor
from sizao.spine.audit import queries, rules
from sizao.spine.audit.models import Access, Check, Head


def record(
    *,
    by: Actor,
    at: datetime,
    action: str,
    purpose: str = "",
    persons: Iterable[int] = (),
    fields: str = "",
    reason: str = "",
    allowed: bool = True,
    area: int | None = None,
) -> int:
    """Write one access row in the caller's transaction; when this fails, the read fails with it.

    Args:
        by: who looks.
        at: when.
        action: what was done, such as ``identity.reveal``.
        purpose: one of the closed list of purposes.
        persons: the persons concerned, by number; the row's size is bounded, the count is exact.
        fields: which classes of fields were shown; never their values.
        reason: the written reason where no task gives one.
        allowed: false for a refused attempt.
        area: the area concerned; the actor's own when not given.
    """
    listed = sorted(set(persons))
    row = Access.objects.create(
        at=at, actor=by.name, user_id=by.user_id, role=by.role, organisation=by.organisation, action=action,
        purpose=purpose, task_id=by.task_id, reason=reason, persons=listed, number_of_persons=len(listed),
        fields=fields, area=by.area if area is None else area, allowed=allowed, transaction_id=_transaction(),
    )  # fmt: skip
    return int(row.pk)


def _transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


@transaction.atomic
def seal(*, at: datetime, limit: int = 50_000) -> Head | None:
    """Bind every settled, unsealed row into the chain; ``None`` when there is nothing to seal.

    Only rows of transactions older than this database's oldest running one are taken: order of ids alone would miss late commits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7241)")
    rows = _settled(limit)
    if not rows:
        return None
    before = Head.objects.order_by("-number").first()
    merkle = rules.root(rows)
    ids = [row["id"] for row in rows]
    head = rules.link(before.head if before else rules.GENESIS, merkle, len(rows), _stamp(at))
    return Head.objects.create(
        at=at, first_id=min(ids), last_id=max(ids), row_ids=ids, count=len(ids), root=merkle, head=head
    )


def verify(*, at: datetime, whole: bool = False) -> Check | None:
    """Read the chain and write down whether it holds: its new links, or all of it; nothing when no link is new.

    What was once found broken is not read further until the whole is read again.
    """
    before = queries.last_check()
    if not whole and before is not None:
        newest = Head.objects.order_by("-number").values_list("number", flat=True).first() or 0
        if not before.holds or newest <= before.last:
            return None
    found = queries.check_chain(None if whole else before)
    return Check.objects.create(
        at=at, holds=found.holds, last=found.last, links=found.links, rows=found.rows, broken_at=found.broken_at,
        head=found.head,
    )  # fmt: skip


def _settled(limit: int) -> list[dict[str, Any]]:
    newest = Head.objects.order_by("-number").values_list("last_id", flat=True).first() or 0
    margin = 10_000
    sealed: set[int] = set()
    for ids in Head.objects.filter(last_id__gt=newest - margin).values_list("row_ids", flat=True):
        sealed.update(ids)
    settled = Access.objects.filter(id__gt=newest - margin, transaction_id__lt=queries.horizon())
    rows = settled.exclude(id__in=sealed)
    return list(rows.order_by("id").values(*rules.FIELDS)[:limit])


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
