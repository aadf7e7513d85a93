"""People who arrived from elsewhere: the list, and registering one in two steps, by the edition of that day and place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.editions import Regime, schedule
from sizao.kernel.errors import SizaoError
from sizao.measures.followup import actions, queries, rules
from sizao.measures.followup.forms import ArrivalForm, WhereForm
from sizao.measures.followup.pages.showing import (
    PLAN_TONES,
    by_incident,
    incident_choices,
    may,
    now_of,
    shown_plans,
    today_of,
)
from sizao.measures.followup.types import PlanState
from sizao.measures.followup.types.arrivals import NewArrival
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, Kind, ListPage, OnPhone

MOST_TOWNS = 200

ARRIVALS = ListPage(
    name="arrivals",
    caption=_("People who arrived"),
    columns=(
        Column(
            "number", _("Number"), value="row.number", on_phone=OnPhone.TITLE,
            link=lambda each: reverse("followup:plan", args=[each.row.plan.pk]),
        ),
        Column("name", _("Full name"), value="masked.name", right=Right.IDENTITY_SEARCH),
        Column(
            "state", _("State"), value=lambda each: PlanState(each.row.plan.state), kind=Kind.TAG,
            tone=lambda each: PLAN_TONES[PlanState(each.row.plan.state)], on_phone=OnPhone.TAG,
        ),
        Column("regime", _("Management"), value="row.plan.regime_label"),
        Column("origin", _("Came from"), value="row.origin"),
        Column("arrived_at", _("Arrived"), value="row.arrived_at", kind=Kind.TIME, sort="arrived_at"),
        Column("left", _("Days left"), value=lambda each: each.left, kind=Kind.NUMBER),
        Column("area", _("Managed in"), value="row.area", kind=Kind.AREA),
        Column("phone", _("Phone"), value="masked.phone", right=Right.IDENTITY_SEARCH, is_hidden=True),
        Column("person", _("Person number"), kind=Kind.CODE, value="person_number", is_hidden=True),
    ),
    filters=(
        Filter(
            "state", _("State"), is_tabs=True, lookup=lambda rows, value: rows.filter(plan__state=value),
            choices=lambda: [("", _("all")), *((each.value, each.words) for each in PlanState)],
        ),
        Filter("incident", _("Incident"), lookup=by_incident("incident_id"), choices=incident_choices),
    ),
    order="-arrived_at",
    persons=lambda row: row.person_id,
    empty=_("Nobody who arrived is registered"),
    empty_hint=_("Who comes from a risk area is managed by the rules in force here on that day."),
)  # fmt: skip


class ShownArrival:
    """An arrival with its person and the days that are left."""

    def __init__(self, shown: Any, at: datetime) -> None:
        plan = shown.row.plan.facts()
        is_open = plan.state in (PlanState.ACTIVE, PlanState.EXTENDED)
        self.row, self.masked, self.person_number = shown.row, shown.masked, shown.person_number
        self.left = plan.days_left(today_of(plan.edition_id, at)) if is_open else 0


@needs(Right.FOLLOWUP_READ)
def arrivals_page(request: HttpRequest) -> HttpResponse:
    """People who arrived and are managed without a case, newest first."""
    at = now_of(request)
    listing = replace(ARRIVALS, prepare=lambda rows: [ShownArrival(each, at) for each in shown_plans(rows)])
    context = {"may_write": may(request, Right.FOLLOWUP_WRITE)}
    return list_page(request, listing, queries.arrival_rows(), "followup/arrivals.html", context)


@needs(Right.FOLLOWUP_WRITE)
@require_http_methods(["GET", "POST"])
def new_arrival(request: HttpRequest) -> HttpResponse:
    """Register an arrival: where and when first, then who, and which of that day's regimes holds."""
    where = WhereForm(
        request.GET or None,
        incidents=_incidents(),
        places=_places(request.actor),
        initial={"arrived_at": now_of(request)},
    )  # type: ignore[attr-defined]
    if not request.GET or not where.is_valid():
        return page(request, "followup/new_arrival.html", {"where": where}, status=422 if where.errors else 200)
    given = where.cleaned_data
    incident_id, area = UUID(given["incident"]), areas.parse(given["area"])
    edition = queries.arrival_edition(incident_id, area, given["arrived_at"])
    found = rules.arrival_regimes(edition)
    form = ArrivalForm(
        request.POST or None, regimes=_choices(found, given["arrived_at"], edition.tz), as_of=now_of(request).date()
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("followup:plan", _begin(request, form, incident_id, area, given["arrived_at"]))
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
    context = {"where": where, "form": form, "edition": edition, "regimes": found, "area": area}
    return page(request, "followup/new_arrival.html", context, status=422 if form.errors else 200)


def _begin(request: HttpRequest, form: ArrivalForm, incident_id: UUID, area: int, arrived_at: datetime) -> UUID:
    given, by, at = form.cleaned_data, request.actor, now_of(request)  # type: ignore[attr-defined]
    person = given.get("person_id") or actions.enter_newcomer(identity=form.newcomer(given), area=area, by=by, at=at)
    new = NewArrival(
        incident_id=incident_id, person_id=person, regime_key=given["regime"], area=area, arrived_at=arrived_at,
        departed_at=given["departed_at"], origin=given["origin"], transport=given["transport"],
    )  # fmt: skip
    return actions.begin_arrival(new=new, by=by, at=at)


def _incidents() -> list[tuple[str, str]]:
    language = get_language() or "zh"
    return [
        (str(each.id), f"{each.number} {each.title.in_language(language)}")
        for each in command.incidents(open_only=True)
    ]


def _places(actor: Actor) -> list[tuple[str, str]]:
    """The own area and the towns in it."""
    language = get_language() or "zh"
    found = [registry.area(actor.area), *registry.areas_at(areas.Level.TOWN, actor.area)[:MOST_TOWNS]]
    return [(areas.printed(each.code), each.words.in_language(language)) for each in found]


def _choices(found: tuple[Regime, ...], arrived_at: datetime, tz: Any) -> list[tuple[str, str]]:
    """Each regime with its days and test days, counted from the arrival."""
    language = get_language() or "zh"
    choices = []
    for each in found:
        dated = schedule.plan(each, arrived_at, tz)
        tests = ", ".join(f"{day:%m-%d}" for day in dated.test_dates)
        choices.append(
            (
                each.key,
                f"{each.words.in_language(language)} · {dated.start_on:%m-%d} – {dated.end_on:%m-%d} · {_('tests')}: {tests or '—'}",
            )
        )
    return choices
