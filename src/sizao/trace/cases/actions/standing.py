"""The row that says where a contact stands from a moment on: its state, and its class with the edition it was judged by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sizao.kernel.actors import Actor
from sizao.trace.cases.models import Contact, ContactDecision, ContactStatus
from sizao.trace.cases.types import ContactState

BATCH = 2_000


def enter(
    rows: Iterable[Contact],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    decision: ContactDecision | None = None,
    state: ContactState | None = None,
) -> None:
    """Append to each contact a row that says how it stands now; whoever changes its state or its class calls this.

    ``state`` is another one than the contact's own, for a row that another one follows at once.
    """
    statuses = [
        ContactStatus(
            contact=row, state=state or row.status, contact_class=row.contact_class, edition_id=row.edition_id, at=at, by=by.name,
            reason=reason.strip(), clause=row.clause, decision=decision,
        )
        for row in rows
    ]  # fmt: skip
    ContactStatus.objects.bulk_create(statuses, batch_size=BATCH)


def approved_once(contact_ids: Iterable[UUID]) -> set[UUID]:
    """Of some contacts those who were approved at some time, whatever became of it."""
    rows = ContactStatus.objects.filter(contact_id__in=list(contact_ids), state=ContactState.APPROVED)
    return set(rows.values_list("contact_id", flat=True))
