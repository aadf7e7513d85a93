"""Writing the registry: in bulk first, one row is a bulk of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sizao.ground.registry import events, rules
from sizao.ground.registry.errors import AreaOrphan
from sizao.ground.registry.models import Area, Household, Need, Organisation, Person, Place
from sizao.ground.registry.types import NewArea, NewPerson, NewPlace, OrganisationKind, SpecialNeed
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.outbox import actions as outbox

BATCH = 2_000


@transaction.atomic
def add_persons(*, persons: Sequence[NewPerson], by: Actor, at: datetime) -> list[int]:
    """Enter persons; returns their ids in the order given.

    Raises:
        BirthYearImplausible: when a year of birth cannot be right.
    """
    for each in persons:
        rules.may_enter_birth_year(each.birth_year, at).or_raise()
    rows = [_person(each, at) for each in persons]
    Person.objects.bulk_create(rows, batch_size=BATCH)
    if rows:
        outbox.emit(events.PersonsRegistered(count=len(rows), area=by.area), by=by, at=at)
    return [int(row.pk) for row in rows]


def _person(given: NewPerson, at: datetime) -> Person:
    return Person(
        id=given.id, birth_year=given.birth_year, sex=given.sex, area_residence=given.area_residence,
        area_work=given.area_work, area_site=given.area_site, household_id=given.household_id,
        key_group=given.key_group, registered_at=at,
    )  # fmt: skip


@transaction.atomic
def move_person(
    *, person_id: int, by: Actor, at: datetime, area_residence: int | None = None, area_work: int | None = None,
    area_site: int | None = None,
) -> None:  # fmt: skip
    """Change where a person lives, works or is observed; ``None`` leaves a column as it is."""
    given = {"area_residence": area_residence, "area_work": area_work, "area_site": area_site}
    changes = {name: value for name, value in given.items() if value is not None}
    if changes and Person.objects.filter(pk=person_id).update(**changes):
        outbox.emit(events.PersonMoved(person_id=person_id, area=by.area), by=by, at=at)


@transaction.atomic
def place_persons_at_site(*, person_ids: Iterable[int], area: int, by: Actor, at: datetime) -> int:
    """Note the area where persons are observed (a quarantine site's), so that its staff see them; returns how many."""
    return Person.objects.filter(pk__in=list(person_ids)).update(area_site=area)


@transaction.atomic
def add_places(*, places: Sequence[NewPlace], by: Actor, at: datetime) -> list[int]:
    """Enter places; returns their ids in the order given.

    Raises:
        PositionImplausible: when a position is not in China.
    """
    for each in places:
        rules.may_enter_position(each.longitude, each.latitude).or_raise()
    rows = [
        Place(
            name_zh=each.words.zh, name_en=each.words.en, kind=each.kind, area=each.area, longitude=each.longitude,
            latitude=each.latitude, organisation_id=each.organisation_id, capacity=each.capacity,
        )
        for each in places
    ]  # fmt: skip
    Place.objects.bulk_create(rows, batch_size=BATCH)
    ids = tuple(int(row.pk) for row in rows)
    if ids:
        outbox.emit(events.PlacesRegistered(place_ids=ids[:1000], area=by.area), by=by, at=at)
    return list(ids)


def add_place(*, place: NewPlace, by: Actor, at: datetime) -> int:
    """Enter one place; returns its id."""
    return add_places(places=[place], by=by, at=at)[0]


@transaction.atomic
def add_organisation(
    *, words: Words, kind: OrganisationKind, area: int, by: Actor, at: datetime, credit_code: str = ""
) -> UUID:
    """Enter an organisation; returns its id."""
    row = Organisation.objects.create(name_zh=words.zh, name_en=words.en, kind=kind, area=area, credit_code=credit_code)
    return row.id


@transaction.atomic
def add_households(*, households: Sequence[tuple[int, str]], by: Actor, at: datetime) -> list[UUID]:
    """Enter households, each an area and a label (door number); returns their ids."""
    rows = [Household(area=area, label=label) for area, label in households]
    Household.objects.bulk_create(rows, batch_size=BATCH)
    return [row.id for row in rows]


@transaction.atomic
def note_need(*, person_id: int, kind: SpecialNeed, by: Actor, at: datetime) -> None:
    """Note a special need; noting it twice changes nothing."""
    Need.objects.get_or_create(person_id=person_id, kind=kind, until=None, defaults={"since": at, "noted_by": by.name})


@transaction.atomic
def load_areas(*, areas_given: Iterable[NewArea], by: Actor, at: datetime) -> int:
    """Enter or rename areas in bulk (an authority's own list); returns how many rows were written.

    Raises:
        AreaOrphan: when an area's parent is neither known nor in the list.
    """
    given = list({each.code: each for each in areas_given}.values())
    known = set(Area.objects.values_list("code", flat=True)) | {each.code for each in given} | {areas.NATION}
    for each in given:
        if areas.parent(each.code) not in known:
            raise AreaOrphan(code=areas.printed(each.code), parent=areas.printed(areas.parent(each.code)), reason="")
    Area.objects.bulk_create(
        [_area(each) for each in given], batch_size=BATCH, update_conflicts=True, unique_fields=["code"],
        update_fields=["name_zh", "name_en", "search", "parent", "level", "longitude", "latitude"],
    )  # fmt: skip
    return len(given)


def _area(given: NewArea) -> Area:
    printed = areas.printed(given.code)
    compact = given.words.en.lower().replace(" ", "").replace("'", "")
    return Area(
        code=given.code, parent=areas.parent(given.code), level=areas.level_of(given.code), name_zh=given.words.zh,
        name_en=given.words.en, search=f"{printed} {given.words.en.lower()} {compact}"[:260],
        longitude=given.longitude, latitude=given.latitude,
    )  # fmt: skip


@transaction.atomic
def load_boundaries(
    *, features: Iterable[tuple[int, dict[str, Any]]], source: str, is_schematic: bool, by: Actor, at: datetime
) -> int:
    """Replace boundaries by an authority's own (GeoJSON geometries in WGS-84, by area code); returns how many matched."""
    matched = 0
    for code, geometry in features:
        matched += Area.objects.filter(pk=code).update(
            boundary=geometry, boundary_source=source, is_schematic=is_schematic
        )
    return matched
