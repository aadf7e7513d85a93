"""The exchange page: choose an incident, take its files for other systems, one case as FHIR, the day's counts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from sizao.ground.command import queries as command
from sizao.ground.identity.types import Purpose
from sizao.oversight.exchange import actions, queries
from sizao.oversight.exchange.errors import NoSuchExport
from sizao.oversight.exchange.forms import BundleForm, DayForm, IncidentForm
from sizao.oversight.exchange.types import PARTS, Asked, Part, System, Written
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.trace.cases import queries as cases
from sizao.trace.cases.errors import CaseNotFound


@needs(Right.EXPORT_RUN)
@require_GET
def exports_page(request: HttpRequest) -> HttpResponse:
    """What can go out, of one incident at a time: the one asked for, else the newest."""
    return _shown(request, BundleForm())


def _shown(
    request: HttpRequest, bundle: BundleForm, *, day: DayForm | None = None, wanted: str = "", status: int = 200
) -> HttpResponse:
    known = {str(each.id): each for each in command.incidents()}
    wanted = wanted or request.GET.get("incident", "")
    chosen = known.get(wanted) or next(iter(known.values()), None)
    files = []
    if chosen:
        files = [
            (system, part, reverse("exchange:download", args=[chosen.id, system.value, part.value]))
            for system, parts in PARTS.items()
            for part in parts
        ]
    form = IncidentForm(initial={"incident": str(chosen.id)} if chosen else {})
    context = {
        "chosen": chosen, "form": form, "files": files, "bundle": bundle,
        "day": day or DayForm(initial={"day": localdate(request.at)}),  # type: ignore[attr-defined]
    }  # fmt: skip
    return page(request, "exchange/exports.html", context, status=status)


@needs(Right.EXPORT_RUN)
@require_GET
def download(request: HttpRequest, incident_id: UUID, system: str, part: str) -> HttpResponse:
    """One file for another system."""
    if system not in {each.value for each in System} or part not in {each.value for each in Part}:
        raise NoSuchExport(system=system)
    written = actions.export(
        system=System(system), part=Part(part), incident_id=incident_id, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return _file(written, "text/csv; charset=utf-8")


@needs(Right.EXPORT_RUN)
@require_GET
def daily(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """A day's counts of an incident in its own area, for DHIS2."""
    incident = command.incident(incident_id)
    form = DayForm(request.GET)
    if not form.is_valid():
        return _shown(request, BundleForm(), day=form, wanted=str(incident_id), status=422)
    day = form.cleaned_data["day"] or localdate(request.at)  # type: ignore[attr-defined]
    mapping = queries.dhis2_mapping()
    found = actions.daily_values(day=day, area=incident.area, mapping=mapping, incident_id=incident_id)
    name = f"{incident.number}-dhis2-{day:%Y%m%d}.json"
    return _file(Written(name, actions.as_json(found), len(found["dataValues"])), "application/json")


@needs(Right.EXPORT_RUN)
@require_http_methods(["POST"])
def case_bundle(request: HttpRequest) -> HttpResponse:
    """One case, named by its number in a form so that no address holds it, as a FHIR bundle."""
    form = BundleForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    row = cases.case_rows().filter(number=form.cleaned_data["case"].strip().upper()).first()
    if row is None:
        raise CaseNotFound
    purpose, reason = form.cleaned_data["purpose"], form.cleaned_data["reason"]
    asked = Asked(Purpose(purpose), reason, by, at) if purpose else None
    found = actions.case_bundle(case_id=row.id, by=by, at=at, asked=asked)
    written = Written(f"{row.number}-fhir.json", actions.as_json(found), len(found["entry"]))
    return _file(written, "application/fhir+json")


def _file(written: Written, kind: str) -> HttpResponse:
    response = HttpResponse(written.content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{written.filename}"'
    response["X-Rows"] = str(written.rows)
    return response
