"""What officers do about duty: enter shifts, draw a hand-over sheet, sign it; raise the alarm over one not signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import get_current_timezone

from sizao.ground.command import queries as command
from sizao.ground.command.types import GroupFacts
from sizao.ground.duty import events, queries, rules
from sizao.ground.duty.errors import NoSuchDesk
from sizao.ground.duty.models import HandOver, Missed, Post, Shift, Signature
from sizao.ground.duty.types import NewShift, OpenItem, PhoneRoute, PostFacts, Side
from sizao.kernel.actors import Actor
from sizao.spine.outbox import actions as outbox


def resolved(area: int, new: Sequence[NewShift]) -> list[tuple[NewShift, GroupFacts | None]]:
    """The shifts with their desks and with the accounts of members found by name.

    Raises:
        NoSuchDesk: naming a desk that is no group of this headquarters.
    """
    groups = command.groups(area)
    accounts = {
        member.name: member.user_id for group in groups for member in group.members if member.user_id is not None
    }
    return [(_with_accounts(each, accounts), _desk(each.desk, groups)) for each in new]


def _desk(name: str, groups: Sequence[GroupFacts]) -> GroupFacts | None:
    if name in ("", queries.OFFICE.zh, queries.OFFICE.en):
        return None
    found = next((each for each in groups if name in (*each.name, each.kind.value)), None)
    if found is None:
        raise NoSuchDesk(name=name)
    return found


def _with_accounts(new: NewShift, accounts: Mapping[str, int]) -> NewShift:
    return replace(new, posts=tuple(_with_account(each, accounts.get(each.name)) for each in new.posts))


def _with_account(post: PostFacts, user_id: int | None) -> PostFacts:
    """Who has an account is reached through it; everyone else through the duty line or the vault."""
    if user_id is None or post.route is PhoneRoute.VAULT:
        return post
    return replace(post, user_id=user_id, route=PhoneRoute.ACCOUNT)


@transaction.atomic
def save_shifts(
    *, area: int, shifts: Sequence[NewShift], by: Actor, at: datetime, with_gaps: bool = False
) -> list[UUID]:
    """Enter shifts for the headquarters of an area; together with what stands around them they must be sound.

    Raises:
        RosterRefused: naming gaps, overlaps, double bookings and shifts without a lead.
        NoSuchDesk: naming a desk that is no group of this headquarters.
    """
    rules.may_act_in(by, area).or_raise()
    headquarters = command.headquarters(area)
    if not shifts:
        return []
    list(Shift.objects.select_for_update().filter(area=area, withdrawn_at__isnull=True))
    found = resolved(area, shifts)
    start, until = min(each.start for each in shifts), max(each.until for each in shifts)
    around = queries.shifts(area, start, until)
    named = [replace(each, desk=group.name.zh if group else "") for each, group in found]
    rules.may_save([*around, *named], tz=get_current_timezone(), with_gaps=with_gaps).or_raise()
    ids = [_enter(each, group, headquarters.id, area, by, at) for each, group in found]
    outbox.emit(events.RosterSaved(area=area, shift_ids=tuple(ids)), by=by, at=at)
    return ids


def _enter(new: NewShift, group: GroupFacts | None, headquarters: UUID, area: int, by: Actor, at: datetime) -> UUID:
    row = Shift.objects.create(
        headquarters_id=headquarters, group_id=group.id if group else None, area=area, start=new.start,
        until=new.until, entered_at=at, entered_by=by.name,
    )  # fmt: skip
    Post.objects.bulk_create(
        Post(
            shift=row, role=each.role.value, name=each.name, user_id=each.user_id, route=each.route.value,
            person_id=each.person_id,
        )
        for each in new.posts
    )  # fmt: skip
    return row.id


@transaction.atomic
def withdraw_shift(*, shift_id: UUID, by: Actor, at: datetime) -> None:
    """Take a shift out of the roster.

    Raises:
        ShiftHandedOver: when it has a hand-over sheet.
    """
    found = queries.shift(shift_id)
    rules.may_act_in(by, found.area).or_raise()
    rules.may_withdraw(found).or_raise()
    Shift.objects.filter(pk=shift_id).update(withdrawn_at=at)


@transaction.atomic
def draw_hand_over(*, shift_id: UUID, by: Actor, at: datetime, note: str = "") -> UUID:
    """Draw the hand-over sheet of a shift: what is open now, frozen; drawing twice gives the first one.

    Raises:
        ShiftNotBegun: when there is nothing to hand over yet.
    """
    found = queries.shift(shift_id)
    rules.may_act_in(by, found.area).or_raise()
    if found.hand_over_id:
        return found.hand_over_id
    rules.may_hand_over(found, at).or_raise()
    items = [_frozen(each) for each in queries.open_items(found.area, at)]
    after = queries.next_shift(found)
    text = json.dumps([str(shift_id), at.isoformat(), note, items], ensure_ascii=False, sort_keys=True)
    row = HandOver.objects.create(
        shift_id=shift_id, next_shift_id=after.id if after else None, area=found.area, drawn_at=at, drawn_by=by.name,
        note=note.strip(), items=items, sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    return row.id


def _frozen(item: OpenItem) -> dict[str, object]:
    given = asdict(item)
    return {**given, "kind": item.kind.value, "words": list(item.words), "owner": list(item.owner)}


@transaction.atomic
def sign_hand_over(*, hand_over_id: UUID, side: Side, name: str, by: Actor, at: datetime) -> None:
    """Sign a hand-over sheet for one side.

    Raises:
        AlreadySigned: when that side has signed.
        TwoPersonsNeeded: when the same person has signed for the other side.
        NotInShift: when the shift's people have accounts and the signer is none of them.
    """
    sheet = queries.hand_over(hand_over_id)
    Shift.objects.select_for_update().filter(pk=sheet.shift.id).first()
    rules.may_sign(sheet, side, by).or_raise()
    Signature.objects.create(hand_over_id=hand_over_id, side=side.value, name=name, user_id=by.user_id, at=at)
    if sheet.signs:
        done = events.HandOverSigned(
            area=sheet.shift.area, hand_over_id=hand_over_id, shift_id=sheet.shift.id, items=len(sheet.items)
        )
        outbox.emit(done, by=by, at=at)


@transaction.atomic
def raise_alarms(*, by: Actor, at: datetime) -> int:
    """Raise the alarm over every hand-over that is past its time, once for a shift; returns how many are new."""
    new = 0
    for late in queries.late_hand_overs(at):
        _, is_new = Missed.objects.get_or_create(shift_id=late.shift.id, defaults={"at": at})
        if is_new:
            missed = events.HandOverMissed(area=late.shift.area, shift_id=late.shift.id, due_at=late.due_at)
            outbox.emit(missed, by=by, at=at)
        new += is_new
    return new
