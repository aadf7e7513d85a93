"""Testing: sampling points, samples with their results, rounds, and the release by a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.ground.command import queries as command
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.measures.screening import actions, queries
from sizao.measures.screening.types import Purpose, RoundState, SubjectKind, Value
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, Kind, Kpi, ListPage, OnPhone
from sizao.trace.cases import queries as cases

VALUE_TONES = {Value.NEGATIVE: "green", Value.POSITIVE: "red", Value.INCONCLUSIVE: "yellow"}
ROUND_TONES = {RoundState.STARTED: "blue", RoundState.CLEARED: "green", RoundState.POSITIVE: "red"}

POINTS = ListPage(
    name="points",
    caption=_("Sampling points"),
    columns=(
        Column("name", _("Name"), value="words", sort="name_zh", on_phone=OnPhone.TITLE),
        Column("number", _("Number"), sort="number"),
        Column("area", _("Area"), kind=Kind.AREA, sort="area"),
        Column("tables", _("Tables"), kind=Kind.NUMBER),
        Column("hours", _("Hours"), on_phone=OnPhone.HIDE),
        Column("people", _("People sampled"), kind=Kind.NUMBER, total=lambda rows: sum(row.people for row in rows)),
        Column("opened_at", _("Opened"), kind=Kind.TIME, sort="opened_at"),
        Column("closed_at", _("Closed"), kind=Kind.TIME, on_phone=OnPhone.HIDE),
    ),
    filters=(
        Filter("open", _("Only open ones"), lookup=lambda rows, _value: rows.filter(closed_at__isnull=True),
               choices=[("1", _("open"))]),
    ),
    order="-opened_at",
    empty=_("No sampling point has been opened here"),
)  # fmt: skip

LOOK_BACK = Words("追踪", "Trace")


def _with_looks(rows: Sequence[Any]) -> list[Any]:
    """Positive samples with the page that looks back from them: the case of the person, else the place or its point's."""
    positive = [row for row in rows if row.value_now == Value.POSITIVE]
    found = cases.cases(person_ids=people) if (people := {row.person_id for row in positive if row.person_id}) else []
    case_of = {(each.incident_id, each.person_id): each.id for each in found}
    for row in rows:
        row.trace_href = _look_back(row, case_of) if row in positive else ""
    return list(rows)


def _look_back(row: Any, case_of: Mapping[tuple[UUID, int], UUID]) -> str:
    case_id = case_of.get((row.incident_id, row.person_id))
    if case_id is not None:
        return reverse("tracing:start", args=[case_id])
    place_id = row.place_id or (row.point.place_id if row.point else None)
    if place_id is None:
        return ""
    basis = "shared" if row.subject == SubjectKind.PERSON else "environment"
    until = f"{timezone.localtime(row.taken_at):%Y-%m-%dT%H:%M}"
    asked = {"basis": basis, "until": until, **({"incident": str(row.incident_id)} if row.incident_id else {})}
    return f"{reverse('tracing:start_place', args=[place_id])}?{urlencode(asked)}"


SAMPLES = ListPage(
    name="samples",
    caption=_("Samples"),
    columns=(
        Column("code", _("Tube"), sort="code", on_phone=OnPhone.TITLE),
        Column("subject", _("Of"), value=lambda row: SubjectKind(row.subject), kind=Kind.TAG),
        Column(
            "value", _("Result"), value=lambda row: Value(row.value_now) if row.value_now else _("none yet"),
            kind=Kind.TAG, tone=lambda row: VALUE_TONES[Value(row.value_now)] if row.value_now else "grey",
            on_phone=OnPhone.TAG,
        ),
        Column("purpose", _("Purpose"), value=lambda row: Purpose(row.purpose)),
        Column("people", _("People in the tube"), kind=Kind.NUMBER, total=lambda rows: sum(row.people for row in rows)),
        Column("person", _("Person"), value="person.number", on_phone=OnPhone.HIDE),
        Column("place", _("Place"), value=lambda row: row.place.facts().words if row.place else None),
        Column("spot", _("Spot"), on_phone=OnPhone.HIDE),
        Column("area", _("Area"), kind=Kind.AREA),
        Column("taken_at", _("Taken"), kind=Kind.TIME, sort="taken_at"),
        Column("look_back", _("Look back"), value=lambda row: LOOK_BACK if row.trace_href else None, link=lambda row: row.trace_href),
    ),
    filters=(
        Filter("subject", _("Of"), is_tabs=True,
               choices=lambda: [("", _("all")), *((each.value, each.words) for each in SubjectKind)]),
        Filter("value", _("Result"), lookup="value_now", choices=lambda: [(each.value, each.words) for each in Value]),
        Filter("purpose", _("Purpose"), choices=lambda: [(each.value, each.words) for each in Purpose]),
        Filter("incident", _("Incident"), lookup="incident__number",
               choices=lambda: [(each.number, each.number) for each in command.incidents()]),
    ),
    order="-taken_at",
    prepare=_with_looks,
    persons=lambda row: row.person_id,
    empty=_("No sample has been taken here"),
)  # fmt: skip

