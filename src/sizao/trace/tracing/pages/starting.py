"""Start a trace from a case or from a place in a period: why, on what legal basis; counting first touches nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from sizao.ground.command import queries as command
from sizao.ground.command.types import IncidentState
from sizao.ground.registry import queries as registry
from sizao.kernel.editions import Edition, library
from sizao.kernel.errors import SizaoError
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts
from sizao.trace.tracing import actions, queries, rules
from sizao.trace.tracing.errors import NoSignatureNeeded, SignatureNeeded, TaskNeeded
from sizao.trace.tracing.forms import PlaceTraceForm, TraceForm
from sizao.trace.tracing.pages.showing import districts, doors, grade_rows, kpis, place_rows
from sizao.trace.tracing.types import Door, TraceCounts


@needs(Right.TRACING_RUN)
@require_http_methods(["GET", "POST"])
def start_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Why and on what basis a case is traced; counting first touches nothing."""
    case = cases.case(case_id)
    form = TraceForm(request.POST or None, tasks=command.my_tasks(request.actor))  # type: ignore[attr-defined]
    counts: TraceCounts | None = None
    if request.method == "POST" and form.is_valid():
        given = {**form.terms(), "case_id": case_id, "by": request.actor, "at": request.at}  # type: ignore[attr-defined]
        if (answer := asked(request, form, Door.CASE, given)) is not None:
            return answer
        if request.POST.get("step") not in {"count", "ask"}:
            run_id = started(form, actions.start_trace, given)
            if run_id is not None:
                return redirect("tracing:run", run_id)
        counts = actions.count_trace(**given)
    decision, window, edition = queries.may_trace(case_id, request.at), cases.window(case_id), cases.edition_of(case)  # type: ignore[attr-defined]
    if request.method == "GET" and decision:
        counts = actions.count_trace(case_id=case_id, legal_basis=None, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    context = {
        "case": case, "form": form, "window": window, "edition": edition, "decision": decision, **counted(counts),
        "lines": _lines(case, counts, edition, request.at) if counts else None, **doors(request),  # type: ignore[attr-defined]
    }  # fmt: skip
    return page(request, "tracing/start.html", context, status=422 if form.errors else 200)


def asked(request: HttpRequest, form: TraceForm, door: Door, given: Mapping[str, Any]) -> HttpResponse | None:
    """Put it before headquarters where the officer asks for that; what stands against it is said at the form."""
    if request.POST.get("step") != "ask":
        return None
    terms = {name: value for name, value in given.items() if name not in {"purpose", "legal_basis", "by", "at"}}
    why = {name: given[name] for name in ("purpose", "legal_basis", "by", "at")}
    try:
        return redirect("tracing:signature", actions.ask_signature(door=door, terms=terms, **why))
    except (TaskNeeded, NoSignatureNeeded) as refused:
        _said(form, refused)
        return None


def _said(form: TraceForm, refused: SizaoError) -> None:
    sentence = refused.words.in_language(get_language() or "zh")
    form.add_error("task" if isinstance(refused, TaskNeeded) else None, sentence)
    form.may_ask = isinstance(refused, SignatureNeeded)  # type: ignore[attr-defined]


def started(form: TraceForm, start: Callable[..., UUID], given: dict[str, Any]) -> UUID | None:
    """The run; that its purpose asks for a task, or its size for headquarters, is said at the form."""
    try:
        return start(**given)
    except (TaskNeeded, SignatureNeeded) as refused:
        _said(form, refused)
        return None


def _lines(case: CaseFacts, counts: TraceCounts, edition: Edition, at: datetime) -> rules.DayLines:
    """The case's stays within its window, with how many would be found at each place."""
    window = cases.window(case.id)
    own = rules.own_visits(case.person_id, cases.stays(case.id))
    within = [each for each in own if window and each.start < (window.until or at) and each.until > window.start]
    stays = sorted(within, key=lambda each: (each.start, each.place))
    persons = dict(counts.by_place)
    return rules.time_lines(stays, persons, registry.places({each.place for each in stays}), edition.tz)


def counted(counts: TraceCounts | None) -> dict[str, Any]:
    """What a dry run shows of its counts."""
    return {
        "counts": counts, "kpis": kpis(counts) if counts else (), "rows": place_rows(counts) if counts else (),
        "grades": grade_rows(counts) if counts else (), "districts": districts(counts) if counts else (),
    }  # fmt: skip


@needs(Right.TRACING_RUN)
@require_http_methods(["GET", "POST"])
def start_place_page(request: HttpRequest, place_id: int) -> HttpResponse:
    """From when until when a place is traced, for which incident and on what ground."""
    place = registry.place(place_id)
    form = PlaceTraceForm(
        request.POST or None, tasks=command.my_tasks(request.actor), incidents=_incidents(), initial=request.GET.dict()
    )
    counts: TraceCounts | None = None
    if request.method == "POST" and form.is_valid():
        given = {**form.terms(), "place_id": place_id, "by": request.actor, "at": request.at}  # type: ignore[attr-defined]
        if (answer := asked(request, form, Door.PLACE, given)) is not None:
            return answer
        if request.POST.get("step") not in {"count", "ask"}:
            run_id = started(form, actions.start_place_trace, given)
            if run_id is not None:
                return redirect("tracing:run", run_id)
        counts = actions.count_place(**given)
    context = {
        "place": place,
        "form": form,
        "choices": form["incident"].field.choices,
        **counted(counts),
        **doors(request),
    }  # type: ignore[attr-defined]
    return page(request, "tracing/start_place.html", context, status=422 if form.errors else 200)


def _incidents() -> list[tuple[str, str]]:
    """Open incidents whose edition determines contacts."""
    language = get_language() or "zh"
    return [
        (str(each.id), f"{each.number} {each.title.in_language(language)}")
        for each in command.incidents()
        if each.state is IncidentState.OPEN and library().get(each.edition_id).contact is not None
    ]
