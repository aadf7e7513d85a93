"""Reading the issue log and the assignments of leaders."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count

from sizao.ground.command import queries as command
from sizao.ground.command.types import TaskFacts
from sizao.ground.issues.errors import NoSuchIssue, NoSuchLiaison
from sizao.ground.issues.models import Issue, Liaison, Visit
from sizao.ground.issues.types import Body, IssueFacts, LiaisonFacts, VisitFacts
from sizao.kernel.areas import NATION, contains


def _issue(row: Issue) -> IssueFacts:
    met = sorted(row.met.all(), key=lambda each: (each.at, each.pk))
    cures = sorted(row.remedies.all(), key=lambda each: (each.at, each.pk))
    return IssueFacts(
        row.id, row.number, row.title, row.area, row.owner, row.opened_at, row.due_at,
        tuple(each.facts() for each in met), tuple(each.facts() for each in cures),
    )  # fmt: skip


def issues(*, within: int = NATION, open_only: bool = False) -> list[IssueFacts]:
    """The problems inside an area: those met most often first, then the newest."""
    rows = Issue.objects.prefetch_related("met", "remedies").order_by("-opened_at")
    found = [_issue(row) for row in rows if contains(within, row.area)]
    kept = [each for each in found if each.is_open or not open_only]
    return sorted(kept, key=lambda each: (not each.is_open, -each.count))


def issue(issue_id: UUID) -> IssueFacts:
    """One problem.

    Raises:
        NoSuchIssue: when it is not in scope.
    """
    row = Issue.objects.prefetch_related("met", "remedies").filter(pk=issue_id).first()
    if row is None:
        raise NoSuchIssue
    return _issue(row)


def task_numbered(number: str) -> TaskFacts | None:
    """The task with a number, in scope."""
    wanted = number.strip().upper()
    return next((each for each in command.tasks() if each.number == wanted), None) if wanted else None


def _rows() -> Any:
    return Liaison.objects.filter(until__isnull=True).order_by("area", "unit", "leader")


def liaisons() -> list[LiaisonFacts]:
    """Who is assigned to which unit now, with their visits."""
    rows = list(_rows())
    visits: dict[UUID, list[VisitFacts]] = {}
    for each in Visit.objects.filter(liaison__in=rows).annotate(raised=Count("problems")).order_by("-on", "-id"):
        visits.setdefault(each.liaison_id, []).append(VisitFacts(each.on, each.by, each.note, each.raised))
    return [_liaison(row, visits.get(row.id, [])) for row in rows]


def _liaison(row: Liaison, visits: list[VisitFacts]) -> LiaisonFacts:
    return LiaisonFacts(
        row.id, row.leader, Body(row.body), row.area, row.unit, row.since, row.every_days, tuple(visits)
    )


def liaison(liaison_id: UUID) -> LiaisonFacts:
    """One assignment.

    Raises:
        NoSuchLiaison: when it is not in scope or has ended.
    """
    found = next((each for each in liaisons() if each.id == liaison_id), None)
    if found is None:
        raise NoSuchLiaison
    return found
