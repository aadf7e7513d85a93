"""Entering places and organisations, and naming who answers for what at a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.registry import events, queries, rules
from sizao.ground.registry.errors import AccountUnknown, HolderUnclear, PlaceUnknown, ResponsibilityUnknown
from sizao.ground.registry.models import Organisation, Place, Responsibility
from sizao.ground.registry.types import NewPlace, NewResponsibility, OrganisationKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.outbox import actions as outbox

BATCH = 2_000


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


def add_organisation(
    *, words: Words, kind: OrganisationKind, area: int, by: Actor, at: datetime, credit_code: str = ""
) -> UUID:
    """Enter an organisation; returns its id.

    Raises:
        CreditCodeMalformed: when its credit code is given and is not one.
    """
    rules.may_have_credit_code(credit_code).or_raise()
    row = Organisation.objects.create(name_zh=words.zh, name_en=words.en, kind=kind, area=area, credit_code=credit_code)
    return row.id


@transaction.atomic
def name_responsible(*, new: NewResponsibility, by: Actor, at: datetime) -> UUID:
    """Name who answers for a duty at a place from now on; returns the responsibility's id.

    Raises:
        PlaceUnknown: there is no such place in scope.
        HolderUnclear: not exactly one of account, organisation and post is given.
        AccountUnknown: nobody has that user name.
    """
    if not areas.contains(by.area, queries.place(new.place_id).area):
        raise PlaceUnknown
    user_id, holder = _holder(new)
    row = Responsibility.objects.create(
        place_id=new.place_id, party=new.party, duty=new.duty, organisation_id=new.organisation_id, user_id=user_id,
        holder=holder, since=at, noted_by=by.name,
    )  # fmt: skip
    return row.id


def _holder(new: NewResponsibility) -> tuple[int | None, str]:
    if sum((bool(new.username), new.organisation_id is not None, bool(new.post))) != 1:
        raise HolderUnclear(reason="")
    if new.username:
        user_id, name = account(new.username)
        return user_id, name
    if new.organisation_id is not None:
        found = queries.organisations([new.organisation_id]).get(new.organisation_id)
        if found is None:
            raise HolderUnclear(reason="")
        return None, found.words.zh
    return None, new.post


def account(username: str) -> tuple[int, str]:
    """The id and shown name of an account.

    Raises:
        AccountUnknown: nobody has that user name.
    """
    user = accounts.user_named(username.strip())
    if user is None:
        raise AccountUnknown(username=username, reason="")
    return user.id, user.display_name or user.username


@transaction.atomic
def end_responsibility(*, responsibility_id: UUID, by: Actor, at: datetime) -> None:
    """Somebody answers for something no longer, from now on; ending it twice changes nothing.

    Raises:
        ResponsibilityUnknown: there is no such responsibility in scope.
        PeriodBackwards: it began only now.
    """
    found = queries.responsibility(responsibility_id)
    if not areas.contains(by.area, queries.place(found.place_id).area):
        raise ResponsibilityUnknown
    rules.may_end(found.since, at).or_raise()
    Responsibility.objects.filter(pk=responsibility_id, until__isnull=True).update(until=at)
