"""Entering and moving persons: in bulk first, one row is a bulk of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from sizao.ground.registry import events, rules
from sizao.ground.registry.models import Need, Person
from sizao.ground.registry.types import KeyGroup, NewPerson, Sex
from sizao.kernel.actors import Actor
from sizao.kernel.errors import NotFound
from sizao.spine.outbox import actions as outbox

BATCH = 2_000


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
def group_person(*, person_id: int, key_group: KeyGroup, by: Actor, at: datetime) -> bool:
    """Note which key group a person belongs to, or that they belong to none; whether it was otherwise before.

    Raises:
        NotFound: when the person is not in scope.
    """
    row = Person.objects.select_for_update().filter(pk=person_id).first()
    if row is None:
        raise NotFound
    if row.key_group == key_group:
        return False
    Person.objects.filter(pk=person_id).update(key_group=key_group)
    outbox.emit(events.PersonGrouped(person_id=person_id, area=by.area), by=by, at=at)
    return True


def place_persons_at_site(*, person_ids: Iterable[int], area: int, by: Actor, at: datetime) -> int:
    """Note the area where persons are observed (a quarantine site's), so that its staff see them; returns how many."""
    return Person.objects.filter(pk__in=list(person_ids)).update(area_site=area)


def blank_persons(*, person_ids: Iterable[int], by: Actor, at: datetime) -> int:
    """Take from erased persons what could tell who they were; number and areas stay. Returns how many.

    A need that somebody worked on stays in the help's own history, ended.
    """
    persons = list(person_ids)
    Need.objects.filter(person_id__in=persons, steps__isnull=True).delete()
    Need.objects.filter(person_id__in=persons, until__isnull=True, since__lt=at).update(until=at)
    return Person.objects.filter(pk__in=persons).update(
        birth_year=None, sex=Sex.UNKNOWN, household=None, key_group=KeyGroup.NONE
    )  # fmt: skip


def restate_person(*, person_id: int, birth_year: int | None, sex: Sex, by: Actor, at: datetime) -> None:
    """Let a person's year of birth and sex follow a corrected identity; what it does not state stays.

    Raises:
        BirthYearImplausible: when a year of birth cannot be right.
    """
    rules.may_enter_birth_year(birth_year, at).or_raise()
    stated = {"birth_year": birth_year, "sex": None if sex is Sex.UNKNOWN else sex}
    changes = {name: value for name, value in stated.items() if value is not None}
    if changes:
        Person.objects.filter(pk=person_id).update(**changes)
