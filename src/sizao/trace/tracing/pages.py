"""The pages of tracing: start a trace (count first), its counts by place and town, the persons by number, the leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts, PlaceFacts
from sizao.kernel.editions import library
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, Kpi, ListPage, OnPhone, Tone
from sizao.trace.cases import queries as cases
from sizao.trace.tracing import actions, queries
from sizao.trace.tracing.forms import LeadForm, TraceForm
from sizao.trace.tracing.types import (
    CheckOutcome,
    ExposedFacts,
    Finding,
    LegalBasis,
    Purpose,
    RunFacts,
    TraceCounts,
)
from sizao.traceback.visits import EvidenceGrade

FINDING_TONES = {
    Finding.CLOSE: Tone.RED, Finding.SECONDARY: Tone.ORANGE, Finding.GENERAL: Tone.BLUE, Finding.LEAD: Tone.PURPLE,
    Finding.NONE: Tone.GREY,
}  # fmt: skip
GRADE_TONES = {
    EvidenceGrade.VERIFIED: Tone.GREEN, EvidenceGrade.RECORDED: Tone.GREEN, EvidenceGrade.STATED: Tone.BLUE,
    EvidenceGrade.CLAIMED: Tone.PURPLE, EvidenceGrade.INFERRED: Tone.PURPLE,
}  # fmt: skip
SHOWN_PLACES = 200
"""Rows of the table by place; the fullest places come first."""


def _by(name: str) -> object:
    """Who ran a trace; a handler of the flow is the platform itself."""
    return _("the platform itself") if name.startswith("flow.") else name


PICK_AND_SAY = Words("请选择已核实的线索并填写核实情况", "pick the leads that were called and say what was found")

RUNS = ListPage(
    name="runs",
    caption=_("Trace runs"),
    columns=(
        Column(
            "number", _("Run"), on_phone=OnPhone.TITLE, link=lambda row: reverse("tracing:run", args=[row.pk]),
        ),
        Column("case", _("Case"), value="case.number"),
        Column("at", _("At"), kind=Kind.TIME, sort="at"),
        Column("persons", _("Exposed persons"), kind=Kind.NUMBER, sort="persons"),
        Column("purpose", _("Purpose"), value=lambda row: Purpose(row.purpose)),
        Column("legal_basis", _("Legal basis"), value=lambda row: LegalBasis(row.legal_basis), is_hidden=True),
        Column("by", _("By"), value=lambda row: _by(row.by)),
        Column("area", _("Area"), kind=Kind.AREA),
    ),
    order="-at",
    empty=_("No case has been traced yet"),
    empty_hint=_("A confirmed case is traced by itself as soon as its dates and stays are known."),
)  # fmt: skip


@dataclass(frozen=True)
class ShownPerson:
    """An exposed person as the list shows it: numbers and places, no name."""

    found: ExposedFacts
    person: PersonFacts | None
    via_numbers: str
    places: tuple[PlaceFacts, ...]

    @property
    def number(self) -> object:
        """The public number; persons of other areas are not told apart here."""
        return self.person.number if self.person else _("person of another area")

    @property
    def place_words(self) -> object:
        """The first place, and how many more."""
        if not self.places:
            return ""
        first = self.places[0].words
        return first if len(self.places) == 1 else type(first)(
            f"{first.zh} 等 {len(self.places)} 处", f"{first.en} and {len(self.places) - 1} more"
        )  # fmt: skip


def _shown(rows: Sequence[Any]) -> list[ShownPerson]:
    found = queries.with_outcomes(rows)
    persons = registry.persons({number for each in found for number in (each.person_id, *each.via)})
    places = registry.places(place for each in found for place in each.places)
    return [
        ShownPerson(
            each, persons.get(each.person_id),
            ", ".join(persons[number].number for number in each.via if number in persons),
            tuple(places[place] for place in each.places if place in places),
        )
        for each in found
    ]  # fmt: skip


def _picked_id(row: ShownPerson) -> UUID:
    """What a tick box of the list stands for."""
    return row.found.id


_picked_id.do_not_call_in_templates = True  # type: ignore[attr-defined]  # the template only asks whether there is one

_PERSON_COLUMNS = (
    Column("person", _("Person"), value="number", on_phone=OnPhone.TITLE),
    Column(
        "finding", _("Suggestion"), value="found.suggestion.finding", kind=Kind.TAG, on_phone=OnPhone.TAG,
        tone=lambda row: FINDING_TONES[row.found.suggestion.finding],
    ),
    Column("places", _("Places"), value="place_words"),
    Column("first", _("First together"), value="found.first", kind=Kind.TIME, sort="first"),
    Column("last", _("Last together"), value="found.last", kind=Kind.TIME, sort="last"),
    Column("minutes", _("Minutes"), value="found.minutes", kind=Kind.NUMBER, sort="seconds"),
    Column("encounters", _("Encounters"), value="found.encounters", kind=Kind.NUMBER),
    Column(
        "grade", _("Evidence"), value="found.grade", kind=Kind.TAG, tone=lambda row: GRADE_TONES[row.found.grade],
    ),
    Column("why", _("Why"), value="found.suggestion.why", on_phone=OnPhone.LINE),
    Column("clause", _("Clause"), value="found.suggestion.clause", is_hidden=True),
    Column("via", _("Through"), value="via_numbers", is_hidden=True),
)  # fmt: skip
_GRADES = Filter(
    "grade", _("Evidence"), lookup="grade", choices=lambda: [(each.value, each.words) for each in EvidenceGrade]
)

PERSONS = ListPage(
    name="exposed",
    caption=_("Exposed persons"),
    columns=_PERSON_COLUMNS,
    filters=(
        Filter(
            "finding", _("Suggestion"), lookup="finding", is_tabs=True,
            choices=lambda: [("", _("all")), *((each.value, each.words) for each in Finding)],
        ),
        _GRADES,
    ),
    order="-seconds",
    prepare=_shown,
    persons=lambda row: row.person,
    empty=_("Nobody was found"),
)  # fmt: skip

LEADS = ListPage(
    name="leads",
    caption=_("Leads to be called"),
    columns=(*_PERSON_COLUMNS[:1], Column("outcome", _("Call"), value="found.outcome", kind=Kind.TAG), *_PERSON_COLUMNS[2:]),
    filters=(_GRADES,),
    order="-seconds",
    prepare=_shown,
    persons=lambda row: row.person,
    row_id=_picked_id,
    bulk="tracing/_calls.html",
    empty=_("There are no leads"),
)  # fmt: skip


@needs(Right.TRACING_READ)
def runs_page(request: HttpRequest) -> HttpResponse:
    """Every trace run in scope, newest first."""
    return list_page(request, RUNS, queries.run_rows(), "tracing/runs.html")


@needs(Right.TRACING_RUN)
@require_http_methods(["GET", "POST"])
def start_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Why and on what basis a case is traced; counting first touches nothing."""
    case = cases.case(case_id)
    form = TraceForm(request.POST or None)
    counts: TraceCounts | None = None
    if request.method == "POST" and form.is_valid():
        given = {**form.terms(), "case_id": case_id, "by": request.actor, "at": request.at}  # type: ignore[attr-defined]
        if request.POST.get("step") != "count":
            return redirect("tracing:run", actions.start_trace(**given))
        counts = actions.count_trace(**given)
    context = {
        "case": case, "form": form, "window": cases.window(case_id), "edition": cases.edition_of(case),
        "decision": queries.may_trace(case_id, request.at), "kpis": _kpis(counts) if counts else (),  # type: ignore[attr-defined]
        "counts": counts, "rows": _place_rows(counts) if counts else (), **_doors(request),
    }  # fmt: skip
    return page(request, "tracing/start.html", context)


