"""Pages of the area tree: browse it, and keep its grids, buildings and units with their chiefs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.ground.registry import actions, queries, rules
from sizao.ground.registry.errors import AreaWrongParent
from sizao.ground.registry.forms import AddAreaForm, ChiefForm, ReasonForm, RenameForm
from sizao.ground.registry.types import AreaChangeKind, AreaFacts, ChiefFacts
from sizao.kernel import areas
from sizao.kernel.areas import Level
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Fact, Kpi, Moment

CHIEFS = {
    Level.GRID: Words("网格长", "Grid chief"), Level.BUILDING: Words("楼栋长", "Building chief"),
    Level.UNIT: Words("单元长", "Unit chief"),
}  # fmt: skip
TONES = {AreaChangeKind.CLOSED: "red", AreaChangeKind.REOPENED: "green", AreaChangeKind.ADDED: "blue"}


@needs(Right.REGISTRY_READ)
def areas_page(request: HttpRequest) -> HttpResponse:
    """The actor's own area and what lies below, or the areas that a text finds."""
    text = request.GET.get("q", "").strip()
    if not text:
        return _area(request, request.actor.area)  # type: ignore[attr-defined]
    found = queries.search_areas(text)
    return page(request, "registry/found.html", {"text": text, "found": found, "crumbs": crumbs(areas.NATION)})


@needs(Right.REGISTRY_READ)
def area_page(request: HttpRequest, code: str) -> HttpResponse:
    """One area with those below it, who looks after it, and what was done to it."""
    return _area(request, rules.area_code(code))


def _area(request: HttpRequest, code: int) -> HttpResponse:
    here, at = queries.area(code), request.at  # type: ignore[attr-defined]
    below, counts = queries.children(code), queries.counts_below(code)
    chiefs = queries.chiefs([code, *(each.code for each in below)], at)
    context = {
        "here": here, "crumbs": crumbs(code), "facts": _facts(here, chiefs.get(code)), "kpis": _kpis(request, here),
        "rows": [(each, counts[each.code], chiefs.get(each.code)) for each in below],
        "has_chiefs": any(each.level in CHIEFS for each in below),
        "moments": sorted([*_changes(code), *_terms(here)], key=lambda each: each.at, reverse=True), **_steps(request, here, chiefs.get(code)),
    }  # fmt: skip
    return page(request, "registry/area.html", context)


def _facts(here: AreaFacts, chief: ChiefFacts | None) -> list[Fact]:
    position = f"{here.longitude:.4f}, {here.latitude:.4f}" if here.longitude is not None else "—"
    facts = [Fact(_("Level"), here.level), Fact(_("Code"), here.printed)]
    if here.level in CHIEFS:
        return [
            *facts,
            Fact(CHIEFS[here.level], chief.holder if chief else _("nobody yet"), tone="" if chief else "orange"),
        ]
    return [*facts, Fact(_("Position (WGS-84)"), position), Fact(_("Boundary"), _boundary(here))]


def _boundary(here: AreaFacts) -> object:
    if not here.has_boundary:
        return _("none")
    return _("schematic, not a legal boundary") if here.is_schematic else _("drawn, not a legal boundary")


def _kpis(request: HttpRequest, here: AreaFacts) -> list[Kpi]:
    counts = queries.counts_inside(here.code)
    households, listed = _households_href(request, here)
    return [
        Kpi(_("Persons registered"), counts.persons, unit="person"),
        Kpi(_("Households"), counts.households, unit="household", href=households),
        *listed,
        Kpi(_("Places"), counts.places, unit="place", href=f"{reverse('registry:places')}?area={here.printed}"),
    ]


def _households_href(request: HttpRequest, here: AreaFacts) -> tuple[str, list[Kpi]]:
    """Where the households are listed, and the figure of the special needs, for those who may see them."""
    actor = request.actor  # type: ignore[attr-defined]
    if not accounts.may(actor, Right.HOUSEHOLDS_READ):
        return "", []
    where = f"?area={here.printed}"
    counts = queries.need_counts(here.code, request.at)  # type: ignore[attr-defined]
    late = sum(counts.get(each, 0) for each in queries.UNMET)
    number = sum(count for state, count in counts.items() if state is not queries.OVER)
    need = Kpi(
        _("Special needs"), number, unit="item", href=f"{reverse('registry:needs')}{where}",
        tone="orange" if late else "", note=_("%(n)s to plan or overdue") % {"n": late} if late else "",
    )  # fmt: skip
    return f"{reverse('registry:households')}{where}", [need]


