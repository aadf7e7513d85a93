"""Reading persons: facts without a name, and what they need."""

from __future__ import annotations

from collections.abc import Iterable

from sizao.ground.registry.models import Need, Person
from sizao.ground.registry.queries.areas import inside
from sizao.ground.registry.types import PersonFacts, SpecialNeed


def persons(ids: Iterable[int]) -> dict[int, PersonFacts]:
    """Persons by number, those in scope."""
    return {row.pk: row.facts() for row in Person.objects.filter(pk__in=set(ids))}


def person_by_number(number: str) -> PersonFacts | None:
    """The person with a public number, when in scope."""
    row = Person.objects.filter(number=number.strip().upper()).first()
    return row.facts() if row else None


def persons_in_areas(codes: Iterable[int]) -> dict[int, int]:
    """How many persons live in each area's subtree."""
    return {code: inside(Person.objects.all(), "area_residence", code).count() for code in codes}


def needs(person_ids: Iterable[int]) -> dict[int, tuple[SpecialNeed, ...]]:
    """Open special needs by person."""
    found: dict[int, tuple[SpecialNeed, ...]] = {}
    for row in Need.objects.filter(person_id__in=set(person_ids), until__isnull=True).order_by("since"):
        found[row.person_id] = (*found.get(row.person_id, ()), SpecialNeed(row.kind))
    return found