ROUNDS = ListPage(
    name="rounds",
    caption=_("Screening rounds"),
    columns=(
        Column("name", _("Name"), value="words", on_phone=OnPhone.TITLE),
        Column("number", _("Round"), kind=Kind.NUMBER),
        Column("state", _("State"), kind=Kind.TAG, tone=lambda row: ROUND_TONES[row.state], on_phone=OnPhone.TAG),
        Column("area", _("Area"), kind=Kind.AREA),
        Column("started_at", _("Started"), kind=Kind.TIME, sort="started_at"),
        Column("ended_at", _("Ended"), kind=Kind.TIME),
        Column("people", _("People sampled"), kind=Kind.NUMBER),
        Column("note", _("Note"), on_phone=OnPhone.LINE),
    ),
    order="started_at",
    empty=_("No round has been held here"),
)

WAITING = ListPage(
    name="waiting",
    caption=_("Results waiting for release"),
    columns=(
        Column("sample", _("Tube"), value="sample.code", on_phone=OnPhone.TITLE),
        Column("value", _("Result"), value=lambda row: Value(row.value), kind=Kind.TAG,
               tone=lambda row: VALUE_TONES[Value(row.value)], on_phone=OnPhone.TAG),
        Column("of", _("Of"), value=lambda row: SubjectKind(row.sample.subject)),
        Column("entered_by", _("Entered by")),
        Column("laboratory", _("Laboratory"), on_phone=OnPhone.HIDE),
        Column("resulted_at", _("Resulted"), kind=Kind.TIME, sort="resulted_at"),
    ),
    order="resulted_at",
    row_id=lambda row: row.pk,
    bulk="screening/_release.html",
    empty=_("Nothing waits for release"),
)  # fmt: skip


@needs(Right.SCREENING_READ)
def points_page(request: HttpRequest) -> HttpResponse:
    """Sampling points with how many people they sampled."""
    return list_page(request, POINTS, queries.point_rows(), "screening/points.html", _links(request))


@needs(Right.SCREENING_READ)
def samples_page(request: HttpRequest) -> HttpResponse:
    """Samples of people, places and goods with their released results."""
    return list_page(request, SAMPLES, queries.sample_rows(), "screening/samples.html", _links(request))


@needs(Right.SCREENING_READ)
def rounds_page(request: HttpRequest) -> HttpResponse:
    """Screening rounds and how they ended."""
    return list_page(request, ROUNDS, queries.rounds(), "screening/rounds.html", _links(request))


def _links(request: HttpRequest) -> dict[str, object]:
    return {"may_release": accounts.may(request.actor, Right.SCREENING_RELEASE)}  # type: ignore[attr-defined]


@needs(Right.SCREENING_READ)
def counts_page(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """An incident's testing in figures; each leads to the list behind it."""
    incident = command.incident(incident_id)
    found = queries.counts(incident_id)
    samples = f"{reverse('screening:samples')}?incident={incident.number}"
    kpis = [
        Kpi(_("People sampled"), found.people, "person", f"{samples}&subject=person", key="people"),
        Kpi(_("People with a result"), found.people_resulted, "person", f"{samples}&subject=person", key="resulted"),
        Kpi(_("Tubes"), found.tubes, "tube", f"{samples}&subject=person", key="tubes"),
        Kpi(_("Environment samples"), found.environment, "sample", f"{samples}&subject=environment", key="environment"),
        Kpi(_("Environment positive"), found.environment_positive, "sample",
            f"{samples}&subject=environment&value=positive", tone="red" if found.environment_positive else "",
            key="environment_positive"),
        Kpi(_("Sampling points open"), found.points, "point", reverse("screening:points"), key="points"),
        Kpi(_("Rounds all negative"), found.rounds_cleared, "", reverse("screening:rounds"), note=f"/ {found.rounds}",
            key="rounds_cleared"),
    ]  # fmt: skip
    return page(request, "screening/counts.html", {"incident": incident, "kpis": kpis})


@needs(Right.SCREENING_RELEASE)
def release_page(request: HttpRequest) -> HttpResponse:
    """Results that wait for a second person."""
    return list_page(
        request, WAITING, queries.waiting_rows(), "screening/release.html",
        {"bulk_action": reverse("screening:release_picked")},
    )  # fmt: skip


@needs(Right.SCREENING_RELEASE)
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Release the picked results."""
    try:
        picked = [UUID(each) for each in request.POST.getlist("picked")]
    except ValueError as error:
        raise Invalid(reason="picked") from error
    actions.release_results(result_ids=picked, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("screening:release")