@needs(Right.TRACING_READ)
def run_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A run: its question, how many and where; no person is shown here."""
    run = queries.run(run_id)
    case = cases.case(run.case_id)
    context = {
        "run": run, "by": _by(run.by), "case": case, "facts": _facts(run), "kpis": _kpis(run.counts, run_id),
        "rows": _place_rows(run.counts), "towns": run.counts.by_area,
        "hidden_places": max(0, len(run.counts.by_place) - SHOWN_PLACES), "clause": _clause(run), **_doors(request),
    }  # fmt: skip
    return page(request, "tracing/run.html", context)


def _doors(request: HttpRequest) -> dict[str, bool]:
    """Which of the pages behind a run the reader may open: no link leads to a refusal."""
    doors = {
        "may_trace": Right.TRACING_RUN, "may_call": Right.CONTACTS_PROPOSE, "may_see_persons": Right.CONTACTS_READ,
        "may_see_visits": Right.PRESENCE_READ,
    }  # fmt: skip
    return {name: accounts.may(request.actor, right) for name, right in doors.items()}  # type: ignore[attr-defined]


def _clause(run: RunFacts) -> object:
    window = cases.window(run.case_id)
    return window.clause if window else None


def _facts(run: RunFacts) -> list[Fact]:
    [stay] = run.query.index
    return [
        Fact(_("Purpose"), run.purpose), Fact(_("Legal basis"), run.legal_basis),
        Fact(_("Window from"), local_time(stay.start)), Fact(_("Window until"), local_time(stay.until)),
        Fact(_("Shortest contact (minutes)"), run.query.min_overlap_s // 60 or None),
        Fact(_("Air stays risky for (minutes)"), run.query.linger_s // 60 or None),
        Fact(_("Hops"), run.query.hops), Fact(_("Same zone only"), _("yes") if run.query.match_zones else _("no")),
        Fact(_("Edition"), library().get(run.edition_id).title, note=run.edition_id), Fact(_("Visits searched"), run.counts.visits),
        Fact(_("Answered by"), run.engine), Fact(_("Seconds"), f"{run.seconds:.2f}"),
    ]  # fmt: skip


def _kpis(counts: TraceCounts, run_id: UUID | None = None) -> list[Kpi]:
    def behind(query: str = "") -> str:
        return reverse("tracing:persons", args=[run_id]) + query if run_id else ""

    tiles = [Kpi(_("Exposed persons"), counts.persons, unit="person", href=behind(), key="persons")]
    tiles += [
        Kpi(
            finding, counts.by_finding.get(finding, 0), unit="person", key=finding.value,
            href=behind(f"?finding={finding.value}"), tone="" if finding is Finding.NONE else FINDING_TONES[finding],
        )
        for finding in Finding
    ]  # fmt: skip
    if counts.elsewhere:
        note = _("registered in another area; left to that area")
        tiles.append(Kpi(_("Elsewhere"), counts.elsewhere, unit="person", note=note, key="elsewhere"))
    return tiles


def _place_rows(counts: TraceCounts) -> list[tuple[PlaceFacts | None, int, int]]:
    shown = counts.by_place[:SHOWN_PLACES]
    places = registry.places(place for place, _number in shown)
    return [(places.get(place), place, number) for place, number in shown]


@needs(Right.TRACING_READ, Right.CONTACTS_READ)
def persons_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The exposed persons of a run, by number; those shown are entered in the access log."""
    run = queries.run(run_id)
    rows = queries.exposed_rows(run_id)
    _log(request, run, _narrowed(rows, request.GET))
    return list_page(request, PERSONS, rows, "tracing/persons.html", {"run": run})


