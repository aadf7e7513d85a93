"""Reading incidents and their clocks; every answer can be asked as of an earlier moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from sizao.ground.command import rules
from sizao.ground.command.errors import NoSuchIncident
from sizao.ground.command.models import Delay, Incident, IncidentStatus, Mark
from sizao.ground.command.queries.tasks import open_tasks, tasks
from sizao.ground.command.types import (
    ClockRow,
    IncidentFacts,
    IncidentState,
    IncidentTerms,
    Progress,
    TaskFacts,
    closing_check,
)
from sizao.kernel.areas import contains
from sizao.kernel.decisions import Decision
from sizao.kernel.editions import Edition, Milestone, library
from sizao.kernel.sockets import Sockets
from sizao.spine import drill
from sizao.spine.outbox import queries as outbox

AskProgress = Callable[[UUID], Mapping[str, Progress]]
learn_progress_from: Sockets[AskProgress] = Sockets()
"""Functions that say how far the work of an incident's milestones is, by key; used as a decorator by the flow."""


def incident_rows(as_of: datetime | None = None) -> QuerySet[Any]:
    """Incidents annotated with ``state_now`` and ``closed_at``, newest first."""
    if as_of is None:
        return _rows_now().all()
    return _with_states(IncidentStatus.objects.filter(incident=OuterRef("pk"), at__lte=as_of))


@cache
def _rows_now() -> QuerySet[Any]:
    """Put together once: the top of every page asks for them."""
    return _with_states(IncidentStatus.objects.filter(incident=OuterRef("pk")))


def _with_states(statuses: QuerySet[IncidentStatus]) -> QuerySet[Any]:
    closed = statuses.filter(state=IncidentState.CLOSED.value)
    return Incident.objects.annotate(
        state_now=Subquery(statuses.order_by("-id").values("state")[:1]),
        closed_at=Subquery(closed.values("at")[:1]),
    ).order_by("-opened_at", "id")


def search_incidents(found: QuerySet[Incident], text: str) -> QuerySet[Incident]:
    """Incidents whose number or title holds a text."""
    return found.filter(Q(number__icontains=text) | Q(title_zh__icontains=text) | Q(title_en__icontains=text))


def last_moment(incident_id: UUID) -> datetime | None:
    """When the last thing happened in an incident, from its timeline."""
    return outbox.last_moment(incident_id)


def _facts(row: Incident) -> IncidentFacts:
    return row.facts(IncidentState(row.state_now or IncidentState.OPEN), row.closed_at)  # type: ignore[attr-defined]


def incidents(
    *, open_only: bool = False, with_exercises: bool = True, as_of: datetime | None = None
) -> list[IncidentFacts]:
    """The incidents in scope, newest first; within a drill, its own ones are no exercises to leave out."""
    found = incident_rows(as_of)
    if as_of is not None:
        found = found.filter(opened_at__lte=as_of)
    if open_only:
        found = found.filter(state_now=IncidentState.OPEN.value)
    if not with_exercises:
        found = found.filter(exercise_id=drill.exercise_id())
    return [_facts(row) for row in found]


def incident(incident_id: UUID, as_of: datetime | None = None) -> IncidentFacts:
    """One incident.

    Raises:
        NoSuchIncident: when it is not in scope.
    """
    row = incident_rows(as_of).filter(pk=incident_id).first()
    if row is None:
        raise NoSuchIncident
    return _facts(row)


