"""Reading erasures: those that wait, those that were decided, and what is left of a person when one looks again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sizao.ground.identity.errors import ErasureUnknown
from sizao.ground.identity.models import Entry, Epoch, Erasure, ErasureRequest, PersonKey, Record
from sizao.ground.identity.rules.erasing import WAITS
from sizao.ground.identity.types import ErasureFacts, ErasureGround, ErasureOutcome, ErasureProof

SHOWN = 100


def erasures(limit: int = SHOWN) -> list[ErasureFacts]:
    """Requests for erasure in scope, newest first."""
    return [_facts(row) for row in _rows().order_by("-id")[:limit]]


def erasure(request_id: UUID) -> ErasureFacts:
    """One request.

    Raises:
        ErasureUnknown: when there is none in scope.
    """
    row = _rows().filter(pk=request_id).first()
    if row is None:
        raise ErasureUnknown
    return _facts(row)


def requester_of(request_id: UUID) -> int | None:
    """The account that made a request, if it was one."""
    return ErasureRequest.objects.filter(pk=request_id).values_list("requester_id", flat=True).first()


def is_asked(person_id: int, at: datetime) -> bool:
    """Whether an erasure of a person waits for its second person."""
    rows = ErasureRequest.objects.filter(person=person_id, erasure__isnull=True, requested_at__gt=at - WAITS)
    return rows.exists()


def erased(person_id: int) -> ErasureFacts | None:
    """How a person's identity was erased; ``None`` when it was not."""
    row = _rows().filter(person=person_id, erasure__outcome=ErasureOutcome.ERASED).order_by("-id").first()
    return _facts(row) if row else None


def proof(person_id: int) -> ErasureProof | None:
    """What is left of an erased person, counted anew; ``None`` for a person who was not erased."""
    done = Erasure.objects.filter(person=person_id, outcome=ErasureOutcome.ERASED).order_by("-decided_at").first()
    if done is None:
        return None
    ended = Epoch.objects.filter(number=done.epoch or 0).values_list("destroyed_at", flat=True).first()
    return ErasureProof(
        PersonKey.objects.filter(person=person_id).count(), Entry.objects.filter(person=person_id).count(),
        Record.objects.filter(person=person_id).count(), done.epoch or 0, ended,
    )  # fmt: skip


def _rows() -> QuerySet[ErasureRequest]:
    return ErasureRequest.objects.select_related("erasure")


def _facts(row: ErasureRequest) -> ErasureFacts:
    asked = ErasureFacts(
        row.id, row.person, ErasureGround(row.ground), row.reason, row.requested_at, row.requested_by,
        row.organisation, row.requested_at + WAITS,
    )  # fmt: skip
    done: Erasure | None = getattr(row, "erasure", None)
    if done is None:
        return asked
    return ErasureFacts(
        asked.id, asked.person_id, asked.ground, asked.reason, asked.requested_at, asked.requested_by,
        asked.organisation, asked.expires_at, ErasureOutcome(done.outcome), done.decided_at, done.decided_by,
        done.organisation, done.reason, done.entries, done.versions,
    )  # fmt: skip
