"""Whether a question was counted before by somebody else: the access log knows."""

from __future__ import annotations

import re
from datetime import datetime

from sizao.kernel.actors import Actor
from sizao.spine.audit import queries as audit

_PERSONS = re.compile(r"; persons (\d+);")


def counted_by_another(mark: str, by: Actor, since: datetime, least: int = 0) -> bool:
    """Whether another person counted the same case or place since a moment, and saw so many; machines count for nobody.

    A count of ten minutes or of a stricter threshold shows few: it is no look at what the whole question lists.
    """
    rows = audit.rows().filter(action="tracing.count", at__gte=since, reason__contains=f"; {mark};", allowed=True)
    reasons = rows.exclude(user_id=None).exclude(user_id=by.user_id).values_list("reason", flat=True)
    return any(int(said[1]) >= least for each in reasons if (said := _PERSONS.search(each)))
