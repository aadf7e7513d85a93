"""Filed reports, and the days that have or lack one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.kernel.decisions import Decision
from sizao.oversight.reports import rules
from sizao.oversight.reports.errors import ReportAltered, ReportUnknown
from sizao.oversight.reports.models import Filing
from sizao.oversight.reports.queries.counting import day_report
from sizao.oversight.reports.types import DayReport, DayState, FilingFacts
from sizao.trace.cases import queries as cases

QUIET = timedelta(days=30)
"""An incident in which nothing has happened for longer is shown as it stood then; today's days are a click away."""
LONGEST = 30
"""How many days before its newest a page of the list of reports shows: a month at a time."""


def filings(incident_id: UUID) -> list[FilingFacts]:
    """Every filed report of an incident, the newest day and revision first."""
    return [row.facts() for row in Filing.objects.filter(incident_id=incident_id).order_by("-on", "-revision")]


def filing(number: str) -> FilingFacts:
    """A filed report by its number.

    Raises:
        ReportUnknown: when there is none in scope.
    """
    row = Filing.objects.filter(number=number).first()
    if row is None:
        raise ReportUnknown
    return row.facts()


def filed_report(number: str) -> DayReport:
    """A filed report as it was filed, for printing: nothing of it is counted again.

    Raises:
        ReportUnknown: when there is none in scope.
        ReportAltered: when its figures do not match its hash, or picture and clock their seal.
    """
    facts = filing(number)
    report = rules.thawed(facts, day_report(facts.incident_id, facts.on, as_of=facts.filed_at))
    is_whole = not facts.seal or rules.seal(facts.sha256, facts.content) == facts.seal
    if rules.digest(report) != facts.sha256 or not is_whole:
        raise ReportAltered(number=number)
    return report


def latest(incident_id: UUID, on: date) -> FilingFacts | None:
    """The newest revision of a day's report."""
    row = Filing.objects.filter(incident_id=incident_id, on=on).order_by("-revision").first()
    return row.facts() if row else None


def began_on(incident_id: UUID) -> date:
    """The incident's first day in China's time."""
    found = command.incident(incident_id)
    return min(found.detected_at or found.reported_at, found.reported_at).astimezone(rules.TZ).date()


def last_day(incident_id: UUID, as_of: datetime) -> date:
    """The incident's newest day: that of its closing, or today."""
    return min(as_of, command.incident(incident_id).closed_at or as_of).astimezone(rules.TZ).date()


def quiet_since(incident_id: UUID, as_of: datetime) -> date | None:
    """The last day on which something happened or was filed, when nothing has since for very long; else nothing."""
    filed = Filing.objects.filter(incident_id=incident_id).order_by("-on").values_list("on", flat=True).first()
    moments = [command.last_moment(incident_id), cases.span(incident_id)[1]]
    known = [each.astimezone(rules.TZ).date() for each in moments if each] + ([filed] if filed else [])
    is_quiet = known and last_day(incident_id, as_of) - max(known) > QUIET
    return max(known) if is_quiet else None


def may_file(report: DayReport, *, reason: str, as_of: datetime) -> Decision:
    """Whether this report may be filed now."""
    earlier = latest(report.incident_id, report.on)
    first = began_on(report.incident_id)
    return rules.may_file(report, began_on=first, earlier=earlier.sha256 if earlier else "", reason=reason, as_of=as_of)


def days(incident_id: UUID, *, as_of: datetime, until: date | None = None) -> list[DayState]:
    """The days of an incident, newest first, each with its newest filing; a day without one is missing, not zero.

    ``until``: the newest day wanted, when it is not the incident's last.
    """
    last = max(began_on(incident_id), min(last_day(incident_id, as_of), until or date.max))
    first = max(began_on(incident_id), last - timedelta(days=LONGEST))
    filed = {each.on: each for each in reversed(filings(incident_id))}
    newest_first = [last - timedelta(days=back) for back in range((last - first).days + 1)]
    return [DayState(on, filed.get(on), rules.day_bounds(on)[1] <= as_of) for on in newest_first]
