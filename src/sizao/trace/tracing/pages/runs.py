"""Trace runs: the list, those of one case, and one run with its question, counts and places; no person is shown here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sizao.ground.command import queries as command
from sizao.ground.command.errors import NoSuchTask
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.editions import library
from sizao.kernel.editions.citations import Citation
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Kind, ListPage, OnPhone
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts
from sizao.trace.tracing import queries, rules
from sizao.trace.tracing.pages.showing import SHOWN_PLACES, districts, doors, grade_rows, kpis, place_rows, who_ran
from sizao.trace.tracing.types import EndingWhy, LegalBasis, Purpose, RunFacts


def _subject(row: Any) -> Words | str:
    if row.several:
        return Words(f"{row.several} 例病例", f"{row.several} cases")
    return str(row.case.number) if row.case else Words(row.place.name_zh, row.place.name_en)


RUNS = ListPage(
    name="runs",
    caption=_("Trace runs"),
    columns=(
        Column(
            "number", _("Run"), on_phone=OnPhone.TITLE, link=lambda row: reverse("tracing:run", args=[row.pk]),
        ),
        Column("subject", _("Case or place"), value=lambda row: _subject(row)),
        Column("at", _("At"), kind=Kind.TIME, sort="at"),
        Column("persons", _("Exposed persons"), kind=Kind.NUMBER, sort="persons"),
        Column("purpose", _("Purpose"), value=lambda row: Purpose(row.purpose)),
        Column("legal_basis", _("Legal basis"), value=lambda row: LegalBasis(row.legal_basis), is_hidden=True),
        Column("by", _("By"), value=lambda row: who_ran(row.by)),
        Column("area", _("Area"), kind=Kind.AREA),
    ),
    order="-at",
    empty=_("No case has been traced yet"),
    empty_hint=_("A confirmed case is traced by itself as soon as its dates and stays are known."),
)  # fmt: skip


@needs(Right.TRACING_READ)
def runs_page(request: HttpRequest) -> HttpResponse:
    """Every trace run in scope, newest first."""
    return list_page(request, RUNS, queries.run_rows(), "tracing/runs.html")


@needs(Right.TRACING_READ)
def runs_of_case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The trace runs of one case: a panel of the case's page, or a page of its own."""
    context = {
        "case": cases.case(case_id), "runs": [(each, who_ran(each.by)) for each in queries.runs(case_id)],
        **doors(request),
    }  # fmt: skip
    return page(request, "tracing/runs_of_case.html", context, part="tracing/_runs_of_case.html")


@needs(Right.TRACING_READ)
def run_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A run: its question, how many and where; no person is shown here."""
    run = queries.run(run_id)
    context = {
        "run": run, "by": who_ran(run.by), "case": cases.case(run.case_id) if run.case_id else None,
        "place": registry.place(run.place_id) if run.place_id else None, "facts": _facts(run), "cases": _cases(run),
        "kpis": kpis(run.counts, run_id), "rows": place_rows(run.counts), "towns": run.counts.by_area,
        "hidden_places": max(0, len(run.counts.by_place) - SHOWN_PLACES), "clause": _clause(run),
        "grades": grade_rows(run.counts), "districts": districts(run.counts), **doors(request),
    }  # fmt: skip
    return page(request, "tracing/run.html", context)


def _clause(run: RunFacts) -> object:
    if not run.cases:
        terms = library().get(run.edition_id).contact
        return terms.clause if terms else None
    found = cases.cases(ids=run.cases)
    window = cases.window(found[0].id) if found else None
    return window.clause if window else None


@dataclass(frozen=True)
class RunCase:
    """One of several cases of a run: its window as it was asked, and how many met it; nothing more of one out of scope."""

    case: CaseFacts
    start: datetime
    until: datetime
    persons: int


def _cases(run: RunFacts) -> list[RunCase]:
    """The cases traced together that are in scope, those whom most met first."""
    if len(run.cases) < 2:
        return []
    stays, met = {each.person: each for each in run.query.index}, dict(run.counts.by_case)
    found = [
        RunCase(each, stays[each.person_id].start, stays[each.person_id].until, met.get(each.id, 0))
        for each in cases.cases(ids=run.cases)
        if each.person_id in stays
    ]
    return sorted(found, key=lambda each: (-each.persons, each.case.number))


def _endings(run: RunFacts) -> list[Fact]:
    """How many of the results are gone by now, and why; who became a contact stays with the case file."""
    gone: dict[EndingWhy, int] = {}
    for each in run.endings:
        gone[each.why] = gone.get(each.why, 0) + each.persons
    return [Fact(_("Deleted from the results"), number, note=why.words) for why, number in gone.items()]


def _task(run: RunFacts) -> list[Fact]:
    """The task the run belongs to; a task of another area is not told."""
    if run.task_id is None:
        return [Fact(_("Task"), _("none"))]
    try:
        found = command.task(run.task_id)
    except NoSuchTask:
        return []
    return [Fact(_("Task"), found.number, href=reverse("command:task", args=[found.id]), note=found.title)]


def _facts(run: RunFacts) -> list[Fact]:
    return [
        Fact(_("Purpose"), run.purpose), Fact(_("Legal basis"), run.legal_basis), *_task(run),
        *([Fact(_("Why this place"), run.place_basis)] if run.place_basis else []),
        *_window(run),
        Fact(_("Shortest contact (minutes)"), run.query.min_overlap_s // 60 or None),
        Fact(_("Air stays risky for (minutes)"), run.query.linger_s // 60 or None),
        *_second(run), *_admitted(run), Fact(_("Same zone only"), _("yes") if run.query.match_zones else _("no")),
        Fact(_("Edition"), library().get(run.edition_id).title, note=run.edition_id), Fact(_("Visits searched"), f"{run.counts.visits:,}"),
        *_endings(run), Fact(_("Answered by"), run.engine), Fact(_("Seconds"), f"{run.seconds:.2f}"),
    ]  # fmt: skip


def _window(run: RunFacts) -> list[Fact]:
    """The window asked about; each of several cases has its own, in the table of the cases."""
    if len(run.cases) > 1:
        return [Fact(_("Cases"), len(run.cases))]
    stay = (*run.query.index, *run.query.index_places)[0]
    return [Fact(_("Window from"), local_time(stay.start)), Fact(_("Window until"), local_time(stay.until))]


def _admitted(run: RunFacts) -> list[Fact]:
    """Which visits alone counted; nothing where all did."""
    kinds = [PlaceKind(each) for each in run.query.place_kinds]
    parts = (
        (_("Sources to trust"), run.query.sources), (_("Evidence to trust"), run.query.grades), (_("Kinds of places"), kinds),
    )  # fmt: skip
    return [Fact(label, _joined([each.words for each in of])) for label, of in parts if of]


def _joined(words: list[Words]) -> Words:
    return Words("、".join(each.zh for each in words), ", ".join(each.en for each in words))


def _second(run: RunFacts) -> list[Fact]:
    """How far the trace went, until when those whom a contact met were sought, and where not."""
    window = rules.second_window(library().get(run.edition_id))
    if run.query.hops == 1 or window is None:
        return [Fact(_("Hops"), run.query.hops)]
    facts = [Fact(_("Hops"), run.query.hops), Fact(_("Contacts of contacts sought"), window.words, note=_cited(window))]
    if run.counts.crowded:
        note = rules.crowd().words
        facts.append(Fact(_("Places too full for that"), len(run.counts.crowded), note=note))
    return facts


def _cited(window: rules.SecondWindow) -> Words | str:
    return window.clause.words if isinstance(window.clause, Citation) else ""
