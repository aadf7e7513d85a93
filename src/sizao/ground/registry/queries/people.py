"""Reading persons: facts without a name, what they need, and whether they are in scope at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from sizao.ground.registry.errors import PersonUnknown, PlaceUnknown
from sizao.ground.registry.models import Need, Person, Place
from sizao.ground.registry.queries.areas import inside
from sizao.ground.registry.types import KeyGroup, PersonFacts, Sex, SpecialNeed, Touched
from sizao.kernel.areas import Level, ancestor

FACTS = (
    "pk", "number", "birth_year", "sex", "area_residence", "area_work", "area_site", "household_id", "key_group",
)  # fmt: skip
"""The columns of :class:`PersonFacts`, in its order."""
SEXES, GROUPS = {each.value: each for each in Sex}, {each.value: each for each in KeyGroup}


def persons(ids: Iterable[int]) -> dict[int, PersonFacts]:
    """Persons by number, those in scope."""
    # One value, where each of twenty thousand would cost; no subquery, beside which all persons would be read for fifty.
    among = RawSQL("registry_person.id = ANY(%s::bigint[])", [list(set(ids))], BooleanField())
    rows = Person.objects.filter(among).values_list(*FACTS)
    return {
        pk: PersonFacts(pk, number, born, SEXES[sex], lives, works, stays, household, GROUPS[group])
        for pk, number, born, sex, lives, works, stays, household, group in rows
    }


def person_by_number(number: str) -> PersonFacts | None:
    """The person with a public number, when in scope."""
    row = Person.objects.filter(number=number.strip().upper()).first()
    return row.facts() if row else None


def persons_by_number(numbers: Iterable[str]) -> dict[str, PersonFacts]:
    """Persons by their public numbers, those in scope; a number that is nobody's there is absent."""
    among = RawSQL(
        "registry_person.number = ANY(%s::text[])", [[each.strip().upper() for each in numbers]], BooleanField()
    )
    return {row.number: row.facts() for row in Person.objects.filter(among)}


def require(*, persons: Iterable[int] = (), places: Iterable[int] = ()) -> None:
    """See that every person and place that a write names is in scope.

    A foreign key alone does not: it is checked past row-level security, and only when the transaction ends.

    Raises:
        PersonUnknown, PlaceUnknown: when one is not in scope; the same whether it exists elsewhere or nowhere.
    """
    if _is_any_missing(Person.objects.all(), set(persons)):
        raise PersonUnknown
    if _is_any_missing(Place.objects.all(), set(places)):
        raise PlaceUnknown


def _is_any_missing(rows: QuerySet[Any], ids: set[int]) -> bool:
    return bool(ids) and rows.filter(pk__in=ids).count() < len(ids)


def persons_in_areas(codes: Iterable[int]) -> dict[int, int]:
    """How many persons live in each area's subtree."""
    return {code: inside(Person.objects.all(), "area_residence", code).count() for code in codes}


def needs(person_ids: Iterable[int]) -> dict[int, tuple[SpecialNeed, ...]]:
    """Open special needs by person."""
    found: dict[int, tuple[SpecialNeed, ...]] = {}
    for row in Need.objects.filter(person_id__in=set(person_ids), until__isnull=True).order_by("since"):
        found[row.person_id] = (*found.get(row.person_id, ()), SpecialNeed(row.kind))
    return found


def touched(person_ids: Iterable[int]) -> Touched:
    """How many people and households a decision on these persons touches, by town."""
    return _touched(Person.objects.filter(pk__in=set(person_ids)))


def touched_in(area: int) -> Touched:
    """How many of the people on record live in an area, with their households, by town."""
    return _touched(inside(Person.objects.all(), "area_residence", area))


def _touched(rows: Any) -> Touched:
    sums = rows.aggregate(
        persons=Count("pk"),
        homes=Count("household", distinct=True),
        alone=Count("pk", filter=Q(household__isnull=True)),
    )
    towns: Counter[int] = Counter()
    for code, number in rows.values_list("area_residence").annotate(number=Count("pk")):
        towns[ancestor(code, Level.TOWN)] += number
    return Touched(sums["persons"], sums["homes"] + sums["alone"], tuple(towns.most_common()))
