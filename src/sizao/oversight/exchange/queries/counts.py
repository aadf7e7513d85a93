"""A day's counts of an incident or an area: by the day of report, under the classification as it stands."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.ground.command import queries as command
from sizao.kernel import areas
from sizao.oversight.exchange.rules.dhis2 import FIGURES
from sizao.oversight.exchange.types import DayCounts
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactState, Outcome

LOCAL = ZoneInfo("Asia/Shanghai")
UNCOUNTED = frozenset({ContactState.PROPOSED, ContactState.REJECTED})
"""Contacts whom nobody has approved are none yet."""


def day_counts(day: date, area: int, incident_id: UUID | None = None) -> DayCounts:
    """Cases, contacts and deaths of the day and up to it, in an area, of one incident or of all in scope.

    A person who is a case of two incidents counts in each of them.
    """
    figures: Counter[str] = Counter()
    for incident in [incident_id] if incident_id else [each.id for each in command.incidents()]:
        for case in cases.cases(incident):
            if areas.contains(area, case.area):
                _count(figures, case.classification.value, case.reported_at, day)
                if case.outcome is Outcome.DIED:
                    _count(figures, "deaths", case.outcome_at or case.reported_at, day)
        for contact in cases.contacts(incident):
            if areas.contains(area, contact.area) and contact.status not in UNCOUNTED:
                _count(figures, "contacts", contact.proposed_at or contact.last_exposure_at, day)
    return DayCounts(day, area, {name: figures[name] for name in FIGURES})


def _count(figures: Counter[str], what: str, at: datetime, day: date) -> None:
    then = at.astimezone(LOCAL).date()
    figures[f"total_{what}"] += then <= day
    figures[f"new_{what}"] += then == day
