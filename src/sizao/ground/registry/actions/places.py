"""Entering places and organisations, and naming who answers for what at a place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.registry import events, queries, rules
from sizao.ground.registry.errors import (
    AccountUnknown,
    HolderUnclear,
    OrganisationUnknown,
    PlaceUnknown,
    ResponsibilityUnknown,
)
from sizao.ground.registry.models import Organisation, Place, Responsibility
from sizao.ground.registry.types import NewPlace, NewResponsibility, OrganisationFacts, OrganisationKind
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
        OrganisationUnknown: when an organisation that runs one is not in scope.
    """
    for each in places:
        rules.may_enter_position(each.longitude, each.latitude).or_raise()
    _near({each.organisation_id for each in places}, by)
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
def run_by(*, place_id: int, organisation_id: UUID | None, by: Actor, at: datetime) -> bool:
    """Note which organisation runs a place, or that none is known to; whether it was otherwise before.

    Raises:
        PlaceUnknown: there is no such place in the actor's own area.
        OrganisationUnknown: there is no such organisation in scope.
    """
    if not areas.contains(by.area, queries.place(place_id).area):
        raise PlaceUnknown
    _near({organisation_id}, by)
    row = Place.objects.select_for_update().get(pk=place_id)
    was = row.organisation_id
    if was == organisation_id:
        return False
    Place.objects.filter(pk=place_id).update(organisation=organisation_id)
    event = events.PlaceRunBy(place_id=place_id, organisation_id=organisation_id, was=was, area=row.area)
    outbox.emit(event, by=by, at=at)
    return True


def _near(organisations: Collection[UUID | None], by: Actor) -> dict[UUID, OrganisationFacts]:
    """Organisations of the actor's area, or of the areas above it: a neighbour's can be read, and is not one's own to name."""
    wanted = {each for each in organisations if each is not None}
    found = queries.organisations(wanted) if wanted else {}
    near = {
        key: each
        for key, each in found.items()
        if areas.contains(by.area, each.area) or areas.contains(each.area, by.area)
    }
    if len(near) < len(wanted):
        raise OrganisationUnknown(reason="")
    return near


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
        OrganisationUnknown: there is no such organisation in the actor's area or above it.
    """
    if not areas.contains(by.area, queries.place(new.place_id).area):
        raise PlaceUnknown
    user_id, holder = _holder(new, by)
    row = Responsibility.objects.create(
        place_id=new.place_id, party=new.party, duty=new.duty, organisation_id=new.organisation_id, user_id=user_id,
        holder=holder, since=at, noted_by=by.name,
    )  # fmt: skip
    return row.id


def _holder(new: NewResponsibility, by: Actor) -> tuple[int | None, str]:
    if sum((bool(new.username), new.organisation_id is not None, bool(new.post))) != 1:
        raise HolderUnclear(reason="")
    if new.username:
        user_id, name = account(new.username)
        return user_id, name
    if new.organisation_id is not None:
        return None, _near({new.organisation_id}, by)[new.organisation_id].words.zh
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
