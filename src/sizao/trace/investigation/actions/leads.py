"""Ask for leads to be followed, open what an agency needs for one, and note what came of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command.types import GroupKind
from sizao.ground.identity.types import Sealed
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.ids import uuid7
from sizao.spine.outbox import actions as outbox
from sizao.trace.investigation import errors, events, queries, rules
from sizao.trace.investigation.actions.placing import belonging
from sizao.trace.investigation.models import Lead, LeadAnswer
from sizao.trace.investigation.types import (
    NOBODY,
    About,
    Direction,
    LeadFacts,
    LeadOutcome,
    parts_door,
    place_kept_by,
    place_opened_by,
)


@transaction.atomic
def ask_lead(
    *, investigation_id: UUID, direction: Direction, what: str, area: int, group: GroupKind, by: Actor, at: datetime,
    about: About = NOBODY, follows: UUID | None = None, place: UUID | None = None,
) -> UUID:  # fmt: skip
    """Ask a work-group to follow a lead in an area; the flow makes a task of it. Returns the lead.

    ``about`` says which parts of whose identity the task needs; ``follows`` names the lead whose answer made this one;
    ``place`` is what the vault keeps of the address to go to.

    Raises:
        ReasonMissing: when nobody says what is to be found out.
        NumberInText: when it holds a telephone or document number.
        NotNeeded, WindowBackwards: see :func:`rules.may_release`.
    """
    found = queries.investigation(investigation_id)
    rules.may_ask(what).or_raise()
    rules.may_release(group, about).or_raise()
    row = Lead.objects.create(
        investigation_id=investigation_id, direction=direction, what=what.strip(), area=area, group=group, at=at,
        by=by.name, person_id=about.person_id, parts=[each.value for each in Sealed if each in about.parts],
        since=about.since, until=about.until, due_at=about.due_at, follows_id=follows, place=place,
    )  # fmt: skip
    fact = events.LeadAsked(
        **belonging(found, by), investigation_id=investigation_id, case_id=found.case_id, lead_id=row.id
    )
    outbox.emit(fact, by=by, at=at)
    return row.id


@transaction.atomic
def answer_lead(
    *, lead_id: UUID, outcome: LeadOutcome, note: str, by: Actor, at: datetime, address: str = ""
) -> None:  # fmt: skip
    """Note what came of a lead; a later answer corrects an earlier one, and both stay on record.

    ``address`` is where somebody was found, or can be called; it goes into the vault, and the flow asks the grid there to
    go and see.

    Raises:
        InvestigationNotFound: when there is no such lead in scope.
        ReasonMissing: when the answer says nothing.
        NumberInText: when the note holds a telephone or document number.
    """
    lead = queries.lead(lead_id)
    rules.may_ask(note).or_raise()
    place = uuid7() if address.strip() else None
    LeadAnswer.objects.create(lead_id=lead_id, outcome=outcome, note=note.strip(), place=place, at=at, by=by.name)
    if place is not None:
        place_kept_by.plugged(place, address.strip()[:200], lead, by, at)
    area = lead.area if contains(by.area, lead.area) else by.area
    outbox.emit(events.LeadAnswered(investigation_id=lead.investigation_id, lead_id=lead_id, area=area), by=by, at=at)


@transaction.atomic
def open_parts(*, lead_id: UUID, by: Actor, at: datetime) -> dict[Sealed, str]:
    """What a lead's task needs of the person it is about, and no more; written to the access log.

    Raises:
        InvestigationNotFound: when there is no such lead in scope, or it was given to another agency.
    """
    lead = queries.agency_lead(lead_id, by.role)
    if lead.about.person_id is None or not lead.about.parts:
        return {}
    reason = f"协查线索 {lead.number} / lead {lead.number}"
    return parts_door.plugged(lead.about.person_id, lead.about.parts, reason, by, at)


@transaction.atomic
def open_place(*, lead: LeadFacts, by: Actor, at: datetime) -> str:
    """The address or telephone that was found for a lead, or that it sends the grid to; written to the access log.

    Raises:
        NoPlace: when none was noted.
    """
    if lead.place is None:
        raise errors.NoPlace
    return place_opened_by.plugged(lead.place, lead, by, at)
