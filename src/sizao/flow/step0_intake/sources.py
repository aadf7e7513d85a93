"""Persons and cases of an incident by what a source, or the platform itself, calls them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sizao.flow.step0_intake.terms import Terms
from sizao.ground.intake.queries import batches
from sizao.trace.cases import queries as cases


def persons_called(names: Iterable[str], terms: Terms) -> dict[str, int]:
    """Persons by name: what an earlier file called them, a case's number or its number elsewhere, a contact's number.

    A number that a source gave to several cases names nobody.
    """
    wanted = set(names)
    found: dict[str, int] = {}
    for contact in cases.contacts(terms.incident):
        if contact.number in wanted:
            found[contact.number] = contact.person_id
    own: dict[str, set[int]] = {}
    for case in cases.cases(terms.incident):
        for name in (case.number, case.external_id):
            if name in wanted:
                own.setdefault(name, set()).add(case.person_id)
    found |= {name: next(iter(persons)) for name, persons in own.items() if len(persons) == 1}
    return found | batches.known_as(terms.incident_id, wanted)


def case_of_person(terms: Terms) -> dict[int, UUID]:
    """Cases of the incident by person."""
    return {each.person_id: each.id for each in cases.cases(terms.incident)}


def contact_of_person(terms: Terms) -> dict[int, UUID]:
    """Contacts of the incident by person."""
    return {each.person_id: each.id for each in cases.contacts(terms.incident)}
