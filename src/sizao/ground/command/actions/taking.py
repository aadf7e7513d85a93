"""Take what lies unattended, with one click."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command.actions.papers import confirm_paper
from sizao.ground.command.actions.plans import take_task
from sizao.ground.command.errors import NotForTaking
from sizao.ground.command.types import UnattendedKind
from sizao.kernel.actors import Actor

TASKS = frozenset({UnattendedKind.TASK_UNASSIGNED, UnattendedKind.TASK_UNSIGNED})
PAPERS = frozenset({UnattendedKind.ORDER_UNREAD, UnattendedKind.CIRCULAR_UNREAD})


@transaction.atomic
def take(*, kind: UnattendedKind, id: UUID, name: str, by: Actor, at: datetime) -> None:
    """Take one unattended thing.

    Raises:
        NotForTaking: when this kind is attended to on its own page.
    """
    if kind in PAPERS:
        confirm_paper(paper_id=id, name=name, by=by, at=at)
    elif kind in TASKS:
        take_task(task_id=id, name=name, by=by, at=at)
    else:
        raise NotForTaking
