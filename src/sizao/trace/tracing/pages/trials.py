"""A dry run of one case under two editions or thresholds, side by side, before anything is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from sizao.kernel.editions import library
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts
from sizao.trace.tracing import actions
from sizao.trace.tracing.forms import TrialsForm
from sizao.trace.tracing.pages.showing import FINDING_TONES, GRADE_TONES
from sizao.trace.tracing.types import Finding, TrialCounts
from sizao.traceback.visits import EvidenceGrade


@needs(Right.TRACING_RUN)
@require_http_methods(["GET", "POST"])
def compare_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """How many each of two rules would touch; counting is entered in the access log, no run is kept."""
    case = cases.case(case_id)
    editions = _editions(case)
    other = next((each for each, _title in editions if each != case.edition_id), case.edition_id)
    form = TrialsForm(request.POST or None, editions=editions, initial={"first": case.edition_id, "second": other})
    found: list[TrialCounts] = []
    if request.method == "POST" and form.is_valid():
        found = actions.compare_trials(
            case_id=case_id, trials=form.trials(), **form.why(), by=request.actor, at=request.at
        )  # type: ignore[attr-defined]
    context = {"case": case, "form": form, "columns": [_column(each) for each in found], "rows": _rows(found)}
    return page(request, "tracing/compare.html", context, status=422 if form.errors else 200)


def _editions(case: CaseFacts) -> list[tuple[str, str]]:
    """Editions of the case's disease that determine contacts; its own first."""
    language = get_language() or "zh"
    known = [each for each in library().all() if each.disease == case.disease and each.contact is not None]
    known.sort(key=lambda each: (each.id != case.edition_id, each.id))
    own = library().get(case.edition_id)
    listed = known if any(each.id == own.id for each in known) else [own, *known]
    return [(each.id, f"{each.title.in_language(language)}") for each in listed]


def _column(found: TrialCounts) -> dict[str, Any]:
    edition = library().get(found.trial.edition_id)
    terms = edition.contact
    return {
        "trial": found,
        "edition": edition,
        "clause": terms.clause if terms else None,
        "query": found.query,
        "change": found.change,
    }


def _rows(found: list[TrialCounts]) -> list[tuple[Any, str, list[int | None]]]:
    """Label, tone, and the number of each trial."""
    if not found:
        return []
    rows = [
        (each, str(FINDING_TONES[each]), [_of(trial, "by_finding", each) for trial in found]) for each in Finding
    ] + [(each, str(GRADE_TONES[each]), [_of(trial, "by_grade", each) for trial in found]) for each in EvidenceGrade]
    return [row for row in rows if any(row[2])]


def _of(found: TrialCounts, part: str, key: object) -> int | None:
    return getattr(found.counts, part).get(key, 0) if found.counts else None
