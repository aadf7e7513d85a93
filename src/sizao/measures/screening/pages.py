"""Testing: sampling points, samples with their results, rounds, and the release by a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.measures.screening import actions, queries
from sizao.measures.screening.forms import AnswerForm, EndForm, PointForm, RoundForm, SampleForm
from sizao.measures.screening.types import NewResult, Purpose, RoundState, SubjectKind, Value
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.affected import stamp, was_seen
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
        Column("number", _("Number"), kind=Kind.CODE, sort="number"),
        Column("area", _("Area"), kind=Kind.AREA, sort="area"),
        Column("tables", _("Tables"), kind=Kind.NUMBER),
        Column("hours", _("Hours"), on_phone=OnPhone.HIDE),
        Column("people", _("People sampled"), kind=Kind.NUMBER, total=lambda rows: sum(row.people for row in rows)),
        Column("opened_at", _("Opened"), kind=Kind.TIME, sort="opened_at"),
        Column("closed_at", _("Closed"), kind=Kind.TIME, on_phone=OnPhone.HIDE),
    ),
    row_id=lambda row: row.pk,
    bulk="screening/_close.html",
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
        Column("person", _("Person"), kind=Kind.CODE, value="person.number", on_phone=OnPhone.HIDE),
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
        Column(
            "name", _("Name"), value="words", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("screening:round", args=[row.id]),
        ),
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
)  # fmt: skip

AWAITING = ListPage(
    name="awaiting",
    caption=_("Samples waiting for a result"),
    columns=(
        Column("code", _("Tube"), sort="code", on_phone=OnPhone.TITLE),
        Column("subject", _("Of"), value=lambda row: SubjectKind(row.subject), kind=Kind.TAG, on_phone=OnPhone.TAG),
        Column("purpose", _("Purpose"), value=lambda row: Purpose(row.purpose)),
        Column("people", _("People in the tube"), kind=Kind.NUMBER, total=lambda rows: sum(row.people for row in rows)),
        Column("area", _("Area"), kind=Kind.AREA),
        Column("taken_at", _("Taken"), kind=Kind.TIME, sort="taken_at"),
    ),
    order="taken_at",
    row_id=lambda row: row.pk,
    bulk="screening/_answer.html",
    persons=lambda row: row.person_id,
    empty=_("Every sample has a result"),
)  # fmt: skip

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
    context = {**_links(request), "bulk_action": reverse("screening:close_picked")}
    shown = POINTS if context["may_manage"] else replace(POINTS, row_id=None, bulk="")
    return list_page(request, shown, queries.point_rows(), "screening/points.html", context)


@needs(Right.SCREENING_READ)
def samples_page(request: HttpRequest) -> HttpResponse:
    """Samples of people, places and goods with their released results."""
    return list_page(request, SAMPLES, queries.sample_rows(), "screening/samples.html", _links(request))


@needs(Right.SCREENING_READ)
def rounds_page(request: HttpRequest) -> HttpResponse:
    """Screening rounds and how they ended."""
    return list_page(request, ROUNDS, queries.rounds(), "screening/rounds.html", _links(request))


def _links(request: HttpRequest) -> dict[str, object]:
    rights = {
        "may_release": Right.SCREENING_RELEASE, "may_manage": Right.SCREENING_MANAGE, "may_write": Right.SCREENING_WRITE
    }  # fmt: skip
    return {name: accounts.may(request.actor, right) for name, right in rights.items()}  # type: ignore[attr-defined]


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
        {**_links(request), "bulk_action": reverse("screening:release_picked")},
    )  # fmt: skip


@needs(Right.SCREENING_RELEASE)
def results_page(request: HttpRequest) -> HttpResponse:
    """Samples for which the laboratory has entered nothing yet."""
    context = {**_links(request), "bulk_action": reverse("screening:answer_picked"), "answer_form": AnswerForm()}
    return list_page(request, AWAITING, queries.awaiting_rows(), "screening/results.html", context)


@needs(Right.SCREENING_RELEASE)
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Enter one finding for the picked tubes; somebody else releases it."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason="value")
    value, at = Value(form.cleaned_data["value"]), request.at  # type: ignore[attr-defined]
    new = [NewResult(each, value, at, form.cleaned_data["laboratory"]) for each in _picked(request)]
    actions.enter_results(results=new, by=request.actor, at=at)  # type: ignore[attr-defined]
    return redirect("screening:results")


@needs(Right.SCREENING_MANAGE)
@require_http_methods(["GET", "POST"])
def open_point(request: HttpRequest) -> HttpResponse:
    """Open a sampling point."""
    form = PointForm(request.POST or None, incidents=command.incidents(open_only=True))
    if request.method == "POST" and form.is_valid():
        at = request.at  # type: ignore[attr-defined]
        actions.open_points(points=[form.point(at)], incident_id=form.incident_id, by=request.actor, at=at)  # type: ignore[attr-defined]
        return redirect("screening:points")
    return page(request, "screening/open_point.html", {"form": form}, status=422 if form.errors else 200)


@needs(Right.SCREENING_MANAGE)
@require_POST
def close_points(request: HttpRequest) -> HttpResponse:
    """Close the picked sampling points."""
    for each in _picked(request):
        actions.close_point(point_id=each, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("screening:points")


@needs(Right.SCREENING_MANAGE)
@require_http_methods(["GET", "POST"])
def open_round(request: HttpRequest) -> HttpResponse:
    """Start the next screening round of an area."""
    incidents = command.incidents(open_only=True)
    form = RoundForm(request.POST or None, incidents=incidents)
    context: dict[str, Any] = {"form": form, "incidents": incidents}
    if request.method == "POST" and form.is_valid() and form.incident_id:
        area = form.cleaned_data["area"]
        if was_seen(request, form.incident_id, area):
            made = actions.open_round(
                incident_id=form.incident_id, area=area, name=form.words, by=request.actor, at=request.at,  # type: ignore[attr-defined]
            )  # fmt: skip
            return redirect("screening:round", made)
        queries.next_round(form.incident_id, area, request.actor)  # type: ignore[attr-defined]
        context |= {
            "touched": registry.touched_in(area), "lighter": queries.lighter_round(form.incident_id, area),
            "stamp": stamp(form.incident_id, area),
        }  # fmt: skip
    return page(request, "screening/open_round.html", context, status=422 if form.errors else 200)


@needs(Right.SCREENING_READ)
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One round: its tubes in figures, and its end."""
    found = queries.round_of(round_id)
    positives, waiting = queries.tubes_of_round(round_id)
    kpis = [
        Kpi(_("People sampled"), found.people, "person", key="people"),
        Kpi(_("Positive tubes"), positives, "tube", tone="red" if positives else "", key="positives"),
        Kpi(_("Tubes without a result"), waiting, "tube", key="waiting"),
    ]
    context = {
        "round": found, "tone": ROUND_TONES[found.state], "kpis": kpis, "area_name": registry.full_name(found.area),
        "end_form": EndForm(), "is_running": found.state is RoundState.STARTED, **_links(request),
    }  # fmt: skip
    return page(request, "screening/round.html", context)


