"""The pages of editions: the shelf, one edition, two side by side, and which one is in force."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from sizao.ground.editions import queries, rules
from sizao.ground.editions.forms import AskForm, CompareForm, LookUpForm
from sizao.ground.editions.types import Shelved
from sizao.kernel import areas
from sizao.kernel.editions import Change, Disease, Edition, EditionKind
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, OnPhone

TONES = {
    Change.STRICTER: "red", Change.LOOSER: "green", Change.CHANGED: "blue", Change.ADDED: "purple",
    Change.REMOVED: "grey", Change.SAME: "line",
}  # fmt: skip


def _searched(rows: list[Shelved], text: str) -> list[Shelved]:
    wanted = text.casefold()
    return [each for each in rows if wanted in f"{each.id} {each.title.zh} {each.title.en}".casefold()]


EDITIONS = ListPage(
    name="editions",
    caption=_("Editions"),
    columns=(
        Column(
            "title", _("Title"), link=lambda row: reverse("editions:edition", args=[row.id]), on_phone=OnPhone.TITLE
        ),
        Column("kind", _("Kind"), kind=Kind.TAG, on_phone=OnPhone.TAG),
        Column("id", _("Id"), sort="id"),
        Column("effective_on", _("In force from"), kind=Kind.DATE, sort="effective_on"),
        Column("until_on", _("Until before"), kind=Kind.DATE, sort="until_on"),
        Column("where", _("Area")),
        Column("issuer", _("Issued by"), is_hidden=True, on_phone=OnPhone.HIDE),
        Column("status", _("Status"), is_hidden=True, on_phone=OnPhone.HIDE),
        Column("figures", _("Number of figures"), kind=Kind.NUMBER, sort="figures"),
        Column("weak", _("of weak source"), kind=Kind.NUMBER, sort="weak"),
    ),
    filters=(
        Filter("q", _("Title or id"), is_search=True, lookup=_searched),
        Filter(
            "disease", _("Disease"), lookup="disease", choices=lambda: [(each.value, each.words) for each in Disease]
        ),
        Filter("kind", _("Kind"), lookup="kind", is_tabs=True, choices=lambda: _kinds()),
    ),
    order="",
    export_right="",
    size=100,
    empty=_("No edition matches"),
)


def _kinds() -> list[tuple[str, object]]:
    return [("", _("All")), *((each.value, each.words) for each in (EditionKind.EDITION, EditionKind.OVERLAY))]


@needs(Right.EDITIONS_READ)
def editions_page(request: HttpRequest) -> HttpResponse:
    """Every edition and overlay, with the two questions above them."""
    context = {
        "lookup": _lookup(request),
        "ask": AskForm(),
        "compare": CompareForm(initial={"a": "cn-covid-ed8", "b": "cn-covid-ed9"}),
    }
    return list_page(request, EDITIONS, queries.shelf(), "editions/editions.html", context)


def _lookup(request: HttpRequest) -> LookUpForm:
    here = areas.printed(request.actor.area) if request.actor.area else ""  # type: ignore[attr-defined]
    return LookUpForm(initial={"disease": Disease.COVID_19.value, "area": here, "at": localtime(request.at)})  # type: ignore[attr-defined]


@needs(Right.EDITIONS_READ)
def edition_page(request: HttpRequest, edition_id: str) -> HttpResponse:
    """One edition, overlay or composition, section by section."""
    return _shown(request, queries.edition(edition_id), {})


@needs(Right.EDITIONS_READ)
def ask_page(request: HttpRequest) -> HttpResponse:
    """A question in words: the figures that answer it, each with its clause and source."""
    form = AskForm(request.GET if "q" in request.GET else None)
    found = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        found = queries.ask(
            given["q"], disease=given["disease"], at=request.at if given["now"] else None,  # type: ignore[attr-defined]
            area=request.actor.area,  # type: ignore[attr-defined]
        )  # fmt: skip
    context = {"ask": form, "found": found, "is_cut": found is not None and len(found) == queries.MOST}
    return page(request, "editions/ask.html", context, status=422 if form.errors else 200)


@needs(Right.EDITIONS_READ)
def in_force_page(request: HttpRequest) -> HttpResponse:
    """The edition in force for a disease, an area and a moment."""
    form = LookUpForm(request.GET if "disease" in request.GET else None, initial=_lookup(request).initial)
    if not form.is_bound or not form.is_valid():
        return page(request, "editions/look_up.html", {"lookup": form}, status=422 if form.errors else 200)
    given = form.cleaned_data
    area = queries.area_code(given["area"])
    found = queries.in_force(given["disease"], area, given["at"])
    return _shown(request, found, {"lookup": form, "looked_up": {**given, "area": area}})


def _shown(request: HttpRequest, here: Edition, context: dict[str, object]) -> HttpResponse:
    only_weak = request.GET.get("weak") == "1"
    before, after = queries.neighbours(here)
    return page(
        request,
        "editions/edition.html",
        {
            "edition": here, "facts": _facts(here), "sections": rules.sections(here, only_weak=only_weak),
            "statements": () if only_weak else here.statements, "only_weak": only_weak, "weak": queries.weak(here),
            "before": before, "after": after, "parts": queries.parts(here) if here.is_composed else (),
            "laid_over": queries.laid_over(here), "flags": sorted(here.loosens), **context,
        },
    )  # fmt: skip


def _facts(here: Edition) -> list[Fact]:
    return [
        Fact(_("Id"), here.id),
        Fact(_("Disease"), here.disease),
        Fact(_("Kind"), here.kind),
        Fact(_("Issued by"), here.issuer),
        Fact(_("Document"), here.document or "—"),
        Fact(_("In force from"), here.effective_on or _("not stated"), note=_mark(here)),
        Fact(_("Until before"), queries.until_on(here) or "—"),
        Fact(_("Status"), here.status),
    ]


def _mark(here: Edition) -> object:
    return here.effective_confidence if here.effective_on and here.effective_confidence != "H" else ""


@needs(Right.EDITIONS_READ)
def compare_page(request: HttpRequest) -> HttpResponse:
    """Send the two chosen editions to their comparison; with nothing chosen yet, let them be chosen."""
    form = CompareForm(request.GET or None)
    if not form.is_bound:
        return page(request, "editions/compare.html", {"compare": form})
    if not form.is_valid():
        return page(request, "editions/compare.html", {"compare": form}, status=422)
    return redirect("editions:diff", form.cleaned_data["a"], form.cleaned_data["b"])


@needs(Right.EDITIONS_READ)
def diff_page(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Two editions side by side: what changed, or with ``?all=1`` everything."""
    with_same = request.GET.get("all") == "1"
    rows = queries.difference(one, other, with_same=with_same)
    context = {
        "one": queries.edition(one), "other": queries.edition(other), "sections": rules.compared(rows),
        "number": len(rows), "with_same": with_same, "tones": TONES,
        "compare": CompareForm(initial={"a": one, "b": other}),
    }  # fmt: skip
    return page(request, "editions/diff.html", context)
