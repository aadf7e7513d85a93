"""Open an incident, mark its clock, explain what is late, and close it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sizao.ground.command import events, queries, rules
from sizao.ground.command.actions.organisation import ensure_headquarters
from sizao.ground.command.actions.tasks import finish_milestone_tasks
from sizao.ground.command.errors import UnknownMilestone
from sizao.ground.command.models import Delay, Headquarters, Incident, IncidentStatus, Mark
from sizao.ground.command.types import IncidentFacts, IncidentState
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import printed
from sizao.kernel.editions import library
from sizao.kernel.names import initials
from sizao.kernel.words import Words
from sizao.spine import drill
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def open_incident(
    *,
    title: Words,
    disease: str,
    area: int,
    reported_at: datetime,
    by: Actor,
    at: datetime,
    detected_at: datetime | None = None,
    emergence_at: datetime | None = None,
    number: str = "",
    exercise_id: UUID | None = None,
) -> UUID:
    """Open an incident under the edition in force at its event time (detection, else report).

    Args:
        title: what people call it, in both languages.
        disease: the editions' key of the disease.
        area: where it is commanded; its headquarters is made when it does not exist.
        reported_at: when the responsible authority first learned of it.
        by: who opens it.
        at: when it is opened.
        detected_at: first record of it anywhere.
        emergence_at: onset of the index case, when known.
        number: the number to use; a new one is drawn from area and year when empty.
        exercise_id: the exercise it belongs to, when it is one; within a drill, that drill unless said otherwise.
    """
    rules.may_act_in(by, area).or_raise()
    rules.times_in_order(emergence_at, detected_at, reported_at).or_raise()
    headquarters_id = ensure_headquarters(area=area, by=by, at=at)
    Headquarters.objects.select_for_update().get(pk=headquarters_id)
    edition = queries.edition_for(disease, area, detected_at or reported_at)
    row = Incident.objects.create(
        number=number or _next_number(area, reported_at), title_zh=title.zh, title_en=title.en, disease=disease,
        area=area, edition_id=edition.id, emergence_at=emergence_at, detected_at=detected_at,
        reported_at=reported_at, opened_at=at, exercise_id=exercise_id or drill.exercise_id(),
    )  # fmt: skip
    IncidentStatus.objects.create(incident=row, state=IncidentState.OPEN.value, at=at, by=by.name)
    event = events.IncidentOpened(**_place(row.facts()), number=row.number, disease=disease, reported_at=reported_at)
    outbox.emit(event, by=by, at=at)
    return row.id


def _next_number(area: int, reported_at: datetime) -> str:
    """``YX-2021-01``: initials of the area's name, year, count; the headquarters' row is locked meanwhile."""
    words = registry.area_names([area]).get(area)
    bare = re.sub(r"(街道|社区|省|市|县|区|镇|乡|村)$", "", words.zh) if words else ""
    prefix = f"{initials(bare).upper() if bare else printed(area)}-{reported_at.year}-"
    used = set(Incident.objects.filter(number__startswith=prefix).values_list("number", flat=True))
    return next(each for each in (f"{prefix}{n:02d}" for n in range(1, 10_000)) if each not in used)


def _place(found: IncidentFacts) -> dict[str, Any]:
    return {
        "incident_id": found.id,
        "edition_id": found.edition_id,
        "exercise_id": found.exercise_id,
        "area": found.area,
    }


@transaction.atomic
def mark(
    *,
    incident_id: UUID,
    key: str,
    actual_at: datetime,
    by: Actor,
    at: datetime,
    note: str = "",
    only_first: bool = False,
) -> bool:
    """Mark that a milestone happened; its open tasks are finished with that as their evidence.

    Args:
        incident_id: the incident.
        key: the milestone's key in the edition's clock or 7-1-7 table.
        actual_at: when it happened.
        by: who marks it.
        at: when it is marked.
        note: what shows it.
        only_first: keep an earlier mark instead of correcting it (for what the flow notices by itself).

    Returns:
        Whether a mark was written.

    Raises:
        UnknownMilestone: when the edition has no such key.
    """
    found = queries.incident(incident_id)
    rules.may_mark(found, actual_at, at).or_raise()
    if key not in {each.key for each in queries.milestones(incident_id)}:
        raise UnknownMilestone(edition=found.edition_id, key=key)
    known = queries.marks(incident_id).get(key)
    if known == actual_at or (known is not None and only_first):
        return False
    Mark.objects.create(
        incident_id=incident_id, key=key, actual_at=actual_at, at=at, by=by.name, note=note, is_noticed=only_first
    )
    finish_milestone_tasks(incident_id=incident_id, key=key, note=note, by=by, at=at)
    outbox.emit(events.MilestoneReached(**_place(found), key=key, actual_at=actual_at), by=by, at=at)
    return True


@transaction.atomic
def withdraw_mark(*, incident_id: UUID, key: str, reason: str, by: Actor, at: datetime) -> bool:
    """Take back a mark that the flow had set, because its work is not whole any more; what a person stated stays.

    Returns whether there was one.
    """
    if key not in queries.noticed(incident_id):
        return False
    Mark.objects.create(
        incident_id=incident_id, key=key, actual_at=at, at=at, by=by.name, note=reason, is_noticed=True,
        is_withdrawn=True,
    )  # fmt: skip
    return True


@transaction.atomic
def adopt_edition(*, incident_id: UUID, edition_id: str, by: Actor, at: datetime) -> None:
    """Run an incident under another edition from now on: its clock, and what is judged in it, follow that one.

    Raises:
        NoSuchEdition: when there is no such edition.
    """
    found = queries.incident(incident_id)
    rules.may_add(found).or_raise()
    edition = library().get(edition_id)
    if found.edition_id == edition.id:
        return
    Incident.objects.filter(pk=incident_id).update(edition_id=edition.id)
    place = {**_place(found), "edition_id": edition.id}
    outbox.emit(events.EditionAdopted(**place, was=found.edition_id), by=by, at=at)


@transaction.atomic
def explain_delay(*, incident_id: UUID, key: str, reason: str, by: Actor, at: datetime) -> None:
    """Write down why a milestone is late."""
    found = queries.incident(incident_id)
    rules.may_add(found).or_raise()
    if key not in {each.key for each in queries.milestones(incident_id)}:
        raise UnknownMilestone(edition=found.edition_id, key=key)
    Delay.objects.create(incident_id=incident_id, key=key, reason=reason.strip(), at=at, by=by.name)


@transaction.atomic
def close_incident(*, incident_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Close an incident once nobody owes anything for it and no room above holds anything open.

    Raises:
        CasesStillOpen: naming what a room above still holds open.
        TasksStillOpen: when somebody still owes a task.
        ClosingNeedsReason: when no reason is given.
    """
    found = queries.incident(incident_id)
    queries.may_close(found, reason).or_raise()
    IncidentStatus.objects.create(
        incident_id=incident_id, state=IncidentState.CLOSED.value, at=at, by=by.name, reason=reason
    )
    outbox.emit(events.IncidentClosed(**_place(found), number=found.number), by=by, at=at)
