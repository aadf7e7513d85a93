"""The analysis's API: every finding of an incident, or one of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from sizao.oversight.analysis import queries
from sizao.oversight.analysis.schemas import AnalysisOut, FindingOut, QuestionIn
from sizao.oversight.analysis.types import Topic
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs

router = Router(tags=["analysis"])


@router.get("/incidents/{incident_id}/analysis", response=AnalysisOut)
@needs(Right.CASES_COUNT)
def read_analysis(
    request: HttpRequest, incident_id: UUID, asked: Query[QuestionIn], as_of: datetime | None = None
) -> AnalysisOut:
    """Every finding with its figures, intervals, tables and method; with ``as_of`` from the cases known by then."""
    return AnalysisOut.of(queries.analysis(incident_id, asked.question(), request.at, as_of=as_of))  # type: ignore[attr-defined]


@router.get("/incidents/{incident_id}/analysis/{topic}", response=FindingOut)
@needs(Right.CASES_COUNT)
def read_finding(
    request: HttpRequest, incident_id: UUID, topic: Topic, asked: Query[QuestionIn], as_of: datetime | None = None
) -> FindingOut:
    """One finding."""
    found = queries.analysis(incident_id, asked.question(), request.at, as_of=as_of)  # type: ignore[attr-defined]
    return FindingOut.of(found.finding(topic))
