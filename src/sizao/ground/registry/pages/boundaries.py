"""Pages of boundary files: send one, see old and new outlines side by side, replace or set aside."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.registry import actions, queries, rules
from sizao.ground.registry.forms import BoundaryForm
from sizao.ground.registry.types import BoundaryPreview, BoundaryState
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.geodesy import Crs
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Kind, Kpi, ListPage, OnPhone

TONES = {BoundaryState.STAGED: "yellow", BoundaryState.APPLIED: "green", BoundaryState.SET_ASIDE: "grey"}

FILES = ListPage(
    name="boundaries",
    caption=_("Boundary files"),
    columns=(
        Column(
            "filename", _("File"), on_phone=OnPhone.TITLE, link=lambda row: reverse("registry:boundary", args=[row.pk]),
        ),
        Column(
            "state", _("State"), value=lambda row: BoundaryState(row.state), kind=Kind.TAG,
            tone=lambda row: TONES[BoundaryState(row.state)], on_phone=OnPhone.TAG,
        ),
        Column("source", _("Whose boundaries"), on_phone=OnPhone.LINE),
        Column("crs", _("Coordinate system"), value=lambda row: Crs(row.crs)),
        Column("replaced", _("Replaced"), kind=Kind.NUMBER),
        Column("at", _("When"), kind=Kind.TIME),
        Column("by", _("By"), on_phone=OnPhone.HIDE),
    ),
    order="-id",
    empty=_("No boundary file was sent yet"),
    empty_hint=_("The outlines that ship with the platform are drawn or schematic; an authority's own file takes their place."),
)  # fmt: skip


@needs(Right.BOUNDARIES_LOAD)
@require_http_methods(["GET", "POST"])
def boundaries_page(request: HttpRequest) -> HttpResponse:
    """Boundary files that were sent, and a form to send another."""
    form = BoundaryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        shown = _staged(request, form)
        if shown is not None:
            return redirect("registry:boundary", shown.id)
    response = list_page(request, FILES, queries.boundary_rows(), "registry/boundaries.html", {"form": form})
    response.status_code = 422 if form.errors else response.status_code
    return response


def _staged(request: HttpRequest, form: BoundaryForm) -> BoundaryPreview | None:
    given = form.cleaned_data
    try:
        return actions.stage_boundaries(
            content=given["file"].read(rules.MOST_BYTES + 1), filename=given["file"].name, crs=Crs(given["crs"]),
            source=given["source"], by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
    except Invalid as refusal:
        form.refuse(refusal)
        return None


@needs(Right.BOUNDARIES_LOAD)
def boundary_page(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """What a boundary file would replace, drawn over what is there."""
    shown = queries.boundary_preview(file_id)
    context = {
        "file": shown, "tone": TONES[shown.state], "is_waiting": shown.state is BoundaryState.STAGED,
        "drawing": rules.drawn(shown.outlines), "far": [each for each in shown.outlines if rules.is_far(each.moved_m)],
        "rows": [(each, areas.printed(each.code), rules.is_far(each.moved_m)) for each in shown.outlines],
        "unmatched": [areas.printed(each) for each in shown.unmatched],
        "outside": [areas.printed(each) for each in shown.outside],
        "kpis": [
            Kpi(_("Areas matched"), len(shown.outlines), unit="area", tone="green" if shown.outlines else "red"),
            Kpi(_("Code unknown"), len(shown.unmatched), unit="area", tone="orange" if shown.unmatched else ""),
            Kpi(_("Outside your area"), len(shown.outside), unit="area", tone="orange" if shown.outside else ""),
        ],
        "facts": _facts(shown),
    }  # fmt: skip
    return page(request, "registry/boundary.html", context)


def _facts(shown: BoundaryPreview) -> list[Fact]:
    box = "—"
    if shown.box:
        west, south, east, north = shown.box
        box = f"{west:.4f}–{east:.4f}, {south:.4f}–{north:.4f}"
    return [
        Fact(_("Coordinate system"), shown.crs),
        Fact(_("Whose boundaries"), shown.source),
        Fact(_("Bounding box (WGS-84)"), box),
        Fact("SHA-256", f"{shown.sha256[:16]}…"),
    ]


@needs(Right.BOUNDARIES_LOAD)
@require_POST
def apply_boundaries(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Replace the outlines."""
    actions.apply_boundaries(file_id=file_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("registry:boundary", file_id)


@needs(Right.BOUNDARIES_LOAD)
@require_POST
def set_boundaries_aside(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Do not use the file."""
    actions.set_boundaries_aside(file_id=file_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("registry:boundary", file_id)
