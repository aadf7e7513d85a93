"""The meters of a moment from every person's own rows: what the database's count is held against."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from sizao.measures.followup import rules
from sizao.measures.followup.queries import completeness
from sizao.measures.followup.types import Meter


def one_by_one(incident_id: UUID, moment: datetime) -> tuple[Meter, Meter, Meter]:
    """Quarantined, tested, under management, every person looked at."""
    people = Counter(completeness._people(incident_id, moment).values())
    tests = Counter(owed for _row, owed in completeness._tests(incident_id, moment))
    return rules.isolated(people), rules.tested(tests), rules.managed(people)
