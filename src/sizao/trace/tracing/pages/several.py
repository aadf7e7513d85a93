"""Start one trace of several cases of an incident: which of them, each with its window; counting first touches nothing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sizao.ground.command import queries as command
from sizao.kernel.decisions import Decision
from sizao.kernel.editions import library
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts, ContactWindow
from sizao.trace.tracing import actions, queries, rules
from sizao.trace.tracing.forms import TraceForm
from sizao.trace.tracing.pages.showing import doors
from sizao.trace.tracing.pages.starting import asked, counted, started
from sizao.trace.tracing.types import Door, Purpose, TraceCounts


@dataclass(frozen=True)
class Choice:
    """One case that may be traced with the others: its window, whether it can be traced now, and whether it is ticked."""

    case: CaseFacts
    window: ContactWindow | None
    decision: Decision
    is_picked: bool
    persons: int | None


@needs(Right.TRACING_RUN)
@require_http_methods(["GET", "POST"])
def start_cases_page(request: HttpRequest) -> HttpResponse:
    """Which cases are traced together, why and on what basis; the list of cases, an incident or a run fills in the cases."""
    offered = _offered(request)
    form = TraceForm(
        request.POST if "step" in request.POST else None,
        tasks=command.my_tasks(request.actor),  # type: ignore[attr-defined]
    )
    windows = cases.windows(each.id for each in offered)
    able = {each.id: _decision(each, windows[each.id], request) for each in offered}
    picked = [each for each in offered if each.id in _ticked(request, offered) and able[each.id]]
    counts: TraceCounts | None = None
    decision = rules.may_join(picked)
    if decision and form.is_bound and form.is_valid():
        given = {**form.terms(), "case_ids": [each.id for each in picked], "by": request.actor, "at": request.at}  # type: ignore[attr-defined]
        if (answer := asked(request, form, Door.CASES, given)) is not None:
            return answer
        if request.POST.get("step") == "run":
            run_id = started(form, actions.start_cases, given)
            if run_id is not None:
                return redirect("tracing:run", run_id)
        counts = actions.count_cases(**given)
    met = dict(counts.by_case) if counts else {}
    context = {
        "form": form, "decision": decision, "most": rules.MOST_CASES, **counted(counts), **doors(request),
        "choices": [Choice(each, windows[each.id], able[each.id], each in picked, met.get(each.id)) for each in offered],
        "edition": library().get(picked[0].edition_id) if picked else None,
        "incident": command.incident(picked[0].incident_id) if picked else None, "number": len(picked),
    }  # fmt: skip
    return page(request, "tracing/start_cases.html", context, status=422 if form.errors else 200)


def _decision(case: CaseFacts, window: ContactWindow | None, request: HttpRequest) -> Decision:
    return rules.may_trace(case, window, Purpose.CONTACT_MANAGEMENT, request.at)  # type: ignore[attr-defined]


def _offered(request: HttpRequest) -> list[CaseFacts]:
    """The cases on the page: those offered before, those picked in a list, those of a run, or an incident's infections."""
    named = request.POST.getlist("offered") or request.POST.getlist("picked")
    if named:
        return queries.cases_named({each for text in named if (each := _id(text))})
    if run_id := _id(request.GET.get("run", "")):
        return cases.cases(ids=ids) if (ids := queries.run(run_id).cases) else []
    incident_id = _id(request.GET.get("incident", ""))
    return queries.infections(command.incident(incident_id).id) if incident_id else []


def _ticked(request: HttpRequest, offered: list[CaseFacts]) -> set[UUID]:
    if request.method == "GET":
        return {each.id for each in offered}
    return {each for text in request.POST.getlist("picked") if (each := _id(text))}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
