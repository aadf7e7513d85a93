"""Propose those who sat near a case: rows of a manifest become persons and proposed contacts in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.errors import PersonUnknown
from sizao.kernel import documents
from sizao.kernel.actors import Actor
from sizao.kernel.documents import DocumentKind
from sizao.trace.cases import errors, queries
from sizao.trace.cases.actions.people import enter_people
from sizao.trace.cases.actions.proposing import propose_contacts
from sizao.trace.cases.types import Certainty, Newcomer, Passenger, ProposalReceipt, ProposedContact, Seated


@dataclass(frozen=True, kw_only=True)
class Ride:
    """What the passengers shared with the case: the vehicle or venue, the case's seat, and from when until when."""

    vehicle: str
    seat: str
    start: datetime
    until: datetime
    rule: str
    place_id: int | None = None


@transaction.atomic
def propose_seated(*, case_id: UUID, ride: Ride, seated: Sequence[Seated], by: Actor, at: datetime) -> ProposalReceipt:
    """Propose passengers as contacts with seat, rule and clause; those whom nobody knows yet are entered.

    Raises:
        NothingSelected: when no row can be proposed.
        Invalid: when the vault does not take a row's identity; then nobody is proposed.
    """
    rows = [each for each in seated if each.can_be_proposed]
    if not rows:
        raise errors.NothingSelected
    case = queries.case(case_id)
    people = _persons([each.passenger for each in rows], by, at)
    homes = {person: facts.area_residence for person, facts in registry.persons(people.values()).items()}
    proposals = [
        _proposal(each, ride, case_id, people[each.passenger.line], homes.get(people[each.passenger.line], case.area))
        for each in rows
        if people[each.passenger.line] != case.person_id
    ]
    return propose_contacts(incident_id=case.incident_id, proposals=proposals, by=by, at=at)


def _persons(rows: Sequence[Passenger], by: Actor, at: datetime) -> dict[int, int]:
    """Line to person: by number where one is given and in scope, else through the vault.

    Raises:
        PersonUnknown: when all that a row gives is a number that is not in scope.
    """
    known = {each.line: registry.person_by_number(each.person_number) for each in rows if each.person_number}
    found = {line: facts.id for line, facts in known.items() if facts is not None}
    rest = [each for each in rows if each.line not in found]
    if any(not (each.document_number or each.name or each.phone) for each in rest):
        raise PersonUnknown
    entered = enter_people(newcomers=[_newcomer(each) for each in rest], by=by, at=at)
    return {**found, **{each.line: person for each, person in zip(rest, entered, strict=True)}}


def _newcomer(row: Passenger) -> Newcomer:
    kind = documents.recognised(row.document_number) if row.document_number else DocumentKind.NONE
    held = NewIdentity(name=row.name, document_kind=kind, document_number=row.document_number, phone=row.phone)
    return Newcomer(identity=held)


def _proposal(seated: Seated, ride: Ride, case_id: UUID, person_id: int, area: int) -> ProposedContact:
    return ProposedContact(
        person_id=person_id, area=area, first_exposure_at=ride.start, last_exposure_at=ride.until,
        situation=seated.situation, contact_class=seated.contact_class, source_case_id=case_id, place_id=ride.place_id,
        minutes=int((ride.until - ride.start).total_seconds()) // 60, certainty=Certainty.CERTAIN, found_by="seat",
        basis={
            "vehicle": ride.vehicle, "seat": seated.passenger.seat, "case_seat": ride.seat, "rule": ride.rule,
            "nearness": seated.nearness.value,
        },
    )  # fmt: skip
