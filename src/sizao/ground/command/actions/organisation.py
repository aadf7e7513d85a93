"""Organise headquarters: set one up with its standing groups, form task forces, appoint members, change the state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import events, queries, rules
from sizao.ground.command.errors import NoSuchGroup, NoSuchHeadquarters
from sizao.ground.command.models import Headquarters, Membership, StateChange, WorkGroup
from sizao.ground.command.types import Duty, GroupKind, HqState, SignedDecision
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.outbox import actions as outbox

HQ_NAME = Words("{area}疫情防控应急指挥部", "{area} Epidemic Prevention and Control Headquarters")


@transaction.atomic
def ensure_headquarters(*, area: int, by: Actor, at: datetime, name: Words | None = None, duty_phone: str = "") -> UUID:
    """The headquarters of an area with its standing work-groups; made when it does not exist yet."""
    known = Headquarters.objects.filter(area=area).first()
    if known is not None:
        return known.id
    rules.may_act_in(by, area).or_raise()
    words = name or HQ_NAME.filled(area=registry.area_names([area]).get(area, Words(str(area), str(area))))
    row = Headquarters.objects.create(
        area=area, name_zh=words.zh, name_en=words.en, duty_phone=duty_phone, created_at=at
    )
    _make_groups(row, GroupKind, at)
    return row.id


def _make_groups(headquarters: Headquarters, kinds: Iterable[GroupKind], at: datetime) -> None:
    WorkGroup.objects.bulk_create(
        WorkGroup(
            headquarters=headquarters, area=headquarters.area, kind=kind.value, name_zh=kind.words.zh,
            name_en=kind.words.en, created_at=at,
        )
        for kind in kinds
    )  # fmt: skip


@transaction.atomic
def ensure_groups(*, area: int, by: Actor, at: datetime) -> None:
    """Make the standing groups that an older headquarters lacks."""
    rules.may_act_in(by, area).or_raise()
    row = _headquarters(area)
    known = set(WorkGroup.objects.filter(headquarters=row, is_task_force=False).values_list("kind", flat=True))
    _make_groups(row, [each for each in GroupKind if each.value not in known], at)


@transaction.atomic
def form_task_force(
    *, area: int, kind: GroupKind, name: Words, mission: str, incident_id: UUID, by: Actor, at: datetime
) -> UUID:
    """Stand up a task force for an incident under the area's headquarters."""
    rules.may_act_in(by, area).or_raise()
    row = WorkGroup.objects.create(
        headquarters=_headquarters(area), area=area, kind=kind.value, name_zh=name.zh, name_en=name.en,
        mission=mission, is_task_force=True, incident_id=incident_id, created_at=at,
    )  # fmt: skip
    return row.id


@transaction.atomic
def add_member(
    *,
    group_id: UUID,
    name: str,
    duty: Duty,
    by: Actor,
    at: datetime,
    user_id: int | None = None,
    organisation: str = "",
    phone: str = "",
) -> UUID:
    """Appoint an officer to a group; appointing an account twice keeps the first appointment."""
    if not WorkGroup.objects.filter(pk=group_id).exists():
        raise NoSuchGroup
    if user_id is not None:
        known = Membership.objects.filter(group=group_id, user_id=user_id, until__isnull=True).first()
        if known is not None:
            return known.id
    row = Membership.objects.create(
        group_id=group_id, user_id=user_id, name=name, duty=duty.value, organisation=organisation, phone=phone, since=at
    )
    return row.id


@transaction.atomic
def end_membership(*, membership_id: UUID, by: Actor, at: datetime) -> None:
    """Let an officer leave a group."""
    Membership.objects.filter(pk=membership_id, until__isnull=True).update(until=at)


@transaction.atomic
def change_state(*, area: int, to: HqState, by: Actor, at: datetime, decision: SignedDecision | None = None) -> None:
    """Enter or leave the emergency state; leaving needs a signed decision.

    Raises:
        LeavingNeedsDecision: when leaving without signatory, number and text.
        AlreadyInState: when nothing would change.
    """
    rules.may_act_in(by, area).or_raise()
    row = _headquarters(area)
    rules.may_change_state(queries.state(area).state, to, decision).or_raise()
    paper = decision or SignedDecision("", "", "")
    StateChange.objects.create(
        headquarters=row, state=to.value, at=at, by=by.name, signed_by=paper.signed_by, number=paper.number,
        text=paper.text,
    )  # fmt: skip
    outbox.emit(events.StateChanged(area=area, state=to), by=by, at=at)


def _headquarters(area: int) -> Headquarters:
    row = Headquarters.objects.select_for_update().filter(area=area).first()
    if row is None:
        raise NoSuchHeadquarters
    return row
