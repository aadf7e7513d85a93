"""Step 5: what is over is marked as over."""

from __future__ import annotations

from datetime import datetime

from sizao.kernel.actors import Actor
from sizao.measures.followup import events as plans
from sizao.spine.outbox.types import on
from sizao.trace.cases import actions as cases


@on(plans.PlansReleased)
def mark_contacts_released(event: plans.PlansReleased, *, by: Actor, at: datetime) -> None:
    """Mark the contacts whose follow-up was released."""
    cases.mark_released(contact_ids=event.contact_ids, by=by, at=at)