def _narrowed(rows: Any, query: Mapping[str, str]) -> Any:
    wanted = {name: query[name] for name in ("finding", "grade") if query.get(name)}
    return rows.filter(**wanted)


def _log(request: HttpRequest, run: RunFacts, rows: Any) -> None:
    """Everybody the filtered list can show: paging through it opens nobody who is not in the log."""
    shown = list(rows.order_by("person").values_list("person", flat=True)[:10_000])
    actions.log_persons_shown(run_id=run.id, persons=shown, by=request.actor, at=request.at)  # type: ignore[attr-defined]


@needs(Right.TRACING_READ, Right.CONTACTS_PROPOSE)
@require_http_methods(["GET", "POST"])
def leads_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The leads of a run, and what calls on them found; a confirmed lead is proposed as a contact."""
    run = queries.run(run_id)
    rows = queries.exposed_rows(run_id).filter(is_lead=True)
    if request.method == "POST":
        _note_calls(request, run_id)
        return redirect("tracing:leads", run_id)
    _log(request, run, _narrowed(rows, request.GET))
    context = {"run": run, "outcomes": list(CheckOutcome), "bulk_action": reverse("tracing:leads", args=[run_id])}
    return list_page(request, LEADS, rows, "tracing/leads.html", context)


def _note_calls(request: HttpRequest, run_id: UUID) -> None:
    form = LeadForm(request.POST, ids=[str(each.id) for each in queries.exposed(run_id)])
    if not form.is_valid():
        raise Invalid(reason=PICK_AND_SAY)
    given = form.cleaned_data
    actions.check_leads(
        run_id=run_id, exposed_ids=[UUID(each) for each in given["picked"]], outcome=CheckOutcome(given["outcome"]),
        note=given["note"], by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
