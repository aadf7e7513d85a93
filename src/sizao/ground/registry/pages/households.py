"""Pages of households and special needs: who lives together, who needs what, what is planned, what was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.registry import actions, queries, rules
from sizao.ground.registry.errors import PersonUnknown
from sizao.ground.registry.forms import HouseholdForm, MemberForm, NeedForm, NoteForm, PlanForm
from sizao.ground.registry.pages.areas import checked, crumbs
from sizao.ground.registry.types import HelpKind, NeedFacts, NeedState, NeedStepKind, SpecialNeed
from sizao.kernel import areas
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, Moment, OnPhone

TONES = {
    NeedState.OPEN: "orange", NeedState.LATE: "red", NeedState.PLANNED: "blue", NeedState.MET: "green",
    NeedState.ENDED: "grey",
}  # fmt: skip
STEP_TONES = {NeedStepKind.PLANNED: "blue", NeedStepKind.MET: "green", NeedStepKind.ENDED: ""}


def _with_needs(rows: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    return rows.filter(open_needs__gt=0) if wanted == "some" else rows.filter(open_needs=0)


def _search_households(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(pk__in=queries.household_rows(text=text).values("pk"))


def _placed(area_of: Callable[[Any], int]) -> Callable[[list[Any]], list[Any]]:
    """Give each row of a page the name of its area as people on the spot say it, all in one query."""

    def named(rows: list[Any]) -> list[Any]:
        names = queries.near_names(area_of(row) for row in rows)
        for row in rows:
            row.near = names[area_of(row)]
        return rows

    return named


HOUSEHOLDS = ListPage(
    name="households",
    caption=_("Households"),
    columns=(
        Column(
            "label", _("Door"), value=lambda row: row.label or "—", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("registry:household", args=[row.pk]),
        ),
        Column("area", _("Area"), value="near", sort="area", on_phone=OnPhone.LINE),
        Column("code", _("Area code"), value=lambda row: areas.printed(row.area), is_hidden=True),
        Column("members", _("Members"), kind=Kind.NUMBER),
        Column("open_needs", _("Special needs"), kind=Kind.NUMBER),
    ),
    filters=(
        Filter("q", _("Door or person number"), is_search=True, lookup=_search_households),
        Filter(
            "needs", _("Special needs"), lookup=_with_needs,
            choices=lambda: [("some", _("with special needs")), ("none", _("without"))],
        ),
    ),
    order="area",
    prepare=_placed(lambda row: row.area),
    empty=_("No households yet"),
    empty_hint=_("Add the households of a grid or a building, then the persons who live there."),
)  # fmt: skip

NEEDS = ListPage(
    name="needs",
    caption=_("Special needs"),
    columns=(
        Column(
            "person", _("Person"), value="person.number", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("registry:need", args=[row.pk]),
        ),
        Column("kind", _("Need"), value=lambda row: SpecialNeed(row.kind)),
        Column(
            "state", _("State"), value=lambda row: NeedState(row.state), kind=Kind.TAG,
            tone=lambda row: TONES[NeedState(row.state)], on_phone=OnPhone.TAG,
        ),
        Column("help", _("Help"), value=lambda row: HelpKind(row.help) if row.help else "—"),
        Column("whose", _("By whom"), value=lambda row: row.whose or "—"),
        Column("due", _("Until"), kind=Kind.TIME),
        Column(
            "household", _("Household"), value=lambda row: row.person.household.label if row.person.household else "—",
            link=lambda row: reverse("registry:household", args=[row.person.household_id]) if row.person.household_id else "",
        ),
        Column("area", _("Area"), value="near", on_phone=OnPhone.LINE),
        Column("since", _("Noted"), kind=Kind.DATE, sort="since", on_phone=OnPhone.HIDE),
    ),
    filters=(
        Filter("q", _("Person number or door"), is_search=True,
               lookup=lambda rows, text: rows.filter(person__number=text.upper()) | rows.filter(person__household__label=text)),
        Filter("state", _("State"), lookup="state", is_tabs=True,
               choices=lambda: [("", _("all")), *((each.value, each.words) for each in NeedState)]),
        Filter("kind", _("Need"), choices=lambda: [(each.value, each.words) for each in SpecialNeed]),
    ),
    order="-since",
    prepare=_placed(lambda row: row.home),
    persons=lambda row: row.person_id,
    empty=_("No special needs here"),
    empty_hint=_("They are noted on the page of a household."),
)  # fmt: skip


def _within(request: HttpRequest) -> int:
    """The area asked for, else the actor's own."""
    return rules.area_code(request.GET.get("area", "")) or request.actor.area  # type: ignore[attr-defined]


