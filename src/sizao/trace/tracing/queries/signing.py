"""Whether a question was counted before by somebody else: the access log knows."""

from __future__ import annotations

from datetime import datetime

from sizao.kernel.actors import Actor
from sizao.spine.audit import queries as audit


def counted_by_another(mark: str, by: Actor, since: datetime) -> bool:
    """Whether another person counted the same case or place since a moment; machines count for nobody."""
    rows = audit.rows().filter(action="tracing.count", at__gte=since, reason__contains=f"; {mark};", allowed=True)
    return rows.exclude(user_id=None).exclude(user_id=by.user_id).exists()
