"""Ask for leads to be followed, and note what came of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command.types import GroupKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.spine.outbox import actions as outbox
from sizao.trace.investigation import events, queries, rules
from sizao.trace.investigation.actions.placing import belonging
from sizao.trace.investigation.models import Lead, LeadAnswer
from sizao.trace.investigation.types import Direction, LeadOutcome


@transaction.atomic
def ask_lead(
    *, investigation_id: UUID, direction: Direction, what: str, area: int, group: GroupKind, by: Actor, at: datetime
) -> UUID:
    """Ask a work-group to follow a lead in an area; the flow makes a task of it. Returns the lead.

    Raises:
        ReasonMissing: when nobody says what is to be found out.
    """
    found = queries.investigation(investigation_id)
    rules.may_ask(what).or_raise()
    row = Lead.objects.create(
        investigation_id=investigation_id, direction=direction, what=what.strip(), area=area, group=group, at=at,
        by=by.name,
    )  # fmt: skip
    fact = events.LeadAsked(
        **belonging(found, by), investigation_id=investigation_id, case_id=found.case_id, lead_id=row.id
    )
    outbox.emit(fact, by=by, at=at)
    return row.id


@transaction.atomic
def answer_lead(*, lead_id: UUID, outcome: LeadOutcome, note: str, by: Actor, at: datetime) -> None:
    """Note what came of a lead; a later answer corrects an earlier one, and both stay on record.

    Raises:
        InvestigationNotFound: when there is no such lead in scope.
        ReasonMissing: when the answer says nothing.
    """
    lead = queries.lead(lead_id)
    rules.may_ask(note).or_raise()
    LeadAnswer.objects.create(lead_id=lead_id, outcome=outcome, note=note.strip(), at=at, by=by.name)
    area = lead.area if contains(by.area, lead.area) else by.area
    outbox.emit(events.LeadAnswered(investigation_id=lead.investigation_id, lead_id=lead_id, area=area), by=by, at=at)
