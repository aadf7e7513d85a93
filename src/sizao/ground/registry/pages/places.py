"""The registry's pages of places: the list, one place with who answers for what there, and adding one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sizao.ground.registry import actions, queries, rules
from sizao.ground.registry.forms import OrganisationForm, PlaceForm, ResponsibleForm, RunByForm
from sizao.ground.registry.pages.areas import checked
from sizao.ground.registry.types import OrganisationKind, Party, PlaceFacts, PlaceKind
from sizao.kernel import areas
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, OnPhone

PLACES = ListPage(
    name="places",
    caption=_("Places"),
    columns=(
        Column(
            "name", _("Name"), value=lambda row: row.facts().words, sort="name_zh", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("registry:place", args=[row.pk]),
        ),
        Column("kind", _("Kind"), value=lambda row: PlaceKind(row.kind), kind=Kind.TAG, on_phone=OnPhone.TAG),
        Column("number", _("Number"), kind=Kind.CODE, sort="number"),
        Column("area", _("Area"), kind=Kind.AREA, sort="area"),
        Column("capacity", _("Capacity"), kind=Kind.NUMBER, sort="capacity", on_phone=OnPhone.HIDE),
    ),
    filters=(
        Filter("q", _("Name or number"), is_search=True, lookup=lambda rows, text: rows & queries.place_rows(text=text)),
        Filter("kind", _("Kind"), lookup="kind", choices=lambda: [(kind.value, kind.words) for kind in PlaceKind]),
    ),
    order="-id",
    empty=_("No places yet"),
)  # fmt: skip


@needs(Right.REGISTRY_READ)
def places_page(request: HttpRequest) -> HttpResponse:
    """Places of the actor's area, or of one area inside it."""
    within = rules.area_code(request.GET.get("area", "")) or request.actor.area  # type: ignore[attr-defined]
    may_add = accounts.may(request.actor, Right.REGISTRY_WRITE)  # type: ignore[attr-defined]
    rows = queries.place_rows(within=within)
    return list_page(request, PLACES, rows, "registry/places.html", {"may_add": may_add, "within": within})


@needs(Right.REGISTRY_READ)
def place_page(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place, and which of the four parties answers for what there."""
    found = queries.place(place_id)
    runs = queries.organisations([found.organisation_id]).get(found.organisation_id) if found.organisation_id else None
    position = f"{found.longitude:.5f}, {found.latitude:.5f}" if found.longitude is not None else "—"
    facts = [
        Fact(_("Kind"), found.kind),
        Fact(_("Number"), found.number),
        Fact(_("Area"), queries.full_name(found.area), reverse("registry:area", args=[areas.printed(found.area)])),
        Fact(_("Position (WGS-84)"), position),
        Fact(_("Capacity"), found.capacity or "—"),
        Fact(_("Run by"), runs.words if runs else "—"),
    ]
    may_change = accounts.may(request.actor, Right.REGISTRY_WRITE) and areas.contains(request.actor.area, found.area)  # type: ignore[attr-defined]
    form = _run_by_form(None, found) if may_change else None
    context = {"place": found, "facts": facts, "run_by_form": form, **_duties(request, found)}
    return page(request, "registry/place.html", context)


def _run_by_form(given: Any, place: PlaceFacts) -> RunByForm:
    known = {"organisation": str(place.organisation_id or "")}
    return RunByForm(given, organisations=queries.organisations_near(place.area), initial=known)


@needs(Right.REGISTRY_WRITE)
@require_POST
def run_by(request: HttpRequest, place_id: int) -> HttpResponse:
    """Note which organisation runs a place."""
    form = checked(_run_by_form(request.POST, queries.place(place_id)))
    actions.run_by(place_id=place_id, organisation_id=form.chosen(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("registry:place", place_id)


def _duties(request: HttpRequest, place: PlaceFacts) -> dict[str, Any]:
    """The duty matrix: each of the four parties with those who answer now, and those who did before."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    everybody = queries.responsibilities(place.id)
    now = [each for each in everybody if each.until is None or each.until > at]
    may_name = accounts.may(actor, Right.DUTIES_WRITE) and areas.contains(actor.area, place.area)
    return {
        "matrix": [(party, [each for each in now if each.party is party]) for party in Party],
        "former": [each for each in everybody if each not in now],
        "may_name": may_name,
        "responsible_form": _responsible_form(None, place) if may_name else None,
    }


def _responsible_form(given: Any, place: PlaceFacts) -> ResponsibleForm:
    return ResponsibleForm(
        given, organisations=queries.organisations_near(place.area), holders=queries.possible_holders(place.area)
    )


@needs(Right.DUTIES_WRITE)
@require_POST
def name_responsible(request: HttpRequest, place_id: int) -> HttpResponse:
    """Name who answers for what at a place."""
    form = checked(_responsible_form(request.POST, queries.place(place_id)))
    actions.name_responsible(new=form.responsibility(place_id), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("registry:place", place_id)


@needs(Right.DUTIES_WRITE)
@require_POST
def end_responsibility(request: HttpRequest, responsibility_id: UUID) -> HttpResponse:
    """Somebody answers for something no longer."""
    place_id = queries.responsibility(responsibility_id).place_id
    actions.end_responsibility(responsibility_id=responsibility_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("registry:place", place_id)


ORGANISATIONS = ListPage(
    name="organisations",
    caption=_("Organisations"),
    columns=(
        Column("name", _("Name"), value=lambda row: row.facts().words, sort="name_zh", on_phone=OnPhone.TITLE),
        Column("kind", _("Kind"), value=lambda row: OrganisationKind(row.kind), kind=Kind.TAG, on_phone=OnPhone.TAG),
        Column("area", _("Area"), kind=Kind.AREA, sort="area"),
        Column("credit_code", _("Unified social credit code"), on_phone=OnPhone.HIDE),
    ),
    filters=(
        Filter("q", _("Name or credit code"), is_search=True, lookup=lambda rows, text: rows & queries.organisation_rows(within=areas.NATION, text=text)),
        Filter("kind", _("Kind"), lookup="kind", choices=lambda: [(kind.value, kind.words) for kind in OrganisationKind]),
    ),
    order="name_zh",
    empty=_("No organisations yet"),
)  # fmt: skip


@needs(Right.REGISTRY_READ)
@require_GET
def organisations_page(request: HttpRequest) -> HttpResponse:
    """Organisations of the actor's area."""
    within = request.actor.area  # type: ignore[attr-defined]
    may_add = accounts.may(request.actor, Right.REGISTRY_WRITE)  # type: ignore[attr-defined]
    rows = queries.organisation_rows(within=within)
    return list_page(
        request, ORGANISATIONS, rows, "registry/organisations.html", {"may_add": may_add, "within": within}
    )


@needs(Right.REGISTRY_WRITE)
@require_http_methods(["GET", "POST"])
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_organisation(**form.given(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return redirect("registry:organisations")
    return page(request, "registry/add_organisation.html", {"form": form}, status=422 if form.errors else 200)


@needs(Right.REGISTRY_WRITE)
@require_http_methods(["GET", "POST"])
def add_place(request: HttpRequest) -> HttpResponse:
    """Enter a place."""
    near = queries.organisations_near(request.actor.area)  # type: ignore[attr-defined]
    form = PlaceForm(request.POST or None, organisations=near)
    if request.method == "POST" and form.is_valid():
        place_id = actions.add_place(place=form.place(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return redirect("registry:place", place_id)
    return page(request, "registry/add_place.html", {"form": form}, status=422 if form.errors else 200)
