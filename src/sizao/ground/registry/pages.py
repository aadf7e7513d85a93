"""The registry's pages: browse the area tree, find a place, add one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sizao.ground.registry import actions, queries, rules
from sizao.ground.registry.forms import PlaceForm
from sizao.ground.registry.types import AreaFacts, PlaceKind
from sizao.kernel import areas
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, OnPhone


@needs(Right.REGISTRY_READ)
def areas_page(request: HttpRequest) -> HttpResponse:
    """The actor's own area and what lies below, or the areas that a text finds."""
    text = request.GET.get("q", "").strip()
    if not text:
        return _area(request, request.actor.area)  # type: ignore[attr-defined]
    found = queries.search_areas(text)
    return page(request, "registry/found.html", {"text": text, "found": found, "crumbs": _crumbs(areas.NATION)})


@needs(Right.REGISTRY_READ)
def area_page(request: HttpRequest, code: str) -> HttpResponse:
    """One area with those below it."""
    return _area(request, rules.area_code(code))


def _area(request: HttpRequest, code: int) -> HttpResponse:
    here = queries.area(code)
    below = queries.children(code)
    counts = queries.counts_below(code)
    rows = [(each, *counts.get(each.code, (0, 0))) for each in below]
    context = {
        "here": here, "rows": rows, "crumbs": _crumbs(code), "facts": _facts(here),
        "persons": sum(row[1] for row in rows) or queries.persons_in_areas([code])[code],
        "places_href": f"{reverse('registry:places')}?area={here.printed}",
    }  # fmt: skip
    return page(request, "registry/area.html", context)


def _facts(here: AreaFacts) -> list[Fact]:
    position = f"{here.longitude:.4f}, {here.latitude:.4f}" if here.longitude is not None else "—"
    return [
        Fact(_("Level"), here.level),
        Fact(_("Code"), here.printed),
        Fact(_("Position (WGS-84)"), position),
        Fact(_("Boundary"), _boundary(here)),
    ]


def _boundary(here: AreaFacts) -> object:
    if not here.has_boundary:
        return _("none")
    return _("schematic, not a legal boundary") if here.is_schematic else _("drawn, not a legal boundary")


def _crumbs(code: int) -> list[tuple[object, str]]:
    chain = [(each.words, reverse("registry:area", args=[each.printed])) for each in queries.ancestors(code)]
    return [*chain[:-1], (chain[-1][0], "")] if chain else []


PLACES = ListPage(
    name="places",
    caption=_("Places"),
    columns=(
        Column(
            "name", _("Name"), value=lambda row: row.facts().words, sort="name_zh", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("registry:place", args=[row.pk]),
        ),
        Column("kind", _("Kind"), value=lambda row: PlaceKind(row.kind), kind=Kind.TAG, on_phone=OnPhone.TAG),
        Column("number", _("Number"), sort="number"),
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
    """One place."""
    found = queries.place(place_id)
    position = f"{found.longitude:.5f}, {found.latitude:.5f}" if found.longitude is not None else "—"
    facts = [
        Fact(_("Kind"), found.kind),
        Fact(_("Number"), found.number),
        Fact(_("Area"), queries.full_name(found.area), reverse("registry:area", args=[areas.printed(found.area)])),
        Fact(_("Position (WGS-84)"), position),
        Fact(_("Capacity"), found.capacity or "—"),
    ]
    return page(request, "registry/place.html", {"place": found, "facts": facts})


@needs(Right.REGISTRY_WRITE)
@require_http_methods(["GET", "POST"])
def add_place(request: HttpRequest) -> HttpResponse:
    """Enter a place."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place_id = actions.add_place(place=form.place(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return redirect("registry:place", place_id)
    return page(request, "registry/add_place.html", {"form": form}, status=422 if form.errors else 200)
