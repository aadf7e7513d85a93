"""Pages of the reports: which days are filed or missing, one day's report, and its papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import queries as command
from sizao.ground.command.types import IncidentFacts
from sizao.kernel.areas import contains
from sizao.kernel.errors import Invalid, NotFound
from sizao.oversight.reports import actions, queries, rules
from sizao.oversight.reports.forms import FilingForm
from sizao.oversight.reports.schemas import AssessmentOut
from sizao.oversight.reports.types import Assessment, DayReport, DayState
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Fact, Kpi

A_DAY = timedelta(days=1)
FIRST_DAYS = timedelta(days=13)
"""How many days after its first an incident's list of its first days shows."""
HEADLINE = ("confirmed", "asymptomatic", "close", "secondary", "people_sampled", "steps_late")
"""The figures shown as tiles above the table."""

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
    "zip": "application/zip",
}


def _until(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@needs(Right.REPORTS_READ)
def reports(request: HttpRequest) -> HttpResponse:
    """The incidents in scope, each with its days: filed, due or missing."""
    at = request.at  # type: ignore[attr-defined]
    rows = [(each, _days_shown(each.id, at)[:14], _leads(request, each)) for each in command.incidents()]
    return page(request, "reports/reports.html", {"rows": rows})


def _leads(request: HttpRequest, incident: IncidentFacts) -> bool:
    """Whether the reader's area leads an incident; one that is led above is filed there, and is not missing here."""
    return contains(request.actor.area, incident.area)  # type: ignore[attr-defined]


def _days_shown(incident_id: UUID, at: datetime, until: date | None = None) -> list[DayState]:
    """An incident's days up to the one asked for; else up to the last on which something happened, or today."""
    return queries.days(incident_id, as_of=at, until=until or queries.quiet_since(incident_id, at))


@needs(Right.REPORTS_READ)
def days(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The days of an incident, and every revision filed."""
    found, at = command.incident(incident_id), request.at  # type: ignore[attr-defined]
    shown = _days_shown(incident_id, at, _until(request.GET.get("until", "")))
    newest, first = queries.last_day(incident_id, at), queries.began_on(incident_id)
    context = {
        "incident": found, "days": shown, "filings": queries.filings(incident_id), "leads": _leads(request, found),
        "newest": newest if shown[0].on < newest else None, "hidden": (newest - shown[0].on).days,
        "earlier": shown[-1].on - A_DAY if shown[-1].on > first else None, "first": first + FIRST_DAYS,
    }  # fmt: skip
    return page(request, "reports/days.html", context)


@needs(Right.REPORTS_READ)
def day(request: HttpRequest, incident_id: UUID, on: str) -> HttpResponse:
    """One day's report, counted now, beside what was filed."""
    report = _report(request, incident_id, on)
    return _day(request, report, FilingForm())


def _day(request: HttpRequest, report: DayReport, form: FilingForm, status: int = 200) -> HttpResponse:
    filed = queries.latest(report.incident_id, report.on)
    at = request.at  # type: ignore[attr-defined]
    reason = "·" * 4 if filed else ""
    context = {
        "report": report, "filed": filed, "form": form, "kpis": _kpis(report), "facts": _facts(report),
        "decision": queries.may_file(report, reason=reason, as_of=at),
        "may_file": accounts.may(request.actor, Right.REPORTS_FILE),  # type: ignore[attr-defined]
        "changed": filed is not None and dict(filed.figures) != report.figures(),
    }  # fmt: skip
    return page(request, "reports/day.html", context, status=status)


def _kpis(report: DayReport) -> list[Kpi]:
    lines = {line.definition.key: line for line in report.lines}
    return [
        Kpi(
            lines[key].definition.words, lines[key].total, unit=lines[key].definition.unit,
            delta=lines[key].day, tone="red" if key == "steps_late" and lines[key].total else "",
        )
        for key in HEADLINE
        if key in lines
    ]  # fmt: skip


def _facts(report: DayReport) -> list[Fact]:
    href = f"{reverse('editions:editions')}{report.edition_id}/"
    return [
        Fact(_("Incident"), report.incident_number),
        Fact(_("Area"), report.area_words),
        Fact(_("Edition in force"), report.edition_title, href),
        Fact(_("Definitions"), rules.definitions_of(report.definition_version)),
    ]


def _report(request: HttpRequest, incident_id: UUID, on: str) -> DayReport:
    try:
        chosen = date.fromisoformat(on)
    except ValueError as error:
        raise NotFound from error
    return queries.day_report(incident_id, chosen, as_of=request.at, reader=request.actor.area)  # type: ignore[attr-defined]


@needs(Right.REPORTS_FILE)
@require_POST
def file_report(request: HttpRequest, incident_id: UUID, on: str) -> HttpResponse:
    """File the day's report."""
    form = FilingForm(request.POST)
    report = _report(request, incident_id, on)
    if not form.is_valid():
        return _day(request, report, form, status=422)
    actions.file_report(
        incident_id=incident_id, on=report.on, reason=form.cleaned_data["reason"],
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("reports:day", incident_id, on)


@needs(Right.REPORTS_READ)
def paper(request: HttpRequest, incident_id: UUID, on: str, form: str) -> HttpResponse:
    """The day's report as Word, Excel or PDF in the reader's language, counted now."""
    report = _report(request, incident_id, on)
    return _printed(report, form, f"{report.incident_number}-{report.on:%Y%m%d}")


@needs(Right.REPORTS_READ)
def filed_paper(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """A filed report as it was filed: frozen figures, picture and clock, checked against their hash."""
    return _printed(queries.filed_report(number), form, number)


def _printed(report: DayReport, form: str, name: str) -> HttpResponse:
    if form not in TYPES or form == "json":
        raise Invalid(reason=form)
    make = {"docx": queries.as_word, "xlsx": queries.as_workbook, "pdf": queries.as_pdf}[form]
    return _download(make(report, _language()), form, name)


def _language() -> str:
    return get_language() or "zh-hans"


def _download(body: bytes, form: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@needs(Right.REPORTS_READ)
def assessment(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The 7-1-7 assessment: three intervals against their targets, the seven actions, and what held them up."""
    found = queries.assessment(incident_id, request.at)  # type: ignore[attr-defined]
    unknown = _("not recorded")
    facts = [
        Fact(_("Date of emergence"), found.emergence_at or unknown),
        Fact(_("Date of detection"), found.detected_at or unknown),
        Fact(_("Date of notification"), found.notified_at),
    ]
    parts = [
        (_("7-1-7 performance"), found.intervals), (_("Early response actions"), found.actions),
        (_("Late steps of the local clock"), found.late_steps),
    ]  # fmt: skip
    return page(request, "reports/assessment.html", {"found": found, "facts": facts, "parts": parts})


@needs(Right.REPORTS_READ)
def assessment_paper(request: HttpRequest, incident_id: UUID, form: str) -> HttpResponse:
    """The 7-1-7 assessment as Word, Excel or JSON."""
    makers: dict[str, Callable[[Assessment, str], bytes]] = {
        "docx": queries.assessment_as_word, "xlsx": queries.assessment_as_workbook,
        "json": lambda found, _language: AssessmentOut.of(found).model_dump_json(indent=1).encode(),
    }  # fmt: skip
    if form not in makers:
        raise Invalid(reason=form)
    found = queries.assessment(incident_id, request.at)  # type: ignore[attr-defined]
    return _download(makers[form](found, _language()), form, f"{found.incident_number}-7-1-7")


@needs(Right.REPORTS_READ)
@require_http_methods(["GET", "POST"])
def packs(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The print packs of a meeting; sent, it makes one of the figures now."""
    if request.method == "POST":
        made = actions.make_pack(meeting_id=meeting_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return redirect("reports:pack", made)
    found = command.meeting(meeting_id)
    context = {"meeting": found, "packs": queries.packs(meeting_id), "decision": rules.may_pack(found.incident_id)}
    return page(request, "reports/packs.html", context)


@needs(Right.REPORTS_READ)
def pack(request: HttpRequest, pack_id: UUID) -> HttpResponse:
    """One print pack: what it says, and its papers."""
    found = queries.pack(pack_id)
    facts = [
        Fact(_("Number"), found.number),
        Fact(_("Meeting"), found.title, reverse("command:meeting", args=[found.meeting_id])),
        Fact(_("Data as of"), local_time(found.report.cutoff)),
        Fact(_("Definitions"), rules.definitions_of(found.report.definition_version)),
        Fact(_("Check value"), found.sha256[:16]),
        Fact(_("Made by"), found.made_by),
    ]
    papers = [(language, form, PAPERS[language, form]) for language in ("zh", "en") for form in ("docx", "pdf")]
    context = {"pack": found, "facts": facts, "kpis": _kpis(found.report), "papers": papers}
    return page(request, "reports/pack.html", context)


PAPERS = {
    ("zh", "docx"): _("Word, Chinese"), ("zh", "pdf"): _("PDF, Chinese"), ("en", "docx"): _("Word, English"),
    ("en", "pdf"): _("PDF, English"),
}  # fmt: skip


@needs(Right.REPORTS_READ)
def pack_paper(request: HttpRequest, pack_id: UUID, language: str, form: str) -> HttpResponse:
    """A print pack as Word or PDF in one language, or all four papers in one file (``all/paper.zip``): the same each time."""
    found = queries.pack(pack_id)
    if (language, form) == ("all", "zip"):
        return _download(queries.pack_as_zip(found), form, found.number)
    if (language, form) not in PAPERS:
        raise Invalid(reason=f"{language} {form}")
    make = {"docx": queries.pack_as_word, "pdf": queries.pack_as_pdf}[form]
    return _download(make(found, language), form, f"{found.number}-{language}")
