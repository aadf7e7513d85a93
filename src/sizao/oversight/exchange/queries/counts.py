"""A day's counts of an incident or an area: cases by day of report under the classification as it stands, contacts by approval."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.ground.command import queries as command
from sizao.kernel import areas
from sizao.oversight.exchange.errors import DiseasesMixed
from sizao.oversight.exchange.rules.dhis2 import FIGURES
from sizao.oversight.exchange.types import DayCounts
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import Outcome

LOCAL = ZoneInfo("Asia/Shanghai")
EARLIEST = datetime(1900, 1, 1, tzinfo=LOCAL)
"""Before any contact."""


def day_counts(day: date, area: int, incident_id: UUID | None = None, disease: str = "") -> DayCounts:
    """Cases, contacts and deaths of the day and up to it, in an area, of one incident or of all of a disease in scope.

    A person who is a case of two incidents counts in each of them. Exercises count only within their own drill.

    Raises:
        DiseasesMixed: when incidents of several diseases would be added up and none is named.
    """
    chosen = [incident_id] if incident_id else _incidents(disease)
    figures: Counter[str] = Counter()
    for incident in chosen:
        for case in cases.cases(incident):
            if areas.contains(area, case.area):
                _count(figures, case.classification.value, case.reported_at, day)
                if case.outcome is Outcome.DIED:
                    _count(figures, "deaths", case.outcome_at or case.reported_at, day)
    for contact in cases.contact_lines(chosen, EARLIEST, datetime.combine(day + timedelta(days=1), time(), LOCAL)):
        if areas.contains(area, contact.area) and contact.is_still:
            _count(figures, "contacts", contact.approved_at, day)
    return DayCounts(day, area, {name: figures[name] for name in FIGURES})


def _incidents(disease: str) -> list[UUID]:
    found = [each for each in command.incidents(with_exercises=False) if disease in ("", each.disease)]
    named = sorted({each.disease for each in found})
    if len(named) > 1:
        raise DiseasesMixed(diseases=", ".join(named))
    return [each.id for each in found]


def _count(figures: Counter[str], what: str, at: datetime, day: date) -> None:
    then = at.astimezone(LOCAL).date()
    figures[f"total_{what}"] += then <= day
    figures[f"new_{what}"] += then == day
