"""Offer tasks by name to the chiefs of the grid tree, and let them be handed on along it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries, rules
from sizao.ground.command.actions.tasks import assign_task, create_task
from sizao.ground.command.types import NewTask
from sizao.kernel.actors import Actor


@transaction.atomic
def offer_task(
    *, new: NewTask, by: Actor, at: datetime, chief_id: UUID | None = None, incident_id: UUID | None = None
) -> UUID:
    """Offer a task by name: to the chief nearest to its address, or to another one who covers it.

    Raises:
        OutsideArea: when the address is outside the actor's area.
        NoChiefHere: when no chief with an account covers it.
        NoSuchGroup: when no headquarters commands there.
    """
    rules.may_act_in(by, new.area).or_raise()
    chief = queries.chief_for(new.area, at, chief_id)
    named = replace(new, assignee=chief.holder, assignee_id=chief.user_id)
    return create_task(new=named, incident_id=incident_id, by=by, at=at)


@transaction.atomic
def offer_once(*, new: NewTask, by: Actor, at: datetime, incident_id: UUID | None = None) -> UUID | None:
    """Offer a task to the nearest chief, unless there is none or they have it open already; the flow asks so."""
    chief = next(iter(queries.chiefs_covering(new.area, at)), None)
    if chief is None or chief.user_id is None or queries.has_open_task(chief.user_id, new.title.zh):
        return None
    return offer_task(new=new, chief_id=chief.id, incident_id=incident_id, by=by, at=at)


@transaction.atomic
def hand_on(*, task_id: UUID, chief_id: UUID, reason: str, may_offer: bool, by: Actor, at: datetime) -> None:
    """Put a task into another chief's hands who covers its address, with the reason.

    Raises:
        NoSuchTask, NoChiefHere: when there is no such task or chief here.
        NotYourTask, HeldByThem: see :func:`rules.may_hand_on`.
        TransitionRefused: when it is finished.
    """
    found = queries.task(task_id)
    rules.may_act_in(by, found.area).or_raise()
    chief = queries.chief_for(found.area, at, chief_id)
    rules.may_hand_on(found, chief.holder, chief.user_id, by.user_id, may_offer=may_offer).or_raise()
    assign_task(task_id=task_id, assignee=chief.holder, assignee_id=chief.user_id, note=reason, by=by, at=at)
