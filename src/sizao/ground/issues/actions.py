"""What officers do about issues: assign leaders, write down visits, raise problems, meet them again, cure them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.issues import events, queries, rules
from sizao.ground.issues.models import Issue, Liaison, Met, Remedy, Visit
from sizao.ground.issues.types import Body, CureKind, Source
from sizao.kernel.actors import Actor
from sizao.kernel.editions import library
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def assign_leader(
    *, area: int, leader: str, body: Body, by: Actor, at: datetime, unit: str = "", every_days: int | None = None
) -> UUID:
    """Assign a leader to a unit; assigning twice keeps the first assignment."""
    rules.may_act_in(by, area).or_raise()
    row, _is_new = Liaison.objects.get_or_create(
        area=area, unit=unit.strip(), leader=leader.strip(), until=None,
        defaults={"body": body.value, "every_days": every_days, "since": at, "by": by.name},
    )  # fmt: skip
    return row.id


@transaction.atomic
def end_assignment(*, liaison_id: UUID, by: Actor, at: datetime) -> None:
    """End an assignment; its visits stay."""
    found = queries.liaison(liaison_id)
    rules.may_act_in(by, found.area).or_raise()
    Liaison.objects.filter(pk=liaison_id, until__isnull=True).update(until=at)


@transaction.atomic
def record_visit(*, liaison_id: UUID, on: date, note: str, by: Actor, at: datetime, problem: str = "") -> None:
    """Write down a visit; a problem raised on it goes into the issue log, to be owned by the unit's area."""
    found = queries.liaison(liaison_id)
    rules.may_act_in(by, found.area).or_raise()
    row = Visit.objects.create(liaison_id=liaison_id, on=on, note=note.strip(), at=at, by=by.name)
    if problem.strip():
        raise_issue(
            area=found.area,
            title=problem.strip()[:200],
            owner=found.unit,
            source=Source.VISIT,
            visit_id=row.pk,
            by=by,
            at=at,
        )


@transaction.atomic
def raise_issue(
    *,
    area: int,
    title: str,
    owner: str,
    source: Source,
    by: Actor,
    at: datetime,
    text: str = "",
    due_at: datetime | None = None,
    visit_id: int | None = None,
) -> UUID:
    """Write down a problem; one of the same title that the area already knows is met again instead."""
    rules.may_act_in(by, area).or_raise()
    known = Issue.objects.filter(area=area, title=title.strip()).first()
    row = known or Issue.objects.create(
        area=area, title=title.strip(), owner=owner.strip(), opened_at=at, due_at=due_at, by=by.name
    )
    meet_again(issue_id=row.id, area=area, source=source, text=text, visit_id=visit_id, by=by, at=at)
    return row.id


@transaction.atomic
def meet_again(
    *, issue_id: UUID, area: int, source: Source, by: Actor, at: datetime, text: str = "", visit_id: int | None = None
) -> None:
    """Write down that a problem was met once more; a cured one is open again."""
    found = queries.issue(issue_id)
    Met.objects.create(
        issue_id=issue_id, visit_id=visit_id, area=area, source=source.value, text=text.strip(), at=at, by=by.name
    )
    outbox.emit(events.IssueRaised(area=found.area, issue_id=issue_id, count=found.count + 1), by=by, at=at)


@transaction.atomic
def cure_issue(*, issue_id: UUID, kind: CureKind, reference: str, by: Actor, at: datetime, text: str = "") -> None:
    """Say what cured a problem: the number of a finished task, an edition's id, or a local rule's number.

    Raises:
        AlreadyCured: when it is cured.
        CureWithoutReference: when nothing can be looked up.
        NoSuchCureTask: when no finished task has the number.
        NoSuchEdition: when the edition is unknown.
    """
    found = queries.issue(issue_id)
    rules.may_act_in(by, found.area).or_raise()
    task = queries.task_numbered(reference) if kind is CureKind.TASK else None
    rules.may_cure(found, kind, reference, task).or_raise()
    if kind is CureKind.EDITION:
        library().get(reference.strip())
    Remedy.objects.create(
        issue_id=issue_id, kind=kind.value, task_id=task.id if task else None, reference=reference.strip(),
        text=text.strip(), at=at, by=by.name,
    )  # fmt: skip
    cured = events.IssueCured(area=found.area, issue_id=issue_id, task_id=task.id if task else None)
    outbox.emit(cured, by=by, at=at)
