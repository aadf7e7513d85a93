"""Addresses and telephones that were found out before anybody knows whose they are: sealed on arrival, opened for a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.identity.actions import allowance, keys
from sizao.ground.identity.errors import PlaceUnknown
from sizao.ground.identity.models import FoundPlace
from sizao.ground.identity.queries.keyring import ring
from sizao.ground.identity.rules import access, sealing
from sizao.ground.identity.types import LookAction, LookKind, Purpose, Sealed
from sizao.kernel.actors import Actor, ActorKind
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit

OPENED_BY = (Right.IDENTITY_REVEAL, Right.LEADS_ANSWER, Right.AGENCY_WORK)


@transaction.atomic
def keep_place(
    *, found_id: UUID, text: str, area: int, person_id: int | None, purpose: Purpose, by: Actor, at: datetime, reason: str
) -> None:  # fmt: skip
    """Seal an address or telephone under the id by which the caller's own row names it; written to the access log.

    ``person_id`` is whom the search was for; when that person is erased, what was found goes too.
    """
    ring_now = keys.ring_in_use(at)
    epoch = ring_now.epoch
    wrapped, place = sealing.seal_place(ring_now.epoch_key(epoch), text, found_id, epoch)
    FoundPlace.objects.create(
        id=found_id, area=area, person=person_id, epoch=epoch, wrapped=wrapped, place=place, recorded_at=at,
        recorded_by=by.name,
    )  # fmt: skip
    _log(LookAction.KEEP_PLACE, person_id, purpose, by, at, reason)


@transaction.atomic
def open_place(*, found_id: UUID, purpose: Purpose, by: Actor, at: datetime, reason: str) -> str:
    """The address or telephone as it was typed, after writing who looks and why.

    Raises:
        PlaceUnknown: when it is not in scope, whether or not there is one.
        NotPermitted, ReasonNeeded, AllowanceSpent: as for opening an identity.
    """
    row = FoundPlace.objects.filter(pk=found_id).first()
    if row is None:
        raise PlaceUnknown
    has_right = by.kind is ActorKind.SYSTEM or any(accounts.may(by, each) for each in OPENED_BY)
    access.may_reveal(
        by=by, number=1, has_right=has_right, task_given=False, task_is_open_and_own=False, reason=reason
    ).or_raise()
    allowance.spend(LookKind.REVEAL, 1, by=by, at=at)
    _log(LookAction.OPEN_PLACE, row.person, purpose, by, at, reason)
    return sealing.open_place(ring().epoch_key(row.epoch), bytes(row.wrapped), bytes(row.place), row.id, row.epoch)


def _log(
    action: LookAction, person_id: int | None, purpose: Purpose, by: Actor, at: datetime, reason: str
) -> None:  # fmt: skip
    persons = [] if person_id is None else [person_id]
    audit.record(
        by=by, at=at, action=action.value, purpose=purpose.value, persons=persons, fields=Sealed.ADDRESS.value,
        reason=reason.strip()[:400],
    )  # fmt: skip
