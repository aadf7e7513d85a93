"""Make one record of two when two numbers are one person, and two again when the numbers are parted: by rows that are added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sizao.ground.command import queries as command
from sizao.ground.identity import queries as identity
from sizao.kernel.actors import Actor
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import errors, events, queries, rules
from sizao.trace.cases.actions import deciding
from sizao.trace.cases.actions.places import belonging
from sizao.trace.cases.actions.proposing import propose_contacts
from sizao.trace.cases.models import Case, CaseStatus, Contact, ContactDecision
from sizao.trace.cases.types import (
    CaseFacts,
    Classification,
    ContactFacts,
    ContactState,
    Doubled,
    ProposedContact,
)


@transaction.atomic
def join_records(*, incident_id: UUID, person_id: int, by: Actor, at: datetime) -> Doubled:
    """Keep one record of a person in an incident and set the others aside for it: the person counts once.

    The plan that runs goes on; what a record set aside asks beyond it is proposed to the one that is kept.

    Raises:
        NothingToJoin: when the person has nothing twice in the incident.
    """
    found = next((each for each in queries.doubled(person_id) if each.incident_id == incident_id), None)
    if found is None:
        raise errors.NothingToJoin
    reason = f"与 {found.kept.number} 为同一人,合并为一份 / one person with {found.kept.number}"
    for case in found.cases:
        _set_case_aside(case, found.kept.person_id, reason, by, at)
    if found.contacts:
        _set_contacts_aside(found, reason, by, at)
    place = belonging(command.terms(incident_id), by)
    outbox.emit(events.RecordsJoined(**place, person_id=found.kept.person_id, numbers=found.numbers), by=by, at=at)
    return found


def _set_case_aside(case: CaseFacts, kept: int, reason: str, by: Actor, at: datetime) -> None:
    _reclassify(queries.case_for_update(case.id), Classification.NOT_A_CASE, reason, by, at, joined_with=kept)


def _reclassify(
    row: Case, to: Classification, reason: str, by: Actor, at: datetime, joined_with: int | None = None
) -> None:
    """The person is a case still, under the other record: no contact of theirs is asked to be judged again for it."""
    was = row.facts()
    row.classification = to
    row.save(update_fields=["classification"])
    CaseStatus.objects.create(
        case=row, classification=to, is_closed=row.is_closed, at=at, by=by.name, edition_id=row.edition_id,
        reason=reason, joined_with=joined_with,
    )  # fmt: skip
    place = belonging(command.terms(row.incident_id), by)
    event = events.CaseClassified(
        **place, case_id=row.id, person_id=row.person_id, was=was.classification, now=to
    )  # fmt: skip
    outbox.emit(event, by=by, at=at)


def _set_contacts_aside(found: Doubled, reason: str, by: Actor, at: datetime) -> None:
    kept, ids = found.kept, [each.id for each in found.contacts]
    if isinstance(kept, CaseFacts):
        _become(ids, kept, reason, by, at)
        return
    more = [each for each in found.contacts if rules.asks_more(kept, each)]
    if more:
        proposals = [_carried(kept, each, reason) for each in more]
        propose_contacts(incident_id=found.incident_id, proposals=proposals, by=by, at=at)
    deciding.set_aside(contact_ids=ids, joined_with=kept.person_id, reason=reason, by=by, at=at)


def _carried(kept: ContactFacts, aside: ContactFacts, reason: str) -> ProposedContact:
    return ProposedContact(
        person_id=kept.person_id, area=kept.area, last_exposure_at=aside.last_exposure_at, situation=aside.situation,
        contact_class=aside.contact_class, source_case_id=aside.source_case_id, note=reason,
    )  # fmt: skip


def _become(ids: Sequence[UUID], kept: CaseFacts, reason: str, by: Actor, at: datetime) -> None:
    rows = deciding.set_aside(
        contact_ids=ids, joined_with=kept.person_id, reason=reason, by=by, at=at, to=ContactState.BECAME_CASE
    )
    place = belonging(command.terms(kept.incident_id), by)
    for row in rows:
        event = events.ContactBecameCase(**place, contact_id=row.id, person_id=row.person_id, case_id=kept.id)
        outbox.emit(event, by=by, at=at)


@transaction.atomic
def part_records(*, person_ids: Iterable[int], by: Actor, at: datetime) -> int:
    """Let records stand as they did that were set aside for one person who is two again; returns how many."""
    people = {number for group in identity.numbers_of(person_ids).values() for number in group}
    reason = "号码合并已撤销,恢复为两人 / the merge was undone: two persons"
    return _part_contacts(people, reason, by, at) + _part_cases(people, reason, by, at)


def _part_contacts(people: set[int], reason: str, by: Actor, at: datetime) -> int:
    joined = ContactDecision.objects.filter(
        joined_with__isnull=False, undone__isnull=True, statuses__contact__person_id__in=people
    )
    number = 0
    for decision in joined.distinct().order_by("at", "id"):
        reached = Contact.objects.filter(statuses__decision=decision).values_list("person_id", flat=True)
        if _are_one([*reached, decision.joined_with or 0]):
            continue
        number += deciding.put_back(decision_id=decision.id, reason=reason, by=by, at=at)
    return number


def _part_cases(people: set[int], reason: str, by: Actor, at: datetime) -> int:
    number = 0
    for joined in CaseStatus.objects.filter(joined_with__isnull=False, case__person_id__in=people).order_by("id"):
        row = queries.case_for_update(joined.case_id)
        newest, *earlier = CaseStatus.objects.filter(Q(case=row)).order_by("-id")
        if newest.pk != joined.pk or _are_one([row.person_id, joined.joined_with or 0]):
            continue
        _reclassify(row, Classification(earlier[0].classification), reason, by, at)
        number += 1
    return number


def _are_one(people: Iterable[int]) -> bool:
    return len(set(identity.surviving(people).values())) == 1