def terms(incident_id: UUID) -> IncidentTerms:
    """What holds for a row of an incident, also for somebody who reaches the row from outside the incident's area.

    A contact of one county's case is kept in another county: whoever runs the site there reads the plan, by its edition,
    and not the incident. Ask with the id that a row in scope names, never with one that somebody typed.

    Raises:
        NoSuchIncident: when there is none at all.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT disease, area, edition_id, exercise_id FROM sec.incident_terms(%s)", [incident_id])
        row = cursor.fetchone()
    if row is None:
        raise NoSuchIncident
    return IncidentTerms(incident_id, *row)


def incident_by_number(number: str) -> IncidentFacts:
    """One incident by the number people use.

    Raises:
        NoSuchIncident: when it is not in scope.
    """
    row = incident_rows().filter(number__iexact=number.strip()).first()
    if row is None:
        raise NoSuchIncident
    return _facts(row)


def open_incident_for(disease: str, area: int, exercise_id: UUID | None = None) -> IncidentFacts | None:
    """The open incident of a disease whose area holds ``area``, the nearest one first; ``None`` when there is none."""
    wanted = exercise_id or drill.exercise_id()
    found = [
        each
        for each in incidents(open_only=True)
        if each.disease == disease and each.exercise_id == wanted and contains(each.area, area)
    ]
    return max(found, key=lambda each: each.area, default=None)


def edition(found: IncidentFacts) -> Edition:
    """The edition an incident runs under."""
    return library().get(found.edition_id)


def edition_for(disease: str, area: int, at: datetime) -> Edition:
    """The edition an incident of this disease here would run under; a drill may try another one of the same disease."""
    tried = drill.current()
    if tried and tried.edition:
        chosen = library().get(tried.edition)
        if chosen.disease == disease:
            return chosen
    return library().in_force(disease, area, at)


def milestones(incident_id: UUID) -> tuple[Milestone, ...]:
    """Every milestone an incident can be marked with: the golden-24-hours clock, then 7-1-7."""
    pack = edition(incident(incident_id))
    return (*pack.clock, *pack.seven_one_seven)


def marks(incident_id: UUID, as_of: datetime | None = None) -> dict[str, datetime]:
    """When each marked milestone happened; the last row for a key counts, and one that was withdrawn did not happen."""
    found = Mark.objects.filter(incident=incident_id).order_by("id")
    if as_of is not None:
        found = found.filter(actual_at__lte=as_of)
    last = {key: (moment, gone) for key, moment, gone in found.values_list("key", "actual_at", "is_withdrawn")}
    return {key: moment for key, (moment, gone) in last.items() if not gone}


def noticed(incident_id: UUID) -> set[str]:
    """The milestones that stand as reached because the flow noticed it, not because somebody said so."""
    rows = Mark.objects.filter(incident=incident_id).order_by("id")
    last = {row.key: row for row in rows}
    return {key for key, row in last.items() if row.is_noticed and not row.is_withdrawn}


def progress(incident_id: UUID) -> dict[str, Progress]:
    """How far the work of each milestone is now, as rooms above say; those that nobody counts are absent."""
    return {key: each for tell in learn_progress_from for key, each in tell(incident_id).items()}


def with_progress(incident_id: UUID, table: Iterable[ClockRow]) -> tuple[ClockRow, ...]:
    """A clock as it stands now, with how far the work of each milestone is that was not reached."""
    found = tuple(table)
    known = progress(incident_id) if any(row.actual_at is None for row in found) else {}
    return tuple(row if row.actual_at else replace(row, progress=known.get(row.milestone)) for row in found)


def clock(incident_id: UUID, as_of: datetime) -> tuple[ClockRow, ...]:
    """The golden-24-hours clock at a moment: planned, actual, late, owner, clause and cause of each milestone."""
    found = incident(incident_id)
    return _explained(found, edition(found).clock, as_of)


def seven_one_seven(incident_id: UUID, as_of: datetime) -> tuple[ClockRow, ...]:
    """The same table for the 7-1-7 target; empty when the edition does not carry it."""
    found = incident(incident_id)
    return _explained(found, edition(found).seven_one_seven, as_of)


def clocks(found: IncidentFacts, as_of: datetime) -> tuple[tuple[ClockRow, ...], tuple[ClockRow, ...]]:
    """Both tables at a moment, their tasks read once."""
    pack, known = edition(found), tasks(incident_id=found.id, as_of=as_of)
    return _explained(found, pack.clock, as_of, known), _explained(found, pack.seven_one_seven, as_of, known)


def _explained(
    found: IncidentFacts, terms: Sequence[Milestone], as_of: datetime, known: Sequence[TaskFacts] | None = None
) -> tuple[ClockRow, ...]:
    table = rules.clock(terms, found, marks(found.id, as_of), as_of)
    stated = dict(Delay.objects.filter(incident=found.id, at__lte=as_of).order_by("id").values_list("key", "reason"))
    sources = {each.key: each.counts_from for each in terms}
    held = tasks(incident_id=found.id, as_of=as_of) if known is None else known
    return rules.explained(table, sources, held, stated, as_of)


def may_close(found: IncidentFacts, reason: str) -> Decision:
    """Whether an incident may be closed now: the open tasks are counted, and every room above is asked."""
    blockers = [said for check in closing_check if (said := check(found.id)) is not None]
    return rules.may_close_incident(found, open_tasks(found.id), reason, blockers)