def crumbs(code: int) -> list[tuple[object, str]]:
    """The way from the country down to an area."""
    chain = [(each.words, reverse("registry:area", args=[each.printed])) for each in queries.ancestors(code)]
    return [*chain[:-1], (chain[-1][0], "")] if chain else []


def _changes(code: int) -> list[Moment]:
    return [
        Moment(each.at, each.kind, each.note, TONES.get(each.kind, ""), by=each.by) for each in queries.changes(code)
    ]


def _terms(here: AreaFacts) -> list[Moment]:
    if here.level not in CHIEFS:
        return []
    return [
        Moment(each.since, CHIEFS[here.level].filled(), each.holder, "blue" if each.until is None else "")
        for each in queries.chief_history(here.code)
    ]


def _steps(request: HttpRequest, here: AreaFacts, chief: ChiefFacts | None) -> dict[str, Any]:
    """What this actor can do here, each step with its form."""
    actor = request.actor  # type: ignore[attr-defined]
    if not (accounts.may(actor, Right.AREAS_WRITE) and areas.contains(actor.area, here.code)):
        return {}
    addable = any(rules.may_add_below(here, level) for level in rules.SMALL)
    steps: dict[str, Any] = {"add_form": AddAreaForm(parent=here, auto_id="add_%s") if addable else None}
    if here.level not in rules.SMALL:
        return {**steps, "may_step": addable}
    return {
        **steps, "may_step": True, "is_small": True, "chief": chief, "chief_word": CHIEFS[here.level],
        "rename_form": RenameForm(auto_id="rename_%s", initial={"name_zh": here.words.zh, "name_en": here.words.en}),
        "chief_form": ChiefForm(auto_id="chief_%s", holders=queries.possible_holders(here.code)),
        "closing": rules.may_close(here, *actions.holding(here.code)), "close_form": ReasonForm(auto_id="close_%s"),
        "reopening": rules.may_reopen(here, queries.area(here.parent)),
    }  # fmt: skip


@needs(Right.AREAS_WRITE)
@require_POST
def add_area(request: HttpRequest, code: str) -> HttpResponse:
    """Add a grid, a building or a unit below an area."""
    parent = queries.area(rules.area_code(code))
    form = AddAreaForm(request.POST, parent=parent)
    if not form.fields["level"].choices:  # type: ignore[attr-defined]
        raise AreaWrongParent(level=Level.GRID.words, parent=parent.level.words)
    checked(form)
    made = actions.add_area(
        parent=parent.code, level=Level(form.cleaned_data["level"]), words=form.words(), by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return _to(made)


@needs(Right.AREAS_WRITE)
@require_POST
def rename_area(request: HttpRequest, code: str) -> HttpResponse:
    """Give a grid, a building or a unit another name."""
    form = checked(RenameForm(request.POST))
    return _done(request, code, actions.rename_area, words=form.words())


@needs(Right.AREAS_WRITE)
@require_POST
def close_area(request: HttpRequest, code: str) -> HttpResponse:
    """Close an empty grid, building or unit."""
    form = checked(ReasonForm(request.POST))
    return _done(request, code, actions.close_area, reason=form.cleaned_data["reason"])


@needs(Right.AREAS_WRITE)
@require_POST
def reopen_area(request: HttpRequest, code: str) -> HttpResponse:
    """Take a closed area into use again."""
    form = checked(ReasonForm(request.POST))
    return _done(request, code, actions.reopen_area, reason=form.cleaned_data["reason"])


@needs(Right.AREAS_WRITE)
@require_POST
def appoint_chief(request: HttpRequest, code: str) -> HttpResponse:
    """Put an area into somebody's hands."""
    form = checked(ChiefForm(request.POST, holders=queries.possible_holders(rules.area_code(code))))
    given = form.cleaned_data
    return _done(request, code, actions.appoint_chief, username=given["username"], post=given["post"])


@needs(Right.AREAS_WRITE)
@require_POST
def dismiss_chief(request: HttpRequest, code: str) -> HttpResponse:
    """End a chief's term now."""
    return _done(request, code, actions.dismiss_chief)


def _done(request: HttpRequest, code: str, action: Any, **given: object) -> HttpResponse:
    number = rules.area_code(code)
    action(code=number, by=request.actor, at=request.at, **given)  # type: ignore[attr-defined]
    return _to(number)


def _to(code: int) -> HttpResponse:
    return redirect("registry:area", areas.printed(code))


def checked(form: Any) -> Any:
    """The form when it is valid.

    Raises:
        Invalid: with what its fields say.
    """
    if form.is_valid():
        return form
    faults: Sequence[str] = [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]
    raise Invalid(reason=" ".join(faults))
