"""The reports' API."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.ground.command import queries as command
from sizao.oversight.reports import actions, queries
from sizao.oversight.reports.schemas import AssessmentOut, Day, DayReportOut, FilingIn, FilingOut, PackOut
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs

router = Router(tags=["reports"])


@router.get("/incidents/{incident_id}/day-reports/{on}", response=DayReportOut)
@needs(Right.REPORTS_READ)
def read_day_report(request: HttpRequest, incident_id: UUID, on: Day) -> DayReportOut:
    """The day's report counted now, filed or not."""
    return DayReportOut.of(queries.day_report(incident_id, on, as_of=request.at, reader=request.actor.area))  # type: ignore[attr-defined]


@router.get("/incidents/{incident_id}/filings", response=list[FilingOut])
@needs(Right.REPORTS_READ)
def list_filings(request: HttpRequest, incident_id: UUID) -> list[FilingOut]:
    """Every filed report of an incident, newest first."""
    command.incident(incident_id)
    return [FilingOut.of(each) for each in queries.filings(incident_id)]


@router.get("/filings/{number}", response=FilingOut)
@needs(Right.REPORTS_READ)
def read_filing(request: HttpRequest, number: str) -> FilingOut:
    """A filed report by its number."""
    return FilingOut.of(queries.filing(number))


@router.post("/filings", response={201: FilingOut})
@needs(Right.REPORTS_FILE)
def file_report(request: HttpRequest, filing: FilingIn) -> Status[FilingOut]:
    """File a day's report."""
    made = actions.file_report(
        incident_id=filing.incident_id,
        on=filing.on,
        reason=filing.reason,
        by=request.actor,
        at=request.at,  # type: ignore[attr-defined]
    )
    return Status(201, FilingOut.of(made))


@router.get("/incidents/{incident_id}/assessment-717", response=AssessmentOut)
@needs(Right.REPORTS_READ)
def read_assessment(request: HttpRequest, incident_id: UUID) -> AssessmentOut:
    """The 7-1-7 assessment of an incident now: dates, intervals, early response actions, bottlenecks and causes."""
    return AssessmentOut.of(queries.assessment(incident_id, request.at))  # type: ignore[attr-defined]


@router.post("/meetings/{meeting_id}/packs", response={201: PackOut})
@needs(Right.REPORTS_READ)
def make_pack(request: HttpRequest, meeting_id: UUID) -> Status[PackOut]:
    """Freeze the figures of a meeting's incident now, with agenda, open decisions and tasks, to be printed."""
    made = actions.make_pack(meeting_id=meeting_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, PackOut.of(queries.pack(made)))


@router.get("/packs/{pack_id}", response=PackOut)
@needs(Right.REPORTS_READ)
def read_pack(request: HttpRequest, pack_id: UUID) -> PackOut:
    """A print pack as it was made."""
    return PackOut.of(queries.pack(pack_id))
