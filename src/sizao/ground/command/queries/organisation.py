"""Reading headquarters, groups, members and states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sizao.ground.command.errors import NoSuchGroup, NoSuchHeadquarters
from sizao.ground.command.models import Headquarters, Membership, StateChange, WorkGroup
from sizao.ground.command.types import GroupFacts, GroupKind, HeadquartersFacts, HqState, MemberFacts, StateFacts
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, parent


def state(area: int, as_of: datetime | None = None) -> StateFacts:
    """The state of an area's headquarters at a moment; an area without a headquarters is in the routine state."""
    found = StateChange.objects.filter(headquarters__area=area)
    if as_of is not None:
        found = found.filter(at__lte=as_of)
    last = found.order_by("-id").first()
    return last.facts() if last else StateFacts(HqState.ROUTINE, None)


def state_history(area: int) -> list[StateFacts]:
    """Every change of state, newest first."""
    return [row.facts() for row in StateChange.objects.filter(headquarters__area=area).order_by("-id")]


def _facts(row: Headquarters, as_of: datetime | None = None) -> HeadquartersFacts:
    return HeadquartersFacts(row.id, row.area, row.words, state(row.area, as_of), row.duty_phone)


def headquarters_list() -> list[HeadquartersFacts]:
    """The headquarters of the actor's area, those inside it and those above it, from the top down."""
    return [_facts(row) for row in Headquarters.objects.order_by("area")]


def headquarters(area: int) -> HeadquartersFacts:
    """The headquarters of exactly this area.

    Raises:
        NoSuchHeadquarters: when there is none, or it is not in scope.
    """
    row = Headquarters.objects.filter(area=area).first()
    if row is None:
        raise NoSuchHeadquarters
    return _facts(row)


def headquarters_for(area: int) -> HeadquartersFacts | None:
    """The headquarters that commands an area: its own, else the nearest one above it."""
    found = Headquarters.objects.filter(area__in=_upwards(area)).order_by("-area").first()
    return _facts(found) if found else None


def areas_commanded(areas: Iterable[int]) -> set[int]:
    """Those of some areas that a headquarters commands, their own or one above; one question for all."""
    chains = {area: _upwards(area) for area in areas}
    every = {each for chain in chains.values() for each in chain}
    held = set(Headquarters.objects.filter(area__in=every).values_list("area", flat=True))
    return {area for area, chain in chains.items() if held.intersection(chain)}


def _upwards(area: int) -> list[int]:
    """An area and every one that it lies in."""
    chain = [area]
    while parent(chain[-1]) != chain[-1]:
        chain.append(parent(chain[-1]))
    return chain


def groups(area: int, *, incident_id: UUID | None = None, as_of: datetime | None = None) -> list[GroupFacts]:
    """The standing work-groups of an area's headquarters, then its task forces (of one incident when asked), with members."""
    found = WorkGroup.objects.filter(area=area, ended_at__isnull=True).prefetch_related("memberships")
    if incident_id is not None:
        found = found.filter(Q(incident=incident_id) | Q(incident__isnull=True))
    if as_of is not None:
        found = found.filter(created_at__lte=as_of)
    order = list(GroupKind)
    rows = sorted(found, key=lambda row: (row.is_task_force, order.index(GroupKind(row.kind)), row.name_zh))
    return [row.facts(_members(row, as_of)) for row in rows]


def _members(row: WorkGroup, as_of: datetime | None = None) -> tuple[MemberFacts, ...]:
    duties = ["lead", "deputy", "liaison", "member"]
    serving = [each for each in row.memberships.all() if _serves(each, as_of)]
    return tuple(each.facts() for each in sorted(serving, key=lambda each: (duties.index(each.duty), each.name)))


def _serves(row: Membership, as_of: datetime | None) -> bool:
    if as_of is None:
        return row.until is None
    return row.since <= as_of and (row.until is None or as_of < row.until)


def group(group_id: UUID) -> GroupFacts:
    """One group with its members.

    Raises:
        NoSuchGroup: when it is not in scope.
    """
    row = WorkGroup.objects.filter(pk=group_id).prefetch_related("memberships").first()
    if row is None:
        raise NoSuchGroup
    return row.facts(_members(row))


def my_groups(actor: Actor) -> list[GroupFacts]:
    """The groups an actor serves in, within scope."""
    if actor.user_id is None:
        return []
    found = WorkGroup.objects.filter(
        memberships__user_id=actor.user_id, memberships__until__isnull=True, ended_at__isnull=True
    ).distinct()
    return [row.facts(_members(row)) for row in found if contains(actor.area, row.area)]
