"""The analysis of one incident, made anew from its rows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.oversight.analysis import rules
from sizao.oversight.analysis.queries.facts import outbreak
from sizao.oversight.analysis.types import Analysis, Question


def analysis(incident_id: UUID, question: Question, at: datetime, *, as_of: datetime | None = None) -> Analysis:
    """Every finding of an incident.

    Args:
        incident_id: the incident.
        question: how to look at it.
        at: now.
        as_of: leave out cases that were not yet known at this moment.

    Raises:
        NoSuchIncident: when there is none in scope.
    """
    incident = command.incident(incident_id)
    rows = outbreak(incident, at, as_of=as_of)
    findings = rules.analyse(rows, question)
    return Analysis(
        incident_id=incident.id, incident_number=incident.number, title=incident.title, as_of=as_of or at,
        cases=len(rows.ill), question=question, basis=rules.chosen_basis(rows, question),
        headline=rules.headline(findings), findings=findings,
    )  # fmt: skip