@needs(Right.SCREENING_MANAGE)
@require_POST
def end_round(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """End a round."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason="state")
    actions.end_round(
        round_id=round_id, state=RoundState(form.cleaned_data["state"]), note=form.cleaned_data["note"],
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("screening:round", round_id)


@needs(Right.SCREENING_WRITE)
@require_http_methods(["GET", "POST"])
def take_sample(request: HttpRequest) -> HttpResponse:
    """Enter a sample that was taken now."""
    at = request.at  # type: ignore[attr-defined]
    running = [each for each in queries.rounds() if each.state is RoundState.STARTED]
    form = SampleForm(
        request.POST or None, incidents=command.incidents(open_only=True), rounds=running,
        points=queries.points(as_of=at), initial={"person": request.GET.get("person", "")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        actions.take_samples(samples=[form.sample(at)], by=request.actor, at=at)  # type: ignore[attr-defined]
        return redirect("screening:samples")
    return page(request, "screening/take_sample.html", {"form": form}, status=422 if form.errors else 200)


def _picked(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(each) for each in request.POST.getlist("picked")]
    except ValueError as error:
        raise Invalid(reason="picked") from error


@needs(Right.SCREENING_RELEASE)
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Release the picked results."""
    actions.release_results(result_ids=_picked(request), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("screening:release")
