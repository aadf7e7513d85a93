"""File a day's report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.ground.command import queries as command
from sizao.ground.command.errors import OutsideArea
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.oversight.reports import queries, rules
from sizao.oversight.reports.errors import MeetingWithoutIncident
from sizao.oversight.reports.events import ReturnFiled
from sizao.oversight.reports.models import Filing, Pack
from sizao.oversight.reports.types import FilingFacts
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def file_report(*, incident_id: UUID, on: date, by: Actor, at: datetime, reason: str = "") -> FilingFacts:
    """Count the day's figures, freeze them, and file them; a second filing of the day is a correction with a reason.

    Raises:
        NotYourIncident: when a headquarters above the actor's area leads the incident; figures here are a part of it.
        DayNotOver: before 24:00 of the day.
        DayBeforeIncident: for a day before the incident.
        NothingChanged: when a correction would not change a figure.
        CorrectionWithoutReason: when a correction does not say why.
    """
    _lock(f"filings {incident_id}")
    report = queries.day_report(incident_id, on, as_of=at, reader=by.area)
    queries.may_file(report, reason=reason, as_of=at).or_raise()
    earlier = queries.latest(incident_id, on)
    revision = earlier.revision + 1 if earlier else 1
    report = replace(report, pictures=queries.pictures(report))
    sha256, content = rules.digest(report), {**report.content(), "frame": rules.frame(report)}
    row = Filing.objects.create(
        number=f"{report.incident_number}-{on:%Y%m%d}-{revision}", incident_id=incident_id, area=report.area, on=on,
        revision=revision, reason=reason.strip(), cutoff=report.cutoff, definition_version=report.definition_version,
        figures=report.figures(), content=content, is_nil=report.is_nil, sha256=sha256, seal=rules.seal(sha256, content), filed_at=at, filed_by=by.name,
    )  # fmt: skip
    event = ReturnFiled(
        filing_id=row.id, on=on, revision=revision, is_nil=report.is_nil, incident_id=incident_id, area=report.area,
        edition_id=report.edition_id,
    )  # fmt: skip
    outbox.emit(event, by=by, at=at)
    return row.facts()


@transaction.atomic
def make_pack(*, meeting_id: UUID, by: Actor, at: datetime) -> UUID:
    """Freeze the figures of a meeting's incident with agenda, open decisions and tasks, to be printed.

    Raises:
        OutsideArea: when the meeting is not of the actor's area, whose figures would be fewer.
        MeetingWithoutIncident: when there is nothing to count.
    """
    meeting = command.meeting(meeting_id)
    if not contains(by.area, meeting.area):
        raise OutsideArea(area=printed(meeting.area))
    if meeting.incident_id is None:
        raise MeetingWithoutIncident
    _lock(f"packs {meeting.incident_id}")
    report, body = queries.gathered(meeting, meeting.incident_id, at)
    place = Pack.objects.filter(incident=meeting.incident_id).count() + 1
    row = Pack.objects.create(
        number=f"{report.incident_number}-M{place}", meeting_id=meeting.id, incident_id=meeting.incident_id,
        area=meeting.area, figures=report.figures(), body=body, sha256=rules.seal(rules.digest(report), body),
        made_at=at, made_by=by.name,
    )  # fmt: skip
    return row.id


def _lock(what: str) -> None:
    """Two officers who make the same paper at once come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
