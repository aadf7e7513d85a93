"""Reading what one person has twice since two of the person's numbers were merged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sizao.ground.identity import queries as identity
from sizao.trace.cases import rules
from sizao.trace.cases.queries.cases import case_rows, cases
from sizao.trace.cases.queries.contacts import contact_rows, contacts
from sizao.trace.cases.types import CaseFacts, Classification, ContactFacts, ContactState, Doubled


def doubled(person_id: int) -> list[Doubled]:
    """What the person behind a number has twice, incident by incident, in scope; nothing while there is one number."""
    people = identity.same_person(person_id)
    if len(people) == 1:
        return []
    ill, held = cases(person_ids=people), contacts(person_ids=people)
    incidents: set[UUID] = {each.incident_id for each in ill} | {each.incident_id for each in held}
    found = [
        rules.doubled(
            each, [one for one in ill if one.incident_id == each], [one for one in held if one.incident_id == each]
        )
        for each in sorted(incidents)
    ]
    return [each for each in found if each is not None]


def as_recorded(incident_id: UUID, person_ids: Iterable[int]) -> dict[int, int]:
    """Under which number an incident knows the person behind each number that was merged; the others are absent.

    A record that counts comes before one that was set aside; who has none is entered under the number that was kept.
    """
    groups = {each: numbers for each, numbers in identity.numbers_of(person_ids).items() if len(numbers) > 1}
    if not groups:
        return {}
    everyone = {number for numbers in groups.values() for number in numbers}
    rank = {
        **_numbers(contact_rows(incident_id).filter(person_id__in=everyone), 3),
        **_numbers(case_rows(incident_id).filter(person_id__in=everyone), 2),
        **_numbers(contact_rows(incident_id).filter(person_id__in=everyone).exclude(status=ContactState.REJECTED), 1),
        **_numbers(
            case_rows(incident_id).filter(person_id__in=everyone).exclude(classification=Classification.NOT_A_CASE), 0
        ),
    }
    kept = identity.surviving(groups)
    best = {each: min(numbers, key=lambda number: rank.get(number, 4)) for each, numbers in groups.items()}
    return {each: number if number in rank else kept[each] for each, number in best.items()}


def _numbers(rows: QuerySet[Any], rank: int) -> dict[int, int]:
    return dict.fromkeys(rows.order_by().values_list("person_id", flat=True), rank)


def records_of(person_id: int) -> list[CaseFacts | ContactFacts]:
    """Every case and contact in scope of the person behind a number."""
    people = identity.same_person(person_id)
    return [*cases(person_ids=people), *contacts(person_ids=people)]


def contact_episodes(person_id: int, *, but: UUID | None = None) -> list[ContactFacts]:
    """Every contact in scope of the person behind a number, whichever of the person's numbers it was entered under."""
    return [each for each in contacts(person_ids=identity.same_person(person_id)) if each.id != but]