def _may(request: HttpRequest, right: Right) -> bool:
    return accounts.may(request.actor, right)  # type: ignore[attr-defined]


@needs(Right.HOUSEHOLDS_READ)
def households_page(request: HttpRequest) -> HttpResponse:
    """Households of the actor's area, or of one area inside it."""
    within = _within(request)
    rows = queries.household_rows(within=within)
    context = {"within": within, "printed": areas.printed(within), "may_write": _may(request, Right.HOUSEHOLDS_WRITE)}
    return list_page(request, HOUSEHOLDS, rows, "registry/households.html", context)


@needs(Right.HOUSEHOLDS_READ)
def needs_page(request: HttpRequest) -> HttpResponse:
    """Special needs of the actor's area, or of one area inside it."""
    within = _within(request)
    rows = queries.need_rows(request.at, within=within)  # type: ignore[attr-defined]
    return list_page(request, NEEDS, rows, "registry/needs.html", {"within": within})


@needs(Right.HOUSEHOLDS_WRITE)
@require_http_methods(["GET", "POST"])
def add_household(request: HttpRequest) -> HttpResponse:
    """Enter a household."""
    form = HouseholdForm(request.POST or None, initial={"area": request.GET.get("area", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.add_household(
            area=rules.area_code(given["area"]), label=given["label"], by=request.actor, at=request.at  # type: ignore[attr-defined]
        )  # fmt: skip
        return _to_household(made)
    return page(request, "registry/add_household.html", {"form": form}, status=422 if form.errors else 200)


@needs(Right.HOUSEHOLDS_READ)
def household_page(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """One household: its members under their numbers, their key groups, and what they need."""
    home, at = queries.household(household_id), request.at  # type: ignore[attr-defined]
    members, wanted = queries.members(household_id), queries.needs_of_household(household_id, at)
    _log(request, [each.id for each in members], "household, special needs", home.area)
    may_write = _may(request, Right.HOUSEHOLDS_WRITE)
    context = {
        "home": home, "crumbs": [*_trail(home.area), (home.label or _("Household"), "")],
        "members": [(each, [need.kind for need in wanted if need.person_id == each.id and need.until is None]) for each in members],
        "needs": [(each, TONES[each.state]) for each in wanted],
        "facts": [
            Fact(_("Area"), queries.full_name(home.area), reverse("registry:area", args=[areas.printed(home.area)])),
            Fact(_("Area code"), areas.printed(home.area)),
            Fact(_("Door"), home.label or "—"),
        ],
        "may_write": may_write, "may_open": _may(request, Right.IDENTITY_SEARCH),
        "member_form": MemberForm(auto_id="member_%s") if may_write else None,
        "need_form": NeedForm(auto_id="need_%s", persons=members) if may_write and members else None,
    }  # fmt: skip
    return page(request, "registry/household.html", context)


def _trail(area: int) -> list[tuple[object, str]]:
    """The way down to an area, the area itself a link as well."""
    trail = crumbs(area)
    return [*trail[:-1], (trail[-1][0], reverse("registry:area", args=[areas.printed(area)]))] if trail else []


def _log(request: HttpRequest, persons: list[int], fields: str, area: int) -> None:
    if persons:
        audit.record(
            by=request.actor, at=request.at, action="registry.household", purpose="supply", persons=persons,  # type: ignore[attr-defined]
            fields=fields, area=area,
        )  # fmt: skip


def _to_household(household_id: UUID) -> HttpResponse:
    return redirect("registry:household", household_id)


@needs(Right.HOUSEHOLDS_WRITE)
@require_POST
def join_household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """A person lives here from now on."""
    number = checked(MemberForm(request.POST)).cleaned_data["number"]
    actions.join_household(household_id=household_id, number=number, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _to_household(household_id)


@needs(Right.HOUSEHOLDS_WRITE)
@require_POST
def leave_household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """A person no longer lives here."""
    number = checked(MemberForm(request.POST)).cleaned_data["number"]
    actions.leave_household(household_id=household_id, number=number, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _to_household(household_id)


@needs(Right.HOUSEHOLDS_WRITE)
@require_POST
def note_need(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Note a special need of a member."""
    queries.household(household_id)
    members = queries.members(household_id)
    if not members:
        raise PersonUnknown
    given = checked(NeedForm(request.POST, persons=members)).cleaned_data
    made = actions.note_need(
        person_id=int(given["person"]), kind=SpecialNeed(given["kind"]), by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("registry:need", made)


@needs(Right.HOUSEHOLDS_READ)
def need_page(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """One special need: where it stands, whose turn it is, and what was done."""
    return _need(request, queries.need(need_id, request.at), None)  # type: ignore[attr-defined]


def _need(request: HttpRequest, found: NeedFacts, form: PlanForm | None) -> HttpResponse:
    _log(request, [found.person_id], "special need", found.area)
    may_write = _may(request, Right.HOUSEHOLDS_WRITE) and found.state is not NeedState.ENDED
    home = reverse("registry:household", args=[found.household_id]) if found.household_id else ""
    context = {
        "need": found, "tone": TONES[found.state], "crumbs": [*_trail(found.area), (found.person_number, "")],
        "facts": _need_facts(found, home), "may_open": _may(request, Right.IDENTITY_SEARCH), "may_write": may_write,
        "plan_form": (form or PlanForm(auto_id="plan_%s")) if may_write else None,
        "meeting": rules.may_meet(found), "met_form": NoteForm(auto_id="met_%s"), "end_form": NoteForm(auto_id="end_%s"),
        "moments": [
            Moment(
                each.at, each.kind, " · ".join(str(part) for part in (each.responsible, each.note) if part),
                STEP_TONES[each.kind], by=each.by,
            )
            for each in queries.need_steps(found.id)
        ],
    }  # fmt: skip
    return page(request, "registry/need.html", context, status=422 if form else 200)


def _need_facts(found: NeedFacts, home: str) -> list[Fact]:
    households = queries.households([found.household_id]) if found.household_id else {}
    label = next((each.label for each in households.values()), "")
    return [
        Fact(_("Need"), found.kind),
        Fact(_("State"), found.state, tone=TONES[found.state]),
        Fact(_("Help"), found.help or "—"),
        Fact(_("By whom"), found.responsible or "—"),
        Fact(_("Household"), label or "—", home),
        Fact(_("Area"), queries.full_name(found.area), reverse("registry:area", args=[areas.printed(found.area)])),
    ]


@needs(Right.HOUSEHOLDS_WRITE)
@require_POST
def plan_help(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Plan help for a need; what is wrong is said beside the fields."""
    found = queries.need(need_id, request.at)  # type: ignore[attr-defined]
    form = PlanForm(request.POST, auto_id="plan_%s")
    if form.is_valid():
        actions.plan_help(need_id=need_id, plan=form.plan(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return redirect("registry:need", need_id)
    return _need(request, found, form)


@needs(Right.HOUSEHOLDS_WRITE)
@require_POST
def mark_met(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """The planned help was given."""
    note = checked(NoteForm(request.POST)).cleaned_data["note"]
    actions.mark_met(need_id=need_id, note=note, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("registry:need", need_id)


@needs(Right.HOUSEHOLDS_WRITE)
@require_POST
def end_need(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """The need is over."""
    note = checked(NoteForm(request.POST)).cleaned_data["note"]
    actions.end_need(need_id=need_id, note=note, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("registry:need", need_id)
