"""Persons and cases of an incident by what a source, or the platform itself, calls them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sizao.flow.step0_intake.terms import Terms
from sizao.ground.intake.queries import batches
from sizao.trace.cases import queries as cases


def persons_called(names: Iterable[str], terms: Terms) -> dict[str, int]:
    """Persons by name: what an earlier file called them, a case's number or its number elsewhere, a contact's number."""
    wanted = set(names)
    found: dict[str, int] = {}
    for contact in cases.contacts(terms.incident):
        if contact.number in wanted:
            found[contact.number] = contact.person_id
    for case in cases.cases(terms.incident):
        for name in (case.number, case.external_id):
            if name in wanted:
                found[name] = case.person_id
    return found | batches.known_as(terms.incident_id, wanted)


def case_of_person(terms: Terms) -> dict[int, UUID]:
    """Cases of the incident by person."""
    return {each.person_id: each.id for each in cases.cases(terms.incident)}


def contact_of_person(terms: Terms) -> dict[int, UUID]:
    """Contacts of the incident by person."""
    return {each.person_id: each.id for each in cases.contacts(terms.incident)}
