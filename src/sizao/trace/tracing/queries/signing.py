"""Traces that wait for a signature; and whether a question was counted before by somebody else: the access log knows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sizao.kernel.actors import Actor
from sizao.spine.audit import queries as audit
from sizao.trace.tracing import errors, rules
from sizao.trace.tracing.models import SignatureRequest
from sizao.trace.tracing.types import SignatureFacts

_PERSONS = re.compile(r"; persons (\d+);")


def counted_by_another(mark: str, by: Actor, since: datetime, least: int = 0) -> bool:
    """Whether another person counted the same case or place since a moment, and saw so many; machines count for nobody.

    A count of ten minutes or of a stricter threshold shows few: it is no look at what the whole question lists.
    """
    rows = audit.rows().filter(action="tracing.count", at__gte=since, reason__contains=f"; {mark};", allowed=True)
    reasons = rows.exclude(user_id=None).exclude(user_id=by.user_id).values_list("reason", flat=True)
    return any(int(said[1]) >= least for each in reasons if (said := _PERSONS.search(each)))


def signature_rows() -> QuerySet[SignatureRequest]:
    """Traces that needed a signature, for this room's own list, unordered; not for neighbours."""
    return SignatureRequest.objects.select_related("step", "incident")


def signature(request_id: UUID, as_of: datetime) -> SignatureFacts:
    """One trace that needed a signature, as it stands at a moment.

    Raises:
        SignatureUnknown: when there is none in scope.
    """
    row = signature_rows().filter(pk=request_id).first()
    if row is None:
        raise errors.SignatureUnknown
    return _standing(row, as_of)


def _standing(row: SignatureRequest, as_of: datetime) -> SignatureFacts:
    found = row.facts()
    return replace(found, state=rules.signature_state(found, as_of, rules.signing()))


def signatures(as_of: datetime, limit: int = 100) -> list[SignatureFacts]:
    """Traces that needed a signature as they stand at a moment, the newest first."""
    return [_standing(row, as_of) for row in signature_rows().order_by("-at", "-id")[:limit]]


def to_sign(by: Actor, at: datetime) -> list[SignatureFacts]:
    """Traces that wait for a signature which somebody of headquarters can give now, the oldest first."""
    terms = rules.signing()
    rows = signature_rows().filter(step=None, at__gt=at - terms.counted_within).order_by("at", "id")
    found = [row.facts() for row in rows]
    return [each for each in found if rules.may_sign(each, by, is_headquarters=True, as_of=at, terms=terms)]
